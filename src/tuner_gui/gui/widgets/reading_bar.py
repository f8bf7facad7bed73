"""How the file was read: quiet boxes, of which only those are there that the format knows."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.config import Reading
from tuner_gui.gui import data_words
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.widgets.basics import label, row
from tuner_gui.gui.widgets.inputs import ComboBox, QuietBox


class ReadingBar(QWidget):
    """Rows, and beside them encoding, delimiter, header and sheet, each to be changed."""

    reading_chosen = Signal(object)
    """Reading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = Reading()
        self._survey: object = None
        self._facts = label(kind="small", name="dataFacts", numbers=True)
        self._encoding = QuietBox("encodingBox", self.tr("Encoding"))
        self._encoding.setToolTip(self.tr("How letters are stored. Change it when accents look odd."))
        self._delimiter = QuietBox("delimiterBox", self.tr("Delimiter"))
        self._delimiter.setToolTip(self.tr("What stands between two columns."))
        self._header = QuietBox("headerBox", self.tr("Header row"))
        self._header.setToolTip(self.tr("Whether the first row names the columns."))
        self._sheet = QuietBox("sheetBox", self.tr("Sheet"))
        self._sheet.setToolTip(self.tr("The sheet of the workbook to learn from."))
        layout = row(spacing=SPACE_1)
        layout.addWidget(self._facts)
        for box in (self._encoding, self._delimiter, self._header, self._sheet):
            box.activated.connect(self._on_activated)
            layout.addWidget(box)
        layout.addStretch()
        self.setLayout(layout)

    def set_dataset(self, data: Dataset) -> None:
        """Show how `data` was read; a list that is open stays open while that is the same."""
        before, self._survey = self._survey, data.survey
        if before is data.survey and not self._changes():
            return
        table, self._reading = data.table, data.config.reading
        known = data_words.translate("data", "first {0}") if table.is_preview else "{0}"
        self._facts.setText(f"{known.format(data_words.rows(table.rows))} · {table.format}")
        self._fill_encodings(table.codec, table.encoding)
        self._encoding.setVisible(bool(table.codec))
        marks = dict.fromkeys((table.delimiter, *data_words.DELIMITERS))
        _fill(self._delimiter, [(data_words.delimiter(mark), mark) for mark in marks], table.delimiter)
        self._delimiter.setVisible(bool(table.delimiter))
        choices = [(self.tr("first row is a header"), True), (self.tr("no header row"), False)]
        _fill(self._header, choices, table.has_header)
        self._header.setVisible(bool(table.delimiter or table.sheets))
        _fill(self._sheet, [(name, name) for name in table.sheets], table.sheet)
        self._sheet.setVisible(len(table.sheets) > 1)

    def _fill_encodings(self, codec: str, name: str) -> None:
        known = [(shown, each) for each, shown in data_words.ENCODINGS if codec and not _same(each, codec)]
        _fill(self._encoding, [(name, codec), *known], codec)

    def _on_activated(self) -> None:
        changes = self._changes()
        if changes:
            self.reading_chosen.emit(msgspec.structs.replace(self._reading, **changes))

    def _changes(self) -> dict[str, Any]:
        """What was chosen in the boxes and is not in force."""
        boxes = {
            "encoding": self._encoding,
            "delimiter": self._delimiter,
            "header": self._header,
            "sheet": self._sheet,
        }
        return {
            key: box.currentData()
            for key, box in boxes.items()
            if box.currentIndex() != box.property("shown")
        }


def _fill(box: ComboBox, choices: Sequence[tuple[str, object]], value: object) -> None:
    box.clear()
    for words, data in choices:
        box.addItem(words, data)
    place = next((index for index, (_, data) in enumerate(choices) if data == value), -1)
    box.setCurrentIndex(place)
    box.setProperty("shown", place)


def _same(one: str, other: str) -> bool:
    """Whether two names mean one codec, but for a byte order mark."""
    return _plain(one) == _plain(other)


def _plain(codec: str) -> str:
    return codecs.lookup(codec).name.removesuffix("-sig")
