"""What a person wants to remember about a run: a note, and tags to find it by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget

from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.inputs import field
from tuner_gui.runs.index import RunEntry
from tuner_gui.runs.notes import tidy_tags


class NotesDialog(QDialog):
    """Emits `chosen` with note and tags."""

    chosen = Signal(str, tuple)

    def __init__(self, entry: RunEntry, known_tags: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notesDialog")
        self.setWindowTitle(self.tr("Note and tags"))
        self.setMinimumWidth(460)
        self._note = QPlainTextEdit(entry.notes.note)
        self._note.setObjectName("noteText")
        self._note.setProperty("kind", "field")
        self._note.setAccessibleName(self.tr("Note"))
        self._note.setTabChangesFocus(True)
        tip = self.tr("Separated by commas. The list can be filtered by them.")
        self._tags = field("tagsBox", self.tr("Tags"), tip)
        self._tags.setText(", ".join(entry.notes.tags))
        self._tags.setPlaceholderText(", ".join(known_tags[:4]) or self.tr("such as: final, to check"))
        keep = QPushButton(self.tr("Keep"))
        keep.setObjectName("notesOkButton")
        keep.setProperty("kind", "accent")
        keep.setDefault(True)
        keep.clicked.connect(self._on_keep)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("notesCancelButton")
        cancel.clicked.connect(self.reject)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(keep)
        layout = column(spacing=SPACE_1, margin=SPACE_6)
        layout.addWidget(label(entry.name, "title", wrap=True))
        layout.addSpacing(SPACE_3)
        layout.addWidget(label(self.tr("Note"), "small"))
        layout.addWidget(self._note)
        layout.addSpacing(SPACE_2)
        layout.addWidget(label(self.tr("Tags"), "small"))
        layout.addWidget(self._tags)
        layout.addSpacing(SPACE_3)
        layout.addLayout(buttons)
        self.setLayout(layout)

    def _on_keep(self) -> None:
        self.accept()
        self.chosen.emit(self._note.toPlainText(), tidy_tags([self._tags.text()]))
