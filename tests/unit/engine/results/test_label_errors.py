"""Confident learning finds labels that were made wrong on purpose."""

from __future__ import annotations

import numpy as np

from made_results import labelled, made
from tuner_gui.engine.results.label_errors import label_errors, suspects
from tuner_gui.engine.results.scored import softmax


def _spoilt(rows: int, classes: int, share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logits of a good model, labels of which a share is wrong, and which are."""
    chance = np.random.default_rng(5)
    truth = chance.integers(0, classes, rows)
    logits = chance.normal(size=(rows, classes))
    logits[np.arange(rows), truth] += 4
    wrong = chance.random(rows) < share
    given = np.where(wrong, (truth + chance.integers(1, classes, rows)) % classes, truth)
    return logits, given, wrong


def test_planted_errors_are_found_and_few_others() -> None:
    logits, given, wrong = _spoilt(1000, 5, 0.1)
    found = label_errors(made("single_label", logits, given))
    assert (found & wrong).sum() / wrong.sum() > 0.75
    assert (found & wrong).sum() / found.sum() > 0.9


def test_the_confident_joint_by_hand() -> None:
    chances = np.asarray([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8], [0.7, 0.3], [0.1, 0.9]])
    # Thresholds: 0.7 for the first class (mean of 0.9 and 0.5), 2/3 for the second (0.8, 0.3, 0.9).
    assert list(suspects(chances, np.asarray([0, 0, 1, 1, 1]))) == [False, False, False, True, False]


def test_a_class_that_no_row_has_takes_no_rows() -> None:
    chances = softmax(np.asarray([[0.0, 0.0, 9.0], [1.0, 0.0, 9.0], [0.0, 1.0, 9.0]]))
    assert not suspects(chances, np.asarray([0, 0, 1]))[0:2].all()
    assert not suspects(np.asarray([[0.1, 0.9], [0.2, 0.8]]), np.asarray([0, 0])).any()


def test_each_of_several_labels_is_judged_by_itself() -> None:
    chance = np.random.default_rng(2)
    _, truth = labelled(800, 4)
    logits = np.where(truth, 3.0, -3.0) + chance.normal(size=truth.shape)
    given, wrong = truth.copy(), chance.random(800) < 0.05
    given[wrong, 2] ^= True
    found = label_errors(made("multi_label", logits, given))
    assert (found & wrong).sum() / wrong.sum() > 0.85
    assert (found & ~wrong).sum() < 0.1 * 800


def test_numbers_have_no_classes_to_confuse() -> None:
    assert not label_errors(made("regression", np.zeros((5, 1)), np.arange(5.0))).any()
