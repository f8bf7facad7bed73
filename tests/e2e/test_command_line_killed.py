"""`tuner-gui train` and `compare` in a process of their own: killed or interrupted, they can be resumed."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from fake_experiments import plan_of
from tables import films
from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.experiment import BASELINES, ExperimentConfig
from tuner_gui.runs.experiments import create_experiment, release_experiment, skip_member, statuses
from tuner_gui.runs.store import load_run

PATIENCE_SECONDS = 120.0


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tuner_gui", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Until `condition` holds, while the process is alive."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            pytest.fail(process.communicate()[1])


def checkpoints(run: Path) -> list[int]:
    """Steps at which checkpoints were written."""
    file = run / "events.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line)["step"] for line in lines if line.startswith('{"event":"checkpoint"')]


def left_alone(pid: int) -> bool:
    """Whether an engine outlives the program that started it."""
    return psutil.pid_exists(pid) and bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)


def starts(run: Path) -> list[int]:
    """At which step each go at the run began."""
    lines = (run / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines if line.startswith('{"event":"run_started"')]
    return [event["resumed_at"] for event in events]


@pytest.mark.parametrize("ending", ["killed", "interrupted"])
def test_a_run_goes_on_after(ending: str, tiny_model: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    table = films(tmp_path, 400)
    process = start("train", table, "--model", tiny_model, "--epochs", "400", "--output", run)
    wait_for(lambda: bool(checkpoints(run)), process)
    if ending == "killed":
        process.kill()
        process.communicate()
    else:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
        assert process.returncode == 130
        assert f"tuner-gui resume {run}" in errors
        assert "Traceback" not in errors
    assert load_run(run).status == "interrupted"

    # Resuming starts from the checkpoint; stop it once that is seen rather than train to the end.
    process = start("resume", run, "--json")
    wait_for(lambda: len(starts(run)) == 2, process)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130
    first, second = starts(run)
    assert first == 0
    assert second in checkpoints(run)


def test_an_experiment_goes_on_after_a_kill_and_after_ctrl_c(tiny_model: Path, tmp_path: Path) -> None:
    dataset = DatasetConfig(path=str(films(tmp_path, 400)))
    config = ExperimentConfig(
        dataset=dataset, base_models=(str(tiny_model),), modes=("full",), seeds=1, mode_epochs={"full": 400}
    )
    folder = create_experiment(plan_of(config), tmp_path / "experiment")
    for baseline in BASELINES:  # which would only take their time
        skip_member(folder, baseline)
    release_experiment(folder)
    run = folder / "runs" / "full-s0"
    process = start("compare", "--resume", folder)
    wait_for(lambda: bool(checkpoints(run)), process)
    (engine,) = psutil.Process(process.pid).children()
    process.kill()
    process.communicate()
    assert list(statuses(folder).values()) == ["skipped", "skipped", "interrupted"]

    process = start("compare", "--resume", folder)
    wait_for(lambda: len(starts(run)) == 2, process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert f"tuner-gui compare --resume {folder}" in errors
    assert "Traceback" not in errors
    assert list(statuses(folder).values()) == ["skipped", "skipped", "interrupted"]
    first, second = starts(run)
    assert first == 0
    assert second in checkpoints(run)
    assert not left_alone(engine.pid)
