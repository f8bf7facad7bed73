"""Stratified splits and samples that also serve small classes and keep groups of rows together.

scikit-learn's `train_test_split(stratify=...)` needs two rows of every class for every cut and may still
leave a class of three out of one part; its `StratifiedGroupKFold` keeps groups, but cuts into equal folds.
Here the rows of a part are handed out to the classes by the largest-remainder (Hamilton) method, within
bounds that keep each class in each part, and groups are placed before the single rows that fill up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

VALIDATION_SHARE = 0.15
TEST_SHARE = 0.15
_MIN_PER_PART = 1
_PARTS = 3
TRAIN, VALIDATION, TEST = range(3)


@dataclass(frozen=True, eq=False)
class Split:
    """Which row belongs to which part; no row is in two. Each is sorted, int64."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Rows for training, validation and test."""
        return len(self.train), len(self.validation), len(self.test)


def stratified_split(
    labels: Sequence[int] | np.ndarray,
    *,
    seed: int,
    groups: np.ndarray | None = None,
    validation_share: float = VALIDATION_SHARE,
    test_share: float = TEST_SHARE,
) -> Split:
    """Split all rows into train, validation and test with the same mix of classes in each.

    A class with at least three rows (or groups) is in every part that has a share above 0 (so with many
    tiny classes the two smaller parts may exceed their share); one with fewer is always in train.

    Args:
        labels: class of each row, 0 or greater; shape (rows,).
        seed: the same seed, labels and groups give the same split.
        groups: rows with the same number, 0 or greater, stay together; shape (rows,). The class of a group
            is that of its first row. A group that is larger than its share of a part goes to train.
        validation_share: part of all rows, 0 to below 1.
        test_share: part of all rows; both shares together stay below 1.
    """
    assert validation_share >= 0
    assert test_share >= 0
    assert validation_share + test_share < 1
    array = np.asarray(labels, dtype=np.int64)
    units = units_of(groups, len(array))
    classes = shuffled_classes(array[units.first], seed)
    counts = np.array([int(units.sizes[members].sum()) for members in classes])
    numbers = np.array([len(members) for members in classes])
    reserve = np.minimum(numbers, 2 if validation_share else 1)  # for validation and train
    test = _part_sizes(counts, test_share, np.where(numbers > reserve, counts - reserve, 0))
    left = np.where(numbers > np.minimum(numbers, 1), counts - test - 1, 0)
    validation = _part_sizes(counts, validation_share, np.maximum(left, 0))
    parts = np.zeros(len(units.sizes), dtype=np.int8)
    generator = np.random.default_rng(seed)
    for members, *quotas in zip(classes, validation, test, strict=True):
        parts[members] = _place(units.sizes[members], [int(q) for q in quotas], generator)
    return from_parts(parts[units.of_row])


def from_parts(parts: np.ndarray) -> Split:
    """The split that says for each row `TRAIN`, `VALIDATION` or `TEST`."""
    return Split(*(np.flatnonzero(parts == part) for part in (TRAIN, VALIDATION, TEST)))


@dataclass(frozen=True, eq=False)
class Units:
    """What is moved as a whole: groups, or single rows."""

    first: np.ndarray
    """First row of each unit; int64."""
    sizes: np.ndarray
    """Rows of each unit; int64."""
    of_row: np.ndarray
    """Unit of each row; int64."""


def units_of(groups: np.ndarray | None, rows: int) -> Units:
    """The groups as units; each row for itself when there are none."""
    if groups is None:
        single = np.arange(rows)
        return Units(single, np.ones(rows, dtype=np.int64), single)
    _, first, inverse, sizes = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    return Units(first, sizes, inverse)


def _place(sizes: np.ndarray, quotas: list[int], generator: np.random.Generator) -> np.ndarray:
    """Part of each unit of one class; `quotas` are rows for validation and test.

    Groups go where room is left, at random but in proportion to it; single rows then fill up exactly.
    """
    parts = np.zeros(len(sizes), dtype=np.int8)
    room = [int(sizes.sum()) - sum(quotas), *quotas]
    for unit in np.flatnonzero(sizes > 1):
        size = int(sizes[unit])
        weights = [float(room[TRAIN])] + [float(r) if r >= size else 0.0 for r in room[1:]]
        chosen = _draw(weights, generator)
        parts[unit] = chosen
        room[chosen] = max(0, room[chosen] - size)
    singles = np.flatnonzero(sizes == 1)
    parts[singles[: room[TEST]]] = TEST
    parts[singles[room[TEST] : room[TEST] + room[VALIDATION]]] = VALIDATION
    _serve_all(parts, sizes, quotas)
    return parts


def _draw(weights: list[float], generator: np.random.Generator) -> int:
    total = sum(weights)
    point = generator.random() * total
    for part, weight in enumerate(weights):
        point -= weight
        if point < 0:
            return part
    return TRAIN


def _serve_all(parts: np.ndarray, sizes: np.ndarray, quotas: list[int]) -> None:
    """Give the smallest unit to a part that should have one and has none; in place."""
    for part, quota in ((TEST, quotas[1]), (VALIDATION, quotas[0])):
        if not quota or (parts == part).any():
            continue
        training = np.flatnonzero(parts == TRAIN)
        if len(training) > 1:
            parts[training[np.argmin(sizes[training])]] = part


def stratified_sample(labels: Sequence[int] | np.ndarray, size: int, *, seed: int) -> np.ndarray:
    """Choose `size` rows with the mix of classes of all; sorted row indices, int64.

    Where `size` allows, every class keeps the three rows (or all it has) that a split needs.
    """
    classes = shuffled_classes(np.asarray(labels, dtype=np.int64), seed)
    counts = np.array([len(rows) for rows in classes])
    minimum = np.minimum(counts, _PARTS * _MIN_PER_PART)
    if minimum.sum() > size:
        minimum = np.zeros_like(counts)
    sizes = _apportion(counts, min(size, int(counts.sum())), minimum, counts)
    return _join([rows[:take] for rows, take in zip(classes, sizes, strict=True)])


def shuffled_classes(labels: np.ndarray, seed: int) -> list[np.ndarray]:
    """Indices of the members of each class in random order."""
    generator = np.random.default_rng(seed)
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [generator.permutation(members) for members in np.split(order, cuts)]


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
