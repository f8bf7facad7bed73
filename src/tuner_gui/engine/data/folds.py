"""Cross-validation: rows cut into parts of the same mix, each of which is tested on once.

scikit-learn's `StratifiedGroupKFold` knows neither several labels nor numbers, and warns of classes with
fewer rows than parts. Here the rows of a class are dealt out to the parts that lack them most, large groups
first.
"""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.multi_label_split import COMMON, label_sets, place_rarest_first
from tuner_gui.engine.data.partition import strata_of
from tuner_gui.engine.data.split import shuffled_classes, units_of
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN
from tuner_gui.engine.data.wording import count
from tuner_gui.errors import DataError


def with_fold_tested(
    labels: Labels, parts: np.ndarray, groups: np.ndarray, *, seed: int, folds: int, fold: int
) -> np.ndarray:
    """Parts of rows when one fold of those that are free to be split is given to be tested on; int8 [rows].

    Args:
        labels: of these rows.
        parts: `FREE`, `TRAIN`, `VALIDATION` or `TEST` of each row, where it is given; none is `TEST`.
        groups: rows with the same number stay together.
        seed: the same seed and rows give the same folds.
        folds: at least 2.
        fold: the one to be tested on, 0 for the first.

    Raises:
        DataError: there are too few different texts for so many folds.
    """
    pool = np.flatnonzero((parts == FREE) | (parts == TRAIN))
    found = folds_of(labels.take(pool), groups[pool], seed=seed, folds=folds)
    if len(np.unique(found)) < folds:  # whichever is asked for: all are to fail alike
        texts = len(np.unique(groups[pool]))
        raise DataError(
            f"{count(texts, 'different text')} cannot be cut into {folds} parts to be tested on in turn: the "
            "same text is never in two of them.",
            hint="Add rows with other texts, or split once.",
        )
    given = parts.copy()
    given[pool[found == fold]] = TEST
    return given


def folds_of(labels: Labels, groups: np.ndarray, *, seed: int, folds: int) -> np.ndarray:
    """The fold of each row, from 0; int64 [rows].

    A class has as many rows in one fold as in another, give or take one (or a group); one with fewer rows
    than there are folds is tested in as many folds as it has rows.

    Args:
        labels: of these rows.
        groups: rows with the same number stay together, and count as their first row.
        seed: the same seed and rows give the same folds.
        folds: at least 2.
    """
    units = units_of(groups, len(groups))
    of_unit = np.full(len(units.sizes), -1, dtype=np.int64)
    if labels.task == "multi_label":
        _deal_sets(of_unit, labels.targets[units.first], units.sizes, seed, folds)
    else:
        _deal(of_unit, shuffled_classes(strata_of(labels)[units.first], seed), units.sizes, folds)
    found: np.ndarray = of_unit[units.of_row]
    return found


def _deal_sets(of_unit: np.ndarray, targets: np.ndarray, sizes: np.ndarray, seed: int, folds: int) -> None:
    """Give each unit of multi-label rows a fold, as `multi_label_split` gives them parts; in place."""
    sets = label_sets(targets)
    common = np.flatnonzero(np.bincount(sets)[sets] >= COMMON)
    if len(common):
        _deal(of_unit, [common[members] for members in shuffled_classes(sets[common], seed)], sizes, folds)
    shares = np.full(folds, 1 / folds)
    place_rarest_first(targets.astype(bool), of_unit, shares, np.random.default_rng(seed))


def _deal(of_unit: np.ndarray, classes: list[np.ndarray], sizes: np.ndarray, folds: int) -> None:
    """Give each unit of the classes a fold; in place."""
    total = np.zeros(folds, dtype=np.int64)
    for members in classes:
        mine = np.zeros(folds, dtype=np.int64)
        for unit in members[np.argsort(-sizes[members], kind="stable")]:
            fold = np.lexsort((total, mine))[0]
            of_unit[unit] = fold
            mine[fold] += sizes[unit]
            total[fold] += sizes[unit]


def check_folds(rows: Rows, time_column: str) -> None:
    """Make sure that all rows may be tested on.

    Raises:
        DataError: what is tested on is given, or follows from time.
    """
    if time_column:
        raise DataError(
            f"Rows that are ordered by “{time_column}” cannot be cross-validated: most models would "
            "learn from newer rows than they are tested on.",
            hint="Split once, with the newest rows for testing, or leave the order of time out.",
        )
    if (rows.parts[rows.usable] == TEST).any():
        raise DataError(
            "This dataset says which rows are for testing, so the other rows cannot be tested on in turn.",
            hint="Split once, or choose no column and no table for the split.",
        )
