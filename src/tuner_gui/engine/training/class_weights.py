"""Weights that make up for rare classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tuner_gui.engine.config import Task

Array = npt.NDArray[Any]

MOST = 20.0
"""A label counts at most this many times as much where it is true: rarer ones would drown the others."""
_NAMED = 5


def balanced(task: Task, targets: Array, classes: int) -> Array | None:
    """Weights by which every class counts alike; None for a regression, which has no classes.

    Single-label: n / (k · n_c) (King & Zeng 2001, as in scikit-learn's `balanced`). Multi-label: rows without
    the label by rows with it, as `pos_weight` of torch.nn.BCEWithLogitsLoss, no more than `MOST`.

    Args:
        task: of the run.
        targets: of the training rows: class indices, shape [rows]; 0 and 1, shape [rows, classes].
        classes: how many there are.
    """
    if task == "single_label":
        counts = np.bincount(targets, minlength=classes)
        return np.asarray(len(targets) / (classes * np.maximum(counts, 1)), dtype=np.float32)
    if task == "multi_label":
        true = np.maximum((targets > 0).sum(axis=0), 1)
        return np.asarray(np.clip((len(targets) - true) / true, 1.0, MOST), dtype=np.float32)
    return None


def describe(weights: Array | None, names: Sequence[str]) -> str:
    """A sentence for the log."""
    if weights is None:
        return "Class weights mean nothing for a number that is predicted, so they are left out."
    order = np.argsort(-weights, kind="stable")
    shown = order if len(order) <= _NAMED else order[[0, 1, -2, -1]]
    words = ", ".join(f"“{names[i]}” {weights[i]:.2g}" for i in shown)
    more = "" if len(order) <= _NAMED else f" (the rarest and the most frequent of {len(order):,})"
    return f"Classes are weighted so that rare ones count as much as frequent ones: {words}{more}."
