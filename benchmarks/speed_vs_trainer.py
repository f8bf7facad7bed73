"""Training beside the usual script around `transformers.Trainer`, with the built-in model.

Both sides learn the same rows for as many epochs, at batch size 16, with the model's dropout and in the same
precision, and take turns in one process; the best of each counts. The script pads each batch to its longest
row and leaves every other argument at its default; for `head` it freezes the encoder. `training` is the time
in which a model learns, for `head` with what is computed once before; `whole` is from the texts to a tested
and saved model, for Tuner with ten validations on the way. `matrix_share` is what training reaches of the
rate of a large matrix product here, real tokens counted only. On a computer that does other things as well,
look at the processor's seconds; for a calm picture of them set OMP_NUM_THREADS=1. The last line is JSON.
Leaves with 1 when Tuner is far slower than it should be.

    python benchmarks/speed_vs_trainer.py [--short] [--rounds 2] [--modes full head] [--tables mrpc]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

TARGETS = {"full": 1.7, "head": 8.0}
FAR_OFF = {"full": 1.0, "head": 2.0}
"""Computers are noisy: only what is below this fails."""
TABLES = {
    "mrpc": "mrpc/msr_paraphrase_train.txt",
    "phrasebank": "financial_phrasebank/all-data.csv",
}
_TRAIN_ROWS, _SHORT_ROWS = 800, 112
TRAIN_SHARE = 0.7


def data_folder() -> Path:
    """Of the public datasets."""
    named = os.environ.get("TUNER_TEST_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"


def compare(table: str, mode: Any, rows: int, epochs: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Both sides on one table, the best of `rounds` of each."""
    from side_by_side import Task, best_of, plain_side, tuner_side

    path = data_folder() / TABLES[table]
    task = Task(path=path, mode=mode, rows=round(rows / TRAIN_SHARE), epochs=epochs)
    tuner, plain = [], []
    for number in range(rounds):
        tuner.append(tuner_side(task, folder / f"{table}-{mode}-{number}"))
        plain.append(plain_side(task, folder / f"{table}-{mode}-{number}-plain"))
    ours, theirs = best_of(tuner), best_of(plain)
    ratios = {
        f"{name}_ratio": round(theirs[name] / ours[name], 2) for name in theirs if name.endswith("seconds")
    }
    return {"rows": rows, "epochs": epochs, "tuner": ours, "trainer": theirs} | ratios


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="some hundred rows of one table, one round")
    parser.add_argument("--rounds", type=int, default=2, metavar="N")
    parser.add_argument("--modes", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--tables", nargs="+", choices=list(TABLES), default=list(TABLES))
    parser.add_argument("--epochs", type=int, default=2, metavar="N", help="of `full`; `head` takes ten")
    options = parser.parse_args()
    from tuner_gui.engine.threads import share_processor

    share_processor()
    tables = ["mrpc"] if options.short and "mrpc" in options.tables else options.tables
    rows = _SHORT_ROWS if options.short else _TRAIN_ROWS
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        os.environ["TUNER_HOME"] = str(Path(name) / "home")
        for mode in options.modes:
            epochs = 10 if mode == "head" else 1 if options.short else options.epochs
            for table in tables:
                found = compare(table, mode, rows, epochs, 1 if options.short else options.rounds, Path(name))
                result[f"{mode} {table}"] = found
                print(f"{mode}, {table}: {json.dumps(found)}; target {TARGETS[mode]}", flush=True)
    print(json.dumps(result))
    slow = [key for key, found in result.items() if _training_ratio(found) < FAR_OFF[key.split()[0]]]
    return 1 if slow else 0


def _training_ratio(found: dict[str, Any]) -> float:
    """The better of wall clock and processor: other programs disturb the one more than the other."""
    return max(float(found["training_seconds_ratio"]), float(found["training_cpu_seconds_ratio"]))


if __name__ == "__main__":
    sys.exit(main())
