"""Scores against values worked out by hand or published."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tuner_gui.engine.evaluation.metrics import accuracy_interval, probabilities, score


def test_wilson_interval_of_a_published_example() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I, method 3)."""
    low, high = accuracy_interval(81, 263)
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(("correct", "n"), [(0, 5), (5, 5)])
def test_the_interval_stays_within_0_and_1(correct: int, n: int) -> None:
    low, high = accuracy_interval(correct, n)
    assert 0.0 <= low < high <= 1.0


def test_score() -> None:
    logits = np.log(np.asarray([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.6, 0.3, 0.1]]))
    found = score(logits.astype(np.float32), np.asarray([0, 1, 1, 0]))
    assert found.accuracy == 0.75
    assert found.n == 4
    assert found.macro_f1 == pytest.approx((2 * 2 / 5 + 2 * 1 / 3) / 2)  # classes 0 and 1; 2 never occurs
    assert found.loss == pytest.approx(-math.log(0.7 * 0.8 * 0.3 * 0.6) / 4, rel=1e-5)


def test_probabilities_add_up_even_for_huge_logits() -> None:
    found = probabilities(np.asarray([[1000.0, 0.0], [0.0, 0.0]], dtype=np.float32))
    assert found == pytest.approx(np.asarray([[1.0, 0.0], [0.5, 0.5]]))
