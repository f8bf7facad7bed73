"""What a model says, from its logits."""

from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.engine.evaluation.answers import ANSWERS

NAMES = ("ham", "spam", "eggs")


def test_classes_add_up_even_for_huge_logits() -> None:
    answers = ANSWERS["single_label"]
    logits = np.asarray([[1000.0, 0.0, 0.0], [0.0, 0.0, -1000.0]], dtype=np.float32)
    assert answers.scores(logits) == pytest.approx(np.asarray([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]]))
    first, second = answers.predictions(logits, NAMES)
    assert (first.labels, second.labels) == (("ham",), ("ham",))
    assert answers.cells(answers.scores(logits), NAMES) == [("ham", "1.000000"), ("ham", "0.500000")]
    assert answers.target_cell(np.int64(1), NAMES) == "spam"


def test_any_number_of_labels_none_included() -> None:
    answers = ANSWERS["multi_label"]
    logits = np.asarray([[3.0, 0.0, -3.0], [-2.0, -1.0, -4.0]], dtype=np.float32)
    first, second = answers.predictions(logits, NAMES)
    assert (first.labels, second.labels) == (("ham", "spam"), ())
    assert sum(first.scores) == pytest.approx(1.5)
    cells = answers.cells(answers.scores(logits), NAMES)
    assert cells == [("ham; spam", "0.500000"), ("", "0.731059")]  # 1 - sigmoid(-1)
    assert answers.target_cell(np.asarray([0.0, 1.0, 1.0]), NAMES) == "spam; eggs"


def test_a_number_is_a_number() -> None:
    answers = ANSWERS["regression"]
    logits = np.asarray([[3.14159265]], dtype=np.float32)
    (only,) = answers.predictions(logits, ("price",))
    assert only.labels == ()
    assert only.scores == pytest.approx((3.14159265,))
    assert answers.columns == ("predicted",)
    assert answers.cells(answers.scores(logits), ("price",)) == [("3.14159",)]
    assert answers.target_cell(np.float64(250_000.5), ("price",)) == "250000.5"


def test_the_threshold_of_two_classes_is_that_of_the_second() -> None:
    answers, names = ANSWERS["single_label"], ("ham", "spam")
    logits = np.log(np.asarray([[0.7, 0.3], [0.9, 0.1], [0.2, 0.8]], dtype=np.float32))
    low, high = 0.25, 0.9
    assert [p.labels for p in answers.predictions(logits, names, low)] == [("spam",), ("ham",), ("spam",)]
    assert [p.labels for p in answers.predictions(logits, names, high)] == [("ham",)] * 3
    cells = answers.cells(answers.scores(logits), names, low)
    assert cells == [("spam", "0.300000"), ("ham", "0.900000"), ("spam", "0.800000")]
    three = np.log(np.asarray([[0.5, 0.3, 0.2]], dtype=np.float32))
    assert answers.predictions(three, NAMES, low)[0].labels == ("ham",), "of more classes, the likeliest"


def test_without_a_choice_the_first_of_two_that_are_just_as_likely_is_given() -> None:
    (only,) = ANSWERS["single_label"].predictions(np.zeros((1, 2), dtype=np.float32), ("ham", "spam"))
    assert only.labels == ("ham",)


def test_a_threshold_for_several_labels() -> None:
    answers = ANSWERS["multi_label"]
    logits = np.asarray([[3.0, 0.0, -3.0]], dtype=np.float32)
    strict = 0.8
    assert answers.predictions(logits, NAMES, strict)[0].labels == ("ham",)
    lax = 0.04
    cells = answers.cells(answers.scores(logits), NAMES, lax)
    assert cells == [("ham; spam; eggs", "0.047426")]
