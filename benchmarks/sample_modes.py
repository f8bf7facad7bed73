"""The sample dataset, five splits: every training mode at its defaults against TF-IDF + logistic regression.

Prints a Markdown table and, as the last line, JSON. Runs are kept in `--output` and not made twice, so an
interrupted benchmark goes on where it was. Differences are paired by split; their 95 % intervals use the
corrected resampled t of Nadeau and Bengio (2003, Machine Learning 52), since the splits overlap.

    python benchmarks/sample_modes.py --output DIR [--seeds 5] [--modes layerwise,full,head,scratch]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy.stats import t as student
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tuner_gui import paths
from tuner_gui.engine.config import DatasetConfig, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import prepare
from tuner_gui.engine.events import Failed
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.threads import share_processor
from tuner_gui.runs.recorder import Recorder
from tuner_gui.runs.store import METRICS_FILE, create_run

BASELINE = "TF-IDF + logistic regression"
TEST_TO_TRAIN = 0.15 / 0.7


def baseline(dataset: DatasetConfig, seed: int) -> float:
    """Test accuracy of word 1-2-gram TF-IDF, sublinear, with logistic regression, on the split of a run."""
    data = prepare(dataset, seed=seed)
    rows = zip(*(column.to_pylist() for column in data.texts.columns), strict=True)
    texts = np.asarray([" ".join(row) for row in rows], dtype=object)
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=2000)
    )
    model.fit(texts[data.split.train], data.targets[data.split.train])
    return float(model.score(texts[data.split.test], data.targets[data.split.test]))


def train(config: RunConfig, folder: Path) -> Metrics:
    """Metrics of the run in `folder`, which is made unless it is there already."""
    if not (folder / METRICS_FILE).exists():
        from tuner_gui.engine.jobs import execute

        create_run(config, folder)
        recorder = Recorder(folder)
        ends: list[Any] = []

        def emit(event: Any) -> None:
            recorder(event)
            ends.append(event)

        execute(TrainJob(config=config, run_dir=str(folder)), Control(), emit)
        recorder.close()
        if isinstance(ends[-1], Failed):
            raise SystemExit(ends[-1].message + ends[-1].detail)
    return msgspec.json.decode((folder / METRICS_FILE).read_bytes(), type=Metrics)


def mean_interval(values: Sequence[float], overlap: float) -> tuple[float, float, float]:
    """Mean and 95 % interval; `overlap` is the ratio of test to training rows (0: independent values)."""
    n = len(values)
    mean, variance = float(np.mean(values)), float(np.var(values, ddof=1))
    half = float(student.ppf(0.975, n - 1)) * (variance * (1 / n + overlap)) ** 0.5
    return mean, mean - half, mean + half


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=paths.sample_dataset())
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--modes", default="layerwise,full,head,scratch")
    options = parser.parse_args()
    share_processor()
    output = options.output.absolute()
    dataset = DatasetConfig(path=str(options.data.absolute()))
    scores: dict[str, list[float]] = {BASELINE: [baseline(dataset, seed) for seed in range(options.seeds)]}
    seconds: dict[str, float] = {}
    rows = 0
    for mode in options.modes.split(","):
        found = [
            train(RunConfig(dataset=dataset, mode=mode, seed=seed), output / f"{mode}-{seed}")
            for seed in range(options.seeds)
        ]
        scores[mode] = [metrics.test.value for metrics in found]
        seconds[mode] = float(np.median([metrics.train_seconds for metrics in found]))
        rows = found[0].test.n
    differences = {
        f"{mode} - {other}": mean_interval(
            [a - b for a, b in zip(scores[mode], scores[other], strict=True)], TEST_TO_TRAIN
        )
        for mode in ("layerwise", "full")
        for other in (BASELINE, "scratch")
        if mode in scores and other in scores
    }
    write = sys.stdout.write
    heading = f"mean test accuracy of {options.seeds} splits, {rows} test rows each"
    write(f"| way | {heading} | median training time |\n|---|---|---|\n")
    for name, values in scores.items():
        time = f"{seconds[name]:.0f} s" if name in seconds else "under 1 s"
        write(f"| {name} | {np.mean(values):.1%} (from {min(values):.1%} to {max(values):.1%}) | {time} |\n")
    write("\n| difference | mean (95 % interval), points |\n|---|---|\n")
    for name, (mean, low, high) in differences.items():
        write(f"| {name} | {100 * mean:+.1f} ({100 * low:+.1f} to {100 * high:+.1f}) |\n")
    write(json.dumps({"scores": scores, "seconds": seconds, "differences": differences}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
