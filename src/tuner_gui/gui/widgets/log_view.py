"""What happened, line by line."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from tuner_gui.gui.run_history import LOG_LINES
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, figures
from tuner_gui.gui.widgets.basics import Card, label


class LogView(Card):
    """A read-only list of lines that never grows beyond a few thousand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body.setSpacing(SPACE_1)
        self.body.setContentsMargins(SPACE_3, SPACE_2, SPACE_1, SPACE_2)
        self._lines = QPlainTextEdit(readOnly=True, undoRedoEnabled=False, maximumBlockCount=LOG_LINES)
        self._lines.setObjectName("log")
        self._lines.setProperty("kind", "log")
        self._lines.setAccessibleName(self.tr("Log"))
        self._lines.setTabChangesFocus(True)
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines.setFont(figures(self._lines.font()))
        self._lines.document().setDocumentMargin(0)
        self._lines.viewport().setAutoFillBackground(False)
        # It takes what room there is and asks for none.
        self._lines.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(label(self.tr("Log"), "title"))
        self.body.addWidget(self._lines, 1)
        self.setMinimumHeight(96)

    def take(self, lines: deque[str]) -> None:
        """Append `lines` and empty them."""
        if lines:
            self._lines.appendPlainText("\n".join(lines))
            lines.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whatever happens to the room, the newest line stays in sight."""
        super().resizeEvent(event)
        bar = self._lines.verticalScrollBar()
        bar.setValue(bar.maximum())

    def clear(self) -> None:
        """Start anew."""
        self._lines.clear()
