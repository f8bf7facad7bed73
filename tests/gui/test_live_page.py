"""The live page: validations on a sample, runs that end early."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit

from desk import Desk
from model_engine import ModelScript
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.curve_plot import CurvePlot


def test_sampled_validations_are_drawn_and_told_apart(desk: Desk, table: Path, script: ModelScript) -> None:
    script.validation_sample = 32
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    plot = desk.find("metricPlot", CurvePlot)
    rings, dots, line = (part.getData()[0].tolist() for part in (plot._rings, plot._markers, plot._line))
    assert rings == [0.5, 1.5, 2.5]
    assert dots == line == [1.0, 2.0, 3.0]
    assert plot._best.value() in dots
    assert "on a sample" in plot._values_at(0.5)
    assert "validation" in plot._values_at(1.0)
    log = desk.find("log", QPlainTextEdit).toPlainText()
    assert log.count("on a sample of 32 rows") == 3


def test_where_all_rows_are_scored_there_are_no_rings(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    plot = desk.find("lossPlot", CurvePlot)
    assert len(plot._rings.getData()[0]) == 0
    assert len(plot._markers.getData()[0]) == 6


def test_a_run_that_ended_by_itself_says_why_in_its_banner(
    desk: Desk, table: Path, script: ModelScript
) -> None:
    script.early = True
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    assert desk.text("bannerNote").startswith("Stopped early, after 3 of 3 epochs.\n")
    assert "Stopped early" in desk.find("log", QPlainTextEdit).toPlainText()
