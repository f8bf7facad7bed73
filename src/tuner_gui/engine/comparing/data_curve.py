"""What more labels would bring: the data-efficiency curve of a way of training, and where two of them
cross."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.comparing.power_law import PowerLaws, crossings, fit
from tuner_gui.engine.comparing.records import Interval
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.config import Record
from tuner_gui.errors import DataError

REACH = 4.0
"""A curve is not asked about more than so many times the rows that it was measured with."""
DRAWS = 400
_AT_ONCE = 4_000_000
"""Numbers drawn together: with many test rows all of them would not fit into memory."""
_SEED = 20
"""Fixed: the same models have the same curve, and the rows drawn are the same for all modes."""


class Expected(Record, frozen=True, kw_only=True):
    """A score, or a gain of it, that a curve foretells."""

    value: float
    ci: Interval
    """95 % interval."""


class Crossing(Record, frozen=True, kw_only=True):
    """Where one way of training overtakes another."""

    leader: str
    """The better one from there on."""
    rows: float
    """Training rows."""
    ci: Interval
    """Middle 95 % of the draws in which they cross at all."""
    sure: float
    """Share of the draws in which they cross within reach."""


@dataclass(frozen=True, eq=False)
class DataCurve:
    """Score of a way of training against the number of training rows."""

    name: str
    sizes: tuple[int, ...]
    """Training rows it was measured with, ascending."""
    laws: PowerLaws
    """The first is fitted to the scores, the others to draws of test rows and seeds."""

    @property
    def furthest(self) -> float:
        """The most training rows it may be asked about."""
        return REACH * self.sizes[-1]

    def at(self, rows: float) -> Expected:
        """The expected score.

        Raises:
            DataError: that is too far from what was measured.
        """
        self._check(rows)
        return _expected(self.laws.at(rows))

    def gain(self, more: int) -> Expected:
        """What `more` labelled rows would add to the score with all rows.

        Raises:
            DataError: that is too far from what was measured.
        """
        self._check(self.sizes[-1] + more)
        return _expected(self.laws.at(self.sizes[-1] + more) - self.laws.at(self.sizes[-1]))

    def overtakes(self, other: DataCurve) -> Crossing | None:
        """Where the lead changes between two curves, from the fewest rows measured to the furthest allowed.

        Returns:
            None where the fitted curves never cross there.
        """
        low, high = max(self.sizes[0], other.sizes[0]), min(self.furthest, other.furthest)
        found = crossings(self.laws, other.laws, low, high)
        if math.isnan(found[0]):
            return None
        drawn = found[1:][~np.isnan(found[1:])]
        beyond = found[0] * 1.01
        leads = self.laws.at(beyond)[0] > other.laws.at(beyond)[0]
        return Crossing(
            leader=self.name if leads else other.name,
            rows=float(found[0]),
            ci=_middle(drawn) if len(drawn) else (float(low), float(high)),
            sure=len(drawn) / len(found[1:]),
        )

    def _check(self, rows: float) -> None:
        if not self.sizes[0] <= rows <= self.furthest:
            raise DataError(
                f"The curve cannot tell what {rows:,.0f} rows would bring: it was measured with "
                f"{self.sizes[0]:,} to {self.sizes[-1]:,}.",
                hint=f"Ask about {self.sizes[0]:,} to {self.furthest:,.0f} rows.",
            )


def data_curve(points: Sequence[tuple[int, Trained]], best: float = 1.0) -> DataCurve:
    """Fit a power law to one way of training with more and more of the training rows.

    Its uncertainty is that of the test rows, drawn again for all points together, since all were tested on
    the same, and of the seeds, drawn again for each point and spread by S / (S - 1), since a draw of few
    seeds varies less than seeds do (Rao & Wu 1988, JASA 83).

    Args:
        points: training rows, and the models trained with so many; at least three, all tested on the same
        rows. best: what the metric can be at most.

    Raises:
        DataError: there are fewer than three different numbers of rows.
    """
    ordered = sorted(points, key=lambda point: point[0])
    sizes = tuple(size for size, _ in ordered)
    if len(set(sizes)) < 3:
        raise DataError(
            "A curve of score against labelled rows needs at least three numbers of rows.",
            hint="Let more of the steps finish.",
        )
    random = np.random.default_rng(_SEED)
    rows = ordered[0][1].rows
    by_seed = _rows_drawn([each for _, each in ordered], rows, random)
    drawn = np.column_stack([_seeds_drawn(scores, random) for scores in by_seed])
    scores = np.vstack([[each.score for _, each in ordered], drawn])
    errors = np.maximum(drawn.std(axis=0), 1 / rows)
    laws = fit(np.asarray(sizes, dtype=np.float64), scores, errors, best)
    return DataCurve(ordered[0][1].name, sizes, laws)


def _rows_drawn(points: Sequence[Trained], rows: int, random: np.random.Generator) -> list[np.ndarray]:
    """Scores of each model by drawn rows, the same for all; [draws, seeds] of each point."""
    found = [np.empty((DRAWS, each.seeds)) for each in points]
    some = max(1, _AT_ONCE // rows)
    for start in range(0, DRAWS, some):
        size = min(some, DRAWS - start)
        counts = random.multinomial(rows, np.full(rows, 1 / rows), size=size).astype(np.float64) / rows
        for each, scores in zip(points, found, strict=True):
            scores[start : start + size] = counts @ each.contributions.T
    return found


def _seeds_drawn(by_seed: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Scores by drawn rows and seeds, [draws]; with one seed, by rows alone."""
    means = by_seed.mean(axis=1)
    seeds = by_seed.shape[1]
    if seeds == 1:
        return np.asarray(means)
    chosen = random.integers(0, seeds, by_seed.shape)
    shift = np.take_along_axis(by_seed, chosen, axis=1).mean(axis=1) - means
    return np.asarray(means + shift * math.sqrt(seeds / (seeds - 1)))


def _expected(values: np.ndarray) -> Expected:
    return Expected(value=float(values[0]), ci=_middle(values[1:]))


def _middle(values: np.ndarray) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
