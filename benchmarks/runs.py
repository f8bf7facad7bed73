"""Listing thousands of runs: the first time, and with the index that the first time leaves.

    PYTHONPATH=src:tests python benchmarks/runs.py [--runs 5000]

Makes run folders as training leaves them (run.json, 60 steps of events, a model) and lists them with
scores, names, sparklines and sizes: cold (no index; the disk's cache is warm in both), warm, and once more
after one of them was renamed. Prints one line of JSON; fails when a warm list takes longer than a second.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from made_runs import make_run
from tuner_gui.gui.run_order import Wanted, arrange
from tuner_gui.runs.index import list_entries
from tuner_gui.runs.notes import rename_run
from tuner_gui.runs.store import list_runs

TARGET = 0.3
FAR_OFF = 1.0
REPEATS = 7


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["TUNER_HOME"] = home
        root = Path(home) / "data" / "runs"
        for number in range(options.runs):
            make_run(root, number, accuracy=0.6 + number % 30 / 100)
        time.sleep(3)  # what has just been written is not trusted
        plain = _seconds(lambda: list_runs(root))
        cold = _seconds(lambda: list_entries(root))
        warm = median(_seconds(lambda: list_entries(root)) for _ in range(REPEATS))
        entries = list_entries(root)
        rename_run(entries[0].folder, "The best so far")
        renamed = _seconds(lambda: list_entries(root))
        search = median(
            _seconds(lambda: arrange(entries, Wanted(words="reviews fine"))) for _ in range(REPEATS)
        )
    assert len(entries) == options.runs
    result = {
        "runs": options.runs,
        "cold_seconds": round(cold, 3),
        "warm_seconds": round(warm, 3),
        "cold_to_warm": round(cold / warm, 1),
        "after_a_rename_seconds": round(renamed, 3),
        "search_and_sort_seconds": round(search, 4),
        "run_json_alone_seconds": round(plain, 3),
        "target_warm_seconds": TARGET,
    }
    print(json.dumps(result))
    return 1 if warm > FAR_OFF else 0


def _seconds(work: object) -> float:
    assert callable(work)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
