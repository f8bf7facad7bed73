"""Covers the window while something is dragged over it and says what a drop would do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tuner_gui.gui.dropping import Drop
from tuner_gui.gui.theme import BODY_POINTS, RADIUS, SPACE_2, SPACE_6, TITLE_POINTS, colors

WIDEST = 560
WRAPPED = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)


class DropOverlay(QWidget):
    """A veil, and on it a sheet with one sentence and what to do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dropOverlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._drop: Drop | None = None
        self.hide()

    def show_drop(self, drop: Drop) -> None:
        """Cover the window."""
        self._drop = drop
        self.setAccessibleName(drop.message)
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw veil, frame and sheet."""
        if self._drop is None:
            return
        c = colors()
        takes = self._drop.kind != "refused"
        tone = QColor(c.accent if takes else c.danger)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(c.window)
        veil.setAlphaF(0.86)
        painter.fillRect(self.rect(), veil)
        pen = QPen(tone, 2)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(10, 10, -10, -10), RADIUS, RADIUS)
        self._draw_sheet(painter, tone, self._drop)
        painter.end()

    def _draw_sheet(self, painter: QPainter, tone: QColor, drop: Drop) -> None:
        c = colors()
        lines = [(drop.message, _font(self.font(), TITLE_POINTS + 4, QFont.Weight.DemiBold), c.text)]
        if drop.hint:
            lines.append((drop.hint, _font(self.font(), BODY_POINTS, QFont.Weight.Normal), c.muted))
        room = QRectF(0, 0, min(WIDEST, self.width() - 4 * SPACE_6), self.height())
        boxes = [
            QRectF(QFontMetrics(font).boundingRect(room.toRect(), WRAPPED, words)) for words, font, _ in lines
        ]
        height = sum(box.height() for box in boxes) + SPACE_2 * (len(boxes) - 1)
        width = max(box.width() for box in boxes)
        sheet = QRectF(0, 0, width + 3 * SPACE_6, height + 2 * SPACE_6)
        sheet.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(tone, 1.5))
        painter.setBrush(QColor(c.surface))
        painter.drawRoundedRect(sheet, RADIUS, RADIUS)
        top = sheet.top() + SPACE_6
        for (words, font, ink), box in zip(lines, boxes, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            left = sheet.center().x() - width / 2
            painter.drawText(QRectF(left, top, width + 1, box.height()), WRAPPED, words)
            top += box.height() + SPACE_2


def _font(font: QFont, points: float, weight: QFont.Weight) -> QFont:
    result = QFont(font)
    result.setPointSizeF(points)
    result.setWeight(weight)
    return result
