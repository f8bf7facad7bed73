"""Members of an experiment put together: the models of one way of training, one per seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from tuner_gui.engine.comparing.folds import compare_folds
from tuner_gui.engine.comparing.gathering import check_same_rows, gather, gather_folds, given
from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.comparing.records import Comparison
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.config import METRICS, Metric, Task
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.experiments.done import DoneMember
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored

LEAST_ROWS = 2
"""Of one row nothing can be said."""


@dataclass(frozen=True, eq=False)
class Way:
    """The models of one way of training that learned from the same share of the training rows."""

    name: str
    share: float
    models: tuple[tuple[DoneMember, ...], ...]
    """Per seed, one of each fold; of one split, one."""
    folded: bool

    @property
    def first(self) -> DoneMember:
        """Any of them, for what all have in common."""
        return self.models[0][0]

    @property
    def task(self) -> Task:
        """Of the experiment."""
        return self.first.scored.task

    @property
    def metric(self) -> Metric:
        """By which it is compared."""
        return METRICS[self.task][0]

    @property
    def baseline(self) -> bool:
        """Whether it is no training mode."""
        return self.first.member.baseline is not None

    @property
    def all(self) -> tuple[DoneMember, ...]:
        """Of all seeds and folds."""
        return tuple(done for folds in self.models for done in folds)

    @property
    def train_rows(self) -> int:
        """That each model learned from; of folds, the mean."""
        return round(float(np.mean([done.scored.train_rows for done in self.models[0]])))

    @cached_property
    def answers(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Per seed, what was given to the test rows and what is true, as `results.measures.measure` takes
        them; the rows of all folds behind one another."""
        return [_answers([done.scored for done in folds]) for folds in self.models]

    @cached_property
    def _tested(self) -> tuple[Trained, np.ndarray | None]:
        varies = not self.baseline
        if self.folded:
            runs = [[done.scored for done in folds] for folds in self.models]
            return gather_folds(self.name, runs, self.metric, varies=varies)
        runs_of_seeds = [folds[0].scored for folds in self.models]
        return gather(self.name, runs_of_seeds, self.metric, part=TEST, varies=varies), None

    @property
    def trained(self) -> Trained:
        """On the test rows."""
        return self._tested[0]

    @property
    def folds(self) -> np.ndarray | None:
        """Fold of each row of `trained`; None: one split."""
        return self._tested[1]

    def validated(self) -> Trained:
        """On the validation rows, which folds have not in common."""
        assert not self.folded
        runs = [folds[0].scored for folds in self.models]
        return gather(self.name, runs, self.metric, part=VALIDATION, varies=not self.baseline)

    def rows(self, part: int) -> int:
        """Number of rows of a part; of folds, all rows together."""
        return sum(len(done.scored.at(part)) for done in self.models[0])


def ways_of(config: ExperimentConfig, done: Sequence[DoneMember]) -> list[Way]:
    """All ways and shares of which at least one seed is done, by all of its folds; in the order of the
    plan."""
    found: dict[tuple[str, float], list[DoneMember]] = defaultdict(list)
    for each in done:
        found[each.member.way, each.member.config.sampling.train_share].append(each)
    folds = config.folds or 0
    ways = []
    for (name, share), parts in found.items():
        by_seed = [
            tuple(sorted(of_seed, key=_fold)) for _, of_seed in groupby(sorted(parts, key=_seed), key=_seed)
        ]
        whole = tuple(of_seed for of_seed in by_seed if len(of_seed) == max(1, folds))
        if whole:
            ways.append(Way(name, share, whole, folded=folds > 0))
    return ways


def compare_ways(ways: Sequence[Way], region: float, part: int = TEST) -> Comparison | None:
    """Scores and differences on the test or the validation rows.

    Of a cross-validation both are the same: every row is tested, and no row only validated on.

    Returns:
        None where there are too few rows to say anything.

    Raises:
        RunError: the ways were not tested on the same rows.
    """
    if not ways or min(way.rows(part) for way in ways) < LEAST_ROWS:
        return None
    first = ways[0]
    for at in range(len(first.models[0])):
        check_same_rows([way.models[0][at].scored for way in ways], part)
    if first.folds is not None:
        return compare_folds([way.trained for way in ways], first.folds, first.metric, region=region)
    trained = [way.trained if part == TEST else way.validated() for way in ways]
    return compare(trained, first.metric, region=region)


def _answers(runs: Sequence[Scored]) -> tuple[np.ndarray, np.ndarray]:
    rows = [run.at(TEST) for run in runs]
    said = [given(run, at) for run, at in zip(runs, rows, strict=True)]
    true = [run.targets[at] for run, at in zip(runs, rows, strict=True)]
    return np.concatenate(said), np.concatenate(true)


def _seed(done: DoneMember) -> int:
    return done.member.config.seed


def _fold(done: DoneMember) -> int:
    return done.member.config.sampling.fold
