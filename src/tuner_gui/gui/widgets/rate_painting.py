"""How the bars of learning rates are placed and drawn. No state."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from tuner_gui.engine.config import Mode
from tuner_gui.gui.rate_groups import RateGroups, group_short
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_1, SPACE_2, tabular
from tuner_gui.gui.tokens import Colors

LEFT, TOP, BOTTOM = 34, 6, 17
LABEL_HEIGHT = 13
WIDEST_BAR = 26.0
SHARE = 0.68
"""Of the room of a bar that it fills."""


@dataclass(frozen=True)
class ChartPlace:
    """Where scale and bars are, in pixels."""

    width: int
    height: int
    bars: int
    decades: tuple[int, int]

    @property
    def room(self) -> float:
        """Width that each bar has, air included."""
        return (self.width - LEFT) / max(1, self.bars)

    @property
    def decade(self) -> float:
        """Height of a power of ten."""
        return (self.height - TOP - BOTTOM) / max(1, self.decades[1] - self.decades[0])

    def bar_at(self, x: float) -> int:
        """Place of the bar whose room holds `x`; -1: none."""
        place = math.floor((x - LEFT) / self.room)
        return place if x >= LEFT and place < self.bars else -1

    def y(self, rate: float) -> float:
        """Of a rate; what is below the scale lies on its bottom."""
        low, high = self.decades
        power = low if rate <= 0 else min(max(math.log10(rate), low), high)
        return TOP + (high - power) * self.decade

    def center(self, place: int) -> float:
        """Of a bar."""
        return LEFT + (place + 0.5) * self.room

    def bar(self, place: int, rate: float) -> QRectF:
        """The bar itself, at least one pixel high."""
        width = min(WIDEST_BAR, max(1.5, self.room * SHARE))
        top, bottom = self.y(rate), float(self.height - BOTTOM)
        return QRectF(self.center(place) - width / 2, min(top, bottom - 1), width, max(1.0, bottom - top))


def paint_bars(
    painter: QPainter, place: ChartPlace, groups: RateGroups, c: Colors, mode: Mode, at: int, *, ring: bool
) -> None:
    """Draw everything; `at` is the bar that is looked at, `ring` whether a key brought the focus."""
    font = tabular(painter.font(), SMALL_POINTS - 0.5, QFont.Weight.Normal)
    painter.setFont(font)
    _paint_scale(painter, place, c)
    if at >= 0:
        _paint_mark(painter, place, c, at, ring=ring)
    for number in range(len(groups)):
        _paint_bar(painter, place, groups, c, mode, number)
    _paint_names(painter, place, groups, c, at)


def _paint_scale(painter: QPainter, place: ChartPlace, c: Colors) -> None:
    step = math.ceil(LABEL_HEIGHT / place.decade)
    for power in range(place.decades[0], place.decades[1] + 1):
        y = place.y(10.0**power)
        painter.setPen(QPen(QColor(c.border), 1))
        painter.drawLine(QLineF(LEFT, y, place.width, y))
        if (power - place.decades[0]) % step:
            continue
        painter.setPen(QColor(c.muted))
        line = QRectF(0, y - 8, LEFT - SPACE_1, 16)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"1e{power}")


def _paint_mark(painter: QPainter, place: ChartPlace, c: Colors, at: int, *, ring: bool) -> None:
    room = max(place.room, 6.0)
    area = QRectF(place.center(at) - room / 2, 1, room, place.height - 2)
    painter.setPen(QPen(QColor(c.accent), 1.5) if ring else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.hover))
    painter.drawRoundedRect(area, SPACE_1, SPACE_1)


def _paint_bar(
    painter: QPainter, place: ChartPlace, groups: RateGroups, c: Colors, mode: Mode, number: int
) -> None:
    rate = groups.rate_of(number)
    bar = place.bar(number, rate)
    tone = QColor(c.series(mode))
    if not groups.is_changed(number):
        tone.setAlphaF(0.6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    radius = min(2.5, bar.width() / 3)
    painter.drawRoundedRect(bar, radius, radius)
    if not groups.is_changed(number):
        return
    # Never colour alone: a line shows where the bar usually ends.
    y = place.y(groups.usual_rate(number))
    painter.setPen(QPen(QColor(c.text), 1.5))
    painter.drawLine(QPointF(bar.left() - 2, y), QPointF(bar.right() + 2, y))


def _paint_names(painter: QPainter, place: ChartPlace, groups: RateGroups, c: Colors, at: int) -> None:
    """As many names as have room, evenly; the bar that is looked at and the ends come first."""
    metrics = QFontMetrics(painter.font())
    last, taken = len(groups) - 1, list[QRectF]()
    wide = metrics.horizontalAdvance("00") + SPACE_2
    step = next((each for each in (1, 2, 5, 10, 20) if each * place.room >= wide), 50)
    order = [at, 0, last, last - 1, *range(0, last, step)]
    for number in dict.fromkeys(each for each in order if 0 <= each <= last):
        words = group_short(groups.names[number])
        width = metrics.horizontalAdvance(words) + 2
        left = min(max(place.center(number) - width / 2, LEFT - SPACE_2), place.width - width)
        area = QRectF(left, place.height - BOTTOM + 2, width, BOTTOM - 2)
        spaced = area.adjusted(-SPACE_1 / 2, 0, SPACE_1 / 2, 0)
        if any(spaced.intersects(other) for other in taken):
            continue
        taken.append(spaced)
        painter.setPen(QColor(c.text if number == at else c.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
