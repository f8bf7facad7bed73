"""Names of lines inside a plot, placed so that they never meet."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFont

from tuner_gui.gui.plot_math import Array
from tuner_gui.gui.theme import SMALL_POINTS
from tuner_gui.gui.tokens import Colors

LABEL_SHARE = 0.28
"""Room that the name of a line takes of the axis, in the narrowest window."""
Limits = tuple[float, float, float]
"""End of the lower axis, bottom and top of the left one."""

translate = QCoreApplication.translate


class PlotLabels:
    """The words “train”, “validation” and “best”.

    Args:
        font: of the plot.
    """

    def __init__(self, font: QFont) -> None:
        self.train: Any = pg.TextItem(translate("PlotLabels", "train"))
        self.validation: Any = pg.TextItem(translate("PlotLabels", "validation"))
        self.best: Any = pg.TextItem(translate("PlotLabels", "best"))
        small = QFont(font)
        small.setPointSizeF(SMALL_POINTS)
        small.setWeight(QFont.Weight.Medium)
        for words in self.all:
            words.setFont(small)
        self.best.hide()
        self._limits: Limits | None = None

    @property
    def all(self) -> tuple[Any, Any, Any]:
        """All three."""
        return self.train, self.validation, self.best

    def restyle(self, c: Colors, train_tone: str) -> None:
        """Take colours; `train_tone` is that of the run's mode."""
        veil = QColor(c.surface)
        veil.setAlphaF(0.7)
        for words, tone in zip(self.all, (train_tone, c.text, c.muted), strict=True):
            words.fill = pg.mkBrush(veil)
            words.setColor(QColor(tone))

    def place(
        self,
        line: tuple[Array, Array],
        dots: tuple[Array, Array],
        best_x: float | None,
        limits: Limits | None,
        *,
        best_on_top: bool,
    ) -> None:
        """Name each line at its end, the upper one above, the lower one below.

        The names stand to the right of the lines while there is room, later over and under their last part.
        `best_on_top`: where the word “best” stands, which is where the quantity leaves room.
        """
        self._limits = limits
        named = ((line, self.train), (dots, self.validation))
        ends = [(xs, ys, words) for (xs, ys), words in named if len(xs)]
        ends.sort(key=lambda entry: entry[1][-1])
        last = max((xs[-1] for xs, _, _ in ends), default=0.0)
        end = limits[0] if limits is not None else last
        for place, (xs, ys, words) in enumerate(ends):
            above = place == len(ends) - 1
            if last < end * (1 - LABEL_SHARE):
                words.setAnchor((-0.12, 0.5 if len(ends) == 1 else 0.85 if above else 0.15))
                words.setPos(last, ys[-1])
            else:
                part = ys[xs >= xs[-1] - end * LABEL_SHARE]
                apart = abs(ends[-1][1][-1] - ends[0][1][-1])
                if apart > 2 * self._room and not self._fits(part, above=above):
                    above = not above
                y = part.max() if above else part.min()
                words.setAnchor((1.0, 1.1 if above else -0.1))
                words.setPos(xs[-1], self._inside(y, above=above))
        if best_x is not None and limits is not None:
            end, low, high = limits
            self.best.setAnchor((1.0 if best_x > end * 0.5 else 0.0, 0.0 if best_on_top else 1.0))
            self.best.setPos(best_x, high if best_on_top else low)
        self.best.setVisible(best_x is not None)
        self.train.setVisible(bool(len(line[0])))
        self.validation.setVisible(bool(len(dots[0])))

    @property
    def _room(self) -> float:
        """Height of a name, in units of the axis."""
        return (self._limits[2] - self._limits[1]) * 0.18 if self._limits is not None else 0.0

    def _fits(self, part: Array, *, above: bool) -> bool:
        """Whether a name has room over or under `part` of a line."""
        y = part.max() if above else part.min()
        return bool(self._inside(y, above=above) == y)

    def _inside(self, y: float, *, above: bool) -> float:
        """Where a name at `y` still has room within the axis."""
        if self._limits is None:
            return y
        _, low, high = self._limits
        return min(y, high - self._room) if above else max(y, low + self._room)
