"""`tuner-gui train` in a process of its own: killed or interrupted, it goes on with `tuner-gui resume`."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tables import films
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
