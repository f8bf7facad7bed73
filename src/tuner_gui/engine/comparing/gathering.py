"""From the rows that runs were tested on to what a comparison takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuner_gui.engine.comparing.contributions import contributions
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.config import Decision, Metric
from tuner_gui.engine.results.deciding import decide
from tuner_gui.engine.results.scored import TEST, Scored
from tuner_gui.errors import RunError

_AS_TRAINED = Decision()


def gather(
    name: str, runs: Sequence[Scored], metric: Metric, *, part: int = TEST, varies: bool = True
) -> Trained:
    """The models of one way of training, one run per seed, on the test or the validation rows.

    Args:
        name: id of the training mode or baseline.
        runs: at least one; all of one split.
        metric: of their task.
        part: `results.scored.TEST` or `VALIDATION`.
        varies: False for a baseline.

    Raises:
        RunError: the runs were not tested on the same rows.
    """
    check_same_rows(runs, part)
    rows = [run.at(part) for run in runs]
    found = [
        contributions(metric, given(run, at), run.targets[at]) for run, at in zip(runs, rows, strict=True)
    ]
    return Trained(name, np.stack(found), varies)


def gather_folds(
    name: str, runs: Sequence[Sequence[Scored]], metric: Metric, *, varies: bool = True
) -> tuple[Trained, np.ndarray]:
    """The same of a cross-validation, where each fold's runs have test rows of their own.

    Args:
        name: id of the training mode or baseline.
        runs: per seed, those of all folds.
        metric: of their task.
        varies: False for a baseline.

    Returns:
        the models, their rows in the order of the table; and the fold of each row, int64 [rows].

    Raises:
        RunError: the seeds were not tested on the same rows by the same folds.
    """
    seeds = []
    for folds in runs:
        at = [run.at(TEST) for run in folds]
        order = np.argsort(np.concatenate([run.numbers[rows] for run, rows in zip(folds, at, strict=True)]))
        said = np.concatenate([given(run, rows) for run, rows in zip(folds, at, strict=True)])[order]
        truth = np.concatenate([run.targets[rows] for run, rows in zip(folds, at, strict=True)])[order]
        fold_of = np.repeat(np.arange(len(folds)), [len(rows) for rows in at])[order]
        seeds.append((contributions(metric, said, truth), fold_of, truth))
    if any(not _same(seeds[0], other) for other in seeds):
        raise _not_the_same()
    return Trained(name, np.stack([each for each, *_ in seeds]), varies), seeds[0][1]


def given(run: Scored, rows: np.ndarray) -> np.ndarray:
    """What a model gives to some of its rows, as `results.measures.measure` takes it."""
    with np.errstate(invalid="ignore"):  # training may have gone astray; its answers count as they are
        return decide(run.task, run.scores(_AS_TRAINED)[rows], _AS_TRAINED)


def check_same_rows(runs: Sequence[Scored], part: int = TEST) -> None:
    """Make sure that runs have the same rows, with the same labels, in a part of their split.

    Raises:
        RunError: they do not.
    """
    first, at = runs[0], runs[0].at(part)
    for run in runs[1:]:
        others = run.at(part)
        same_rows = np.array_equal(first.numbers[at], run.numbers[others])
        if not same_rows or not np.array_equal(first.targets[at], run.targets[others]):
            raise _not_the_same()


def _same(one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one[1:], other[1:], strict=True))


def _not_the_same() -> RunError:
    return RunError(
        "These runs were not tested on the same rows, so their models cannot be compared row by row.",
        hint="Compare runs of one dataset, with the same split and the same corrections.",
    )
