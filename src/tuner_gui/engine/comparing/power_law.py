"""The curve of a score against the number of labelled rows: score = a - b × n^-c."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

_STEEPNESS = np.concatenate([np.geomspace(0.05, 2.0, 60)])
"""Of c. Errors fall with exponents of about 0.1 to 1 (Hestness et al. 2017; Viering & Loog 2023, IEEE TPAMI
45); 0 would be no curve, and above 2 it is all in the first point."""


@dataclass(frozen=True, eq=False)
class PowerLaws:
    """Curves, one for each draw of the data; the first is that of the data themselves. All float64
    [curves]."""

    limit: np.ndarray
    """a: what it comes to with endless rows."""
    gap: np.ndarray
    """b, at least 0: what one row would be short of that."""
    steepness: np.ndarray
    """c."""

    def at(self, rows: float | np.ndarray) -> np.ndarray:
        """Scores; float64 [curves], or [curves, sizes] of several numbers of rows."""
        rows = np.asarray(rows, dtype=np.float64)
        wide = (..., *[None] * rows.ndim)
        return np.asarray(self.limit[wide] - self.gap[wide] * rows ** -self.steepness[wide])


def fit(sizes: np.ndarray, scores: np.ndarray, errors: np.ndarray, best: float = 1.0) -> PowerLaws:
    """Weighted least squares within bounds: a at most `best`, b at least 0, c from 0.05 to 2.

    For a given c the curve is a straight line in n^-c, whose best one within the bounds is known; so c is
    searched and the rest computed. No starting point, no local minimum.

    Args:
        sizes: training rows, float64 [points], at least 3 different ones.
        scores: float64 [curves, points].
        errors: standard error of each point, above 0; [points].
        best: what the metric can be at most.
    """
    assert len(np.unique(sizes)) >= 3, "three numbers of rows make a curve"
    weights = 1 / errors**2
    candidates = [_line(sizes**-c, scores, weights, best) for c in _STEEPNESS]
    limits, gaps, losses = (np.stack(each) for each in zip(*candidates, strict=True))
    chosen = losses.argmin(axis=0)
    every = np.arange(scores.shape[0])
    return PowerLaws(limits[chosen, every], gaps[chosen, every], _STEEPNESS[chosen])


def _line(
    x: np.ndarray, scores: np.ndarray, weights: np.ndarray, best: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The best a - b × x with a at most `best` and b at least 0, and its loss; each [curves].

    The problem is convex: where the free solution breaks a bound, the best one lies on a bound.
    """
    total = weights.sum()
    middle, mean = (weights @ x) / total, (scores @ weights) / total
    spread = weights @ (x - middle) ** 2
    b = np.maximum(0.0, -((scores - mean[:, None]) @ (weights * (x - middle))) / spread)
    a = mean + b * middle
    over = a > best
    # With a at its bound only b is left.
    bounded = np.maximum(0.0, ((best - scores) @ (weights * x)) / (weights @ x**2))
    a, b = np.where(over, best, a), np.where(over, bounded, b)
    loss = np.square(scores - a[:, None] + b[:, None] * x) @ weights
    return a, b, loss


def crossings(first: PowerLaws, second: PowerLaws, low: float, high: float) -> np.ndarray:
    """Where the second overtakes the first or is overtaken, between two numbers of rows; NaN where it never
    does.

    Returns:
        float64 [curves]; of several, the first.
    """
    sizes = np.geomspace(low, high, 400)
    above = second.at(sizes) > first.at(sizes)
    changes = above[:, 1:] != above[:, :-1]
    where = changes.argmax(axis=1)
    middle = np.sqrt(sizes[where] * sizes[where + 1])
    return np.where(changes.any(axis=1), middle, math.nan)
