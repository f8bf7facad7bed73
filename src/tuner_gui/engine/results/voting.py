"""What the models of one way of training say together of the rows that they were tested on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.data.picking import picked
from tuner_gui.engine.results.deciding import confidence, decide
from tuner_gui.engine.results.row_words import TEXT_NAMES
from tuner_gui.engine.results.scored import TEST, Scored, read_scored, sigmoid, softmax
from tuner_gui.errors import RunError

_AS_TRAINED = Decision()


@dataclass(frozen=True, eq=False)
class WayRows:
    """Tested rows, ascending by their numbers; arrays are parallel, [rows]."""

    task: Task
    labels: tuple[str, ...]
    text_columns: tuple[str, ...]
    data: pa.Table
    """Texts, in another order."""
    index: np.ndarray
    """Of each row in `data`; int64."""
    numbers: np.ndarray
    """Place among the data rows of their file, 1 for the first; int64."""
    truth: np.ndarray
    """As `Scored.targets`."""
    given: np.ndarray
    """What most of the models say, as `deciding.decide` has it; of a regression their mean."""
    sure: np.ndarray
    """Mean confidence in that, 0..1; of a regression the absolute error; float64."""


def read_way(folders: Sequence[Sequence[Path]]) -> WayRows:
    """The same from the disk.

    Args:
        folders: of each fold those of its runs, one per seed; one fold where there was one split.

    Raises:
        RunError: a run lacks the rows that it was tested on, or they are not the same.
    """
    return vote([[read_scored(folder) for folder in runs] for runs in folders])


def vote(folds: Sequence[Sequence[Scored]]) -> WayRows:
    """Let the models of each fold vote, and join the folds.

    Of models that disagree evenly, the answer with the higher mean probability wins.

    Args:
        folds: at least one; of each, at least one model, all tested on the same rows.

    Raises:
        RunError: they were not.
    """
    parts = [_fold(runs) for runs in folds]
    first = folds[0][0]
    numbers, truth, given, sure = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(numbers, kind="stable")
    return WayRows(
        task=first.task,
        labels=first.labels,
        text_columns=first.text_columns,
        data=pa.concat_tables([_texts(runs[0]) for runs in folds]),
        index=order,
        numbers=numbers[order],
        truth=truth[order],
        given=given[order],
        sure=sure[order],
    )


def _fold(runs: Sequence[Scored]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Numbers, truth, what is given and how sure, of the test rows of one fold."""
    first = runs[0]
    at = first.at(TEST)
    truth = first.targets[at]
    mean = votes = np.zeros(0)
    for number, run in enumerate(runs):
        rows = run.at(TEST)
        same = np.array_equal(first.numbers[at], run.numbers[rows])
        if run.labels != first.labels or not same or not np.array_equal(truth, run.targets[rows]):
            raise not_the_same_rows()
        scores = _scores(run, rows)
        ballot = _ballot(run.task, scores)
        # One after the other: together they would take the memory of all, and hold up the window.
        mean = scores if number == 0 else mean + scores
        votes = ballot if number == 0 else votes + ballot
    mean = mean / len(runs)
    given = _majority(first.task, votes, mean, len(runs))
    sure = np.abs(given - truth) if first.task == "regression" else confidence(first.task, mean, given)
    return first.numbers[at], truth, given, sure


def _scores(run: Scored, rows: np.ndarray) -> np.ndarray:
    """Probabilities, or numbers, of some rows; float64 [rows, outputs]."""
    logits = np.asarray(run.logits[rows])
    if run.task == "regression":
        return logits
    with np.errstate(invalid="ignore"):
        shares = sigmoid(logits) if run.task == "multi_label" else softmax(logits)
    return np.asarray(np.nan_to_num(shares))


def _ballot(task: Task, scores: np.ndarray) -> np.ndarray:
    """1 for what a model gives; float32 [rows, outputs]."""
    given = decide(task, scores, _AS_TRAINED)
    if task == "multi_label":
        return given.astype(np.float32)
    result = np.zeros(scores.shape, dtype=np.float32)
    if task == "single_label":
        result[np.arange(len(given)), given] = 1.0
    return result


def _majority(task: Task, votes: np.ndarray, mean: np.ndarray, models: int) -> np.ndarray:
    if task == "regression" or models == 1:
        return decide(task, mean, _AS_TRAINED)
    # Probabilities are at most 1, so that halves of them decide between equal counts only.
    if task == "multi_label":
        return np.asarray(votes + mean / 2 >= models / 2 + 0.25)
    return np.asarray((votes + mean / 2).argmax(axis=1))


def _texts(run: Scored) -> pa.Table:
    names = [name for name in TEXT_NAMES if name in run.data.column_names]
    return picked(run.data.select(names), run.at(TEST))


def not_the_same_rows() -> RunError:
    """For models that cannot be compared row by row."""
    return RunError(
        "These models were not tested on the same rows, so nobody can say which rows flipped.",
        hint="Compare the modes anew: every mode is then tested on the same rows.",
    )
