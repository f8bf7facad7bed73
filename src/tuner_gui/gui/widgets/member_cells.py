"""Paints a part of an experiment as one line: how it stands, what it is, what it takes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tuner_gui.engine.experiment_result import MemberStatus
from tuner_gui.gui import experiment_words
from tuner_gui.gui.models.members_model import ROW, MemberRow
from tuner_gui.gui.theme import CONTROL_RADIUS, SMALL_POINTS, SPACE_2, colors, tabular

HEIGHT = 30
DOT = 14.0
INDENT = 30
MOST_HIDDEN = 90
"""Pixels that a name always has."""
TURN = 5760
"""A whole turn, in the sixteenths of a degree that Qt counts in."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MemberCell(QStyledItemDelegate):
    """A sign, a name, a time."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(120, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the line."""
        row = index.data(ROW)
        assert isinstance(row, MemberRow)
        c = colors()
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.accent_tint))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)
        draw_sign(painter, QPointF(area.left() + INDENT / 2, area.center().y()), row)
        words = self._time(row)
        small = tabular(option.font, SMALL_POINTS, option.font.Weight.Normal)
        width = QFontMetrics(small).horizontalAdvance(words)
        painter.setFont(small)
        painter.setPen(QColor(c.danger if row.status == "failed" else c.muted))
        painter.drawText(area.adjusted(0, 0, -SPACE_2, 0), RIGHT, words)
        room = area.adjusted(INDENT, 0, -SPACE_2 - width - SPACE_2, 0)
        self._draw_name(painter, option, room, row)
        painter.restore()

    def _draw_name(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRectF, row: MemberRow
    ) -> None:
        c = colors()
        font = option.font
        if row.status == "running":
            font.setWeight(font.Weight.DemiBold)
        small = tabular(option.font, SMALL_POINTS, font.Weight.Normal)
        detail_width = QFontMetrics(small).horizontalAdvance(row.detail)
        metrics = QFontMetrics(font)
        # What tells it from its like is never hidden; the name is shortened before.
        left = max(MOST_HIDDEN, int(room.width()) - (detail_width + SPACE_2 if row.detail else 0))
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, left)
        painter.setFont(font)
        painter.setPen(QColor(c.muted if row.status in ("waiting", "skipped") else c.text))
        painter.drawText(room, LEFT, name)
        room.setLeft(room.left() + metrics.horizontalAdvance(name) + SPACE_2)
        painter.setFont(small)
        painter.setPen(QColor(c.muted))
        detail = QFontMetrics(small).elidedText(
            row.detail, Qt.TextElideMode.ElideRight, max(0, int(room.width()))
        )
        painter.drawText(room, LEFT, detail)

    def _time(self, row: MemberRow) -> str:
        if row.status in ("failed", "skipped", "interrupted"):
            return experiment_words.status(row.status)
        return row.time


def draw_sign(painter: QPainter, center: QPointF, row: MemberRow) -> None:
    """A sign for how a part stands; told apart by its shape as well as by its colour."""
    c = colors()
    tones: dict[MemberStatus, str] = {
        "finished": c.success,
        "running": c.accent,
        "failed": c.danger,
        "interrupted": c.warning,
    }
    tone = QColor(tones.get(row.status, c.muted))
    box = QRectF(0, 0, DOT, DOT)
    box.moveCenter(center)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = center.x(), center.y()
    line = QPen(tone, 1.8, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    match row.status:
        case "finished":
            painter.drawPolyline(
                QPolygonF([QPointF(x - 4.5, y), QPointF(x - 1, y + 3.5), QPointF(x + 5, y - 3.5)])
            )
        case "running":
            painter.setPen(QPen(QColor(c.control_border), 2.4))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            painter.setPen(QPen(tone, 2.6, c=Qt.PenCapStyle.RoundCap))
            share = row.share if row.share is not None else 0.08
            painter.drawArc(box.adjusted(1, 1, -1, -1), TURN // 4, -round(TURN * max(0.04, share)))
        case "failed":
            painter.drawLine(QPointF(x - 3.5, y - 3.5), QPointF(x + 3.5, y + 3.5))
            painter.drawLine(QPointF(x + 3.5, y - 3.5), QPointF(x - 3.5, y + 3.5))
        case "interrupted":
            painter.drawLine(QPointF(x - 2.5, y - 4), QPointF(x - 2.5, y + 4))
            painter.drawLine(QPointF(x + 2.5, y - 4), QPointF(x + 2.5, y + 4))
        case "skipped":
            painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
        case _:
            painter.setPen(QPen(tone, 1.4))
            painter.drawEllipse(center, 3.5, 3.5)
