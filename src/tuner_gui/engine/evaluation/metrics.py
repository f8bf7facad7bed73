"""Scores and their uncertainty."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax, softmax
from scipy.stats import binomtest
from sklearn.metrics import f1_score

from tuner_gui.engine.events import Score

FloatArray = npt.NDArray[np.float64]


def probabilities(logits: npt.NDArray[np.floating]) -> FloatArray:
    """Softmax over classes; logits of shape [rows, classes] give rows that add up to 1."""
    return np.asarray(softmax(logits.astype(np.float64), axis=-1))


def accuracy_interval(correct: int, n: int) -> tuple[float, float]:
    """95 % interval of an accuracy (Wilson 1927; scipy.stats.binomtest)."""
    interval = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


def score(logits: npt.NDArray[np.floating], labels: npt.NDArray[np.int64]) -> Score:
    """Accuracy, macro-F1 over the classes that occur, and cross-entropy.

    Args:
        logits: shape [rows, classes].
        labels: class indices, shape [rows]; at least one row.
    """
    predicted = logits.argmax(axis=-1)
    correct = int((predicted == labels).sum())
    losses = -log_softmax(logits.astype(np.float64), axis=-1)[np.arange(len(labels)), labels]
    return Score(
        accuracy=correct / len(labels),
        macro_f1=float(f1_score(labels, predicted, average="macro", zero_division=0.0)),
        n=len(labels),
        accuracy_ci=accuracy_interval(correct, len(labels)),
        loss=float(losses.mean()),
    )
