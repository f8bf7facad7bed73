"""Confident learning: rows whose label is likely to be wrong (Northcutt, Jiang & Chuang 2021, JAIR 70).

A row counts towards a class when the model gives it at least the probability that it gives, in the mean, to
rows of that class. Rows that count towards another class than their label says are the off-diagonal of the
paper's confident joint: what it calls the confident joint's label errors ("C_confusion"). Here the model
must also predict another class outright: where it is seldom sure, as with many rare labels, the joint alone
suspects most rows.

The model has not learned from the rows looked at, validation and test; its best epoch was chosen by the
validation rows.
"""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.config import Decision
from tuner_gui.engine.results.scored import Scored


def label_errors(scored: Scored) -> np.ndarray:
    """Which rows' labels are likely to be wrong; all False for a regression, whose labels are no classes.

    Of several labels, each is judged by itself, and a row is suspect when one of them is. The decision does
    not matter: what is asked is not what would be given.

    Returns:
        bool [rows], parallel to the rows of `scored`.
    """
    if scored.task == "regression":
        return np.zeros(len(scored.parts), dtype=bool)
    with np.errstate(invalid="ignore"):
        chances = np.nan_to_num(scored.scores(Decision()))
    if scored.task == "single_label":
        return suspects(chances, scored.targets)
    found = np.zeros(len(chances), dtype=bool)
    for label in range(chances.shape[1]):
        of_one = np.stack([1 - chances[:, label], chances[:, label]], axis=1)
        found |= suspects(of_one, scored.targets[:, label].astype(np.int64))
    return found


def suspects(chances: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Rows that count towards another class than the one given, which the model does not predict.

    Args:
        chances: probabilities, out of sample; shape [rows, classes].
        given: indices of the classes given, shape [rows].

    Returns:
        bool [rows].
    """
    classes = chances.shape[1]
    own = np.take_along_axis(chances, given[:, None], axis=1)[:, 0]
    counts = np.bincount(given, minlength=classes)
    sums = np.bincount(given, weights=own, minlength=classes)
    # Towards a class without a row nothing can count: more than 1 is never reached.
    thresholds = np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
    counted = chances >= thresholds
    # Of several that a row counts towards, the likeliest; of equal ones its own.
    among = np.where(counted, chances, -1.0)
    likeliest = among.max(axis=1)
    own_among = np.take_along_axis(among, given[:, None], axis=1)[:, 0]
    contradicted = chances.argmax(axis=1) != given
    return np.asarray((likeliest >= 0) & (own_among < likeliest) & contradicted)
