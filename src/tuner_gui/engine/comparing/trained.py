"""What the models of one way of training did on the rows they share with the others, and how that varies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Trained:
    """Models of one way of training, one per seed, all asked about the same rows.

    Rows and seeds are crossed random effects: x[s, r] = score + seed[s] + row[r] + rest[s, r], with mean
    squares as in the two-way analysis of variance without repetition (Searle, Casella & McCulloch 1992, ch.
    4).
    """

    name: str
    """Id of a training mode or a baseline."""
    contributions: np.ndarray
    """Of `contributions.contributions`; float64 [seeds, rows], at least one seed and two rows."""
    varies: bool = True
    """False: training again gives the same model, as for a baseline that is computed and not searched for."""

    def __post_init__(self) -> None:
        assert self.contributions.ndim == 2
        assert self.contributions.shape[1] >= 2

    @property
    def seeds(self) -> int:
        """Number of models."""
        return len(self.contributions)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.contributions.shape[1])

    @cached_property
    def scores(self) -> np.ndarray:
        """Of each model, float64 [seeds]."""
        return np.asarray(self.contributions.mean(axis=1))

    @cached_property
    def score(self) -> float:
        """Mean over the models."""
        return float(self.scores.mean())

    @cached_property
    def by_row(self) -> np.ndarray:
        """Mean over the models, float64 [rows]."""
        return np.asarray(self.contributions.mean(axis=0))

    @cached_property
    def between_seeds(self) -> float:
        """Mean square between seeds; its expectation is rows × variance of seeds + `rest`. NaN for one
        seed."""
        return float(self.rows * self.scores.var(ddof=1)) if self.seeds > 1 else np.nan

    @cached_property
    def rest(self) -> float:
        """Mean square of what neither row nor seed explains: how models of two seeds differ by row. NaN for
        one seed."""
        if self.seeds == 1:
            return np.nan
        apart = self.contributions - self.by_row - (self.scores - self.score)[:, None]
        return float(np.square(apart).sum() / ((self.seeds - 1) * (self.rows - 1)))

    @property
    def seed_variance(self) -> float:
        """Variance that the seeds add to the score of one model, negative estimates taken as 0."""
        if self.seeds == 1:
            return 0.0
        return max(0.0, self.between_seeds - self.rest) / self.rows
