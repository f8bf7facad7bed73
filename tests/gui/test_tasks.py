"""Runs of several labels and of numbers in the window, and rows without a label."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from desk import Desk
from tuner_gui.engine.requests import PredictRowsJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.bar_list import BarList
from tuner_gui.gui.widgets.curve_plot import CurvePlot
from tuner_gui.gui.widgets.tiles import Tile


def run(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)


def try_text(desk: Desk) -> None:
    QTest.keyClicks(desk.find("tryText", QLineEdit), "Profit rose")
    desk.click("tryButton")
    desk.until(lambda: desk.button("tryButton").isEnabled())


def test_a_regression_shows_its_own_metric_everywhere(desk: Desk, table: Path) -> None:
    desk.script.task, desk.script.labels = "regression", ("price",)
    run(desk, table)
    assert desk.text("bannerTitle") == "Pearson 0.873 (0.818 to 0.912) on 104 test rows"
    assert "Spearman 0.863 · Mean absolute error 0.412" in desk.text("bannerNote")
    assert desk.find("metricTile", Tile).accessibleName() == "Pearson on validation"
    assert desk.find("metricTile", Tile).accessibleDescription().startswith("0.873")
    assert desk.find("metricPlot", CurvePlot).accessibleName() == "Pearson"
    assert "Pearson 0.873" in desk.find("log", QPlainTextEdit).toPlainText()
    desk.click("page_runs")
    desk.until(lambda: desk.find("runsTable", QWidget).isVisible())


def test_a_number_is_answered_with_a_number(desk: Desk, table: Path) -> None:
    desk.script.task, desk.script.labels = "regression", ("price",)
    run(desk, table)
    try_text(desk)
    assert desk.text("tryAnswer") == "price: 3.457"
    assert desk.find("tryBars", BarList).bars == ()


def test_several_labels_show_their_own_metric_and_may_be_none(desk: Desk, table: Path) -> None:
    desk.script.task = "multi_label"
    run(desk, table)
    assert desk.text("bannerTitle") == "Micro F1 71.2 % (64.4–77.1) on 104 test rows"
    assert "Subset accuracy 51.2 %" in desk.text("bannerNote")
    assert desk.find("metricPlot", CurvePlot).accessibleName() == "Micro F1"
    try_text(desk)
    bars = desk.find("tryBars", BarList).bars
    assert [bar.strong for bar in bars] == [True, False, False]
    assert not desk.find("tryAnswer", QLabel).isVisible()
    desk.script.none_given = True
    try_text(desk)
    assert desk.text("tryAnswer") == "None above 50 %"
    assert not any(bar.strong for bar in desk.find("tryBars", BarList).bars)


def test_the_plot_of_a_regression_reads_out_plain_numbers(desk: Desk, table: Path) -> None:
    desk.script.task, desk.script.labels = "regression", ("price",)
    run(desk, table)
    assert "%" not in desk.find("metricPlot", CurvePlot)._values_at(1.0)


# --- rows without a label -----------------------------------------------------------------------


def choose(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(file), ""))


def test_rows_without_a_label_are_offered_and_labelled(
    desk: Desk, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.script.unlabelled = 1200
    choose(monkeypatch, tmp_path / "new.csv")
    run(desk, table)
    assert desk.button("predictRowsButton").text() == "Predict 1,200 unlabelled rows…"
    desk.click("predictRowsButton")
    desk.until(lambda: desk.find("rowsResult", QWidget).isVisible())
    assert desk.text("rowsTitle") == "1,200 rows were labelled"
    assert (tmp_path / "new.csv").exists()
    (job,) = [job for job in desk.engine.jobs if isinstance(job, PredictRowsJob)]
    assert job.destination == str(tmp_path / "new.csv")
    assert desk.button("predictRowsButton").text().startswith("Predict")
    desk.click("predictRowsButton")  # once more: what is there stays
    desk.until(lambda: (tmp_path / "new-2.csv").exists())


def test_labelling_rows_can_be_cancelled(
    desk: Desk, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.script.unlabelled, desk.script.hold_rows = 12, True
    choose(monkeypatch, tmp_path / "new.csv")
    run(desk, table)
    desk.click("predictRowsButton")
    desk.until(lambda: desk.button("predictRowsButton").text() == "Cancel · 50 % labelled")
    desk.click("predictRowsButton")
    desk.until(lambda: desk.button("predictRowsButton").text() == "Predict 12 unlabelled rows…")
    assert not (tmp_path / "new.csv").exists()
    assert not desk.find("rowsResult", QWidget).isVisible()


def test_where_every_row_has_a_label_nothing_is_offered(desk: Desk, table: Path) -> None:
    run(desk, table)
    assert not desk.button("predictRowsButton").isVisible()
