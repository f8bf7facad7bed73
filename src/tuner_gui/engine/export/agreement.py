"""How far an export agrees with the trained model: numbers only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.export.reference import Reference
from tuner_gui.engine.results.deciding import decide
from tuner_gui.engine.results.measures import measure
from tuner_gui.engine.results.scored import sigmoid, softmax

_ORDINARY = 10.0
"""Logits of classes are seldom beyond it; the numbers of a regression may be, and the tolerance with them."""


@dataclass(frozen=True)
class Agreement:
    """Of the logits of an export with those of the trained model, on the same rows."""

    difference: float
    """Largest absolute difference of a logit; NaN where one is no number."""
    same: float
    """Share of rows that were given the same labels; of a regression 1."""
    score_change: float
    """Of the main metric: exported minus trained."""


def compare(reference: Reference, logits: np.ndarray) -> Agreement:
    """Hold `logits`, shape [rows, outputs], against the reference."""
    ours, theirs = (_answers(reference, values) for values in (reference.logits, logits))
    same = np.asarray(ours == theirs).reshape(len(ours), -1).all(axis=1)
    scores = [
        next(iter(measure(reference.task, answers, reference.targets)[0].values()))
        for answers in (ours, theirs)
    ]
    return Agreement(
        difference=float(np.abs(logits - reference.logits).max()),
        same=1.0 if reference.task == "regression" else float(same.mean()),
        score_change=scores[1] - scores[0],
    )


def scaled(tolerance: float, reference: Reference) -> float:
    """A tolerance for logits, in proportion where they are large: float32 has seven digits."""
    return tolerance * max(1.0, float(np.abs(reference.logits).max()) / _ORDINARY)


def probabilities(task: Task, logits: np.ndarray) -> np.ndarray:
    """Of labels; the numbers themselves of a regression. Same shape."""
    if task == "regression":
        return logits
    return sigmoid(logits) if task == "multi_label" else softmax(logits)


def _answers(reference: Reference, logits: np.ndarray) -> np.ndarray:
    """What is said of each row, as `measure` wants it."""
    scores = probabilities(reference.task, logits)
    return decide(reference.task, scores, Decision(threshold=reference.threshold))
