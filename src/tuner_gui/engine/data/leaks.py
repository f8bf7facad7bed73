"""Texts that stand in more than one part of a given split."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.data.duplicates import find_repeats
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN, VALIDATION

_RANKS = {FREE: 0, TRAIN: 0, VALIDATION: 1, TEST: 2}


def leaked_rows(rows: Rows) -> np.ndarray:
    """Rows whose text also stands in a later part (training, then validation, then test).

    Leaving them out mends the leak without touching what is tested on. Indices, ascending.
    """
    if not rows.given:
        return np.zeros(0, dtype=np.int64)
    repeats = find_repeats(rows.keys, rows.usable)
    if not repeats.count:
        return repeats.rows
    rank = np.array([_RANKS[int(part)] for part in rows.parts[repeats.rows]])
    starts = np.flatnonzero(np.r_[True, repeats.groups[1:] != repeats.groups[:-1]])
    highest = np.maximum.reduceat(rank, starts)
    return np.sort(repeats.rows[rank < highest[repeats.groups]])
