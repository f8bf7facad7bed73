"""Texts that occur more than once, found in one pass over a table that need not fit twice into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_CHUNK = 4096
"""Rows at a time: a few milliseconds, so that the window's thread gets its turn in between."""
_MIX = np.int64(-7046029254386353131)  # 2**64 over the golden ratio (Knuth, Fibonacci hashing)
_HASH_OF_NOTHING = hash("")
_BLANK = 32
_TWO_BYTES = 0xC2
"""From this byte on, a character of UTF-8 takes more than one."""
_CASED_LEADS = np.array([0xE1, 0xE2, 0xEA, 0xEF, 0xF0], dtype=np.uint8)
"""First bytes of the other scripts with capitals: Georgian, Greek with accents, Cherokee, full width…"""


@dataclass(frozen=True, eq=False)
class TextScan:
    """What one pass over the text columns tells; arrays of shape (rows,)."""

    keys: np.ndarray
    """int64; equal for rows whose texts are equal but for case and white space. Only within one process."""
    filled: np.ndarray
    """bool; every text column holds more than white space."""
    unreadable: np.ndarray
    """bool; holds characters that were lost before the file was read."""


def scan_texts(columns: Sequence[Any]) -> TextScan:
    """Go once over the text columns (string columns of one table) in chunks.

    The keys are Python's 64-bit string hashes: with a million different texts, the chance that any two
    share one is below one in ten million.
    """
    rows = len(columns[0]) if columns else 0
    scan = TextScan(np.zeros(rows, np.int64), np.ones(rows, bool), np.zeros(rows, bool))

    for column in columns:
        for start, chunk in _chunks(column):
            _scan_chunk(chunk, scan, slice(start, start + len(chunk)))
    return scan


def _scan_chunk(chunk: Any, scan: TextScan, part: slice) -> None:
    text = _bytes_of(chunk)
    hashes = np.fromiter(map(hash, _normal(chunk, text)), dtype=np.int64, count=len(chunk))
    scan.keys[part] = scan.keys[part] * _MIX + hashes
    scan.filled[part] &= hashes != _HASH_OF_NOTHING
    scan.unreadable[part][text.rows_at(text.lost())] = True


def _chunks(column: Any) -> Iterator[tuple[int, Any]]:
    start = 0
    for chunk in column.chunks:
        for offset in range(0, len(chunk), _CHUNK):
            piece = chunk.slice(offset, _CHUNK)
            yield start + offset, piece
        start += len(chunk)


@dataclass(frozen=True, eq=False)
class _Bytes:
    """The bytes of many texts, one text after the other, in UTF-8."""

    content: np.ndarray
    offsets: np.ndarray
    """Where each text begins, and the end."""
    wide: np.ndarray
    """Where characters of more than one byte begin; the three bytes from there are the next arrays."""
    first: np.ndarray
    second: np.ndarray
    third: np.ndarray

    def rows_at(self, places: np.ndarray) -> np.ndarray:
        """The texts in which these bytes lie."""
        return np.unique(np.searchsorted(self.offsets, places, side="right") - 1)

    def lost(self) -> np.ndarray:
        """Where characters are that could not be read, U+FFFD."""
        found: np.ndarray = self.wide[(self.first == 0xEF) & (self.second == 0xBF) & (self.third == 0xBD)]
        return found

    def capitals(self) -> np.ndarray:
        """Where characters begin that may be capitals beyond ASCII, judged by two bytes.

        Scripts without case (CJK, Arabic, Hebrew, those of India) and small letters of Latin-1 are ruled
        out; what is left is small enough to ask Python about.
        """
        latin = (self.first == 0xC3) & (self.second <= 0x9E)
        other = (self.first >= 0xC4) & (self.first <= 0xD6)
        found: np.ndarray = self.wide[latin | other | np.isin(self.first, _CASED_LEADS)]
        return found

    def odd_spaces(self) -> np.ndarray:
        """Where white space is that is not a single blank, and a few other characters."""
        blank = self.content <= _BLANK
        odd = self.content < _BLANK
        odd[1:] |= blank[1:] & blank[:-1]
        first, second, third = self.first, self.second, self.third
        narrow = (first == 0xC2) & ((second == 0xA0) | (second == 0x85))
        general = (first == 0xE2) & (second == 0x80) & ((third <= 0x8A) | (third >= 0xA8) & (third <= 0xAF))
        rare = ((first == 0xE1) & (second == 0x9A)) | ((first == 0xE2) & (second == 0x81))
        ideographic = (first == 0xE3) & (second == 0x80) & (third == 0x80)
        return np.concatenate([np.flatnonzero(odd), self.wide[narrow | general | rare | ideographic]])


def _normal(chunk: Any, text: _Bytes) -> list[str]:
    """The texts in lower case, runs of white space made one blank.

    What a glance at the bytes rules out is not done: most texts hold no capitals beyond ASCII, and single
    blanks only; lowering all of them by the rules of Unicode would take three times as long.
    """
    texts = pc.ascii_lower(pc.ascii_trim_whitespace(chunk)).to_pylist()
    for row in text.rows_at(text.capitals()).tolist():
        texts[row] = texts[row].lower()
    for row in text.rows_at(text.odd_spaces()).tolist():
        texts[row] = " ".join(texts[row].split())
    return cast(list[str], texts)


def _bytes_of(chunk: Any) -> _Bytes:
    """The bytes of a string array, not copied."""
    content, offsets = _buffers(chunk)
    wide = np.flatnonzero(content[:-1] >= _TWO_BYTES)
    last = len(content) - 1
    first, second, third = content[wide], content[wide + 1], content[np.minimum(wide + 2, last)]
    return _Bytes(content, offsets, wide, first, second, third)


def _buffers(chunk: Any) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all values of a string array, one after the other, not copied; where each value begins."""
    buffers = chunk.buffers()
    if buffers[2] is None or not len(chunk):
        return np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    kind = np.int64 if pa.types.is_large_string(chunk.type) else np.int32
    offsets = np.frombuffer(buffers[1], kind)[chunk.offset : chunk.offset + len(chunk) + 1]
    return np.frombuffer(buffers[2], np.uint8)[offsets[0] : offsets[-1]], offsets - offsets[0]


@dataclass(frozen=True, eq=False)
class Repeats:
    """The rows of texts that occur more than once, ordered by text and then by row."""

    rows: np.ndarray
    """Indices of the rows, int64."""
    groups: np.ndarray
    """Text of each, numbered from 0 in the order of first occurrence; int64."""
    count: int
    """Number of such texts."""

    def later(self) -> np.ndarray:
        """The rows that repeat an earlier one; ascending."""
        again = np.zeros(len(self.rows), dtype=bool)
        again[1:] = self.groups[1:] == self.groups[:-1]
        return np.sort(self.rows[again])


def find_repeats(keys: np.ndarray, among: np.ndarray) -> Repeats:
    """The rows among `among` (bool) whose key occurs there more than once."""
    ordered = np.sort(keys[among])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    rows = np.flatnonzero(among)
    if not len(twice):
        return Repeats(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0)
    rows = rows[_isin(keys[rows], twice)]
    _, first, inverse = np.unique(keys[rows], return_index=True, return_inverse=True)
    groups = np.argsort(np.argsort(first))[inverse]
    order = np.argsort(groups, kind="stable")
    return Repeats(rows[order], groups[order], len(first))


def _isin(values: np.ndarray, ascending: np.ndarray) -> np.ndarray:
    """Which values occur in a sorted array; without the memory that numpy's isin takes."""
    places = np.searchsorted(ascending, values)
    found: np.ndarray = ascending[np.minimum(places, len(ascending) - 1)] == values
    return found
