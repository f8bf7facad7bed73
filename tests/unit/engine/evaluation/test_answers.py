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
