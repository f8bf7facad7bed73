"""Texts that occur more than once, found in one pass over a table that need not fit twice into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.picking import as_arrow
from tuner_gui.engine.data.text_bytes import HEAD, TextBytes, mix, signatures

_THREADS = 2
_CHUNK = 4096
"""Rows at a time: a few milliseconds, so that the window's thread gets its turn in between."""


@dataclass(frozen=True, eq=False)
class TextScan:
    """What one pass over the text columns tells; arrays of shape (rows,)."""

    keys: np.ndarray
    """int64; equal for rows whose texts are equal but for case and white space. Only within one scan."""
    filled: np.ndarray
    """bool; every text column holds more than white space."""
    unreadable: np.ndarray
    """bool; holds characters that were lost before the file was read."""


def scan_texts(columns: Sequence[Any]) -> TextScan:
    """Go once over the text columns (string columns of one table) in chunks.

    Each row gets a signature of how its texts begin. Only rows that begin like another are looked at
    whole: their keys are made of Python's 64-bit string hashes. With a million different texts, the
    chance that any two share a key is below one in ten million.
    """
    rows = len(columns[0]) if columns else 0
    scan = TextScan(np.zeros(rows, np.int64), np.ones(rows, bool), np.zeros(rows, bool))
    keys = scan.keys.view(np.uint64)

    def look(part: slice, texts: Any) -> None:
        found = TextBytes.of(texts)
        scan.unreadable[part][found.lost()] = True
        signatures, filled = _signatures(texts, found)
        keys[part] = mix(keys[part], signatures)
        scan.filled[part] &= filled

    with ThreadPoolExecutor(_THREADS) as threads:
        for column in columns:
            for done in [threads.submit(look, part, texts) for part, texts in _chunks(column)]:
                done.result()
    _tell_apart(columns, keys)
    return scan


def _signatures(texts: Any, found: TextBytes) -> tuple[np.ndarray, np.ndarray]:
    """uint64 per text, equal for texts that begin the same in small letters and single blanks; and whether
    there is more than white space."""
    heads = found.heads()
    filled = found.lengths > 0
    if (odd := np.flatnonzero(found.irregular_heads(heads))).size:
        begins = [_beginning(text) for text in texts.take(as_arrow(odd)).to_pylist()]
        again = TextBytes.of(pa.array(begins, pa.large_string()))
        heads[odd] = again.heads()
        filled[odd] = again.lengths > 0
    return signatures(heads), filled


def _tell_apart(columns: Sequence[Any], keys: np.ndarray) -> None:
    """Give the rows whose key another row has too the hashes of their whole texts as a key."""
    again = np.zeros(len(keys), bool)
    again[find_repeats(keys, ~again).rows] = True
    keys[again] = 0
    for column in columns:
        for part, texts in _chunks(column):
            if (chosen := np.flatnonzero(again[part])).size:
                repeated = texts.take(as_arrow(chosen))
                hashes = map(hash, _normal(repeated, TextBytes.of(repeated)))
                more = np.fromiter(hashes, np.int64, len(chosen)).view(np.uint64)
                keys[part][chosen] = mix(keys[part][chosen], more)


def _beginning(text: str) -> str:
    """More than a head of the text in lower case, runs of white space made one blank."""
    normal = " ".join(text[: 4 * HEAD].lower().split())
    return normal if len(normal) > HEAD else " ".join(text.lower().split())


def _normal(texts: Any, found: TextBytes) -> list[str]:
    """The texts in lower case, runs of white space made one blank.

    Only the irregular ones need Python's rules of Unicode, which take three times as long.
    """
    normal: list[str] = pc.ascii_lower(texts).to_pylist()
    for row in np.flatnonzero(found.irregular()).tolist():
        normal[row] = " ".join(normal[row].lower().split())
    return normal


def _chunks(column: Any) -> Iterator[tuple[slice, Any]]:
    start = 0
    for chunk in column.chunks:
        for offset in range(0, len(chunk), _CHUNK):
            piece = chunk.slice(offset, _CHUNK)
            yield slice(start + offset, start + offset + len(piece)), piece
        start += len(chunk)


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
