"""Whether probabilities can be believed, and the one number that makes them more believable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.results.scored import sigmoid, softmax

BINS = 15
"""Of equal width, as Guo et al. (2017) have them."""
COLDEST, HOTTEST = 0.1, 10.0
"""Temperatures that may come of a fit."""
FEWEST_ROWS = 20
"""Fewer validation rows than this say nothing of probabilities."""
_STEPS = 60
_CLOSE = 1e-6
"""Of a temperature, as a share."""

Slope = Callable[[float], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reliability diagram; bins of equal width (Naeini et al. 2015; Guo et al. 2017).

    Single-label: the probability of the likeliest class against the share of rows where it is right.
    Multi-label: the probability of every label of every row against the share where it is true.
    """

    edges: np.ndarray
    """float64 [bins + 1], from 0 to 1."""
    confidence: np.ndarray
    """Mean probability in each bin, NaN in empty ones; float64 [bins]."""
    accuracy: np.ndarray
    """Share that is right in each bin, NaN in empty ones; float64 [bins]."""
    counts: np.ndarray
    """Rows, or decisions of a multi-label task; int64 [bins]."""
    ece: float
    """Expected calibration error: mean distance of the two, weighted by the counts."""


def reliability(confidence: np.ndarray, right: np.ndarray) -> Reliability:
    """The diagram of some decisions, at least one.

    Args:
        confidence: probabilities, shape [decisions].
        right: bool, same shape.
    """
    edges = np.linspace(0, 1, BINS + 1)
    # A bin holds its upper edge, not its lower one, as in Guo et al.; 0 itself goes to the first.
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, BINS - 1)
    counts = np.bincount(place, minlength=BINS)
    sure = np.bincount(place, weights=confidence, minlength=BINS)
    true = np.bincount(place, weights=right, minlength=BINS)
    ece = float(np.abs(sure - true).sum() / len(confidence))
    filled = np.where(counts > 0, counts, np.nan)
    return Reliability(edges, sure / filled, true / filled, counts, ece)


def fit_temperature(logits: np.ndarray, targets: np.ndarray) -> float | None:
    """The temperature that makes `targets` likeliest (Guo et al. 2017, section 4.2).

    The negative log-likelihood is convex in the inverse of the temperature, so Newton's method, kept within
    a bracket that halves where it would leave it, finds the one minimum.

    Args:
        logits: of validation rows, shape [rows, outputs].
        targets: class indices, shape [rows]; or labels, bool, shape [rows, labels].

    Returns:
        None where the rows cannot tell: there are few, or the likelihood grows without end, as when every
        one is right.
    """
    if len(logits) < FEWEST_ROWS or not np.isfinite(logits).all():
        return None
    slope = _of_labels(logits, targets) if targets.ndim == 2 else _of_classes(logits, targets)
    low, high = 1 / HOTTEST, 1 / COLDEST
    if slope(low)[0] >= 0 or slope(high)[0] <= 0:
        return None
    return 1 / _root(slope, low, high)


def _root(slope: Slope, low: float, high: float) -> float:
    """Where an ascending slope is 0, between a place where it is negative and one where it is positive."""
    place = 1.0
    for _ in range(_STEPS):
        height, rise = slope(place)
        low, high = (place, high) if height < 0 else (low, place)
        ahead = place - height / rise if rise > 0 else low
        ahead = ahead if low < ahead < high else (low + high) / 2
        if abs(ahead - place) <= _CLOSE * place:
            return ahead
        place = ahead
    return place


def _of_classes(logits: np.ndarray, targets: np.ndarray) -> Slope:
    """First and second derivative of the mean negative log-likelihood by the inverse temperature."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    true = np.take_along_axis(shifted, targets[:, None], axis=1)[:, 0]

    def slope(beta: float) -> tuple[float, float]:
        chances = softmax(shifted * beta)
        mean = np.einsum("ij,ij->i", chances, shifted)
        square = np.einsum("ij,ij,ij->i", chances, shifted, shifted)
        return float((mean - true).mean()), float((square - mean**2).mean())

    return slope


def _of_labels(logits: np.ndarray, targets: np.ndarray) -> Slope:
    """The same of independent labels."""

    def slope(beta: float) -> tuple[float, float]:
        chances = sigmoid(logits * beta)
        return (
            float(((chances - targets) * logits).mean()),
            float((chances * (1 - chances) * logits**2).mean()),
        )

    return slope
