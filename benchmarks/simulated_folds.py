"""Simulated cross-validations with a known truth: `statistics_check.py` uses them.

Two classes, normal with a variance of 1 around means that are 2 × SHIFT apart in each of 20 features. A mode
is the nearest mean, by 8 of its 10 features, which a seed draws. Two modes have features of their own, so by
symmetry they are equally good; how good a trained model is follows from its weights.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

FEATURES, USED, SHIFT = 10, 8, 0.25


def cross_validations(
    count: int, random: np.random.Generator, *, rows: int = 200, folds: int = 5, seeds: int = 3
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Draw datasets and cross-validate both modes on each.

    Yields:
        whether each row is right, float64 [2 modes, seeds, rows]; the fold of each row, int64 [rows]; and the
        true share that each model has right, float64 [2 modes, seeds, folds].
    """
    for _ in range(count):
        classes = random.integers(0, 2, rows) * 2 - 1
        x = random.standard_normal((rows, 2 * FEATURES)) + SHIFT * classes[:, None]
        fold_of = random.permutation(rows) % folds
        right = np.zeros((2, seeds, rows))
        truth = np.zeros((2, seeds, folds))
        for mode, seed in np.ndindex(2, seeds):
            used = mode * FEATURES + random.permutation(FEATURES)[:USED]
            for fold in range(folds):
                test = fold_of == fold
                weights, centre = _nearest_mean(x[~test][:, used], classes[~test])
                right[mode, seed, test] = np.sign((x[test][:, used] - centre) @ weights) == classes[test]
                truth[mode, seed, fold] = _share_right(weights, centre)
        yield right, fold_of, truth


def _nearest_mean(x: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and the point between the two means."""
    above, below = x[classes > 0].mean(axis=0), x[classes < 0].mean(axis=0)
    return above - below, (above + below) / 2


def _share_right(weights: np.ndarray, centre: np.ndarray) -> float:
    """Of all rows there could be."""
    length = np.linalg.norm(weights)
    above, below = (sign * (SHIFT * weights.sum() - sign * weights @ centre) / length for sign in (1, -1))
    return float((ndtr(above) + ndtr(-below)) / 2)
