"""A few lines of code to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tuner_gui.gui.theme import SMALL_POINTS

AIR = 22
"""Padding, border and margin of the document, above and below together."""


def code_font() -> QFont:
    """The system's fixed-width font, small."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(SMALL_POINTS)
    return font


class CodeView(QPlainTextEdit):
    """Read-only and as high as its lines; too long a line is scrolled to, never wrapped."""

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setObjectName(name)
        self.setProperty("kind", "code")
        self.setAccessibleName(accessible_name)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setFont(code_font())
        self.horizontalScrollBar().rangeChanged.connect(self._fit)

    def show_code(self, code: str) -> None:
        """Show `code`."""
        self.setPlainText(code)
        self._fit()

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        scrolled = bar.sizeHint().height() if bar.maximum() else 0
        self.setFixedHeight(self.blockCount() * self.fontMetrics().lineSpacing() + AIR + scrolled)
