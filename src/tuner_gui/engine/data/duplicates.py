"""Texts that occur more than once, found in one pass over a table that need not fit twice into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.encoding import UNREADABLE

_CHUNK = 4096
"""Rows at a time: a few milliseconds, so that the window's thread gets its turn in between."""
_MIX = np.int64(-7046029254386353131)  # 2**64 over the golden ratio (Knuth, Fibonacci hashing)
_ASCII_END = 128
_LAST_SPACE = 32


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
            normal, damaged = _normal(chunk)
            hashes = np.fromiter(map(hash, normal.to_pylist()), dtype=np.int64, count=len(normal))
            keys[part] = keys[part] * _MIX + hashes
            filled[part] &= np.asarray(pc.binary_length(normal)) > 0
            if damaged:
                unreadable[part] |= pc.match_substring(chunk, UNREADABLE).to_numpy(zero_copy_only=False)
    return TextScan(keys, filled, unreadable)


def _chunks(column: Any) -> Iterator[tuple[int, Any]]:
    start = 0
    for chunk in column.chunks:
        for offset in range(0, len(chunk), _CHUNK):
            piece = chunk.slice(offset, _CHUNK)
            yield start + offset, piece
        start += len(chunk)


def _normal(chunk: Any) -> tuple[Any, bool]:
    """The texts in lower case, runs of white space made one blank; and whether to look for lost characters.

    What a glance at the bytes rules out is not done: most texts are ASCII, or have single blanks only.
    """
    content = _bytes_of(chunk)
    spaces = content <= _LAST_SPACE
    ragged = bool((spaces[1:] & spaces[:-1]).any()) or bool((content < _LAST_SPACE).any())
    plain = not len(content) or int(content.max()) < _ASCII_END
    if plain:
        normal = pc.ascii_lower(pc.ascii_trim_whitespace(chunk))
    else:
        normal = pc.utf8_lower(pc.utf8_trim_whitespace(chunk))
        ragged = True  # no-break spaces and their kin
    return (pc.replace_substring_regex(normal, r"[\s\p{Z}]+", " ") if ragged else normal), not plain


def _bytes_of(chunk: Any) -> np.ndarray:
    """The bytes of all values of a string array, one after the other; uint8, not copied."""
    buffers = chunk.buffers()
    if buffers[2] is None or not len(chunk):
        return np.zeros(0, dtype=np.uint8)
    kind = np.int64 if pa.types.is_large_string(chunk.type) else np.int32
    offsets = np.frombuffer(buffers[1], kind)[chunk.offset : chunk.offset + len(chunk) + 1]
    return np.frombuffer(buffers[2], np.uint8)[offsets[0] : offsets[-1]]


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
