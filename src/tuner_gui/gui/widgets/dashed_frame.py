"""The dashed frame that says: something can be dropped here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tuner_gui.gui import icons
from tuner_gui.gui.theme import RADIUS, SPACE_2, colors
from tuner_gui.gui.widgets.basics import column, label

CENTER = Qt.AlignmentFlag.AlignHCenter


class DashedFrame(QWidget):
    """Draws the frame. The window itself takes the drop."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dashed frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colors().control_border), 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(colors().window))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.end()


class TableZone(DashedFrame):
    """Where the table to label is dropped; `browse` chooses one instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tableZone")
        self.setAccessibleName(self.tr("Drop a table to label here"))
        picture = QLabel()
        icons.set_icon(picture, "table", "accent", 28)
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.setObjectName("browseTableButton")
        self.browse.setToolTip(self.tr("Choose the table to label."))
        icons.set_icon(self.browse, "folder")
        layout = column(spacing=SPACE_2)
        layout.addStretch()
        layout.addWidget(picture, 0, CENTER)
        layout.addWidget(label(self.tr("Drop a table to label"), "title"), 0, CENTER)
        layout.addWidget(label(self.tr("CSV, Excel, Parquet or JSON Lines"), "small"), 0, CENTER)
        layout.addWidget(self.browse, 0, CENTER)
        layout.addStretch()
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self.setLayout(layout)
        self.setMinimumHeight(170)
