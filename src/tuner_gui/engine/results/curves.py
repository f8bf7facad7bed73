"""ROC, precision and recall: what a model could do at every threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_CLASSES = 20
"""With more classes than this, the mean of one curve per class says little and takes long."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Points of a curve to draw, all arrays float64 [points]."""

    x: np.ndarray
    """ROC: false positive rate, ascending. Precision and recall: recall, descending to 0."""
    y: np.ndarray
    """ROC: true positive rate. Precision and recall: precision."""
    thresholds: np.ndarray
    """Of each point. Empty for a mean of several curves, whose points have no threshold."""
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
