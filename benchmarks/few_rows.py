"""Eight and sixteen rows per class: Tuner's recommended default beside SetFit, accuracy and time.

On the datasets of at most ten classes in `TUNER_TEST_DATA`. Both sides learn from the same rows and know
nothing else: Tuner's validation rows are copies of training rows, and by so few it chooses nothing. SetFit is
at its defaults but for the sampling of pairs ("undersampling"), on the same built-in model with mean pooling;
of a pair of texts it gets one, joined by `[SEP]`. Time is from texts to trained model, the model's loading
included, tests and saving not. What is computed is kept in `--output` and not computed twice (changed
defaults need a new folder). The last line is JSON; leaves with 1 when the mean accuracy is more than a point
below SetFit's, or takes more than twice its time.

SetFit is needed by this benchmark only: `pip install setfit` into an environment that is thrown away.

    python benchmarks/few_rows.py --output DIR [--seeds 3] [--short]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from tuner_gui.engine.threads import share_processor

share_processor()  # before torch is imported, which the next modules do

from quality_data import SOURCES, Drawn, Pool, Source, write_table  # noqa: E402
from quality_report import Cells, compare  # noqa: E402
from quality_sides import Outcome, tuner  # noqa: E402
from tuner_gui.engine.config import MODES, Hyperparameters  # noqa: E402
from tuner_gui.engine.models import catalog  # noqa: E402

PER_CLASS = (8, 16)
TEST_ROWS = 400
MOST_CLASSES = 10
SHORT = ("financial_phrasebank", "sms_spam")
OURS, SETFIT = MODES[0], "SetFit"


def setfit(drawn: Drawn, seed: int, max_length: int | None) -> Outcome:
    """SetFit's own `Trainer`.

    Raises:
        SystemExit: it is not installed.
    """
    try:
        package: Any = importlib.import_module("setfit")
    except ImportError as error:
        raise SystemExit(f"This benchmark compares with SetFit: pip install setfit ({error})") from error
    from datasets import Dataset

    def table(part: str) -> Any:
        texts = [" [SEP] ".join(row) for row in drawn.texts[part]]
        return Dataset.from_dict({"text": texts, "label": drawn.labels[part]})

    train, test = table("train"), table("test")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="few-rows-") as folder:
        model = package.SetFitModel.from_pretrained(str(catalog.resolve("builtin")), local_files_only=True)
        model.model_body.max_seq_length = max_length or model.model_body.max_seq_length
        arguments = package.TrainingArguments(
            output_dir=folder,
            sampling_strategy="undersampling",
            seed=seed,
            report_to="none",
            save_strategy="no",
            show_progress_bar=False,
        )
        package.Trainer(model=model, args=arguments, train_dataset=train).train()
    seconds = time.perf_counter() - started
    predicted = np.asarray(model.predict(test["text"], show_progress_bar=False))
    right = (predicted == np.array(drawn.labels["test"])).astype(int)
    return Outcome(right=right.tolist(), validation=0.0, validation_loss=0.0, seconds=seconds, settings={})


class Cell:
    """One dataset, number of rows and seed."""

    def __init__(self, source: Source, pool: Pool, per_class: int, seed: int, folder: Path) -> None:
        self.name, self.seed = f"{source.name}-{per_class}", seed
        self._length = source.few_max_length
        self._folder = folder / self.name / f"seed-{seed}"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._drawn = pool.draw_few(seed, per_class, TEST_ROWS)

    def outcomes(self) -> Cells:
        """Of both sides, one after the other, so that both meet the same load of the computer."""
        return {
            (self.name, self.seed, OURS): self._kept(OURS, self._ours),
            (self.name, self.seed, SETFIT): self._kept(SETFIT, self._theirs),
        }

    def _ours(self) -> Outcome:
        dataset = write_table(self._drawn, self._folder / "table.csv")
        return tuner(dataset, OURS, self.seed, Hyperparameters(max_length=self._length))

    def _theirs(self) -> Outcome:
        return setfit(self._drawn, self.seed, self._length)

    def _kept(self, side: str, compute: Callable[[], Outcome]) -> Outcome:
        path = self._folder / f"{side}.json"
        if not path.exists():
            outcome = compute()
            path.write_text(json.dumps(outcome.as_json()), encoding="utf-8")
            sys.stderr.write(
                f"{self.name} seed {self.seed} {side}: {outcome.accuracy:.3f}, {outcome.seconds:.0f} s\n"
            )
        return msgspec.json.decode(path.read_bytes(), type=Outcome)


def report(cells: Cells) -> int:
    """Print what the cells say; 1 when a target is missed."""
    names = sorted({name for name, *_ in cells})
    print(
        "| dataset and rows per class | Tuner | SetFit | difference (95 % interval) | time, Tuner : SetFit |"
    )
    print("|---|---|---|---|---|")
    for name in names:
        means = {side: _mean(cells, name, side, "accuracy") for side in (OURS, SETFIT)}
        seconds = {side: _mean(cells, name, side, "seconds") for side in (OURS, SETFIT)}
        found = compare(cells, OURS, SETFIT, [name])
        assert found is not None
        print(
            f"| {name} | {100 * means[OURS]:.1f} | {100 * means[SETFIT]:.1f} "
            f"| {found[0]:+.1f} ({found[1]:+.1f} to {found[2]:+.1f}) "
            f"| {seconds[OURS]:.0f} s : {seconds[SETFIT]:.0f} s |"
        )
    overall = compare(cells, OURS, SETFIT, names)
    assert overall is not None
    spent = [sum(out.seconds for (*_, each), out in cells.items() if each == side) for side in (OURS, SETFIT)]
    ratio = spent[0] / spent[1]
    mean, low, high = overall
    print(
        f"\nmean difference {mean:+.1f} points ({low:+.1f} to {high:+.1f}), {ratio:.2f} times SetFit's time"
    )
    met = overall[0] >= -1 and ratio <= 2
    print(json.dumps({"difference": overall, "time_ratio": ratio, "met": met}))
    return 0 if met else 1


def _mean(cells: Cells, name: str, side: str, field: str) -> float:
    found = [getattr(out, field) for (each, _, of), out in cells.items() if (each, of) == (name, side)]
    return float(np.mean(found))


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=os.environ.get("TUNER_TEST_DATA"))
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--short", action="store_true", help="two datasets, two seeds")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder of datasets: --data, or TUNER_TEST_DATA")
    cells: Cells = {}
    for seed in range(options.seeds or (2 if options.short else 3)):
        for source in SOURCES:
            if not source.judged or (options.short and source.name not in SHORT):
                continue
            pool = Pool(source, options.data)
            if len(pool.names) <= MOST_CLASSES:
                for per_class in PER_CLASS:
                    cells |= Cell(source, pool, per_class, seed, options.output.absolute()).outcomes()
    return report(cells)


if __name__ == "__main__":
    sys.exit(main())
