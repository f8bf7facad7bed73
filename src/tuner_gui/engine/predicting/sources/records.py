"""Delimited text record by record, each with exactly the characters it has in the file."""

from __future__ import annotations

import csv
import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tuner_gui.engine.data.reading.dialect import Style

_LONGEST = 1000
"""Lines: a quotation mark that is closed no sooner was meant as a plain character."""
_END = "\ue000the end\ue000"


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file."""

    raw: str
    """Without the line break at its end."""
    ending: str
    """That line break; empty at the end of a file that lacks the last one."""
    fields: list[str]
    closed: bool = True
    """False where a quotation mark is opened and never closed: only the first line of that is the record."""

    @property
    def blank(self) -> bool:
        """A line of mere white space is no row."""
        return len(self.fields) <= 1 and not self.raw.strip()


class _RunawayError(Exception):
    """A quoted value goes on for too long."""


class _Feed:
    """Gives lines to a csv reader and knows which of them make up the record that it has just read."""

    def __init__(self, lines: Iterator[str], longest: float) -> None:
        self._lines = lines
        self._longest = longest
        self._again: deque[str] = deque()
        self._ended = False
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) > self._longest:
            raise _RunawayError
        line = self._again.popleft() if self._again else next(self._lines, _END)
        if line is _END:
            if self._ended:
                raise StopIteration
            self._ended = True  # the mark itself is given: it shows whether the last record was complete
        self.taken.append(line)
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        """They will come again, next."""
        self._again.extendleft(reversed(lines))
        self._ended = self._ended and _END not in lines


def split_records(
    lines: Iterator[str], delimiter: str, style: Style, width: int, *, regular: bool = False
) -> Iterator[Record]:
    """All records, blank lines included; joined they are the file.

    A quotation mark that is opened by mistake and swallows the rows behind it costs only its own line.

    Args:
        lines: with their line breaks, of any kind.
        delimiter: one character.
        style: what quotation marks mean.
        width: number of columns of the table.
        regular: every quotation mark is known to be one, so that values may have any number of lines.
    """
    feed = _Feed(lines, math.inf if regular else _LONGEST)
    while True:
        reader = style.reader_of(feed, delimiter)
        try:
            for fields in reader:
                taken, feed.taken = feed.taken, []
                if taken[0] is _END:
                    return
                if len(taken) > 1 and _swallowed(taken, fields, delimiter, style, width):
                    yield _first_line(taken, feed, delimiter, style)
                    break
                yield _record(taken, fields)
            else:
                return
        except (_RunawayError, csv.Error):
            taken, feed.taken = feed.taken, []
            yield _first_line(taken, feed, delimiter, style)


def _swallowed(taken: Sequence[str], fields: Sequence[str], delimiter: str, style: Style, width: int) -> bool:
    """Whether rows lie inside a quoted value that nobody meant."""
    if taken[-1] is _END:
        return True
    if len(fields) == width:
        return False
    return all(_whole(line, delimiter, style, width) for line in taken[1:])


def _whole(line: str, delimiter: str, style: Style, width: int) -> bool:
    rows = list(style.reader_of(iter([line, _END]), delimiter))
    return len(rows) == 2 and len(rows[0]) == width


def _first_line(taken: list[str], feed: _Feed, delimiter: str, style: Style) -> Record:
    feed.give_back(taken[1:])
    try:
        fields = next(style.reader_of(iter(taken[:1]), delimiter), [])
    except csv.Error:  # longer than any value can be
        fields = [taken[0]]
    return _record(taken[:1], fields, closed=False)


def _record(taken: Sequence[str], fields: list[str], *, closed: bool = True) -> Record:
    text = "".join(taken)
    raw = text.removesuffix("\n").removesuffix("\r")
    return Record(raw, text[len(raw) :], fields, closed)
