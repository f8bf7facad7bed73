"""Scores and their uncertainty, with numpy alone: the engine scores by them, and so does the window.

Every one is a finite number, whatever a model says: JSON knows no NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tuner_gui.engine.config import METRICS, Metric, Task

Interval = tuple[float, float]
Array = npt.NDArray[Any]

RESAMPLES = 500
_SEED = 20
"""Fixed: the same answers have the same interval."""
_QUANTILE = 1.959963984540054
"""97.5 % of a normal distribution lie below it."""


def accuracy_interval(correct: int, n: int) -> Interval:
    """95 % interval of an accuracy (Wilson 1927, JASA 22)."""
    share, z2 = correct / n, _QUANTILE**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _QUANTILE * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # The ends of 0 and n right answers are exact; rounding must not push them outside.
    return (0.0 if correct == 0 else centre - half), (1.0 if correct == n else centre + half)


def micro_f1(hits: Array, given: Array, true: Array) -> Array:
    """F1 over all decisions; 0 where there is nothing to find and nothing was found.

    Args:
        hits: labels given that are true, any shape.
        given: labels given, same shape.
        true: labels that are true, same shape.
    """
    total = np.asarray(given + true, dtype=np.float64)
    return np.divide(2.0 * hits, total, out=np.zeros_like(total), where=total > 0)


def micro_f1_interval(predicted: Array, truth: Array) -> Interval:
    """95 % percentile interval of the micro-F1 by the bootstrap over rows (Efron & Tibshirani 1993, ch. 13).

    Rows matter only by how many labels were given, true and both, so whole kinds of rows are drawn at once:
    the same distribution, in time that does not grow with the rows.

    Args:
        predicted: labels given, bool, shape [rows, labels].
        truth: labels that are true, same shape.
    """
    counts = np.stack([(predicted & truth).sum(1), predicted.sum(1), truth.sum(1)], axis=1)
    kinds, rows = np.unique(counts, axis=0, return_counts=True)
    drawn = np.random.default_rng(_SEED).multinomial(len(counts), rows / rows.sum(), size=RESAMPLES)
    low, high = np.quantile(micro_f1(*(drawn @ kinds).T), (0.025, 0.975))
    return float(low), float(high)


def correlation(predicted: Array, truth: Array) -> float:
    """Pearson's r; 0 where one side never varies (or is no number), since it then tells nothing.

    Args:
        predicted: shape [rows].
        truth: same shape.
    """
    if not np.isfinite(predicted).all():
        return 0.0
    left, right = predicted - predicted.mean(), truth - truth.mean()
    # What is left of a constant after a few roundings is no variation.
    tiny = 4 * np.finfo(np.float32).eps
    spread = np.abs(left).max() > tiny * np.abs(predicted).max(), np.abs(right).max() > 0
    if not all(spread):
        return 0.0
    r = float((left / np.linalg.norm(left)) @ (right / np.linalg.norm(right)))
    return max(-1.0, min(1.0, r))


def correlation_interval(r: float, n: int) -> Interval:
    """95 % interval of Pearson's r by Fisher's z (Fisher 1921, Metron 1); everything for up to 3 rows."""
    if n <= 3:
        return -1.0, 1.0
    if abs(r) >= 1.0:
        return r, r
    half = _QUANTILE / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def ranks(values: Array) -> Array:
    """Place of each value, 1 for the smallest; equal ones share the mean of their places; float64 [rows]."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place])


def _single_label(predicted: Array, truth: Array) -> tuple[dict[Metric, float], Interval]:
    correct = int((predicted == truth).sum())
    classes = int(max(predicted.max(), truth.max())) + 1
    given, true = np.bincount(predicted, minlength=classes), np.bincount(truth, minlength=classes)
    hits = np.bincount(truth[predicted == truth], minlength=classes)
    metrics: dict[Metric, float] = {
        "accuracy": correct / len(truth),
        "macro_f1": float(micro_f1(hits, given, true)[(given + true) > 0].mean()),
    }
    return metrics, accuracy_interval(correct, len(truth))


def _multi_label(predicted: Array, truth: Array) -> tuple[dict[Metric, float], Interval]:
    hits, given, true = (predicted & truth).sum(0), predicted.sum(0), truth.sum(0)
    seen = (given + true) > 0
    metrics: dict[Metric, float] = {
        "micro_f1": float(micro_f1(hits.sum(), given.sum(), true.sum())),
        "macro_f1": float(micro_f1(hits, given, true)[seen].mean()) if seen.any() else 0.0,
        "subset_accuracy": float((predicted == truth).all(axis=1).mean()),
    }
    return metrics, micro_f1_interval(predicted, truth)


def _regression(predicted: Array, truth: Array) -> tuple[dict[Metric, float], Interval]:
    r = correlation(predicted, truth)
    error = float(np.abs(predicted - truth).mean())
    metrics: dict[Metric, float] = {
        "pearson": r,
        "spearman": correlation(ranks(predicted), ranks(truth)),
        "mae": error if math.isfinite(error) else float(np.finfo(np.float32).max),
    }
    return metrics, correlation_interval(r, len(truth))


_SCORERS: dict[Task, Callable[[Array, Array], tuple[dict[Metric, float], Interval]]] = {
    "single_label": _single_label,
    "multi_label": _multi_label,
    "regression": _regression,
}


def measure(task: Task, predicted: Array, truth: Array) -> tuple[dict[Metric, float], Interval]:
    """All metrics of a task, the main one first, and the 95 % interval of the main one.

    Macro-F1 is the mean over the classes that occur, in truth or prediction.

    Args:
        task: decides what the rows are: class indices, shape [rows]; labels, bool, shape [rows, labels];
            numbers, shape [rows].
        predicted: by the model; at least one row.
        truth: same shape.
    """
    metrics, interval = _SCORERS[task](predicted, truth)
    assert tuple(metrics) == METRICS[task]
    return metrics, interval
