"""Asked before something is done that cannot be taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tuner_gui.gui.dialogs.task_dialog import button
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row


class ConfirmDialog(QDialog):
    """Do it (`accepted`), or leave it, which Return does.

    Args:
        title: what is asked.
        words: what would be lost.
        deed: on the button that does it.
        parent: the window.
    """

    def __init__(self, title: str, words: str, deed: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confirmDialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        keep = button("confirmKeepButton", self.tr("Keep"), "accent")
        keep.setDefault(True)
        keep.clicked.connect(self.reject)
        do = button("confirmDoButton", deed)
        do.clicked.connect(self.accept)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(do)
        buttons.addWidget(keep)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addWidget(label(title, "title", wrap=True))
        layout.addWidget(label(words, wrap=True))
        layout.addSpacing(SPACE_2)
        layout.addLayout(buttons)
        self.setLayout(layout)
