"""Quotation marks of delimited text: whether they pair up, looked at block by block."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

_BLOCK_BYTES = 1 << 20
_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'


@dataclass(frozen=True)
class Quotes:
    """How the quotation marks that open a value are closed, as positions in the text."""

    closed: int
    """Number of values that are quoted as they should be."""
    stray: tuple[int, ...]
    """Opening marks whose closing mark is followed by more text."""
    unclosed: int | None
    """Opening mark that nothing closes before the end of the text."""

    @property
    def faulty(self) -> int:
        """Number of values whose marks do not pair up."""
        return len(self.stray) + (self.unclosed is not None)

    @property
    def plausible(self) -> bool:
        """False when so many do not pair up that they must be ordinary characters."""
        return self.closed > 20 * self.faulty or self.faulty == 0


@dataclass(frozen=True)
class _Block:
    """A stretch of the text with the byte before and the byte after it."""

    content: np.ndarray
    start: int
    """Position in the text of `content[0]`."""

    def marks(self) -> np.ndarray:
        """Where quotation marks are, as indices into `content`."""
        return np.flatnonzero(self.content[1:-1] == _QUOTE) + 1


@dataclass(frozen=True)
class Quoting:
    """What a quick look tells."""

    regular: bool
    """Every mark stands where RFC 4180 wants it: each odd one opens a value, each even one closes it or is
    half of a doubled mark."""
    spans_lines: bool
    """A quoted value contains a line break. Only known if regular."""


def survey_quotes(file: BinaryIO, delimiter: str, start: int = 0) -> Quoting:
    """Look at all quotation marks of a file with array operations only.

    Args:
        file: UTF-8 text.
        delimiter: what separates its values; one byte.
        start: position of the first character.
    """
    opened, spans = 0, False
    for block in _blocks(file, start):
        marks = block.marks()
        if not _regular(block.content, marks, opened, ord(delimiter)):
            return Quoting(regular=False, spans_lines=True)
        if not spans and (opened or marks.size):
            spans = _breaks_inside(block.content, marks, opened)
        opened = (opened + marks.size) % 2
    return Quoting(regular=opened == 0, spans_lines=spans)


def _regular(content: np.ndarray, marks: np.ndarray, opened: int, separator: int) -> bool:
    before = content[marks[opened::2] - 1]
    after = content[marks[1 - opened :: 2] + 1]
    return _bound(before, separator) and _bound(after, separator)


def _bound(beside: np.ndarray, separator: int) -> bool:
    """Whether all bytes may stand outside a quotation mark; another mark is half of a doubled one."""
    good = (beside == separator) | (beside == _LINE_FEED) | (beside == _RETURN) | (beside == _QUOTE)
    return bool(good.all())


def _breaks_inside(content: np.ndarray, marks: np.ndarray, opened: int) -> bool:
    inner = content[1:-1]
    breaks = np.flatnonzero((inner == _LINE_FEED) | (inner == _RETURN)) + 1
    return bool(((np.searchsorted(marks, breaks) + opened) % 2).any())


def scan_text(text: str, delimiter: str) -> Quotes:
    """As `scan_quotes`, of a text in memory."""
    return scan_quotes(io.BytesIO(text.encode()), delimiter)


def scan_quotes(file: BinaryIO, delimiter: str, start: int = 0) -> Quotes:
    """Look at every value that begins with a quotation mark, one mark after the other.

    Slower than `survey_quotes` by far, and right for any text.
    """
    ends = {ord(delimiter), _LINE_FEED, _RETURN}
    closed, stray, opening, doubled = 0, [], -1, -1
    for place, before, after in _each_mark(file, start):
        if opening < 0:
            opening = place if before in ends else -1
        elif place == doubled:
            continue
        elif after == _QUOTE:
            doubled = place + 1
        else:
            if after in ends:
                closed += 1
            else:
                stray.append(opening)
            opening = -1
    return Quotes(closed, tuple(stray), opening if opening >= 0 else None)


def _each_mark(file: BinaryIO, start: int) -> Iterator[tuple[int, int, int]]:
    """Position of each quotation mark, the byte before and the byte after it."""
    for block in _blocks(file, start):
        marks = block.marks()
        for first in range(0, marks.size, 4096):  # lists of bounded length: other threads get their turn
            part = marks[first : first + 4096]
            before, after = block.content[part - 1].tolist(), block.content[part + 1].tolist()
            yield from zip((part + block.start).tolist(), before, after, strict=True)


def _blocks(file: BinaryIO, start: int) -> Iterator[_Block]:
    """The whole text; beyond both its ends a line break is assumed."""
    file.seek(start)
    carried, position = b"\n", start - 1
    while True:
        read = file.read(_BLOCK_BYTES)
        content = np.frombuffer(carried + (read or b"\n"), np.uint8)
        yield _Block(content, position)
        if not read:
            return
        carried, position = content[-2:].tobytes(), position + content.size - 2
