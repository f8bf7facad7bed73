"""Scores of each label by itself, and which is taken for which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.results.measures import micro_f1


@dataclass(frozen=True)
class ClassScore:
    """One label on the test rows; shares are 0 where there is nothing to divide by."""

    label: str
    precision: float
    recall: float
    f1: float
    n: int
    """Test rows that have it."""
    predicted: int
    """Test rows that were given it."""


def confusion_matrix(truth: np.ndarray, given: np.ndarray, labels: int) -> np.ndarray:
    """Rows by true (first axis) and predicted label; int64 [labels, labels].

    Args:
        truth: indices, shape [rows].
        given: indices, same shape.
        labels: how many there are.
    """
    return np.bincount(truth * labels + given, minlength=labels * labels).reshape(labels, labels)


def class_scores(
    names: tuple[str, ...], hits: np.ndarray, given: np.ndarray, true: np.ndarray
) -> tuple[ClassScore, ...]:
    """Scores of each label.

    Args:
        names: of the labels.
        hits: rows that were rightly given each; int64 [labels].
        given: rows that were given each.
        true: rows that have each.
    """
    precision = np.divide(hits, given, out=np.zeros(len(hits)), where=given > 0)
    recall = np.divide(hits, true, out=np.zeros(len(hits)), where=true > 0)
    f1 = micro_f1(hits, given, true)
    return tuple(
        ClassScore(name, float(precision[i]), float(recall[i]), float(f1[i]), int(true[i]), int(given[i]))
        for i, name in enumerate(names)
    )


def confused_pairs(confusion: np.ndarray) -> list[tuple[int, int, int]]:
    """The true label, the one given instead, and the rows: the most frequent mistakes first."""
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    places = np.flatnonzero(wrong)
    order = places[np.argsort(-wrong.ravel()[places], kind="stable")]
    pairs = np.unravel_index(order, wrong.shape)
    return [(int(true), int(given), int(wrong[true, given])) for true, given in zip(*pairs, strict=True)]
