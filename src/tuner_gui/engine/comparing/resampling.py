"""Bootstraps over rows and over rows and seeds: a second opinion, and what the checks compare with."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.comparing.records import Interval

RESAMPLES = 1000


def rows_drawn(x: np.ndarray, random: np.random.Generator, resamples: int = RESAMPLES) -> np.ndarray:
    """Means when rows are drawn again and the models stay as they are (Efron & Tibshirani 1993, ch. 6).

    Args:
        x: contributions [seeds, rows], or those of one mode less those of another [rows] where rows are
        paired. random: draws.
        resamples: how many.

    Returns:
        float64 [resamples].
    """
    by_row = np.atleast_2d(x).mean(axis=0)
    return np.asarray(_counts(len(by_row), random, resamples) @ by_row / len(by_row))


def rows_and_seeds_drawn(
    x: np.ndarray, random: np.random.Generator, resamples: int = RESAMPLES
) -> np.ndarray:
    """Means when rows and seeds are both drawn again, each by itself: the pigeonhole bootstrap (Owen 2007,
    Annals of Applied Statistics 1; Owen & Eckles 2012, same journal 6).

    Args:
        x: contributions [seeds, rows].
        random: draws.
        resamples: how many.

    Returns:
        float64 [resamples].
    """
    seeds, rows = x.shape
    by_seed = _counts(rows, random, resamples) @ x.T / rows
    return np.asarray((by_seed * _counts(seeds, random, resamples)).sum(axis=1) / seeds)


def percentiles(means: np.ndarray) -> Interval:
    """95 % interval from the middle of what was drawn."""
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def _counts(size: int, random: np.random.Generator, resamples: int) -> np.ndarray:
    """How often each was drawn, float64 [resamples, size]."""
    drawn = random.integers(0, size, (resamples, size))
    places = drawn + size * np.arange(resamples)[:, None]
    return np.bincount(places.ravel(), minlength=size * resamples).reshape(resamples, size).astype(np.float64)
