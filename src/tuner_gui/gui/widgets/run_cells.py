"""Cells of the table of runs that are painted: two lines of words, and a sparkline."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from tuner_gui.gui.models.runs_model import ENTRY_ROLE, LINES_ROLE
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_2, SPACE_3, colors
from tuner_gui.runs.index import RunEntry

Index = QModelIndex | QPersistentModelIndex
AIR = 13
"""Left and right of the words, as in the header."""
DOT = 9.0
DOT_ROOM = 17


class TwoLines(QStyledItemDelegate):
    """The cell's words, and below them smaller ones; `dot`: the mode's colour before them."""

    def __init__(self, parent: QWidget, *, dot: bool = False) -> None:
        super().__init__(parent)
        self._dot = dot

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        _paint_ground(self, painter, option, index)
        entry: RunEntry = index.data(ENTRY_ROLE)
        first, second = index.data(LINES_ROLE) or (index.data(), "")
        room = _room(option).adjusted(AIR, 0, -SPACE_2, 0)
        painter.save()
        if self._dot:
            tone = QColor(colors().series(entry.mode))
            _paint_dot(painter, QPointF(room.left() + DOT / 2, _upper(room, second).center().y() + 1), tone)
            room = room.adjusted(DOT_ROOM, 0, 0, 0)
        font = _font(option)
        _paint_words(painter, _upper(room, second), first, font, colors().text)
        if second:
            small = QFont(font)
            small.setPointSizeF(SMALL_POINTS)
            _paint_words(painter, room.adjusted(0, room.height() // 2, 0, -3), second, small, colors().muted)
        painter.restore()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The line to edit a name in covers both lines of the cell."""
        editor.setGeometry(_room(option).adjusted(3, 4, -3, -5))


class Sparkline(QStyledItemDelegate):
    """How the validation score went, in the colour of the mode, with a dot at its end."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        _paint_ground(self, painter, option, index)
        entry: RunEntry = index.data(ENTRY_ROLE)
        if len(entry.trend) < 2:
            return
        room = QRectF(_room(option)).adjusted(AIR, SPACE_3, -AIR - 2, -SPACE_3)
        points = line_points(entry.trend, room)
        tone = QColor(colors().series(entry.mode))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tone, 1.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(points))
        _paint_dot(painter, points[-1], tone, 4.5)
        painter.restore()


def line_points(values: Sequence[float], room: QRectF) -> list[QPointF]:
    """`values` from left to right, the greatest at the top of `room`; equal ones in its middle."""
    low, high = min(values), max(values)
    spread = high - low
    step = room.width() / (len(values) - 1)
    heights = [(value - low) / spread if spread else 0.5 for value in values]
    return [
        QPointF(room.left() + step * place, room.bottom() - height * room.height())
        for place, height in enumerate(heights)
    ]


def _paint_ground(
    delegate: QStyledItemDelegate, painter: QPainter, option: QStyleOptionViewItem, index: Index
) -> None:
    """What the style draws of a cell without words: ground, selection, the line below."""
    plain = QStyleOptionViewItem(option)
    delegate.initStyleOption(plain, index)
    plain.text = ""
    plain.icon = QIcon()
    widget: QWidget = plain.widget
    widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, widget)


def _room(option: QStyleOptionViewItem) -> QRect:
    return QRect(option.rect)


def _font(option: QStyleOptionViewItem) -> QFont:
    return QFont(option.font)


def _upper(room: QRect, second: str) -> QRect:
    """The upper half, or all of it where there is one line."""
    return room.adjusted(0, 4, 0, -room.height() // 2) if second else room


def _paint_words(painter: QPainter, room: QRect, words: str, font: QFont, tone: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(tone))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine
    painter.drawText(room, flags, shown)


def _paint_dot(painter: QPainter, center: QPointF, tone: QColor, size: float = DOT) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.drawEllipse(center, size / 2, size / 2)
