"""Covers the window while something is dragged over it and says what a drop would do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tuner_gui.gui.dropping import Drop
from tuner_gui.gui.theme import RADIUS, SPACE_4, SPACE_6, TITLE_POINTS, colors


class DropOverlay(QWidget):
    """A veil with one sentence."""

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
        """Draw veil, frame and sentence."""
        if self._drop is None:
            return
        c = colors()
        takes = self._drop.kind != "refused"
        tone = QColor(c.accent if takes else c.danger)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(c.window)
        veil.setAlphaF(0.94)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(SPACE_4, SPACE_4, -SPACE_4, -SPACE_4)
        pen = QPen(tone, 2)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        font = self.font()
        font.setPointSizeF(TITLE_POINTS + 5)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(c.text if takes else c.danger))
        room = frame.adjusted(SPACE_6, SPACE_6, -SPACE_6, -SPACE_6)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self._drop.message)
        painter.end()
