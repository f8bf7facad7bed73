"""Choose several label columns, one of 0 and 1 for each class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QPushButton, QWidget

from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row


class ColumnsDialog(QDialog):
    """Emits `chosen` with the columns that are checked."""

    chosen = Signal(tuple)

    def __init__(self, columns: Sequence[str], checked: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("columnsDialog")
        self.setWindowTitle(self.tr("Label columns"))
        self._list = QListWidget()
        self._list.setObjectName("columnsList")
        self._list.setAccessibleName(self.tr("Label columns"))
        for name in columns:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in checked else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.itemChanged.connect(self._update)
        self._ok = QPushButton(self.tr("Use these columns"))
        self._ok.setObjectName("columnsOkButton")
        self._ok.setProperty("kind", "accent")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("columnsCancelButton")
        cancel.clicked.connect(self.reject)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._ok)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        words = self.tr("Columns of 0 and 1: each is a class, and a text may have any number of them.")
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addWidget(self._list, 1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self.resize(400, 420)
        self._update()

    def _checked(self) -> tuple[str, ...]:
        items = [self._list.item(index) for index in range(self._list.count())]
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)

    def _update(self) -> None:
        self._ok.setEnabled(bool(self._checked()))

    def _on_ok(self) -> None:
        self.chosen.emit(self._checked())
        self.accept()
