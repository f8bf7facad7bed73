"""Fields that the mouse wheel never changes by accident."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QSizePolicy, QWidget

from tuner_gui.gui.theme import colors

POPUP_AIR = 28
POPUP_WIDEST = 480
QUIET_AIR = 32
"""Frame and arrow of a quiet box."""


class ComboBox(QComboBox):
    """A combo box with a quiet arrow; scrolling over it scrolls the page."""

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setView(QListView(self))  # only a list of its own takes the look of the stylesheet
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest entry."""
        widest = self.view().sizeHintForColumn(0) + POPUP_AIR
        self.view().setMinimumWidth(min(widest, POPUP_WIDEST))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow that the stylesheet leaves out."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors().muted), 1.5, c=Qt.PenCapStyle.RoundCap))
        x, y = self.width() - 15.0, self.height() / 2 + 0.5
        painter.drawPolyline(QPolygonF([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]))
        painter.end()


class QuietBox(ComboBox):
    """A combo box that looks like words until it is touched, as wide as the entry it shows."""

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible_name, parent)
        self.setProperty("kind", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        words = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(words + QUIET_AIR, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as its words."""
        return self.sizeHint()


def field(name: str, accessible_name: str, tip: str) -> QLineEdit:
    """A line for one short value."""
    result = QLineEdit()
    result.setObjectName(name)
    result.setAccessibleName(accessible_name)
    result.setToolTip(tip)
    return result
