"""Memory of a training process at 20,000 and at 200,000 rows: it must not grow with the rows.

A tiny random model trains a few steps and is stopped; the tables have texts of about 250 characters. What
counts is anonymous memory (`RssAnon`): pages of mapped files are resident too, but the system takes them back
whenever it needs them. Linux only.

    python benchmarks/training_memory.py [--rows 20000,200000]

Prints one line of JSON: peak anonymous memory in MB from the first step on, per number of rows, and how many
bytes each further row costs; fails beyond 200.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

_STEPS = 40
_MOST_BYTES_PER_ROW = 200.0
_WORDS = ("good", "bad", "poor", "great", "the", "a", "is", "was", "and", "not", "film", "price", "rises")


def write_table(path: Path, rows: int) -> None:
    """A CSV of `rows` different texts with two labels."""
    chance = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        file.write("text,label\n")
        for number in range(rows):
            words = " ".join(chance.choices(_WORDS, k=50))
            file.write(f"{words} {number},{'good' if number % 2 else 'bad'}\n")


def train(table: Path, model: Path, folder: Path) -> None:
    """Train `_STEPS` steps and cancel: the rest costs time and shows nothing."""
    from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
    from tuner_gui.engine.control import Control
    from tuner_gui.engine.events import AnyEvent, Failed, Stepped
    from tuner_gui.engine.jobs import execute
    from tuner_gui.engine.requests import TrainJob

    control = Control()

    def emit(event: AnyEvent) -> None:
        if isinstance(event, Failed):
            raise SystemExit(event.message + event.detail)
        if isinstance(event, Stepped):
            sys.stdout.write("step\n")
            sys.stdout.flush()
            if event.step >= _STEPS:
                control.request("cancel")

    settings = Hyperparameters(epochs=1, batch_size=16, max_length=64)
    config = RunConfig(
        dataset=DatasetConfig(path=str(table)), base_model=str(model), hyperparameters=settings
    )
    execute(TrainJob(config=config, run_dir=str(folder)), control, emit)


def anonymous_bytes(pid: int) -> int:
    """Of a running process; 0 when it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("RssAnon"))


def peak_while_stepping(table: Path, model: Path, folder: Path) -> int:
    """Most anonymous memory of a fresh process from its first step on, in bytes."""
    command = [sys.executable, __file__, "--child", str(table), str(model), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    first = process.stdout.readline()
    drain = threading.Thread(target=process.stdout.read)
    drain.start()
    peak = 0
    while process.poll() is None:
        peak = max(peak, anonymous_bytes(process.pid))
        time.sleep(0.02)
    drain.join()
    if not first or process.returncode:
        raise SystemExit("the training process failed")
    return peak


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", default="20000,200000")
    parser.add_argument("--child", nargs=3, metavar=("TABLE", "MODEL", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        train(*map(Path, options.child))
        return 0
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from tiny_models import make_tiny_model

    counts = [int(rows) for rows in options.rows.split(",")]
    peaks: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = make_tiny_model(folder / "model")
        for rows in counts:
            write_table(folder / "table.csv", rows)
            peaks[rows] = peak_while_stepping(folder / "table.csv", model, folder / f"run-{rows}")
    per_row = (peaks[counts[-1]] - peaks[counts[0]]) / (counts[-1] - counts[0])
    megabytes = {str(rows): round(peak / 1e6, 1) for rows, peak in peaks.items()}
    print(json.dumps({"peak_anonymous_mb": megabytes, "bytes_per_row": round(per_row, 1)}))
    return 1 if per_row > _MOST_BYTES_PER_ROW else 0


if __name__ == "__main__":
    sys.exit(main())
