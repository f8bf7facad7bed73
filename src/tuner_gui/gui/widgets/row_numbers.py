"""The numbers beside the rows of a table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QWidget

from tuner_gui.gui.theme import SPACE_2


class RowNumbers(QHeaderView):
    """As wide as the last number, the longest; Qt would measure two hundred, and each time anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)

    def sizeHint(self) -> QSize:
        """Room for the longest number."""
        last = self.count() - 1
        words = str(self.model().headerData(last, self.orientation())) if last >= 0 else ""
        return QSize(QFontMetrics(self.font()).horizontalAdvance(words) + 3 * SPACE_2, 0)
