"""Fields that the mouse wheel never changes by accident."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from tuner_gui.gui.focus_ring import has_ring
from tuner_gui.gui.theme import colors

POPUP_AIR = 28
POPUP_WIDEST = 480
QUIET_AIR = 32
"""Frame and arrow of a quiet box."""
TICK = 15.0
"""Side of a check box."""


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


class CheckBox(QCheckBox):
    """A check box whose frame can be seen in the dark, too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box and tick; the words are the style's."""
        c = colors()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style = self.style()
        place = QRectF(style.subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        option.rect = style.subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style.drawControl(QStyle.ControlElement.CE_CheckBoxLabel, option, painter, self)
        on = QColor(c.accent if self.isEnabled() else c.muted)
        ring = has_ring(self)
        painter.setPen(QPen(QColor(c.text) if ring else on if self.isChecked() else QColor(c.muted), 1.4))
        painter.setBrush(on if self.isChecked() else QColor(c.surface))
        box = QRectF(0, 0, TICK, TICK)
        box.moveCenter(place.center())
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.setPen(QPen(QColor(c.on_accent), 1.8, c=Qt.PenCapStyle.RoundCap))
            x, y = box.center().x(), box.center().y()
            painter.drawPolyline(
                QPolygonF([QPointF(x - 3.5, y), QPointF(x - 1, y + 3), QPointF(x + 4, y - 3)])
            )
        painter.end()


def field(name: str, accessible_name: str, tip: str) -> QLineEdit:
    """A line for one short value."""
    result = QLineEdit()
    result.setObjectName(name)
    result.setAccessibleName(accessible_name)
    result.setToolTip(tip)
    return result
