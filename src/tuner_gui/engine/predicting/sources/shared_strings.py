"""The texts that a workbook keeps apart from its cells, on the disk: there may be one for each of them."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from functools import lru_cache

from tuner_gui.engine.predicting.sources.xml_stream import Attributes, Listener, damaged
from tuner_gui.errors import DataError, EnvironmentProblemError

LONGEST = 1 << 25
"""Characters of one cell or row; Excel ends at 32,767 a cell."""
_LARGEST_BYTES = 8 << 30
_CACHED = 1024
"""Texts at hand: labels and the like come again and again."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SPACE = " \t\r\n"


class RichText(Listener):
    """Collects the text of an element that holds pieces of it, without readings of Asian words (18.4)."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._heard: list[str] = []
        self._length = 0
        self._keep = self._reading = False

    def begin(self, name: str, attributes: Attributes) -> None:
        """See `Listener`."""
        if name == "t" and not self._reading:
            self._keep = attributes.get("xml:space") == "preserve"
            self.hear(self.take)
        elif name == "rPh":
            self._reading = True

    def end(self, name: str) -> None:
        """See `Listener`."""
        if name == "t" and not self._reading:
            text = self.heard()
            self.pieces.append(unescaped(text if self._keep else text.strip(_SPACE)))
        elif name == "rPh":
            self._reading = False

    def take(self, text: str) -> None:
        """Text of an element that is listened to."""
        self._length += len(text)
        if self._length > LONGEST:
            raise DataError(
                "A cell or row of the workbook holds far more text than a spreadsheet can.",
                hint="Save the sheet as CSV (UTF-8).",
            )
        self._heard.append(text)

    def heard(self) -> str:
        """What was taken; from here on nothing is listened to."""
        self.hear(None)
        text = "".join(self._heard)
        self._heard.clear()
        return text

    def forget(self) -> str:
        """The whole text; the next begins."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self._length = 0
        return text


class _Strings(RichText):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append(self.forget())
        else:
            super().end(name)


def shared_strings(archive: zipfile.ZipFile, member: str) -> Callable[[int], str]:
    """A function that gives the text with a number, 0 for the first, and raises LookupError for others.

    The texts lie in a temporary database that SQLite holds in memory while it is small and puts on the disk
    otherwise (sqlite.org/inmemorydb.html); it is gone with the function.

    Raises:
        DataError: they are damaged, or far too many.
        EnvironmentProblemError: there is no room for them.
    """
    if not member:
        return _nothing
    if archive.getinfo(member).file_size > _LARGEST_BYTES:
        raise damaged(archive.filename, f"{member} unpacks to more than {_LARGEST_BYTES:,} bytes")
    database = sqlite3.connect("")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("CREATE TABLE texts (place INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    try:
        database.executemany("INSERT INTO texts VALUES (?, ?)", enumerate(_texts(archive, member)))
    except sqlite3.OperationalError as error:
        raise EnvironmentProblemError(
            "The texts of the workbook could not be put on the disk: it may be full.",
            hint="Free some space in the folder for temporary files, or save the sheet as CSV (UTF-8).",
            detail=repr(error),
        ) from error

    @lru_cache(_CACHED)
    def text(place: int) -> str:
        found = database.execute("SELECT text FROM texts WHERE place = ?", (place,)).fetchone()
        if found is None:
            raise LookupError(place)
        return str(found[0])

    return text


def unescaped(text: str) -> str:
    """With `_x000D_` and its like as the characters they stand for (22.9.2.19)."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def _texts(archive: zipfile.ZipFile, member: str) -> Iterator[str]:
    strings = _Strings()
    for _ in strings.listen(archive, member):
        yield from strings.found
        strings.found.clear()


def _nothing(place: int) -> str:
    raise LookupError(place)
