"""Kills the engine again and again, and resumes until the run is done.

The end must be the same as that of a run nobody disturbed, no process may be left, and the run folder
must be exactly that of an ordinary run. Prints one JSON line; exits with 1 when anything of this fails.

    PYTHONPATH=src:tests python tests/campaigns/kills.py [--kills 20] [--short] [--seed 0]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
from pathlib import Path

import psutil

from tables import films
from tiny_models import make_tiny_model
from tuner_gui.engine.client import EngineClient
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
from tuner_gui.engine.events import RunFinished, RunStarted
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.requests import TrainJob
from tuner_gui.errors import EngineDiedError
from tuner_gui.runs.recorder import record
from tuner_gui.runs.store import create_run, load_run, reopen_run

EPOCHS = 300
SHORT_EPOCHS = 100
FILES = {"events.jsonl", "metrics.json", "model", "predictions.csv", "scored.arrow", "run.json"}


class Campaign:
    """One dataset, one model, one client."""

    def __init__(self, folder: Path, seed: int, epochs: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.client = EngineClient()
        self.pids: set[int] = set()
        self.resumed_at: list[int] = []
        self.config = RunConfig(
            dataset=DatasetConfig(path=str(films(folder, 600))),
            base_model=str(make_tiny_model(folder / "model")),
            hyperparameters=Hyperparameters(epochs=epochs),
        )

    def run(self, run_dir: Path, *, kill_within: float | None, resume: bool) -> RunFinished | None:
        """One go at a run; None when the engine was killed. `kill_within`: seconds after training began."""
        job = TrainJob(config=self.config, run_dir=str(run_dir), resume=resume)
        timer: threading.Timer | None = None
        try:
            for event in record(run_dir, self.client.run(job)):
                if isinstance(event, RunStarted):
                    self.resumed_at.append(event.resumed_at)
                    assert self.client.pid is not None
                    self.pids.add(self.client.pid)
                    if kill_within is not None:
                        process = psutil.Process(self.client.pid)
                        timer = threading.Timer(self.random.uniform(0.2, kill_within), process.kill)
                        timer.start()
                if isinstance(event, RunFinished):
                    return event
        except EngineDiedError:
            return None
        finally:
            if timer is not None:
                timer.cancel()
        raise SystemExit(f"the run ended with {event}")

    def disturbed(self, run_dir: Path, kills: int) -> tuple[RunFinished, int]:
        """Kill up to `kills` times, then let the run finish."""
        create_run(self.config, run_dir)
        for done in range(kills):
            finished = self.run(run_dir, kill_within=8.0, resume=done > 0)
            if finished is not None:
                return finished, done
            status = load_run(run_dir).status
            if status != "interrupted":
                raise SystemExit(f"after a kill the run is {status}, not interrupted")
            reopen_run(run_dir)
        finished = self.run(run_dir, kill_within=None, resume=True)
        assert finished is not None
        return finished, kills


def comparable(metrics: Metrics) -> tuple[object, ...]:
    """What must not depend on kills; times and memory may."""
    return metrics.test, metrics.validation, metrics.epochs, metrics.best_epoch


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--short", action="store_true", help="two kills")
    options = parser.parse_args()
    os.environ["TUNER_DEVICE"] = "cpu"
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["TUNER_HOME"] = str(folder / "home")
        campaign = Campaign(folder, options.seed, SHORT_EPOCHS if options.short else EPOCHS)
        quiet_dir = create_run(campaign.config, folder / "quiet")
        quiet = campaign.run(quiet_dir, kill_within=None, resume=False)
        assert quiet is not None
        finished, kills = campaign.disturbed(folder / "disturbed", 2 if options.short else options.kills)
        campaign.client.close()
        same = comparable(finished.metrics) == comparable(quiet.metrics)
        files = {path.name for path in (folder / "disturbed").iterdir()}
        orphans = [pid for pid in campaign.pids if psutil.pid_exists(pid)]
    sys.stdout.write(
        json.dumps(
            {
                "kills": kills,
                "same_end": same,
                "resumed_at": campaign.resumed_at,
                "orphans": len(orphans),
                "files_as_expected": files == FILES,
            }
        )
        + "\n"
    )
    return 0 if same and not orphans and files == FILES and kills > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
