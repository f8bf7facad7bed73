"""Bootstraps over rows and over rows and seeds: a second opinion, and what the checks compare with."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from tuner_gui.engine.comparing.records import Comparison, Interval, Pair
from tuner_gui.engine.comparing.trained import Trained

RESAMPLES = 1000
_AT_ONCE = 100
"""Resamples that are held at the same time: each has a number for every row."""
_SEED = 1
"""Fixed, so that a comparison that is made again says the same."""


def with_bootstrap(comparison: Comparison, trained: Sequence[Trained]) -> Comparison:
    """The comparison with the paired bootstrap interval of every difference.

    Rows are drawn once for all ways of training, which were tested on the same; the seeds of each way by
    themselves (Owen 2007). It decides nothing: with three seeds it is too wide where seeds do not matter and
    too narrow where they do (docs/statistics.md).

    Args:
        comparison: of these ways of training.
        trained: all of them, with the same rows in the same order.
    """
    random = np.random.default_rng(_SEED)
    means = dict(zip([each.name for each in trained], _drawn_together(trained, random), strict=True))

    def told(pair: Pair) -> Pair:
        return msgspec.structs.replace(pair, ci_bootstrap=percentiles(means[pair.a] - means[pair.b]))

    return msgspec.structs.replace(comparison, pairs=tuple(map(told, comparison.pairs)))


def _drawn_together(trained: Sequence[Trained], random: np.random.Generator) -> list[np.ndarray]:
    """Means of each way of training by the same drawn rows, each float64 [resamples]."""
    rows = trained[0].rows
    parts = []
    for _ in range(RESAMPLES // _AT_ONCE):
        counts = _counts(rows, random, _AT_ONCE)
        parts.append([counts @ each.contributions.T / rows for each in trained])
    by_seed = [np.concatenate(of_way) for of_way in zip(*parts, strict=True)]
    return [
        (each * _counts(each.shape[1], random, RESAMPLES)).sum(axis=1) / each.shape[1] for each in by_seed
    ]


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
