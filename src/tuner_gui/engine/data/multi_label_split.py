"""Splits in which every label of multi-label rows has its share in every part.

Iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011, “On the Stratification of Multi-label Data”):
the rarest label comes first, and each of its rows goes to the part that lacks that label most. Sets of labels
that are common are stratified like classes beforehand, which gives the same shares and spares the loop
most of the rows.
"""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.data.split import Split, from_parts, stratified_split, units_of

COMMON = 20
"""A set of labels that so many rows have is stratified like a class."""


def multi_label_split(
    targets: np.ndarray,
    *,
    seed: int,
    groups: np.ndarray | None = None,
    validation_share: float,
    test_share: float,
) -> Split:
    """As `stratified_split`, of rows with any number of labels.

    Args:
        targets: 0 or 1; shape (rows, labels).
        groups: rows with the same number stay together, and count as their first row.
    """
    units = units_of(groups, len(targets))
    sets = label_sets(targets[units.first])
    common = np.bincount(sets)[sets] >= COMMON
    parts = np.full(len(sets), -1, dtype=np.int8)
    shares = np.array([1 - validation_share - test_share, validation_share, test_share])
    if common.any():
        easy = np.flatnonzero(common)
        split = stratified_split(
            sets[easy], seed=seed, validation_share=validation_share, test_share=test_share
        )
        for part, members in enumerate((split.train, split.validation, split.test)):
            parts[easy[members]] = part
    place_rarest_first(targets[units.first].astype(bool), parts, shares, np.random.default_rng(seed))
    return from_parts(parts[units.of_row])


def label_sets(targets: np.ndarray) -> np.ndarray:
    """Number of the set of labels of each row, from 0; shape (rows,)."""
    if not targets.shape[1]:  # all labels were left out: every row has the same, empty set
        return np.zeros(len(targets), dtype=np.int64)
    packed = np.packbits(targets.astype(bool), axis=1)
    keys = np.ascontiguousarray(packed).view(np.dtype((np.void, packed.shape[1]))).reshape(-1)
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def place_rarest_first(
    targets: np.ndarray, parts: np.ndarray, shares: np.ndarray, generator: np.random.Generator
) -> None:
    """Place the rows that have no part yet (-1); in place.

    Args:
        targets: bool [rows, labels].
        parts: of each row, from 0.
        shares: of all rows, of each part.
        generator: decides the order of rows alike.
    """
    wanted = np.outer(shares, targets.sum(axis=0))  # rows of each label that each part still lacks
    rows_wanted = shares * len(targets)
    for part in range(len(shares)):
        wanted[part] -= targets[parts == part].sum(axis=0)
        rows_wanted[part] -= int((parts == part).sum())
    open_rows = generator.permutation(np.flatnonzero(parts < 0))
    left = targets[open_rows].sum(axis=0)
    waiting = np.ones(len(open_rows), dtype=bool)
    while left.any():
        label = int(np.argmin(np.where(left > 0, left, np.iinfo(np.int64).max)))
        for place in np.flatnonzero(waiting & targets[open_rows, label]):
            row = open_rows[place]
            part = _neediest(wanted[:, label], rows_wanted, shares)
            parts[row] = part
            waiting[place] = False
            wanted[part] -= targets[row]
            rows_wanted[part] -= 1
            left -= targets[row]
    for row in open_rows[waiting]:
        part = int(np.argmax(rows_wanted))
        parts[row] = part
        rows_wanted[part] -= 1


def _neediest(label_wanted: np.ndarray, rows_wanted: np.ndarray, shares: np.ndarray) -> int:
    """The part that lacks the label most; among equals, the one that lacks rows most."""
    allowed = shares > 0
    label_wanted = np.where(allowed, label_wanted, -np.inf)
    best = np.flatnonzero(np.isclose(label_wanted, label_wanted.max()))
    return int(best[np.argmax(rows_wanted[best])])
