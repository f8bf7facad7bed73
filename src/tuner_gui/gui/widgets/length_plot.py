"""How long the texts are, in tokens, and where they will be cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.theme import SMALL_POINTS, colors, tabular

if TYPE_CHECKING:
    from tuner_gui.engine.facts import TokenLengths

AXIS = 18
TOP = 16


@dataclass(frozen=True)
class LengthBars:
    """What is drawn: bars of shares of the highest, and where the cut is on the same axis."""

    edges: tuple[int, ...]
    heights: tuple[float, ...]
    limit: int
    cut_share: float
    """Share of the texts that are longer than `limit`."""


def length_bars(lengths: TokenLengths, cap: int = 0) -> LengthBars:
    """`lengths` as bars; `cap`: a shorter limit that was asked for, in tokens."""
    limit = min(cap, lengths.limit) if cap else lengths.limit
    cut = _above(lengths, limit) if limit < lengths.limit else float(lengths.cut)
    highest = max(lengths.counts, default=0) or 1
    return LengthBars(
        lengths.edges,
        tuple(count / highest for count in lengths.counts),
        limit,
        cut / lengths.rows if lengths.rows else 0.0,
    )


def _above(lengths: TokenLengths, limit: int) -> float:
    """Rows above `limit`; within a bin they are taken as evenly spread."""
    pairs = zip(lengths.edges, lengths.edges[1:], lengths.counts, strict=False)
    return sum(count * min(1.0, max(0.0, (high - limit) / (high - low))) for low, high, count in pairs)


class LengthPlot(QWidget):
    """A histogram; what is cut is drawn in another tone, beyond a dashed line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lengthPlot")
        self.setAccessibleName(self.tr("Length of the texts in tokens"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._bars: LengthBars | None = None

    def set_bars(self, bars: LengthBars | None) -> None:
        """Show `bars`; None: not known yet."""
        self._bars = bars
        if bars is not None:
            words = self.tr("{0} of the texts are longer than {1} tokens")
            self.setAccessibleDescription(words.format(text.percent(bars.cut_share), bars.limit))
        self.update()

    @property
    def bars(self) -> LengthBars | None:
        """What is shown."""
        return self._bars

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(260, 110)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(120, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, axis and the cut."""
        if self._bars is None or len(self._bars.edges) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(tabular(self.font(), SMALL_POINTS - 0.5, self.font().Weight.Normal))
        self._draw_bars(painter, self._bars)
        self._draw_axis(painter, self._bars)
        if self._bars.limit < self._bars.edges[-1]:
            self._draw_limit(painter, self._bars)
        painter.end()

    def _x(self, tokens: float) -> float:
        assert self._bars is not None
        first, last = self._bars.edges[0], self._bars.edges[-1]
        return (tokens - first) / max(1, last - first) * (self.width() - 2) + 1

    def _draw_bars(self, painter: QPainter, bars: LengthBars) -> None:
        c, bottom = colors(), self.height() - AXIS
        painter.setPen(Qt.PenStyle.NoPen)
        for low, high, height in zip(bars.edges, bars.edges[1:], bars.heights, strict=False):
            top = bottom - height * (bottom - TOP)
            painter.setBrush(QColor(c.warning if low >= bars.limit else c.accent))
            painter.setOpacity(0.6)
            left, right = self._x(low), self._x(high)
            painter.drawRect(QRectF(left, top, max(1.0, right - left - 1.0), bottom - top))
        painter.setOpacity(1.0)
        painter.setPen(QPen(QColor(c.border), 1))
        painter.drawLine(QPointF(0, bottom + 0.5), QPointF(self.width(), bottom + 0.5))

    def _draw_axis(self, painter: QPainter, bars: LengthBars) -> None:
        painter.setPen(QColor(colors().muted))
        area = QRectF(0, self.height() - AXIS + 2, self.width(), AXIS - 2)
        middle = (bars.edges[0] + bars.edges[-1]) // 2
        flags = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        last = self.tr("{0} tokens").format(text.count(bars.edges[-1]))
        words = (text.count(bars.edges[0]), text.count(middle), last)
        for flag, word in zip(flags, words, strict=True):
            painter.drawText(area, flag | Qt.AlignmentFlag.AlignVCenter, word)

    def _draw_limit(self, painter: QPainter, bars: LengthBars) -> None:
        c, x = colors(), self._x(bars.limit)
        pen = QPen(QColor(c.warning), 1.5)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, TOP - 2), QPointF(x, self.height() - AXIS))
        words = self.tr("cut at {0}").format(text.count(bars.limit))
        width = QFontMetrics(painter.font()).horizontalAdvance(words) + 2
        left = min(max(0.0, x - width / 2), self.width() - width)
        painter.setPen(QColor(c.warning))
        painter.drawText(QRectF(left, 0, width, TOP - 2), Qt.AlignmentFlag.AlignCenter, words)
