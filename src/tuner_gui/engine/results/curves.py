"""ROC, precision and recall: what a model could do at every threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.results.measures import micro_f1

MOST_CLASSES = 20
"""With more classes than this, the mean of one curve per class says little and takes long."""
_GRID = np.linspace(0, 1, 201)
_THRESHOLDS = np.arange(1, 100) / 100


@dataclass(frozen=True, eq=False)
class Curve:
    """Points of a curve to draw, all arrays float64 [points]."""

    x: np.ndarray
    """ROC: false positive rate, ascending. Precision and recall: recall, descending to 0."""
    y: np.ndarray
    """ROC: true positive rate. Precision and recall: precision."""
    thresholds: np.ndarray
    """Of each point but perhaps the last. Empty for a mean of several curves, whose points have none."""
    area: float
    """ROC: area under the curve. Precision and recall: average precision."""


@dataclass(frozen=True, eq=False)
class Tradeoff:
    """What each threshold would give, on validation rows; all arrays float64 [thresholds]."""

    thresholds: np.ndarray
    """Ascending, within 0..1."""
    precision: np.ndarray
    """Of the second of two classes; of several labels over all decisions (micro). 0 where none is given."""
    recall: np.ndarray
    f1: np.ndarray
    best: float
    """The threshold with the highest F1; of equal ones the nearest to 0.5."""
    n: int
    """Validation rows."""


def roc(scores: np.ndarray, true: np.ndarray) -> Curve | None:
    """The ROC of decisions (Fawcett 2006); None unless some are true and some are not.

    Args:
        scores: the higher, the likelier; shape [decisions].
        true: bool, same shape.
    """
    if true.all() or not true.any():
        return None
    thresholds, hits, alarms = _cumulated(scores, true)
    if len(thresholds) > 2:  # points on a straight line between their neighbours need not be drawn
        corners = np.r_[True, (np.diff(hits, 2) != 0) | (np.diff(alarms, 2) != 0), True]
        thresholds, hits, alarms = thresholds[corners], hits[corners], alarms[corners]
    x, y = np.r_[0, alarms / alarms[-1]], np.r_[0, hits / hits[-1]]
    return Curve(x, y, np.r_[np.inf, thresholds], float(np.trapezoid(y, x)))


def mean_roc(scores: np.ndarray, true: np.ndarray) -> Curve | None:
    """The mean over classes of each one's ROC against the rest, by vertical averaging (Fawcett 2006).

    Args:
        scores: shape [rows, classes].
        true: bool, same shape. Classes that none or all of the rows have are left out.
    """
    curves = [roc(scores[:, place], true[:, place]) for place in range(scores.shape[1])]
    found = [curve for curve in curves if curve is not None]
    if not found:
        return None
    heights = np.mean([_upper(curve, _GRID) for curve in found], axis=0)
    # From the corner, as every curve begins there, even one that rises at once.
    return Curve(
        np.r_[0, _GRID], np.r_[0, heights], np.zeros(0), float(np.mean([curve.area for curve in found]))
    )


def _upper(curve: Curve, x: np.ndarray) -> np.ndarray:
    """Height of a curve at `x`; of its vertical parts the upper end."""
    last = np.r_[np.diff(curve.x) > 0, True]
    return np.asarray(np.interp(x, curve.x[last], curve.y[last]))


def precision_recall(scores: np.ndarray, true: np.ndarray) -> Curve | None:
    """Precision against recall, with the average precision; None when nothing is true.

    Args:
        scores: the higher, the likelier; shape [decisions].
        true: bool, same shape.
    """
    if not true.any():
        return None
    thresholds, hits, alarms = _cumulated(scores, true)
    precision, recall = hits / (hits + alarms), hits / hits[-1]
    area = float((np.diff(recall, prepend=0.0) * precision).sum())
    # By convention the curve ends where nothing is given: all of nothing is right.
    return Curve(np.r_[recall[::-1], 0.0], np.r_[precision[::-1], 1.0], thresholds[::-1], area)


def _cumulated(scores: np.ndarray, true: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different scores, descending, with the true and the false decisions of at least each."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    ends = np.r_[np.flatnonzero(np.diff(ordered)), len(ordered) - 1]
    hits = np.cumsum(true[order])[ends]
    return ordered[ends], hits, 1 + ends - hits


def tradeoff(scores: np.ndarray, true: np.ndarray, rows: int) -> Tradeoff | None:
    """What each whole percent as a threshold would give; None when nothing is true.

    Args:
        scores: probabilities, shape [decisions].
        true: bool, same shape.
        rows: that the decisions are about.
    """
    if not true.any():
        return None
    given = len(scores) - np.searchsorted(np.sort(scores), _THRESHOLDS, side="left")
    hits = int(true.sum()) - np.searchsorted(np.sort(scores[true]), _THRESHOLDS, side="left")
    f1 = micro_f1(hits, given, np.full_like(given, true.sum()))
    precision = np.divide(hits, given, out=np.zeros(len(given)), where=given > 0)
    return Tradeoff(
        thresholds=_THRESHOLDS,
        precision=precision,
        recall=hits / true.sum(),
        f1=f1,
        best=_nearest_best(_THRESHOLDS, f1),
        n=rows,
    )


def _nearest_best(thresholds: np.ndarray, f1: np.ndarray) -> float:
    equal = np.flatnonzero(f1 >= f1.max() - 1e-12)
    return float(thresholds[equal[np.abs(thresholds[equal] - 0.5).argmin()]])
