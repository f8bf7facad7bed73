"""Stratified splits and samples that also serve small classes.

scikit-learn's `train_test_split(stratify=...)` needs two rows of every class for every cut and may still
leave a class of three out of one part. Here the rows of a part are handed out to the classes by the
largest-remainder (Hamilton) method, within bounds that keep each class in each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

VALIDATION_SHARE = 0.15
TEST_SHARE = 0.15
_MIN_PER_PART = 1
_PARTS = 3


@dataclass(frozen=True, eq=False)
class Split:
    """Which row belongs to which part; no row is in two. Each is sorted, int64."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def stratified_split(
    labels: Sequence[int] | np.ndarray,
    *,
    seed: int,
    validation_share: float = VALIDATION_SHARE,
    test_share: float = TEST_SHARE,
) -> Split:
    """Split all rows into train, validation and test with the same mix of classes in each.

    A class with at least three rows is in every part that has a share above 0 (so with many tiny classes
    the two smaller parts may exceed their share); one with fewer rows is always in train.

    Args:
        labels: class of each row, 0 or greater; shape (rows,).
        seed: the same seed and labels give the same split.
        validation_share: part of all rows, 0 to below 1.
        test_share: part of all rows; both shares together stay below 1.
    """
    assert validation_share >= 0
    assert test_share >= 0
    assert validation_share + test_share < 1
    classes = _shuffled_classes(labels, seed)
    counts = np.array([len(rows) for rows in classes])
    reserve = np.minimum(counts, 2 if validation_share else 1)  # for validation and train
    test = _part_sizes(counts, test_share, counts - reserve)
    validation = _part_sizes(counts, validation_share, counts - test - 1)
    cuts = list(zip(classes, test, test + validation, strict=True))
    return Split(
        train=_join([rows[end:] for rows, _, end in cuts]),
        validation=_join([rows[start:end] for rows, start, end in cuts]),
        test=_join([rows[:start] for rows, start, _ in cuts]),
    )


def stratified_sample(labels: Sequence[int] | np.ndarray, size: int, *, seed: int) -> np.ndarray:
    """Choose `size` rows with the mix of classes of all; sorted row indices, int64.

    Where `size` allows, every class keeps the three rows (or all it has) that a split needs.
    """
    classes = _shuffled_classes(labels, seed)
    counts = np.array([len(rows) for rows in classes])
    minimum = np.minimum(counts, _PARTS * _MIN_PER_PART)
    if minimum.sum() > size:
        minimum = np.zeros_like(counts)
    sizes = _apportion(counts, min(size, int(counts.sum())), minimum, counts)
    return _join([rows[:take] for rows, take in zip(classes, sizes, strict=True)])


def _shuffled_classes(labels: Sequence[int] | np.ndarray, seed: int) -> list[np.ndarray]:
    """Row indices of each class in random order."""
    array = np.asarray(labels, dtype=np.int64)
    generator = np.random.default_rng(seed)
    return [generator.permutation(np.flatnonzero(array == label)) for label in np.unique(array)]


def _part_sizes(counts: np.ndarray, share: float, maximum: np.ndarray) -> np.ndarray:
    if share == 0:
        return np.zeros_like(counts)
    minimum = np.minimum(_MIN_PER_PART, maximum)
    return _apportion(counts, round(share * int(counts.sum())), minimum, maximum)


def _apportion(counts: np.ndarray, total: int, minimum: np.ndarray, maximum: np.ndarray) -> np.ndarray:
    """Hand out `total` rows to classes in proportion to `counts`, within bounds per class.

    Starts from the whole part of each quota and then moves one row at a time to or from the class that is
    furthest below or above its quota. The bounds win over `total`.
    """
    quotas = counts * (total / counts.sum())
    sizes: np.ndarray = np.clip(np.floor(quotas).astype(np.int64), minimum, maximum)
    while sizes.sum() < total and np.any(sizes < maximum):
        sizes[np.argmax(np.where(sizes < maximum, quotas - sizes, -np.inf))] += 1
    while sizes.sum() > total and np.any(sizes > minimum):
        sizes[np.argmax(np.where(sizes > minimum, sizes - quotas, -np.inf))] -= 1
    return sizes


def _join(parts: Sequence[np.ndarray]) -> np.ndarray:
    joined: np.ndarray = np.concatenate([np.empty(0, dtype=np.int64), *parts])
    return np.sort(joined)
