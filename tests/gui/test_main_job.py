"""Drop, Start, watch, export, try: with real clicks and a real drop, and an engine that follows a script."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QTableView, QWidget

from desk import Desk
from fake_engine import METRICS
from tuner_gui.engine.requests import ExportJob, PredictJob, TrainJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.bar_list import BarList
from tuner_gui.gui.widgets.curve_plot import CurvePlot
from tuner_gui.gui.widgets.mode_row import ModeRow
from tuner_gui.runs.store import list_runs

J = TypeVar("J")


def job(desk: Desk, kind: type[J]) -> J:
    return next(job for job in reversed(desk.engine.jobs) if isinstance(job, kind))


def test_the_first_picture_invites_and_says_what_is_missing(desk: Desk) -> None:
    assert desk.find("dropZone", QWidget).isVisible()
    assert not desk.button("startButton").isEnabled()
    assert desk.button("startButton").text() == "Choose a dataset first"


def test_a_drop_shows_the_roles_and_what_each_mode_costs(desk: Desk, table: Path) -> None:
    desk.open(table)
    assert desk.find("textColumnBox", QComboBox).currentText() == "headline"
    assert desk.find("secondTextColumnBox", QComboBox).currentText() == "none"
    assert desk.find("labelColumnBox", QComboBox).currentText() == "sentiment"
    assert [bar.label for bar in desk.find("classBars", BarList).bars] == ["negative", "neutral", "positive"]
    assert not desk.find("dropZone", QWidget).isVisible()
    desk.until(lambda: "about 20 s" in desk.find("mode_head", ModeRow).accessibleDescription())
    assert desk.find("epochsBox", QLineEdit).placeholderText() == "3"


def test_a_run_from_start_to_banner(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    assert job(desk, TrainJob).config.mode == "layerwise"
    assert desk.text("bannerTitle") == "Accuracy 84.1 % (75.9–89.9) on 104 test rows"
    assert "Data ready: 484 train" in desk.find("log", QPlainTextEdit).toPlainText()
    assert len(desk.window._train.panel.loss_plot._curve) == desk.script.steps
    assert not desk.button("pauseButton").isVisible()
    assert desk.button("startButton").isEnabled()
    (run,) = list_runs()
    assert run.status == "finished"
    assert run.metrics == METRICS


def test_ctrl_return_starts(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until_state(RunState.FINISHED)


def test_export_shows_where_the_model_lies_and_how_to_use_it(
    desk: Desk, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "out"
    taken.mkdir()
    (taken / "precious.txt").write_text("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(taken), ""))
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    desk.click("exportButton")
    desk.click("exportPlaceButton")
    desk.click("exportOkButton")
    desk.until(lambda: desk.find("exportResult", QWidget).isVisible())
    assert job(desk, ExportJob).destination == str(tmp_path / "out-2")
    assert "100.0 % of 32 rows get the same answer" in desk.text("exportFacts")
    assert "“out” was taken" in desk.text("exportFacts")
    code = desk.find("exportCode", QPlainTextEdit).toPlainText()
    assert code.count("\n") == 2
    assert str(tmp_path / "out-2") in code
    assert desk.button("openFolderButton").isVisible()
    desk.click("exportOkButton")
    desk.until(lambda: desk.window.findChild(QWidget, "exportDialog") is None)
    assert desk.button("exportButton").isEnabled()


def test_the_finished_model_can_be_tried(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    assert not desk.button("tryButton").isEnabled()
    QTest.keyClicks(desk.find("tryText", QLineEdit), "Profit rose")
    desk.click("tryButton")
    bars = desk.find("tryBars", BarList)
    desk.until(lambda: bars.bars)
    assert (bars.bars[0].label, bars.bars[0].value) == ("positive", "81.0 %")
    assert job(desk, PredictJob).texts == (("Profit rose",),)


def test_a_run_of_yesterday_is_opened_again(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    desk.click("page_runs")
    rows = desk.find("runsTable", QTableView).model()
    desk.until(lambda: rows.rowCount() == 1)
    assert rows.index(0, 2).data() == "Accuracy 84.1 % (75.9–89.9) · 104 rows"
    desk.click("openRunButton")
    desk.until(lambda: desk.button("past_exportButton").isVisible())
    plot = desk.find("past_lossPlot", CurvePlot)
    assert len(plot._curve) == desk.script.steps
    assert desk.text("past_bannerTitle").startswith("Accuracy 84.1 %")
    desk.click("backButton")
    assert desk.find("runsTable", QTableView).isVisible()


def test_without_runs_the_page_says_so(desk: Desk) -> None:
    desk.click("page_runs")
    desk.until(lambda: desk.find("runsEmpty", QWidget).isVisible())
    desk.click("trainFirstButton")
    assert desk.find("dropZone", QWidget).isVisible()
