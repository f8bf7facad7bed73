"""Which numbers of a workbook are days or spans of time, by the formats of its cells (ECMA-376, 18.8.30)."""

from __future__ import annotations

import datetime
import re
import zipfile

from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.predicting.sources.xml_stream import Attributes, Listener

_DAY_IDS = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_SPAN_ID = 46
# What stands for itself: behind a backslash, as the width of a space, as a fill, in quotes.
_LITERAL = re.compile(r'[\\_*].|"[^"]*"?', re.DOTALL)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_DAY = re.compile(r"[dmhys]|a[^;]*?[pm/]", re.IGNORECASE)
_FEW_DAYS = 60
"""Excel counts a 29 February 1900 that never was."""


class NumberFormats(Listener):
    """The formats of a workbook's styles."""

    def __init__(self, archive: zipfile.ZipFile, member: str, *, from_1904: bool) -> None:
        """Read them from a member; without one all numbers are numbers.

        Raises:
            DataError: it is damaged.
        """
        super().__init__()
        self._from_1904 = from_1904
        self._kinds: dict[str, str] = {}
        self._styles: list[str] = []
        self._in_cells = False
        if member:
            for _ in self.listen(archive, member):
                pass

    def begin(self, name: str, attributes: Attributes) -> None:
        """See `Listener`."""
        if name == "numFmt":
            self._kinds[attributes.get("numFmtId", "")] = format_kind(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = attributes.get("numFmtId", "")
            self._styles.append(self._kinds.get(number) or _kind_of_id(number))

    def end(self, name: str) -> None:
        """See `Listener`."""
        if name == "cellXfs":
            self._in_cells = False

    def text(self, number: float, style: str) -> str:
        """A number as it stands in a table, given the `s` of its cell."""
        place = int(style) if style.isdecimal() else -1
        kind = self._styles[place] if 0 <= place < len(self._styles) else "number"
        try:
            if kind == "day":
                return cell_text(_day(number, from_1904=self._from_1904))
            if kind == "span":
                return str(_span(number))
        except (OverflowError, ValueError):  # beyond what a calendar holds: a number all the same
            return cell_text(number)
        return cell_text(number)


def format_kind(code: str) -> str:
    """`day`, `span` or `number`, by the part of a format that is for positive numbers."""
    code = _LITERAL.sub("", code).partition(";")[0]
    span = _SPAN.search(code)
    if _DAY.search(_BRACKETS.sub("", code[: span.start()] if span else code)):
        return "day"
    return "span" if span else "number"


def _kind_of_id(number: str) -> str:
    if not number.isdecimal():
        return "number"
    return "span" if int(number) == _SPAN_ID else "day" if int(number) in _DAY_IDS else "number"


def _span(days: float) -> datetime.timedelta:
    """To the millisecond, as Excel keeps it."""
    return datetime.timedelta(milliseconds=round(days * 86_400_000))


def _day(days: float, *, from_1904: bool) -> datetime.datetime | datetime.time:
    """Less than a day is a time."""
    if from_1904:
        start = datetime.datetime(1904, 1, 1)
    else:
        start = datetime.datetime(1899, 12, 31 if days < _FEW_DAYS else 30)
    moment = start + _span(days)
    return moment.time() if days < 1 else moment
