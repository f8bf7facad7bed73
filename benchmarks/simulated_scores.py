"""One trained model's answers from a population in which its score is known, for `statistics_check.py`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tuner_gui.engine.config import Metric

Drawn = tuple[np.ndarray, np.ndarray, float]
"""Predicted and true, as `results.measures.measure` takes them, and the true score."""

_JOINT = np.asarray([[0.45, 0.04, 0.01], [0.05, 0.22, 0.03], [0.03, 0.04, 0.13]])
"""Shares of three classes by true (first axis) and predicted class."""
_LABELS = np.asarray([0.4, 0.2, 0.1, 0.05])
"""Shares of rows that have each label."""
_FOUND, _WRONG = 0.75, 0.06
"""Share of the labels that are found, and of those not there that are given."""
_CORRELATION = 0.8


def classes(rows: int, random: np.random.Generator) -> Drawn:
    """Macro-F1 of three classes of unequal size."""
    cells = random.choice(9, rows, p=_JOINT.ravel())
    score = (2 * np.diag(_JOINT) / (_JOINT.sum(0) + _JOINT.sum(1))).mean()
    return cells % 3, cells // 3, float(score)


def labels(rows: int, random: np.random.Generator) -> Drawn:
    """Micro-F1 of four labels."""
    truth = random.random((rows, 4)) < _LABELS
    predicted = random.random((rows, 4)) < np.where(truth, _FOUND, _WRONG)
    hits, true = _FOUND * _LABELS.sum(), _LABELS.sum()
    return predicted, truth, float(2 * hits / (true + hits + _WRONG * (1 - _LABELS).sum()))


def numbers(rows: int, random: np.random.Generator) -> Drawn:
    """Pearson's r of normal numbers."""
    truth = random.standard_normal(rows)
    rest = random.standard_normal(rows)
    return _CORRELATION * truth + np.sqrt(1 - _CORRELATION**2) * rest, truth, _CORRELATION


KINDS: dict[Metric, Callable[[int, np.random.Generator], Drawn]] = {
    "macro_f1": classes,
    "micro_f1": labels,
    "pearson": numbers,
}
