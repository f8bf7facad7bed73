"""Some of the training rows: what a model would have learned from had fewer rows been labelled."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.partition import strata_of

_LEAST = 2
"""Rows: one cannot differ from another."""


def share_of(rows: np.ndarray, labels: Labels, share: float, *, seed: int) -> np.ndarray:
    """A share of some rows, with the mix of all of them; sorted indices, int64.

    The rows of a smaller share are among those of a larger one. Every class is in it, and every label that a
    row of several has; where there are many, it is larger than was asked for.

    Args:
        rows: indices into `labels`, ascending.
        labels: of all rows.
        share: above 0, and at most 1.
        seed: the same seed and rows give the same shares.
    """
    if share == 1.0:
        return rows
    learned = labels.take(rows)
    order, needed = _order(learned, np.random.default_rng(seed))
    count = max(round(share * len(rows)), needed, _LEAST)
    return np.sort(rows[order[:count]])


def _order(labels: Labels, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    """The rows so that those up to any place have the mix of all, and how many show every class."""
    strata = np.unique(strata_of(labels), return_inverse=True)[1]
    count = int(strata.max()) + 1
    shuffled = generator.permutation(len(strata))
    grouped = shuffled[np.argsort(strata[shuffled], kind="stable")]
    sizes = np.bincount(strata, minlength=count)
    rank = np.arange(len(strata)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    # Each class is spread evenly over the order, and begins anywhere in its first step.
    place = (rank + generator.random(count)[strata[grouped]]) / sizes[strata[grouped]]
    spread = grouped[np.argsort(place, kind="stable")]
    first = _leading(labels, strata, spread)
    return np.concatenate([first, spread[~np.isin(spread, first)]]), len(first)


def _leading(labels: Labels, strata: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The first row of each class; for several labels, rows by which each is seen, rare ones first."""
    if labels.task != "multi_label":
        return spread[np.sort(np.unique(strata[spread], return_index=True)[1])]
    targets = labels.targets.astype(bool)
    chosen: list[int] = []
    for label in np.argsort(targets.sum(axis=0), kind="stable"):
        having = spread[targets[spread, label]]
        if len(having) and not targets[chosen, label].any():
            chosen.append(int(having[0]))
    return np.asarray(chosen, dtype=np.int64)
