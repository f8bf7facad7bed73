"""Pause, stop, cancel, death of the engine, closing during a run."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit

from desk import Desk
from fake_engine import Script
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import TrainJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.runs.store import list_runs


@pytest.fixture
def held(desk: Desk, table: Path) -> Desk:
    """A run that waits in its sixth step."""
    desk.script.hold_at = 6
    desk.open(table)
    desk.click("startButton")
    desk.until(lambda: desk.session.run.run is not None and len(desk.session.run.run.history.loss) == 5)
    return desk


def test_pause_and_continue(held: Desk) -> None:
    held.click("pauseButton")
    assert not held.button("pauseButton").isEnabled()
    held.until_state(RunState.PAUSED)
    assert held.button("pauseButton").text() == "Continue"
    held.click("pauseButton")
    held.until_state(RunState.RUNNING)
    assert held.engine.sent == ["pause", "resume"]
    held.engine.release()
    held.until_state(RunState.FINISHED)


def test_stop_keeps_the_best_model(held: Desk) -> None:
    held.click("stopButton")
    assert not held.button("stopButton").isEnabled()
    assert not held.button("cancelButton").isEnabled()
    held.until_state(RunState.FINISHED)
    assert held.button("exportButton").isVisible()


def test_cancel_discards(held: Desk) -> None:
    held.click("cancelButton")
    held.until_state(RunState.CANCELLED)
    assert held.text("bannerTitle") == "The run was cancelled"
    assert not held.button("exportButton").isVisible()
    assert held.button("startButton").isEnabled()


def test_start_is_closed_while_a_run_is_under_way(held: Desk) -> None:
    assert not held.button("startButton").isEnabled()
    assert held.button("startButton").text() == "Under way; changes are for the next run"
    held.session.start()
    assert held.engine.kinds.count("TrainJob") == 1


def test_death_of_the_engine_leaves_the_window_usable_and_the_run_resumable(held: Desk) -> None:
    held.engine.close()
    held.until_state(RunState.INTERRUPTED)
    assert held.message
    assert [run.status for run in list_runs()] == ["interrupted"]
    held.until(lambda: len(held.engines) == 2 and held.engine.warmed)
    held.script.hold_at = None
    held.until(lambda: held.button("resumeRunButton").isVisible())
    held.click("resumeRunButton")
    held.until_state(RunState.FINISHED)
    resumed = next(job for job in held.engine.jobs if isinstance(job, TrainJob))
    assert resumed.resume
    assert [run.status for run in list_runs()] == ["finished"]


def test_a_failure_shows_message_hint_and_details(desk: Desk, table: Path, script: Script) -> None:
    script.fail["train"] = Failed(
        message="The device failed.", hint="Try again.", detail="Traceback: boom", engine_unusable=True
    )
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FAILED)
    assert desk.message == "The device failed."
    assert desk.text("messageHint") == "Try again."
    desk.click("messageDetailsButton")
    assert any("boom" in each.toPlainText() for each in desk.window.findChildren(QPlainTextEdit))
    desk.click("messageCloseButton")
    assert desk.message == ""
    desk.until(lambda: len(desk.engines) == 2)
    assert desk.button("startButton").isEnabled()


def test_a_broken_estimate_is_told_once(desk: Desk, table: Path, script: Script) -> None:
    script.fail["estimate"] = Failed(message="No weights in the folder.", hint="Choose another.")
    desk.open(table)
    desk.until(lambda: desk.message == "No weights in the folder.")
    desk.until(lambda: not desk.session.queue.busy)
    assert desk.engine.kinds.count("EstimateJob") == 1


def test_closing_asks_and_can_stay(held: Desk) -> None:
    held.window.close()
    assert held.window.isVisible()
    held.click("keepRunningButton")
    assert held.session.run.state is RunState.RUNNING
    assert held.engine.sent == []


@pytest.mark.parametrize(
    ("button", "command", "status"),
    [("leaveResumableButton", "suspend", "interrupted"), ("cancelRunButton", "cancel", "cancelled")],
)
def test_closing_ends_the_run_and_everything_with_it(
    held: Desk, button: str, command: str, status: str
) -> None:
    held.window.close()
    held.click(button)
    held.until(lambda: not held.window.isVisible())
    assert held.engine.sent == [command]
    assert held.engine.closed
    assert [run.status for run in list_runs()] == [status]


def test_closing_without_a_run_does_not_ask(desk: Desk) -> None:
    desk.window.close()
    assert not desk.window.isVisible()
    assert desk.engine.closed


def test_a_gpu_that_cannot_be_used_is_told_with_its_remedy(desk: Desk, script: Script) -> None:
    script.device = msgspec.structs.replace(
        script.device, problem="A GPU is here, unused.", remedy="pip install torch"
    )
    desk.session.warm()
    desk.until(lambda: desk.button("deviceStatus").isEnabled())
    desk.click("deviceStatus")
    assert desk.message == "A GPU is here, unused."
    assert desk.find("messageHint", QLabel).text() == "pip install torch"


def test_closing_during_an_export_gives_it_up_first(
    desk: Desk, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "out"), ""))
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    desk.script.hold_export = True
    desk.click("exportButton")
    desk.click("exportOkButton")
    desk.until(lambda: "ExportJob" in desk.engine.kinds)
    desk.window.close()
    desk.until(lambda: not desk.window.isVisible())
    assert desk.engine.sent == ["cancel"]
