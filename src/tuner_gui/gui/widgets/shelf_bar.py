"""One line below the list of runs: what was just done and can be undone, or what is being done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QWidget

from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import label, row


class ShelfBar(QWidget):
    """Not there while there is nothing to say."""

    undo_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shelfBar")
        self._words = label(name="shelfText")
        self._progress = QProgressBar(textVisible=False)
        self._progress.setRange(0, 100)
        self._undo = self._button(self.tr("Undo"), "undoDeleteButton", self.undo_clicked)
        self._cancel = self._button(self.tr("Cancel"), "cancelImportButton", self.cancel_clicked)
        self._close = self._button("", "shelfCloseButton", self.hide)
        self._close.setAccessibleName(self.tr("Dismiss"))
        icons.set_icon(self._close, "close")
        layout = row(spacing=SPACE_2)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        layout.addWidget(self._words)
        layout.addWidget(self._progress, 1)
        layout.addStretch()
        for button in (self._undo, self._cancel, self._close):
            layout.addWidget(button)
        card = QFrame()
        card.setProperty("kind", "card")
        card.setLayout(layout)
        around = row()
        around.setContentsMargins(SPACE_4, 0, SPACE_4, SPACE_4)
        around.addWidget(card)
        self.setLayout(around)
        self.hide()

    def tell(self, words: str, *, undo: bool = False) -> None:
        """Say what was done."""
        self._show(words, progress=False, undo=undo)

    def show_import(self, share: float) -> None:
        """A run is being copied."""
        self._progress.setValue(round(100 * share))
        self._show(self.tr("Importing the run…"), progress=True, undo=False)

    def _show(self, words: str, *, progress: bool, undo: bool) -> None:
        self._words.setText(words)
        self._progress.setVisible(progress)
        self._cancel.setVisible(progress)
        self._undo.setVisible(undo)
        self._close.setVisible(not progress)
        self.show()

    def _button(self, words: str, name: str, slot: object) -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        result.setProperty("kind", "quiet")
        result.clicked.connect(slot)
        return result
