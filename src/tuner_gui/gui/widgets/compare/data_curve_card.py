"""Score against the number of labelled rows, and what more of them would bring."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import ExperimentResult, WayCurve
from tuner_gui.gui import text, way_words, wording
from tuner_gui.gui.curve_verdict import curve_sentences
from tuner_gui.gui.widgets.basics import label
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.compare.plot_parts import WayLines
from tuner_gui.gui.widgets.compare.scale import drawn, scale_of, tick_words
from tuner_gui.gui.widgets.results.plot import ResultPlot

HEIGHT = 300
APART = 0.012
"""Of the axis: points with as many rows stand side by side, so that their intervals can be told apart."""
TICKS_APART = 0.11
"""Of the axis."""


class DataCurveCard(CompareCard):
    """Points with intervals, the fitted curve on to beyond them, and where one way overtakes another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Would more labels help?"), "dataCurveCard", parent)
        self._result: ExperimentResult | None = None
        self.plot = ResultPlot("dataCurvePlot", self.tr("Score against labelled rows"), "", "")
        self.plot.setFixedHeight(HEIGHT)
        self.lines = WayLines(self.plot)
        self._crossings = self.plot.marks("text", "x", 10.0)
        self._now = self.plot.upright("control_border")
        self.plot.show_crosshair()
        self.plot.set_columns(self._columns)
        self.plot.hovered.connect(self._say)
        self._readout = label(kind="small", wrap=True, name="dataCurveReadout", numbers=True)
        self._answer = label(wrap=True, name="dataCurveWords", numbers=True)
        self.body.addWidget(self._answer)
        self.body.addWidget(self.plot)
        self.body.addWidget(self._readout)
        self.body.addStretch()
        self.set_note("")

    def suits(self, result: ExperimentResult) -> bool:
        """There is a curve where shares of the rows were asked for."""
        return bool(self._curves(result))

    @staticmethod
    def _curves(result: ExperimentResult) -> tuple[WayCurve, ...]:
        """All but that of the constant answer, which learns nothing and would leave the others no room."""
        return tuple(curve for curve in result.curves if curve.mode != "constant")

    def set_chosen(self, way: str) -> None:
        """Have the others step back."""
        self.lines.set_chosen(way)

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    def show_result(self, result: ExperimentResult) -> None:
        """Show all curves."""
        self._result = result
        names = way_words.names_in_sentences(result)
        self._answer.setText(curve_sentences(result, names) or result.curve_words)
        self._answer.setVisible(bool(self._answer.text()))
        self.plot.set_labels(self.tr("training rows"), self._y_words(result.metric))
        low, high = self._rows(result)
        scale = scale_of(self._values(result), result.metric)
        y = drawn(scale.low, result.metric), drawn(scale.high, result.metric)
        for number, curve in enumerate(self._curves(result)):
            shift = (
                (number - (len(self._curves(result)) - 1) / 2)
                * APART
                * (high - low)
                / max(1, len(self._curves(result)) / 4)
            )
            self._draw(curve, result, shift)
        self.lines.show_only([curve.mode for curve in self._curves(result)])
        share = self.lines.name_share([curve.mode for curve in self._curves(result)])
        self.plot.set_range((low, low + (high - low) / (1 - share)), y)
        self._set_ticks(result, low, high)
        marks = [(drawn(t, result.metric), tick_words(t, result.metric)) for t in scale.ticks(6)]
        self.plot.set_ticks("left", marks)
        ends = {curve.mode: self._end(curve, result.metric) for curve in self._curves(result)}
        self.lines.place_names(ends, high + (high - low) * 0.02, y)
        self._mark_crossings(result)
        self._say(None)

    def _draw(self, curve: WayCurve, result: ExperimentResult, shift: float) -> None:
        metric = result.metric
        items = self.lines.items(curve.mode, way_words.symbol(curve.mode, result.config.base_models))
        x = np.log10([point.train_rows for point in curve.points]) + shift
        y = np.array([drawn(point.score, metric) for point in curve.points])
        ends = np.array([[drawn(end, metric) for end in point.ci] for point in curve.points])
        items.marks.setData(x, y)
        items.whiskers.setData(x=x, y=y, top=ends[:, 1] - y, bottom=y - ends[:, 0])
        fit = np.array([(np.log10(each.train_rows), drawn(each.score, metric)) for each in curve.fit])
        fit = fit.reshape(-1, 2)
        items.bold.setData(fit[:, 0], fit[:, 1])

    def _mark_crossings(self, result: ExperimentResult) -> None:
        """Dots where curves cross, and a line at the rows that there are."""
        points = []
        for each in result.overtakings:
            curve = next((curve for curve in self._curves(result) if curve.mode == each.leader), None)
            if curve is not None and curve.fit and "constant" not in (each.leader, each.other):
                rows = np.log10([point.train_rows for point in curve.fit])
                scores = [drawn(point.score, result.metric) for point in curve.fit]
                x = float(np.log10(each.train_rows))
                points.append((x, float(np.interp(x, rows, scores))))
        where = np.array(points).reshape(-1, 2)
        self._crossings.setData(where[:, 0], where[:, 1])
        known = max(curve.points[-1].train_rows for curve in self._curves(result))
        self._now.setValue(float(np.log10(known)))

    def _set_ticks(self, result: ExperimentResult, low: float, high: float) -> None:
        """The numbers of rows that were measured, and the last that is foretold."""
        sizes = {point.train_rows for curve in self._curves(result) for point in curve.points}
        sizes |= {round(curve.fit[-1].train_rows) for curve in self._curves(result) if curve.fit}
        ticks: list[tuple[float, str]] = []
        for size in sorted(sizes, reverse=True):
            place = float(np.log10(size))
            if not ticks or ticks[-1][0] - place > TICKS_APART * (high - low):
                ticks.append((place, text.count(size)))
        self.plot.set_ticks("bottom", ticks[::-1])

    def _rows(self, result: ExperimentResult) -> tuple[float, float]:
        """Ends of the lower axis, as powers of ten."""
        sizes = [point.train_rows for curve in self._curves(result) for point in curve.points]
        sizes += [round(each.train_rows) for curve in self._curves(result) for each in curve.fit]
        low, high = float(np.log10(min(sizes))), float(np.log10(max(sizes)))
        return low - 0.03, max(high, low + 0.1)

    def _values(self, result: ExperimentResult) -> list[float]:
        points = [end for curve in self._curves(result) for point in curve.points for end in point.ci]
        return points + [each.score for curve in self._curves(result) for each in curve.fit]

    @staticmethod
    def _end(curve: WayCurve, metric: Metric) -> tuple[float, float]:
        last = curve.fit[-1] if curve.fit else curve.points[-1]
        return float(last.train_rows), drawn(last.score, metric)

    def _y_words(self, metric: Metric) -> str:
        name = wording.metric(metric)
        return self.tr("{0}, %").format(name) if drawn(1.0, metric) != 1.0 else name

    def _say(self, x: float | None) -> None:
        """What the curves say at a place; how to read the plot while there is none."""
        result = self._result
        if x is None or result is None:
            words = self.tr(
                "Points with 95 % intervals, and the power law fitted to them. Right of the upright line lie "
                "more rows than there are; crosses mark where one overtakes another."
            )
            self._readout.setText(words)
            return
        found = []
        for curve in self._curves(result):
            if not curve.fit:
                continue
            rows = np.log10([each.train_rows for each in curve.fit])
            if rows[0] <= x <= rows[-1]:
                score = float(np.interp(x, rows, [each.score for each in curve.fit]))
                found.append((score, way_words.way_name(curve.mode)))
        told = " · ".join(
            f"{name} {text.metric(result.metric, score)}" for score, name in sorted(found)[::-1]
        )
        self._readout.setText(self.tr("{0} rows: {1}").format(text.count(round(10**x)), told or text.UNKNOWN))

    def _columns(self) -> str:
        lines = ["way\ttraining rows\tscore\tlow\thigh"]
        for curve in self._curves(self._result) if self._result is not None else ():
            lines += [
                f"{way_words.way_name(curve.mode)}\t{point.train_rows}\t{point.score:.6g}\t"
                f"{point.ci[0]:.6g}\t{point.ci[1]:.6g}"
                for point in curve.points
            ]
        return "\n".join(lines) + "\n"
