"""The rows of a worksheet as texts, read as they come from the disk."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache

from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.predicting.sources.number_formats import NumberFormats
from tuner_gui.engine.predicting.sources.shared_strings import RichText, unescaped
from tuner_gui.engine.predicting.sources.xml_stream import Attributes, damaged

LAST_COLUMN = 16384
Line = tuple[int, list[str]]
"""Number of a row in the sheet and its cells; a row without any is left out."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_INLINE = ("inlineStr", "is")


class SheetRows(RichText):
    """Reads one worksheet."""

    def __init__(self, strings: Callable[[int], str], formats: NumberFormats) -> None:
        """With the texts and formats of its workbook."""
        super().__init__()
        self._strings, self._formats = strings, formats
        self._found: list[Line] = []
        self._row = 0
        self._cells: list[str] = []
        self._kind = self._style = self._value = ""
        self._column = 0

    def lines(self, archive: zipfile.ZipFile, member: str) -> Iterator[Line]:
        """All rows that have a value.

        Raises:
            DataError: the sheet is damaged.
        """
        try:
            for _ in self.listen(archive, member):
                yield from self._found
                self._found.clear()
        except (LookupError, ValueError) as error:
            raise damaged(archive.filename, repr(error)) from error

    def begin(self, name: str, attributes: Attributes) -> None:
        """See `Listener`."""
        if name == "c":
            place = attributes.get("r")
            self._column = column_number(place.rstrip("0123456789")) if place else self._column + 1
            self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
            self._value = ""
        elif name == "v":
            self.hear(self.take)
        elif name == "row":
            place = attributes.get("r")
            self._row = int(place) if place else self._row + 1
            self._cells, self._column = [], 0
        else:
            super().begin(name, attributes)

    def end(self, name: str) -> None:
        """See `Listener`."""
        if name == "c":
            self._put(self._text())
        elif name == "v":
            self._value = self.heard()
        elif name == "row":
            while self._cells and not self._cells[-1].strip():
                self._cells.pop()
            if self._cells:
                self._found.append((self._row, self._cells))
            self.forget()
        else:
            super().end(name)

    def _put(self, text: str) -> None:
        missing = self._column - len(self._cells)
        if missing > 0:
            self._cells += [""] * missing
        self._cells[self._column - 1] = text

    def _text(self) -> str:
        kind, value = self._kind, self._value
        if kind in _INLINE:
            text = "".join(self.pieces)
            self.pieces.clear()
            return text
        if not value or kind == "e":
            return ""
        if kind == "s":
            return self._strings(int(value))
        if kind == "b":
            return "false" if value == "0" else "true"
        if kind == "d":
            return _iso(value)
        if kind != "str" and _NUMBER.fullmatch(value):
            return self._formats.text(float(value), self._style)
        return unescaped(value)


@lru_cache(LAST_COLUMN)
def column_number(letters: str) -> int:
    """1 for `A`, 27 for `AA`.

    Raises:
        ValueError: no sheet has such a column.
    """
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"no column: {letters!r}")
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= LAST_COLUMN:
        raise ValueError(f"no column: {letters!r}")
    return number


def _iso(value: str) -> str:
    """A day or time that is written as such; with a zone it stays what it is."""
    kind: type[datetime.date | datetime.time] = datetime.date
    if "T" in value:
        kind = datetime.datetime
    elif ":" in value:
        kind = datetime.time
    try:
        found = kind.fromisoformat(value)
    except ValueError:
        return value
    return value if getattr(found, "tzinfo", None) else cell_text(found)
