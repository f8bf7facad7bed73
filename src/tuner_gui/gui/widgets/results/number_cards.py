"""How a regression does: what it predicted against what is true, and how far off it was."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tuner_gui.gui import text
from tuner_gui.gui.widgets.basics import label
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.plot import ResultPlot, columns_text

DOTS = 4_000
"""Most dots drawn; more would only hide one another."""
BINS = 31
HEIGHT = 340
"""Of the plots; there is nothing else to show of a regression."""


class ScatterCard(ResultCard):
    """A dot per test row; on the dashed line it was met exactly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Predicted and true"), "scatterCard", parent)
        self._true = self._predicted = np.empty(0)
        self.plot = ResultPlot(
            "scatterPlot", self.tr("Predicted and true"), self.tr("true"), self.tr("predicted")
        )
        self._dots = self.plot.dots("accent", 6.0, 0.45)
        self.plot.setFixedHeight(HEIGHT)
        self._exact = self.plot.line("muted", 1.0, Qt.PenStyle.DashLine)
        self._exact_words = self.plot.words(self.tr("exact"), "muted", (1.0, 1.0))
        self.plot.set_columns(self._columns)
        self.body.addWidget(self.plot)
        self.body.addStretch()

    def set_numbers(self, true: np.ndarray, predicted: np.ndarray) -> None:
        """Show test rows, each array of shape [rows], in the units of the label."""
        self._true, self._predicted = true, predicted
        step = max(1, -(-len(true) // DOTS))
        self._dots.setData(true[::step], predicted[::step])
        low, high = _ends(true, predicted)
        self._exact.setData([low, high], [low, high])
        self._exact_words.setPos(high, high - (high - low) * 0.06)
        self.plot.set_range((low, high), (low, high))
        self.set_note(self.tr("{0} test rows").format(text.count(len(true))))

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    def _columns(self) -> str:
        return columns_text((self.tr("true"), self.tr("predicted")), self._true, self._predicted)


class ResidualCard(ResultCard):
    """How often a prediction was how far too high or too low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("How far off"), "residualCard", parent)
        self._edges, self._counts = np.zeros(2), np.zeros(1)
        self.plot = ResultPlot(
            "residualPlot", self.tr("How far off"), self.tr("predicted minus true"), self.tr("test rows")
        )
        self._bars = self.plot.bars("accent")
        self.plot.setFixedHeight(HEIGHT)
        self._zero = self.plot.upright("muted")
        self._readout = label(kind="small", numbers=True)
        self.controls.addWidget(self._readout)
        self.plot.set_columns(self._columns)
        self.plot.show_crosshair()
        self.plot.hovered.connect(self._on_hovered)
        self.body.addWidget(self.plot)
        self.body.addStretch()

    def set_numbers(self, true: np.ndarray, predicted: np.ndarray) -> None:
        """Show test rows, each array of shape [rows], in the units of the label."""
        errors = predicted - true
        far = float(np.abs(errors).max(initial=0.0)) or 1.0
        self._counts, self._edges = np.histogram(errors, bins=BINS, range=(-far, far))
        self._bars.setOpts(x0=self._edges[:-1], x1=self._edges[1:], y0=0.0, y1=self._counts)
        self._zero.setValue(0.0)
        self.plot.set_range((-far, far), (0.0, float(self._counts.max(initial=1))))
        words = self.tr("Half of the test rows are off by less than {0}; on average {1} too {2}")
        bias = float(errors.mean()) if len(errors) else 0.0
        way = self.tr("high") if bias >= 0 else self.tr("low")
        typical = float(np.median(np.abs(errors))) if len(errors) else 0.0
        self.set_note(words.format(text.number(typical), text.number(abs(bias)), way))

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    def _columns(self) -> str:
        names = (self.tr("from"), self.tr("to"), self.tr("test rows"))
        return columns_text(names, self._edges[:-1], self._edges[1:], self._counts)

    def _on_hovered(self, x: float | None) -> None:
        place = -1 if x is None else int(np.searchsorted(self._edges, x)) - 1
        if not 0 <= place < len(self._counts):
            self._readout.setText("")
            return
        low, high = self._edges[place : place + 2]
        words = self.tr("{0} to {1}: {2} rows")
        count = text.count(int(self._counts[place]))
        self._readout.setText(words.format(text.number(low), text.number(high), count))


def _ends(*columns: np.ndarray) -> tuple[float, float]:
    low = min(float(values.min(initial=np.inf)) for values in columns)
    high = max(float(values.max(initial=-np.inf)) for values in columns)
    if not np.isfinite(low) or not np.isfinite(high):
        return 0.0, 1.0
    return (low, high) if high > low else (low - 0.5, high + 0.5)
