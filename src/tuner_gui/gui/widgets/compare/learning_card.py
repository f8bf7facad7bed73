"""Validation score over the course of the trainings, all ways in one plot, live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import plot_math, text, way_words, wording
from tuner_gui.gui.plot_math import correlation_range, percent_range
from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.validation_curves import RunCurve, abscissa, mean_curve
from tuner_gui.gui.widgets.basics import label, row
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.compare.plot_parts import WayLines, joined
from tuner_gui.gui.widgets.compare.scale import drawn
from tuner_gui.gui.widgets.results.plot import ResultPlot

HEIGHT = 300
EPOCHS, SECONDS = range(2)


class LearningCard(CompareCard):
    """A bold line per way, the mean of its trainings, which are faint behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("While they learn"), "learningCurvesCard", parent)
        self._curves: dict[str, RunCurve] = {}
        self._metric: Metric = "accuracy"
        self._models: tuple[str, ...] = ()
        self._states: dict[str, object] = {}
        """What each way was drawn from."""
        self._means: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.plot = ResultPlot("learningCurvesPlot", self.tr("Learning curves"), "", "")
        self.plot.setFixedHeight(HEIGHT)
        self.lines = WayLines(self.plot)
        self.plot.set_columns(self._columns)
        self.plot.show_crosshair()
        self.plot.hovered.connect(self._on_hovered)
        self._readout = label(kind="small", wrap=True, name="learningReadout", numbers=True)
        self._switch = QButtonGroup(self)
        tabs = row(spacing=SPACE_1)
        for number, (name, words) in enumerate(
            (("curveEpochsTab", self.tr("Epochs")), ("curveSecondsTab", self.tr("Seconds")))
        ):
            tab = QPushButton(words)
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            self._switch.addButton(tab, number)
            tabs.addWidget(tab)
        self._switch.button(EPOCHS).setChecked(True)
        self._switch.idClicked.connect(self.redraw)
        self.controls.addLayout(tabs)
        self.body.addWidget(self.plot)
        self.body.addWidget(self._readout)
        self.body.addStretch()

    @property
    def ways(self) -> tuple[str, ...]:
        """Those drawn."""
        return tuple(self._means)

    def show_result(self, result: ExperimentResult) -> None:
        """Take metric and markers."""
        self._metric, self._models = result.metric, result.config.base_models
        self.redraw()

    def set_curves(self, curves: Mapping[str, RunCurve], metric: Metric | None = None) -> None:
        """Show these trainings, by key, from the next `redraw` on."""
        self._curves = dict(curves)
        self._metric = metric or self._metric

    def set_chosen(self, way: str) -> None:
        """Have the others step back."""
        self.lines.set_chosen(way)

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    def redraw(self) -> None:
        """Draw what there is."""
        seconds = self._switch.checkedId() == SECONDS
        groups: dict[str, list[RunCurve]] = defaultdict(list)
        for curve in self._curves.values():
            if len(curve.epochs) and (curve.pace or not seconds):
                groups[curve.way].append(curve)
        self._means = {way: mean for way, mean in self._means.items() if way in groups}
        for way, curves in groups.items():
            self._draw(way, curves, seconds=seconds)
        self.lines.show_only(tuple(groups))
        self._set_range(seconds)
        self._say(None)

    def _draw(self, way: str, curves: list[RunCurve], *, seconds: bool) -> None:
        """Lines of a way, unless they are drawn already."""
        state = (tuple(curves), seconds, self._metric)
        if self._states.get(way) == state:
            return
        self._states[way] = state
        items = self.lines.items(way, way_words.symbol(way, self._models))
        lines = [(abscissa(each, seconds=seconds), self._drawn(each.scores)) for each in curves]
        x, y = mean_curve(curves, seconds=seconds)
        self._means[way] = x, self._drawn(y)
        items.bold.setData(*self._means[way])
        items.faint.setData(*joined(lines if len(lines) > 1 else []))
        items.marks.setData(x[-1:], self._means[way][1][-1:])

    def _drawn(self, scores: np.ndarray) -> np.ndarray:
        return scores * drawn(1.0, self._metric)

    def _set_range(self, seconds: bool) -> None:
        values = np.concatenate([y for _, y in self._means.values()]) if self._means else np.empty(0)
        span = correlation_range if drawn(1.0, self._metric) == 1.0 else percent_range
        y = span(values, np.empty(0))
        end = self._end(seconds)
        share = self.lines.name_share(self.ways)
        self.plot.set_range((0.0, end / (1 - share)), y)
        ticks = plot_math.nice_ticks(0.0, end, 6)
        self.plot.set_ticks("bottom", [(tick, self._x_words(tick, seconds)) for tick in ticks])
        self.plot.set_ticks("left", [(tick, f"{tick:g}") for tick in plot_math.nice_ticks(*y, 6)])
        unit = self.tr("seconds of training") if seconds else self.tr("epochs")
        self.plot.set_labels(unit, self._y_words())
        last = {way: (float(x[-1]), float(y[-1])) for way, (x, y) in self._means.items() if len(x)}
        self.lines.place_names(last, end * (1 + 0.02), y)

    def _end(self, seconds: bool) -> float:
        """Of the lower axis: what is planned, where that is known, so that it does not move all the time."""
        shown = [curve for curve in self._curves.values() if curve.way in self._means]
        ends = [max(curve.planned, *curve.epochs[-1:]) for curve in shown if len(curve.epochs)]
        if not seconds:
            return float(max(ends, default=1.0))
        paces = [curve.pace for curve in shown if len(curve.epochs)]
        return plot_math.nice_ceiling(max((e * p for e, p in zip(ends, paces, strict=True)), default=1.0))

    def _y_words(self) -> str:
        name = wording.metric(self._metric)
        return self.tr("{0}, %").format(name) if drawn(1.0, self._metric) != 1.0 else name

    @staticmethod
    def _x_words(value: float, seconds: bool) -> str:
        return text.count(round(value)) if seconds else f"{value:g}"

    def _on_hovered(self, x: float | None) -> None:
        self._say(x)

    def _say(self, x: float | None) -> None:
        """Values at a place of the lower axis; how to read the plot while there is none."""
        if x is None or not self._means:
            self._readout.setText(
                self.tr(
                    "Score on the validation rows. Bold: mean of the trainings, which are faint behind it."
                )
            )
            return
        found = []
        for way, (xs, ys) in self._means.items():
            if len(xs) and xs[0] <= x <= xs[-1]:
                found.append((float(np.interp(x, xs, ys)), way_words.way_name(way)))
        where = self._x_words(x, True) if self._switch.checkedId() == SECONDS else f"{x:.1f}"
        words = " · ".join(
            f"{name} {value:.1f}" if drawn(1.0, self._metric) != 1.0 else f"{name} {value:.3f}"
            for value, name in sorted(found, reverse=True)
        )
        self._readout.setText(self.tr("at {0}: {1}").format(where, words or text.UNKNOWN))

    def _columns(self) -> str:
        lines = ["way\tx\tscore"]
        for way, (xs, ys) in self._means.items():
            lines += [f"{way_words.way_name(way)}\t{x:.6g}\t{y:.6g}" for x, y in zip(xs, ys, strict=True)]
        return "\n".join(lines) + "\n"
