"""Painting costs no reference to None: PySide6 6.12 dropped one in every paint until Python died."""

from __future__ import annotations

import gc
import sys

from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine, Script
from tuner_gui.engine.config import DatasetConfig, RunConfig
from tuner_gui.engine.requests import TrainJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_history import Curve, RunHistory
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.curve_plot import CurvePlot
from tuner_gui.gui.widgets.mode_row import ModeRow
from tuner_gui.gui.widgets.plot_kinds import LOSS, PERCENT
from tuner_gui.gui.widgets.run_panel import RunPanel

PAINTS = 500


def test_painting_keeps_the_references_to_none(qtbot: QtBot) -> None:
    bars, mode, plot = BarList(), ModeRow("full"), CurvePlot("Accuracy", PERCENT, "plot")
    bars.set_bars([Bar("label", 0.5, "50 %")])
    for widget in (bars, mode, plot):
        qtbot.addWidget(widget)
        widget.resize(300, 200)
        widget.grab()
    # What other tests left behind must not be collected meanwhile: it gives back references of its own.
    gc.collect()
    gc.disable()
    before = sys.getrefcount(None)
    for _ in range(PAINTS):
        bars.grab()
        mode.grab()
    for _ in range(PAINTS // 10):
        plot.grab()
    dropped = before - sys.getrefcount(None)
    gc.enable()
    assert dropped < PAINTS / 2, "every paint dropped at least one with PySide6 6.12"


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


def test_the_name_of_a_line_stands_beside_it_and_later_over_its_last_part(qtbot: QtBot) -> None:
    plot, curve = CurvePlot("Loss", LOSS, "plot"), Curve()
    qtbot.addWidget(plot)
    for step in range(1, 31):
        epoch = step / 10
        curve.add(step, epoch, 0.2)
        plot.draw(curve, [(each / 10, 1.6 - each / 30, True) for each in range(1, step + 1)], None, 3.0)
        name = plot._labels.validation
        beside = name.pos().x() == epoch and name.anchor.x() < 0
        assert beside == (epoch < 2.16)
    last_part = [1.6 - each / 30 for each in range(22, 31)]
    assert name.pos().y() >= max(last_part)
