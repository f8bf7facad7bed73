"""Texts that occur more than once, found in one pass over a table that need not fit twice into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.encoding import UNREADABLE

_CHUNK = 4096
"""Rows at a time: a few milliseconds, so that the window's thread gets its turn in between."""
_MIX = np.int64(-7046029254386353131)  # 2**64 over the golden ratio (Knuth, Fibonacci hashing)
_ASCII_END = 128
_BLANK = 32


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
    keys = np.zeros(rows, dtype=np.int64)
    filled = np.ones(rows, dtype=bool)
    unreadable = np.zeros(rows, dtype=bool)
    for column in columns:
        for start, chunk in _chunks(column):
            part = slice(start, start + len(chunk))
            content, offsets = _bytes_of(chunk)
            plain = not len(content) or int(content.max()) < _ASCII_END
            normal = _normal(chunk, content, offsets, plain=plain)
            hashes = np.fromiter(map(hash, normal), dtype=np.int64, count=len(normal))
            keys[part] = keys[part] * _MIX + hashes
            filled[part] &= np.fromiter(map(bool, normal), dtype=bool, count=len(normal))
            if not plain:
                unreadable[part] |= pc.match_substring(chunk, UNREADABLE).to_numpy(zero_copy_only=False)
    return TextScan(keys, filled, unreadable)


def _chunks(column: Any) -> Iterator[tuple[int, Any]]:
    start = 0
    for chunk in column.chunks:
        for offset in range(0, len(chunk), _CHUNK):
            piece = chunk.slice(offset, _CHUNK)
            yield start + offset, piece
        start += len(chunk)


def _normal(chunk: Any, content: np.ndarray, offsets: np.ndarray, *, plain: bool) -> list[str]:
    """The texts in lower case, runs of white space made one blank.

    What a glance at the bytes rules out is not done: most texts are ASCII, or have single blanks only.
    """
    if plain:
        texts = pc.ascii_lower(pc.ascii_trim_whitespace(chunk)).to_pylist()
    else:
        texts = pc.utf8_lower(pc.utf8_trim_whitespace(chunk)).to_pylist()
    for row in _ragged(content, offsets, plain=plain):
        texts[row] = " ".join(texts[row].split())
    return cast(list[str], texts)


def _ragged(content: np.ndarray, offsets: np.ndarray, *, plain: bool) -> list[int]:
    """The texts with white space other than single blanks, judged by their bytes (UTF-8)."""
    blank = content <= _BLANK
    odd = content < _BLANK
    odd[1:] |= blank[1:] & blank[:-1]
    if not plain:
        odd[_wide_spaces(content)] = True
    places = np.flatnonzero(odd)
    rows = np.unique(np.searchsorted(offsets, places, side="right") - 1)
    return cast(list[int], rows.tolist())


def _wide_spaces(content: np.ndarray) -> np.ndarray:
    """Where no-break spaces, those from U+2000 to U+202F and ideographic spaces begin, and a few others."""
    places = np.flatnonzero(content[:-1] >= 0xC2)
    first, second = content[places], content[places + 1]
    last = content[np.minimum(places + 2, len(content) - 1)]
    narrow = (first == 0xC2) & (second == 0xA0)
    general = (first == 0xE2) & (second == 0x80) & ((last <= 0x8A) | (last == 0xA8) | (last == 0xAF))
    wide = (first == 0xE3) & (second == 0x80) & (last == 0x80)
    found: np.ndarray = places[narrow | general | wide]
    return found


def _bytes_of(chunk: Any) -> tuple[np.ndarray, np.ndarray]:
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
