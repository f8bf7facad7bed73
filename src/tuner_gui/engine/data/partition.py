"""Which rows are for training, validation and test: as given, by time, or at random but fairly."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.data.duplicates import find_repeats
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.multi_label_split import label_sets, multi_label_split
from tuner_gui.engine.data.split import TEST_SHARE, VALIDATION_SHARE, Split, stratified_split
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN, VALIDATION

_QUANTILES = 10
_QUANTILE_ROWS = 10
_SPLIT_TO_COUNT = 50_000
"""Up to so many rows the sizes shown are counted from a real split, which groups may make uneven."""


def split_rows(
    labels: Labels,
    parts: np.ndarray,
    groups: np.ndarray,
    *,
    seed: int,
    times: np.ndarray | None = None,
) -> Split:
    """Split rows, all of which are used.

    What is given stays as it is; validation and test rows that are not given are taken from the training
    rows. Indices count the rows handed in.

    Args:
        labels: of these rows.
        parts: `FREE`, `TRAIN`, `VALIDATION` or `TEST` of each row, where it is given.
        groups: rows with the same number stay together (where the parts are not given).
        seed: the same seed and rows give the same split.
        times: of each row, ascending with time; the newest rows are tested on. None: at random.
    """
    pool = np.flatnonzero((parts == FREE) | (parts == TRAIN))
    shares = {
        "validation_share": 0.0 if (parts == VALIDATION).any() else VALIDATION_SHARE,
        "test_share": 0.0 if (parts == TEST).any() else TEST_SHARE,
    }
    if times is not None:
        carved = _by_time(times[pool], groups[pool], **shares)
    elif labels.task == "multi_label":
        carved = multi_label_split(labels.targets[pool], seed=seed, groups=groups[pool], **shares)
    else:
        carved = stratified_split(strata_of(labels)[pool], seed=seed, groups=groups[pool], **shares)
    validation, test = np.flatnonzero(parts == VALIDATION), np.flatnonzero(parts == TEST)
    return Split(
        train=pool[carved.train],
        validation=np.sort(np.r_[validation, pool[carved.validation]]),
        test=np.sort(np.r_[test, pool[carved.test]]),
    )


def strata_of(labels: Labels) -> np.ndarray:
    """What a sample or split is to have the same mix of: classes, sets of labels, or tenths of a number."""
    if labels.task == "single_label":
        return labels.targets
    if labels.task == "multi_label":
        return label_sets(labels.targets)
    count = max(1, min(_QUANTILES, len(labels.targets) // _QUANTILE_ROWS))
    edges = np.quantile(labels.targets, np.linspace(0, 1, count + 1)[1:-1]) if count > 1 else []
    return np.searchsorted(edges, labels.targets, side="right").astype(np.int64)


def groups_of(keys: np.ndarray) -> np.ndarray:
    """A number per row, the same for equal keys; shape (rows,), from 0."""
    groups = np.arange(len(keys))
    repeats = find_repeats(keys, np.ones(len(keys), dtype=bool))
    if repeats.count:
        starts = np.flatnonzero(np.r_[True, repeats.groups[1:] != repeats.groups[:-1]])
        groups[repeats.rows] = repeats.rows[starts][repeats.groups]
    return groups


def _by_time(times: np.ndarray, groups: np.ndarray, *, validation_share: float, test_share: float) -> Split:
    """Oldest to train, newest to test; a text that comes again belongs to its first time."""
    rows = len(times)
    order = np.argsort(times, kind="stable")
    first_seen = np.full(int(groups.max(initial=-1)) + 1, rows, dtype=np.int64)
    places = np.empty(rows, dtype=np.int64)
    places[order] = np.arange(rows)
    np.minimum.at(first_seen, groups, places)
    place = first_seen[groups]
    test_from = rows - round(test_share * rows)
    validation_from = test_from - round(validation_share * rows)
    return Split(
        train=np.flatnonzero(place < validation_from),
        validation=np.flatnonzero((place >= validation_from) & (place < test_from)),
        test=np.flatnonzero(place >= test_from),
    )


def split_sizes(rows: Rows, config: DatasetConfig) -> tuple[int, int, int]:
    """Rows for training, validation and test, as a run will have them (give or take a group)."""
    usable = np.flatnonzero(rows.usable)
    total = len(usable)
    parts = rows.parts[usable]
    if not total:
        return 0, 0, 0
    if total <= _SPLIT_TO_COUNT and config.max_rows is None and not config.time_column:
        labels = rows.labels.take(usable)
        return split_rows(labels, parts, groups_of(rows.keys[usable]), seed=0).sizes
    test, validation = int((parts == TEST).sum()), int((parts == VALIDATION).sum())
    pool = min(total - test - validation, config.max_rows or total)
    carved_test = 0 if test else round(TEST_SHARE * pool)
    carved_validation = 0 if validation else round(VALIDATION_SHARE * pool)
    return pool - carved_test - carved_validation, validation + carved_validation, test + carved_test
