"""The one accent button, and what keeps it from being pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.gui import actions
from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.widgets.basics import column, label


class StartBar(QWidget):
    """Start, with the reason below when it is disabled."""

    start_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = actions.button("start", kind="accent", tone="on_accent")
        self._button.setMinimumHeight(40)
        self._tip = self._button.toolTip()
        self._button.clicked.connect(self.start_clicked)
        self._reason = label(kind="small", wrap=True, name="startReason")
        layout = column(spacing=SPACE_1)
        layout.addWidget(self._button)
        layout.addWidget(self._reason)
        self.setLayout(layout)

    def set_reason(self, reason: str) -> None:
        """What is missing; empty: Start can be pressed."""
        self._button.setEnabled(not reason)
        self._button.setToolTip(reason or self._tip)
        self._button.setAccessibleDescription(reason)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
