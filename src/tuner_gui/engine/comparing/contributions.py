"""What each row adds to a score, so that every metric can be treated like an accuracy.

The mean over rows is the metric itself, and the spread over rows is that of the metric: the influence
function (Hampel 1974, JASA 69), which is the infinitesimal jackknife (Efron 1982, The Jackknife, the
Bootstrap and Other Resampling Plans, ch. 6). For an accuracy that is just 1 for right and 0 for wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tuner_gui.engine.config import Metric
from tuner_gui.engine.results.measures import Array, correlation, micro_f1, ranks


def contributions(metric: Metric, predicted: Array, truth: Array) -> np.ndarray:
    """Per row, so that their mean is the metric and the variance of that mean is that of the metric.

    Args:
        metric: any metric of a task.
        predicted: as `results.measures.measure` takes it: class indices [rows], labels as bool [rows,
        labels],
            or numbers [rows].
        truth: same shape.

    Returns:
        float64 [rows]; errors of `mae` are those of the rows, so less is better.
    """
    found = _KINDS[metric](predicted, truth)
    assert found.shape == (len(truth),)
    return found


def _accuracy(predicted: Array, truth: Array) -> np.ndarray:
    return np.asarray(predicted == truth, dtype=np.float64)


def _subset_accuracy(predicted: Array, truth: Array) -> np.ndarray:
    return np.asarray((predicted == truth).all(axis=1), dtype=np.float64)


def _micro_f1(predicted: Array, truth: Array) -> np.ndarray:
    return _f1_of(*(np.sum(each, axis=1, keepdims=True) for each in (predicted & truth, predicted, truth)))


def _macro_f1(predicted: Array, truth: Array) -> np.ndarray:
    if predicted.ndim == 1:
        classes = np.arange(int(max(predicted.max(), truth.max())) + 1)
        predicted, truth = predicted[:, None] == classes, truth[:, None] == classes
    return _f1_of(predicted & truth, predicted, truth)


def _f1_of(hits: Array, given: Array, true: Array) -> np.ndarray:
    """Mean over the columns in which something occurs: F1 is a ratio of means, 2 hits by (given + true).

    Args:
        hits, given, true: counts of each row, shape [rows, columns].
    """
    total = given.astype(np.float64) + true
    seen = total.sum(axis=0) > 0
    if not seen.any():
        return np.zeros(len(total))
    hits, total = hits[:, seen], total[:, seen]
    score = micro_f1(hits.sum(0), total.sum(0), np.zeros(hits.shape[1]))
    return np.asarray((score + (2 * hits - score * total) / total.mean(axis=0)).mean(axis=1))


def _pearson(predicted: Array, truth: Array) -> np.ndarray:
    """Devlin, Gnanadesikan & Kettenring 1975, Biometrika 62: the influence function of a correlation."""
    r = correlation(predicted, truth)
    if r == 0.0 or not np.isfinite(predicted).all():
        return np.full(len(truth), r)
    x, y = _standard(predicted), _standard(truth)
    return np.asarray(r + x * y - r * (x * x + y * y) / 2)


def _standard(values: Array) -> np.ndarray:
    return np.asarray((values - values.mean()) / values.std())


def _spearman(predicted: Array, truth: Array) -> np.ndarray:
    """That of Pearson's r of the ranks, as if the ranks were given and not made of the rows."""
    if not np.isfinite(predicted).all():
        return np.zeros(len(truth))
    return _pearson(ranks(predicted), ranks(truth))


def _mae(predicted: Array, truth: Array) -> np.ndarray:
    return np.abs(np.asarray(predicted, dtype=np.float64) - truth)


_KINDS: dict[Metric, Callable[[Array, Array], np.ndarray]] = {
    "accuracy": _accuracy,
    "macro_f1": _macro_f1,
    "micro_f1": _micro_f1,
    "subset_accuracy": _subset_accuracy,
    "pearson": _pearson,
    "spearman": _spearman,
    "mae": _mae,
}
