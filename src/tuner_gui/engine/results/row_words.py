"""Rows in words: what stands in a cell for a label, several or a number, and which texts hold which words."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.picking import as_arrow, as_numpy
from tuner_gui.engine.results.deciding import BETWEEN_LABELS

TEXT_NAMES = ("text", "text_2")
"""Columns of `scored.arrow` that hold texts; the second is that of pairs."""


def in_words(values: np.ndarray, names: tuple[str, ...]) -> tuple[str, ...]:
    """Indices, rows of bool, or numbers, as they stand in a table."""
    if values.dtype == bool:
        return tuple(BETWEEN_LABELS.join(names[i] for i in np.flatnonzero(row)) for row in values)
    if values.dtype.kind == "f":
        return tuple(f"{value:.6g}" for value in values)
    return tuple(names[value] for value in values)


def having(values: np.ndarray, place: int) -> np.ndarray:
    """Rows that have a label; bool.

    Args:
        values: indices [rows], or bool [rows, labels].
        place: index of the label.
    """
    return np.asarray(values[:, place] if values.ndim == 2 else values == place)


def holding(data: pa.Table, rows: np.ndarray, words: list[str]) -> np.ndarray:
    """Which rows hold every word in one of their texts or the other, in any case; bool.

    Args:
        data: has one or both of `TEXT_NAMES`.
        rows: indices into it, int64.
        words: to look for.
    """
    texts = [data[name].take(as_arrow(rows)) for name in TEXT_NAMES if name in data.column_names]
    found = np.ones(len(rows), dtype=bool)
    for word in words:
        inside = [as_numpy(pc.match_substring(text, word, ignore_case=True)) for text in texts]
        found &= np.logical_or.reduce(inside)
    return found
