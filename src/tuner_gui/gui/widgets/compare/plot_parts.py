"""Lines of several ways of training in one plot, each with its name beside its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics

from tuner_gui.gui import plot_math, way_words
from tuner_gui.gui.plot_math import Array
from tuner_gui.gui.theme import SMALL_POINTS
from tuner_gui.gui.tokens import Colors
from tuner_gui.gui.way_words import SYMBOLS
from tuner_gui.gui.widgets.results.plot import ResultPlot

MOST_NAMES = 0.4
"""Of the width of a plot, for the names at its right."""
LEFT_AXIS = 60
"""Pixels."""
STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
"""Of the lines of the first, the second and the third base model."""


@dataclass
class WayItems:
    """What stands for one way in a plot."""

    bold: Any
    faint: Any
    marks: Any
    whiskers: Any
    name: Any


class WayLines:
    """Makes the items of a way when it first appears, and takes away those that are gone."""

    def __init__(self, plot: ResultPlot) -> None:
        self._plot = plot
        self._items: dict[str, WayItems] = {}
        self._shown: set[str] = set()
        self._chosen = ""
        self._font = QFont(plot.font())
        self._font.setPointSizeF(SMALL_POINTS)

    def items(self, way: str, symbol: str) -> WayItems:
        """Those of a way."""
        if way not in self._items:
            tone: Callable[[Colors], str] = partial(way_words.tone, way)
            plot = self._plot
            faint = plot.line(partial(_pale, way), 1.0, connect="finite")
            style = STYLES[SYMBOLS.index(symbol) % len(STYLES)] if symbol in SYMBOLS else STYLES[0]
            self._items[way] = WayItems(
                bold=plot.line(tone, 2.4, style),
                faint=faint,
                whiskers=plot.whiskers(tone),
                marks=plot.marks(tone, symbol),
                name=plot.words(way_words.way_name(way), partial(way_words.words_tone, way), (0.0, 0.5)),
            )
        return self._items[way]

    def show_only(self, ways: Sequence[str]) -> None:
        """Hide what is not of `ways`."""
        if self._shown == set(ways):
            return
        self._shown = set(ways)
        for way, items in self._items.items():
            for item in (items.bold, items.faint, items.marks, items.whiskers, items.name):
                item.setVisible(way in self._shown)
        self._step_back()

    def set_chosen(self, way: str) -> None:
        """The others step back; empty: none does."""
        if way != self._chosen:
            self._chosen = way
            self._step_back()

    def _step_back(self) -> None:
        way = self._chosen
        for each, items in self._items.items():
            back = way in self._shown and each != way
            for item in (items.bold, items.faint, items.marks, items.whiskers, items.name):
                item.setOpacity(0.25 if back else 1.0)
            items.bold.setZValue(10 if each == way else 1)

    def name_share(self, ways: Sequence[str]) -> float:
        """How much of the axis the names take."""
        metrics = QFontMetrics(self._font)
        widest = max((metrics.horizontalAdvance(way_words.way_name(way)) for way in ways), default=0)
        return min(MOST_NAMES, (widest + 14) / max(120, self._plot.width() - LEFT_AXIS))

    def place_names(self, ends: Mapping[str, tuple[float, float]], x: float, y: tuple[float, float]) -> None:
        """Put names at the right of the last points, none on another.

        Args:
            ends: last point of each way.
            x: where they begin.
            y: range of the left axis.
        """
        height = max(60, self._plot.height() - 50)
        gap = (y[1] - y[0]) * QFontMetrics(self._font).height() * 1.1 / height
        room = int(self.name_share(tuple(ends)) * max(120, self._plot.width() - LEFT_AXIS)) - 12
        metrics = QFontMetrics(self._font)
        places = plot_math.apart(np.array([point[1] for point in ends.values()]), gap, *y)
        for way, place in zip(ends, places, strict=True):
            name = self._items[way].name
            words = metrics.elidedText(way_words.way_name(way), Qt.TextElideMode.ElideMiddle, room)
            if name.toPlainText() != words:
                name.setText(words)
            if (name.pos().x(), name.pos().y()) != (x, float(place)):
                name.setPos(x, float(place))


def joined(lines: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Several lines as one, with gaps between them."""
    if not lines:
        return np.empty(0), np.empty(0)
    gap = np.array([np.nan])
    xs = [part for x, _ in lines for part in (x, gap)]
    ys = [part for _, y in lines for part in (y, gap)]
    return np.concatenate(xs), np.concatenate(ys)


def _pale(way: str, c: Colors) -> str:
    """A way's colour, a third as strong: `#RRGGBBAA`, as pyqtgraph reads it."""
    return way_words.tone(way, c) + "55"
