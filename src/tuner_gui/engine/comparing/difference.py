"""The difference between two ways of training on the same rows, with what is known of its variance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from tuner_gui.engine.comparing.records import Interval
from tuner_gui.engine.comparing.trained import Trained

_LEAST_APART = 2.0
"""Sum of squares over the rows is at least this, as if the two had differed on one row each way: else two
that agree on 20 rows would be known to agree on all (compare Agresti & Min 2005, Statistics in Medicine
24)."""
_DEGREES = 1.5
"""Degrees of freedom of a mean square that was averaged with that of all modes, in times of its own: half-way
between 1, if the others told nothing of it, and 2, if all modes varied alike."""


@dataclass(frozen=True)
class SeedSpread:
    """How the models of one way of training differ from one another."""

    seeds: int
    variance: float
    """That a seed adds to the score of one model."""
    rest: float
    """Variance of rows that is another for each seed."""
    degrees: float
    """Degrees of freedom of the mean square behind `variance`; infinite where it does not vary."""

    def degrees_at(self, rows: int, seeds: int) -> float:
        """Of `variance` itself, from which `rest` was taken off; for another number of rows or seeds."""
        whole = rows * self.variance + self.rest
        if not self.variance or math.isinf(self.degrees):
            return math.inf
        more = (seeds - 1) / (self.seeds - 1) if self.seeds > 1 else 1.0
        return self.degrees * more * (rows * self.variance / whole) ** 2


def seed_spreads(trained: Sequence[Trained]) -> list[SeedSpread]:
    """How seeds vary in each of several ways of training that are compared.

    Three seeds tell little of how much seeds vary, so each mode's mean square is averaged with that of all
    modes (as Smyth 2004, Statistical Applications in Genetics 3, does for genes), but never made smaller
    than it is.
    """
    several = [each for each in trained if each.varies and each.seeds > 1]
    if not several:
        return [SeedSpread(each.seeds, 0.0, 0.0, math.inf) for each in trained]
    weights = [each.seeds - 1 for each in several]
    square = float(np.average([each.between_seeds for each in several], weights=weights))
    rest = float(np.average([each.rest for each in several], weights=weights))
    return [_spread_of(each, square, rest, min(weights)) for each in trained]


def _spread_of(trained: Trained, square: float, rest: float, fewest: int) -> SeedSpread:
    if not trained.varies:
        return SeedSpread(trained.seeds, 0.0, 0.0, math.inf)
    if trained.seeds == 1:  # all that is known of it is what is known of the others
        return SeedSpread(1, max(0.0, square - rest) / trained.rows, rest, float(fewest))
    mixed = max(trained.between_seeds, (trained.between_seeds + square) / 2)
    variance = max(0.0, mixed - trained.rest) / trained.rows
    return SeedSpread(trained.seeds, variance, trained.rest, _DEGREES * (trained.seeds - 1))


@dataclass(frozen=True)
class Difference:
    """Of two ways of training, and what its variance is made of."""

    mean: float
    rows: int
    row_variance: float
    """Of the rows' differences, each the mean over seeds; `rest` by seeds is part of it."""
    a: SeedSpread
    b: SeedSpread

    @classmethod
    def between(cls, a: Trained, b: Trained, spread_a: SeedSpread, spread_b: SeedSpread) -> Difference:
        """Paired by row; the seeds of the two have nothing to do with one another."""
        assert a.rows == b.rows, "the same rows"
        apart = a.by_row - b.by_row
        squares = max(float(np.square(apart - apart.mean()).sum()), _LEAST_APART)
        return cls(float(apart.mean()), a.rows, squares / (a.rows - 1), spread_a, spread_b)

    def variance(self, rows: int | None = None, seeds: int | None = None) -> float:
        """Of the mean; with another number of rows, or of seeds of each mode that varies."""
        by_row, by_seed = self._parts(rows or self.rows, seeds)
        return by_row + sum(by_seed)

    def degrees(self, rows: int | None = None, seeds: int | None = None) -> float:
        """Of freedom of the variance (Satterthwaite 1946, Biometrics Bulletin 2)."""
        rows = rows or self.rows
        by_row, by_seed = self._parts(rows, seeds)
        doubt = by_row**2 / (rows - 1)
        for part, side in zip(by_seed, (self.a, self.b), strict=True):
            doubt += part**2 / side.degrees_at(rows, seeds or side.seeds) if part else 0.0
        return float((by_row + sum(by_seed)) ** 2 / doubt)

    def quantile(self, tail: float, rows: int | None = None, seeds: int | None = None) -> float:
        """How many standard errors leave `tail` above them."""
        return float(stdtrit(self.degrees(rows, seeds), 1 - tail))

    @property
    def standard_error(self) -> float:
        """Of the mean."""
        return math.sqrt(self.variance())

    @property
    def interval(self) -> Interval:
        """95 % interval."""
        half = self.quantile(0.025) * self.standard_error
        return self.mean - half, self.mean + half

    @property
    def p(self) -> float:
        """Two-sided, of no difference."""
        return float(2 * stdtr(self.degrees(), -abs(self.mean) / self.standard_error))

    def _parts(self, rows: int, seeds: int | None) -> tuple[float, tuple[float, float]]:
        sides = (self.a, self.b)
        now = sum(side.rest / side.seeds for side in sides)
        then = sum(side.rest / (seeds or side.seeds) for side in sides)
        lasting = max(0.0, self.row_variance - now)
        by_row = self.row_variance if then == now else lasting + then
        first, second = (side.variance / (seeds or side.seeds) for side in sides)
        return by_row / rows, (first, second)
