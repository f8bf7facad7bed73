"""Labelled horizontal bars: rows per class, or probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from tuner_gui.gui.focus_ring import has_ring
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_1, SPACE_2, colors, tabular

LINE = 20
BAR = 8
LABEL_SHARE = 0.42
"""Most that a label may take of the width."""


@dataclass(frozen=True)
class Bar:
    """One line: `share` (0..1) is the length of the bar."""

    label: str
    share: float
    value: str
    strong: bool = False


class BarList(QWidget):
    """A few bars below each other, label left, value right.

    Args:
        clickable: a bar can be chosen, with the mouse or with arrow keys and Return.
        parent: the widget it stands in.
    """

    chosen = Signal(str)
    """Label of the bar."""

    def __init__(self, parent: QWidget | None = None, *, clickable: bool = False) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._clickable = clickable
        self._at = -1
        self._limit: float | None = None
        if clickable:
            self.setMouseTracking(True)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Sequence[Bar], *, mark: float | None = None) -> None:
        """Show `bars`; a reader for the blind hears them as one sentence.

        `mark`: a line across all bars at this share, such as a threshold.
        """
        self._bars = tuple(bars)
        self._limit = mark
        self._at = -1
        self.setAccessibleDescription(", ".join(f"{bar.label}: {bar.value}" for bar in self._bars))
        self.setToolTip("\n".join(f"{bar.label}: {bar.value}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, LINE * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(80, LINE * len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw label, bar and value of every line."""
        if not self._bars:
            return
        c = colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = QFont(self.font())
        plain.setPointSizeF(SMALL_POINTS + 0.5)
        figures = tabular(plain, SMALL_POINTS + 0.5, QFont.Weight.Normal)
        metrics, figure_metrics = QFontMetrics(plain), QFontMetrics(figures)
        label_width = min(
            max(metrics.horizontalAdvance(bar.label) for bar in self._bars) + 2,
            int(self.width() * LABEL_SHARE),
        )
        value_width = max(figure_metrics.horizontalAdvance(bar.value) for bar in self._bars) + 2
        left = label_width + SPACE_2
        room = self.width() - left - value_width - SPACE_2
        for index, bar in enumerate(self._bars):
            top = index * LINE
            if index == self._at:
                self._draw_mark(painter, top)
            painter.setPen(QColor(c.text))
            painter.setFont(plain)
            words = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, label_width)
            painter.drawText(QRectF(0, top, label_width, LINE), Qt.AlignmentFlag.AlignVCenter, words)
            painter.setFont(figures)
            painter.setPen(QColor(c.text if bar.strong else c.muted))
            value = QRectF(self.width() - value_width, top, value_width, LINE)
            painter.drawText(value, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, bar.value)
            self._draw_bar(painter, QRectF(left, top + (LINE - BAR) / 2, room, BAR), bar)
        if self._limit is not None:
            painter.setPen(QPen(QColor(c.text), 1.2, Qt.PenStyle.DotLine))
            x = left + room * self._limit
            painter.drawLine(QLineF(x, 2, x, LINE * len(self._bars) - 2))
        painter.end()

    # --- choosing --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what a click would choose."""
        self._mark(int(event.position().y()) // LINE)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        self._mark(int(event.position().y()) // LINE)
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose()

    def leaveEvent(self, event: QEvent) -> None:
        """Mark nothing."""
        super().leaveEvent(event)
        self._mark(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from bar to bar, Return and the space bar choose."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if self._clickable and step is not None:
            self._mark(max(0, min(len(self._bars) - 1, self._at + step)))
        elif self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _mark(self, index: int) -> None:
        index = index if self._clickable and 0 <= index < len(self._bars) else -1
        if index != self._at:
            self._at = index
            self.update()

    def _choose(self) -> None:
        if 0 <= self._at < len(self._bars):
            self.chosen.emit(self._bars[self._at].label)

    def _draw_mark(self, painter: QPainter, top: int) -> None:
        c = colors()
        painter.setPen(QPen(QColor(c.accent), 1.5) if has_ring(self) else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.hover))
        area = QRectF(0, top, self.width(), LINE).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, SPACE_1, SPACE_1)

    @staticmethod
    def _draw_bar(painter: QPainter, track: QRectF, bar: Bar) -> None:
        c = colors()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.sunken))
        painter.drawRoundedRect(track, BAR / 2, BAR / 2)
        filled = QRectF(track)
        filled.setWidth(max(BAR / 2, track.width() * min(1.0, bar.share)))
        painter.setBrush(QColor(c.accent))
        painter.setOpacity(1.0 if bar.strong else 0.55)
        painter.drawRoundedRect(filled, BAR / 2, BAR / 2)
        painter.setOpacity(1.0)
