"""The kinds of export as rows: what each is for and what it takes to run it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QWidget

from tuner_gui.engine.requests import EXPORT_KINDS, ExportKind
from tuner_gui.gui import wording
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import column, label

INDENT = 26


class ExportKinds(QWidget):
    """Radio buttons, each with a line below; the first is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        layout = column(spacing=0)
        for number, kind in enumerate(EXPORT_KINDS):
            title, line = wording.export_kind(kind)
            button = QRadioButton(title)
            button.setObjectName(f"export_{kind}")
            button.setAccessibleDescription(line)
            button.setChecked(number == 0)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            block = column(spacing=0)
            block.setContentsMargins(INDENT, 0, 0, SPACE_2)
            block.addWidget(label(line, "small"))
            layout.addWidget(button)
            layout.addLayout(block)
        self.setLayout(layout)
        self._group.idToggled.connect(self._on_toggled)

    @property
    def kind(self) -> ExportKind:
        """The one that is chosen."""
        return EXPORT_KINDS[self._group.checkedId()]

    def _on_toggled(self, _number: int, checked: bool) -> None:
        if checked:
            self.changed.emit()
