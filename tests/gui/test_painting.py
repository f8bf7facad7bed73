"""Painting costs no reference to None: PySide6 6.12 dropped one in every paint until Python died."""

from __future__ import annotations

import sys

from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine, Script
from tuner_gui.engine.config import DatasetConfig, RunConfig, TrainJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.curve_plot import PERCENT, CurvePlot
from tuner_gui.gui.widgets.mode_row import ModeRow
from tuner_gui.gui.widgets.run_panel import RunPanel

PAINTS = 500


def test_painting_keeps_the_references_to_none(qtbot: QtBot) -> None:
    bars, mode, plot = BarList(), ModeRow("full"), CurvePlot("Accuracy", PERCENT, "plot")
    bars.set_bars([Bar("label", 0.5, "50 %")])
    for widget in (bars, mode, plot):
        qtbot.addWidget(widget)
        widget.resize(300, 200)
        widget.grab()
    before = sys.getrefcount(None)
    for _ in range(PAINTS):
        bars.grab()
        mode.grab()
    for _ in range(PAINTS // 10):
        plot.grab()
    assert before - sys.getrefcount(None) < 50


def test_ten_thousand_steps_draw_a_few_hundred_points(qtbot: QtBot) -> None:
    panel = RunPanel()
    qtbot.addWidget(panel)
    history = RunHistory(title="long")
    job = TrainJob(config=RunConfig(dataset=DatasetConfig(path="/x.csv")), run_dir="/x")
    engine = FakeEngine(Script(steps=10_000, steps_per_epoch=2_500, validate_every=500))
    for event in engine.run(job):
        history.add(event, now=0.0)
    panel.show_run(history, RunState.FINISHED)
    xs, _ = panel.loss_plot._raw.getData()
    assert len(xs) <= 2_000
    assert xs[-1] == history.loss.x[-1]
