"""Asked once when the window is closed during a run."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row

Leave = Literal["suspend", "cancel"]


class LeaveDialog(QDialog):
    """Keep running, leave the run resumable, or cancel it; a comparison can only be left resumable.

    Args:
        parent: the window.
        experiment: what is under way is a comparison.
    """

    chosen = Signal(str)
    """`Leave`; nothing is emitted when the person stays."""

    def __init__(self, parent: QWidget | None = None, *, experiment: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("leaveDialog")
        title = self.tr("A comparison is under way") if experiment else self.tr("A run is under way")
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        keep = self._button(self.tr("Keep running"), "keepRunningButton")
        leave = self._button(self.tr("Stop and leave resumable"), "leaveResumableButton")
        cancel = self._button(self.tr("Cancel the run"), "cancelRunButton")
        leave.setProperty("kind", "accent")
        leave.setDefault(True)
        keep.clicked.connect(self.reject)
        leave.clicked.connect(self._on_leave)
        cancel.clicked.connect(self._on_cancel)
        buttons = row(spacing=SPACE_2)
        buttons.addWidget(cancel)
        buttons.addStretch()
        buttons.addWidget(keep)
        buttons.addWidget(leave)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addWidget(label(title, "title"))
        words = self.tr("Tuner can save a checkpoint now, so that the run goes on from here another day.")
        if experiment:
            cancel.hide()
            words = self.tr(
                "What is done stays. Tuner can save a checkpoint of the rest now, so that the comparison "
                "goes on from here another day."
            )
        layout.addWidget(label(words, wrap=True))
        layout.addSpacing(SPACE_2)
        layout.addLayout(buttons)
        self.setLayout(layout)

    def _button(self, words: str, name: str) -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        return result

    def _on_leave(self) -> None:
        self.accept()
        self.chosen.emit("suspend")

    def _on_cancel(self) -> None:
        self.accept()
        self.chosen.emit("cancel")
