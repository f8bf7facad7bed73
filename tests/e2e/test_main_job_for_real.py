"""Drop, train, export, try, kill: the real window, the real engine process, the real base model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from real_desk import RealDesk
from tables import films
from tuner_gui import paths
from tuner_gui.engine.events import Stepped, Validated
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.bar_list import BarList
from tuner_gui.runs.store import list_runs, read_events

SENTENCE = "Profit warning withdrawn after the missing orders arrived"


def answer_without_tuner(folder: Path) -> tuple[str, float]:
    """What `transformers` alone, in a fresh process, says of `SENTENCE`."""
    program = (
        "import sys, json; from transformers import pipeline;"
        f"found = pipeline('text-classification', model={str(folder)!r})({SENTENCE!r})[0];"
        "assert not any('tuner' in name for name in sys.modules);"
        "print(json.dumps([found['label'], found['score']]))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    label, score = json.loads(done.stdout.splitlines()[-1])
    return label, score


def test_the_sample_from_drop_to_a_model_that_works_elsewhere(
    desk: RealDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    destination = tmp_path / "out" / "headlines-model"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(destination), ""))
    desk.open(paths.sample_dataset())
    desk.click("advancedToggle")
    desk.find("epochsBox", QLineEdit).setFocus()
    QTest.keyClicks(desk.find("epochsBox", QLineEdit), "1")
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    (run,) = list_runs()
    assert run.status == "finished"
    assert run.metrics is not None
    assert f"{100 * run.metrics.test.value:.1f} %" in desk.text("bannerTitle")
    assert f"on {run.metrics.test.n} test rows" in desk.text("bannerTitle")
    events = list(read_events(Path(run.folder)))
    assert len([event for event in events if isinstance(event, Validated)]) >= 10
    assert len(desk.window._train.panel.loss_plot._curve) == len(
        [event for event in events if isinstance(event, Stepped)]
    )

    desk.click("exportButton")
    desk.click("exportPlaceButton")
    desk.click("exportOkButton")
    desk.until(lambda: desk.find("exportResult", QWidget).isVisible())
    assert str(destination) in desk.find("exportCode", QPlainTextEdit).toPlainText()
    desk.click("exportOkButton")

    QTest.keyClicks(desk.find("tryText", QLineEdit), SENTENCE)
    desk.click("tryButton")
    bars = desk.find("tryBars", BarList)
    desk.until(lambda: bars.bars)
    label, score = answer_without_tuner(destination)
    assert bars.bars[0].label == label
    assert bars.bars[0].value == f"{100 * score:.1f} %"
    assert len(desk.clients) == 1, "one engine process served it all"


def start_long_run(desk: RealDesk, folder: Path, model: Path) -> int:
    """Start a run that nobody will wait for; returns the engine's process id."""
    desk.session.set_base_model(str(model))
    desk.open(films(folder, 400))
    desk.click("advancedToggle")
    QTest.keyClicks(desk.find("epochsBox", QLineEdit), "300")
    desk.click("startButton")
    desk.until_state(RunState.RUNNING)
    pid = desk.clients[-1].pid
    assert pid is not None
    return pid


def has_ended(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_closing_during_a_run_asks_and_leaves_it_resumable(
    desk: RealDesk, tmp_path: Path, tiny_model: Path
) -> None:
    pid = start_long_run(desk, tmp_path, tiny_model)
    desk.window.close()
    assert desk.window.isVisible(), "it asks first"
    desk.click("leaveResumableButton")
    desk.until(lambda: not desk.window.isVisible())
    desk.until(lambda: has_ended(pid))
    (run,) = list_runs()
    assert run.status == "interrupted"
    assert list((Path(run.folder) / "checkpoints").glob("step-*"))


def test_a_killed_engine_costs_nothing_but_time(desk: RealDesk, tmp_path: Path, tiny_model: Path) -> None:
    pid = start_long_run(desk, tmp_path, tiny_model)
    curve = desk.window._train.panel.loss_plot._curve
    desk.until(lambda: len(curve) > 20)
    desk.click("pauseButton")
    desk.until_state(RunState.PAUSED)
    desk.click("pauseButton")
    desk.until_state(RunState.RUNNING)

    psutil.Process(pid).kill()
    desk.until(lambda: desk.message)
    assert "engine" in desk.message
    assert desk.window.isVisible()
    (run,) = list_runs()
    assert run.status == "interrupted"

    desk.click("page_runs")
    desk.until(lambda: desk.button("resumeButton").isEnabled())
    desk.click("resumeButton")
    desk.until_state(RunState.RUNNING)
    desk.until(lambda: desk.session.run.active)
    desk.click("page_train")
    desk.until(lambda: desk.button("stopButton").isVisible() and desk.button("stopButton").isEnabled())
    desk.click("stopButton")
    desk.until_state(RunState.FINISHED)
    (run,) = list_runs()
    assert run.status == "finished"
    assert has_ended(pid)
