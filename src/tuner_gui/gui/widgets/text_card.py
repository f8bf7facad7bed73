"""Where a text to try is typed or pasted, or the two of a pair."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.widgets.basics import Card, label

NARROWEST = 260


class TextCard(Card):
    """One or two large text fields, named like the columns that the model learned from."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(NARROWEST)
        self._fields = [_field("tryPageText"), _field("tryPageSecondText")]
        self._captions = [label(kind="small"), label(kind="small")]
        self._count = 1
        self.body.setSpacing(SPACE_1)
        for caption, edit in zip(self._captions, self._fields, strict=True):
            caption.setBuddy(edit)
            self.body.addWidget(caption)
            self.body.addWidget(edit, 1)
            edit.textChanged.connect(self.changed)
        self.set_columns(("",))

    @property
    def texts(self) -> tuple[str, ...]:
        """What is to be labelled; empty while something is missing."""
        texts = tuple(edit.toPlainText().strip() for edit in self._fields[: self._count])
        return texts if all(texts) else ()

    def set_columns(self, names: Sequence[str]) -> None:
        """Ask for one text per column; what was typed stays."""
        self._count = max(1, len(names))
        parts: list[tuple[QLabel, QPlainTextEdit]] = list(zip(self._captions, self._fields, strict=True))
        for number, (caption, edit) in enumerate(parts):
            name = names[number] if number < len(names) else ""
            caption.setText(name or self.tr("Text"))
            edit.setAccessibleName(name or self.tr("Text to try"))
            for part in (caption, edit):
                part.setVisible(number < self._count)


def _field(name: str) -> QPlainTextEdit:
    result = QPlainTextEdit()
    result.setObjectName(name)
    result.setProperty("kind", "field")
    result.setTabChangesFocus(True)
    result.setPlaceholderText(result.tr("Type or paste a text"))
    return result
