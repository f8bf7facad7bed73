"""The two curves that show a classifier at every threshold: ROC, and precision against recall."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tuner_gui.gui import plot_math
from tuner_gui.gui.widgets.basics import label
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.plot import ResultPlot, columns_text

POINTS = 500


class CurveCard(ResultCard):
    """One curve, with the area under it."""

    def __init__(
        self, title: str, name: str, x_words: str, y_words: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, name, parent)
        self._x = self._y = np.empty(0)
        self._axes = (x_words, y_words)
        self.plot = ResultPlot(
            f"{name}Plot", title, self.tr("{0}, %").format(x_words), self.tr("{0}, %").format(y_words)
        )
        self._chance = self.plot.line("muted", 1.0, Qt.PenStyle.DashLine)
        self._chance_words = self.plot.words(self.tr("by chance"), "muted", (0.5, 1.0))
        self._curve = self.plot.line("accent")
        self._readout = label(kind="small", numbers=True)
        self.controls.addWidget(self._readout)
        self.plot.set_columns(self._columns)
        self.plot.show_crosshair()
        self.plot.hovered.connect(self._on_hovered)
        self.plot.set_range((0.0, 100.0), (0.0, 100.0))
        self.body.addWidget(self.plot)
        self.body.addStretch()

    def set_curve(self, x: np.ndarray, y: np.ndarray, chance: tuple[float, float], note: str) -> None:
        """Show a curve.

        Args:
            x: positions on the lower axis, 0..1, ascending or descending, shape [points].
            y: heights, 0..1, likewise.
            chance: height at the left and at the right end of what guessing would reach, 0..1.
            note: what stands below the title.
        """
        step = -1 if len(x) and x[0] > x[-1] else 1
        self._x, self._y = x[::step] * 100, y[::step] * 100
        self._curve.setData(*plot_math.thin(self._x, self._y, POINTS))
        left, right = chance
        self._chance.setData([0.0, 100.0], [left * 100, right * 100])
        self._chance_words.setPos(50.0, (left + right) * 50)
        self.set_note(note)

    @property
    def readout(self) -> str:
        """What is read under the mouse; empty when it is elsewhere."""
        return self._readout.text()

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    def _columns(self) -> str:
        return columns_text(self._axes, self._x, self._y)

    def _on_hovered(self, x: float | None) -> None:
        if x is None or not len(self._x):
            self._readout.setText("")
            return
        near = int(np.abs(self._x - x).argmin())
        words = self.tr("{0} {1} % · {2} {3} %")
        self._readout.setText(
            words.format(self._axes[0], f"{self._x[near]:.1f}", self._axes[1], f"{self._y[near]:.1f}")
        )
