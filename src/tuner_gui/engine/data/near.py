"""Keeps texts that are nearly the same in one part of a split. In the engine only."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tuner_gui.engine.data.picking import picked

MOST_TEXTS = 50_000
"""So many different texts are compared; of larger tables, an evenly spaced sample."""
_CHARACTERS = 2_000


def group_near(texts: pa.Table, groups: np.ndarray) -> np.ndarray:
    """Join the groups of rows whose texts are nearly the same.

    Args:
        texts: a string column per text column.
        groups: rows with the same number have the same text; shape (rows,).

    Returns:
        a number per row, the same for rows to be kept together; shape (rows,), from 0.
    """
    from tuner_gui.engine.data.near_duplicates import near_duplicate_groups

    different, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    assert np.all(np.diff(first) > 0), "groups are numbered by first occurrence"
    chosen = np.arange(len(different))
    if len(chosen) > MOST_TEXTS:
        chosen = chosen[np.linspace(0, len(chosen) - 1, MOST_TEXTS, dtype=np.int64)]
    found = near_duplicate_groups(_joined(texts, first[chosen]))
    joined = np.arange(len(different))
    _, leaders, members = np.unique(found, return_index=True, return_inverse=True)
    joined[chosen] = chosen[leaders][members]
    result: np.ndarray = joined[inverse]
    return result


def _joined(texts: pa.Table, rows: np.ndarray) -> list[str]:
    """The texts of each row as one."""
    data = picked(texts, rows)
    columns = [data[name].to_pylist() for name in data.column_names]
    return ["\n".join(text[:_CHARACTERS] for text in row) for row in zip(*columns, strict=True)]
