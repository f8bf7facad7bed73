"""Errors and notes as a bar that is in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QPushButton, QToolButton, QWidget

from tuner_gui.errors import TunerError
from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column, label, restyle, row, strong
from tuner_gui.gui.widgets.code_view import code_font


class MessageBar(QFrame):
    """One message at a time: what happened, what to do, and the technical part on demand."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "message") -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Bar")
        self._picture = QLabel()
        self._message = strong(wrap=True, name=f"{name}Text")
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = label(wrap=True, name=f"{name}Hint")
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setMaximumHeight(140)
        self._details.setProperty("kind", "code")
        self._details.setFont(code_font())
        self._details.setTabChangesFocus(True)
        self._details.setAccessibleName(self.tr("Details"))
        self._toggle = self._button(self.tr("Show details"), f"{name}DetailsButton")
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._on_toggled)
        copy = self._button(self.tr("Copy"), f"{name}CopyButton")
        copy.clicked.connect(self._on_copy)
        close = QToolButton()
        close.setToolTip(self.tr("Dismiss this message."))
        close.setAccessibleName(self.tr("Dismiss"))
        close.setObjectName(f"{name}CloseButton")
        icons.set_icon(close, "close")
        close.clicked.connect(self.hide)
        words = column(spacing=1)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        top = Qt.AlignmentFlag.AlignTop
        line = row(spacing=SPACE_2)
        line.addWidget(self._picture, 0, top)
        line.addSpacing(SPACE_1)
        line.addLayout(words, 1)
        for button in (self._toggle, copy, close):
            line.addWidget(button, 0, top)
        layout = column(spacing=SPACE_2)
        layout.setContentsMargins(SPACE_4, SPACE_2 + 2, SPACE_3, SPACE_2 + 2)
        layout.addLayout(line)
        layout.addWidget(self._details)
        self.setLayout(layout)
        self.hide()

    def show_problem(self, error: TunerError, *, notice: bool = False) -> None:
        """Show `error`; as a `notice` it is a warning rather than a failure."""
        restyle(self, "kind", "notice" if notice else "error")
        icons.set_icon(self._picture, "warning", "warning" if notice else "danger", 20)
        self._message.setText(error.message)
        self._hint.setText(error.hint)
        self._hint.setVisible(bool(error.hint))
        self._details.setPlainText(error.detail)
        self._toggle.setVisible(bool(error.detail))
        self._toggle.setChecked(False)
        self._details.hide()
        self.setAccessibleName(f"{error.message} {error.hint}")
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _button(self, words: str, name: str) -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        result.setProperty("kind", "quiet")
        result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return result

    def _on_toggled(self, opened: bool) -> None:
        self._toggle.setText(self.tr("Hide details") if opened else self.tr("Show details"))
        self._details.setVisible(opened)

    def _on_copy(self) -> None:
        parts = (self._message.text(), self._hint.text(), self._details.toPlainText())
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))
