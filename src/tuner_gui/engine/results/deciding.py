"""From scores to what is given to each row, the way a person chose that it be decided."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.config import Decision, Task

EVEN = 0.5
"""The threshold of whoever chose none."""
BETWEEN_LABELS = "; "
"""Joins several labels of a row in one cell."""


def decide(task: Task, scores: np.ndarray, decision: Decision) -> np.ndarray:
    """What a model gives to each row.

    Args:
        task: of the model.
        scores: after calibration, shape [rows, outputs].
        decision: its threshold is that of every label of several, and of the second of two classes.

    Returns:
        `single_label`: indices, int64 [rows]; `multi_label`: bool [rows, labels]; `regression`: float64
        [rows].
    """
    if task == "regression":
        return np.asarray(scores[:, 0])
    if task == "multi_label":
        return np.asarray(scores >= decision.threshold)
    # At even odds the likeliest, whatever their number: the first of two that are just as likely.
    if scores.shape[1] != 2 or decision.threshold == EVEN:
        return np.asarray(scores.argmax(axis=1))
    return np.asarray(scores[:, 1] >= decision.threshold).astype(np.int64)


def confidence(task: Task, scores: np.ndarray, given: np.ndarray) -> np.ndarray:
    """How sure a model is of what it gives, in 0..1; float64 [rows].

    Of several labels, how sure it is of the one that it is least sure to give or to withhold.

    Args:
        task: `single_label` or `multi_label`.
        scores: probabilities, shape [rows, outputs].
        given: of `decide`.
    """
    assert task != "regression", "a number has no probability"
    if task == "multi_label":
        return np.asarray(np.where(given, scores, 1 - scores).min(axis=1))
    return np.asarray(np.take_along_axis(scores, given[:, None], axis=1)[:, 0])
