"""Texts that occur more than once with labels that contradict one another."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.data.duplicates import Repeats, find_repeats
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.labels import Labels

_TOLERANCE = 0.5
"""Numbers contradict one another when they are further apart than this many standard deviations."""


def conflicting(rows: Rows) -> Repeats:
    """The rows of texts whose labels contradict, among those that may be learned from."""
    repeats = find_repeats(rows.keys, rows.pool)
    if not repeats.count:
        return repeats
    spread = _spread(rows.labels, repeats, rows.usable)
    chosen = spread[repeats.groups]
    _, groups = np.unique(repeats.groups[chosen], return_inverse=True)
    return Repeats(repeats.rows[chosen], groups.astype(np.int64), int(spread.sum()))


def _spread(labels: Labels, repeats: Repeats, usable: np.ndarray) -> np.ndarray:
    """Which of the repeated texts have labels that differ; bool, one per text."""
    values = label_keys(labels, repeats.rows)
    starts = np.flatnonzero(np.r_[True, repeats.groups[1:] != repeats.groups[:-1]])
    apart = np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)
    limit = _TOLERANCE * float(labels.targets[usable].std()) if labels.task == "regression" else 0
    found: np.ndarray = apart > limit
    return found


def label_keys(labels: Labels, rows: np.ndarray) -> np.ndarray:
    """A number for what the rows are labelled with; different for different labels. Shape (rows,)."""
    if labels.task != "multi_label":
        found: np.ndarray = labels.targets[rows]
        return found
    _, keys = np.unique(labels.targets[rows].astype(bool), axis=0, return_inverse=True)
    return keys.reshape(-1)
