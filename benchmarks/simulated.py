"""Simulated experiments whose truth is known: `statistics_check.py` uses them.

Model s of mode m has row r right when its ability exceeds what the row asks of it:

    ability[m] + seed[m, s]  >  difficulty[r] + taste[m, r] + noise[m, s, r]

all normal. Difficulty is shared by all modes, taste by the models of one mode, noise by nobody; their
variances add up to 1. So a model of a given ability has a share of Φ(ability) of all rows right, and the
mode's true score, the mean over seeds, is Φ(ability[m] / sqrt(1 + variance of the seeds)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

DIFFICULTY, TASTE = 0.5, 0.15
"""Shares of the variance: two models of a mode that are right on 80 % of the rows agree on about 81 %, two of
different modes on about 77 %."""
_POINTS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
_AT_ONCE = 2_000_000
"""Numbers drawn together."""


@dataclass(frozen=True)
class Setting:
    """Experiments of one kind."""

    truths: tuple[float, ...]
    """True score of each mode."""
    deviations: tuple[float, ...]
    """Standard deviation between seeds of each mode's models, in shares of rows."""
    seeds: int
    rows: int


def alike(accuracy: float, deviation: float, seeds: int, rows: int, modes: int = 5) -> Setting:
    """No true difference."""
    return Setting((accuracy,) * modes, (deviation,) * modes, seeds, rows)


def experiments(
    setting: Setting, count: int, random: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Draw experiments.

    Yields:
        whether each row is right, float64 [modes, seeds, rows] of 0 and 1; and the true share of rows that
        each model has right, float64 [modes, seeds].
    """
    modes, seeds, rows = len(setting.truths), setting.seeds, setting.rows
    size = max(1, _AT_ONCE // (modes * seeds * rows))
    parts = [
        _ability(truth, spread) for truth, spread in zip(setting.truths, setting.deviations, strict=True)
    ]
    ability, between = np.asarray(parts).T
    for start in range(0, count, size):
        some = min(size, count - start)
        known = ability[:, None] + between[:, None] * random.standard_normal((some, modes, seeds))
        asked = _normal(random, DIFFICULTY, (some, 1, 1, rows)) + _normal(
            random, TASTE, (some, modes, 1, rows)
        )
        noise = _normal(random, 1 - DIFFICULTY - TASTE, (some, modes, seeds, rows))
        right = (known[..., None] > asked + noise).astype(np.float64)
        yield from zip(right, ndtr(known), strict=True)


def _normal(random: np.random.Generator, variance: float, shape: Sequence[int]) -> np.ndarray:
    return random.standard_normal(tuple(shape), dtype=np.float32) * np.float32(np.sqrt(variance))


def _ability(truth: float, deviation: float) -> tuple[float, float]:
    """Mean and standard deviation of the abilities that make this score and this deviation between seeds."""
    if not deviation:
        return float(ndtri(truth)), 0.0

    def excess(between: float) -> float:
        shares = ndtr(ndtri(truth) * np.sqrt(1 + between**2) + between * _POINTS)
        return float(np.sqrt(_WEIGHTS @ (shares - truth) ** 2 / _WEIGHTS.sum())) - deviation

    between = float(brentq(excess, 1e-6, 2.0))
    return float(ndtri(truth) * np.sqrt(1 + between**2)), between
