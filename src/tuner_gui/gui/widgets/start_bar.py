"""The one accent button; disabled, it says what is missing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.gui import actions, icons
from tuner_gui.gui.widgets.basics import column


class StartBar(QWidget):
    """Start training."""

    start_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = actions.button("start", kind="accent", tone="on_accent")
        self._button.setProperty("large", True)
        self._words, self._tip = self._button.text(), self._button.toolTip()
        self._button.clicked.connect(self.start_clicked)
        layout = column()
        layout.addWidget(self._button)
        self.setLayout(layout)

    def set_reason(self, reason: str) -> None:
        """What is missing; empty: Start can be pressed."""
        self._button.setEnabled(not reason)
        self._button.setText(reason or self._words)
        self._button.setToolTip(reason or self._tip)
        self._button.setAccessibleName(self._words)
        self._button.setAccessibleDescription(reason)
        if reason:
            icons.clear_icon(self._button)
        else:
            icons.set_icon(self._button, "play", "on_accent")
