"""What an experiment costs beside one plain fine-tuning of the same rows, with the built-in model.

The experiment is that of the window without LoRA: training from scratch, fine-tuning, fine-tuning with
differential learning rates, the head only, and both baselines, one seed, each for as many epochs as the
script around `transformers.Trainer` (`side_by_side.py`: batch size 16, each batch padded to its longest row,
every other argument at its default). All happens in one process, in turns, the best of `--rounds` of each;
counted is everything from the table or its texts to a tested and saved model. On a computer that does other
things as well, look at the processor's seconds; for a calm picture of them set OMP_NUM_THREADS=1. The last
line is JSON. Leaves with 1 when the experiment costs far more than it should.

    python benchmarks/experiment_cost.py [--short] [--rounds 1] [--tables mrpc] [--epochs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from speed_vs_trainer import TABLES, TRAIN_SHARE, data_folder

AIM, TARGET = 1.7, 2.2
FAR_OFF = 3.5
"""Computers are noisy, and a short run is mostly loading: only what is beyond this fails."""
_MODES: tuple[Any, ...] = ("scratch", "full", "layerwise", "head")
_TRAIN_ROWS, _SHORT_ROWS = 800, 112
Seconds = dict[str, tuple[float, float]]
"""Wall clock and processor of each part."""


def experiment(task: Any, folder: Path) -> Seconds:
    """Every training and baseline of an experiment, as the window asks the engine for them."""
    from side_by_side import Clock, done
    from tuner_gui.engine.experiment import ExperimentConfig, members
    from tuner_gui.engine.requests import BaselineJob, TrainJob

    epochs = dict.fromkeys(_MODES, task.epochs)
    config = ExperimentConfig(dataset=task.dataset, modes=_MODES, seeds=1, mode_epochs=epochs, folds=0)
    found: Seconds = {}
    for member in members(config):
        run = folder / member.key
        run.mkdir(parents=True)
        shared = str(folder / "shared")
        job: Any = TrainJob(config=member.config, run_dir=str(run), shared_dir=shared)
        if member.baseline:
            job = BaselineJob(config=member.config, name=member.baseline, run_dir=str(run))
        clock = Clock()
        end = done(job)
        found[member.way] = clock.read()
        print(f"  {member.way}: {found[member.way]}, {end.metrics.test.value:.3f}", flush=True)
    return found


def compare(table: str, rows: int, epochs: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Both sides on one table, the best of `rounds` of each part."""
    from side_by_side import Task, plain_side

    task = Task(
        path=data_folder() / TABLES[table], mode="full", rows=round(rows / TRAIN_SHARE), epochs=epochs
    )
    plain: list[tuple[float, float]] = []
    ours: list[Seconds] = []
    for number in range(rounds):
        answer = plain_side(task, folder / f"{table}-{number}-plain", validate=False)
        plain.append((answer["whole_seconds"], answer["whole_cpu_seconds"]))
        print(f"  Trainer: {plain[-1]}, {answer['accuracy']:.3f}", flush=True)
        ours.append(experiment(task, folder / f"{table}-{number}"))
    parts = {way: _least([one[way] for one in ours]) for way in ours[0]}
    script = _least(plain)
    ratios = {
        name: round(sum(part[place] for part in parts.values()) / script[place], 2)
        for place, name in enumerate(("ratio", "cpu_ratio"))
    }
    return {"rows": rows, "epochs": epochs, "trainer": script, "parts": parts} | ratios


def _least(times: list[tuple[float, float]]) -> tuple[float, float]:
    wall, processor = (round(min(values), 2) for values in zip(*times, strict=True))
    return wall, processor


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="some hundred rows of one table, one epoch")
    parser.add_argument("--rounds", type=int, default=1, metavar="N")
    parser.add_argument("--rows", type=int, default=_TRAIN_ROWS, metavar="N", help="to train on")
    parser.add_argument("--epochs", type=int, default=3, metavar="N", help="as many as `Trainer` makes")
    parser.add_argument("--tables", nargs="+", choices=list(TABLES), default=list(TABLES))
    options = parser.parse_args()
    from tuner_gui.engine.threads import share_processor

    share_processor()
    tables, rows, epochs = options.tables, options.rows, options.epochs
    if options.short:
        tables, rows, epochs = tables[:1], _SHORT_ROWS, 1
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        os.environ["TUNER_HOME"] = str(Path(name) / "home")
        for table in tables:
            result[table] = compare(table, rows, epochs, options.rounds, Path(name))
            print(f"{table}: {json.dumps(result[table])}; target {TARGET}, aim {AIM}", flush=True)
    print(json.dumps(result))
    return 1 if any(min(each["ratio"], each["cpu_ratio"]) > FAR_OFF for each in result.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
