"""Intervals of ways of training."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from tuner_gui.engine.comparing.contributions import contributions
from tuner_gui.engine.comparing.intervals import mode_score
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.results.measures import accuracy_interval, correlation_interval

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("correct", [0, 1, 60, 99, 100])
def test_of_one_model_it_is_wilsons(correct: int) -> None:
    right = (np.arange(100) < correct).astype(np.float64)[None]
    found = mode_score(Trained("a", right), "accuracy")
    assert found.ci == pytest.approx(accuracy_interval(correct, 100))
    assert not found.seeds_counted
    assert found.deviation is None


def test_of_a_correlation_it_is_near_fishers() -> None:
    truth = RANDOM.normal(size=2000)
    predicted = truth + RANDOM.normal(size=2000)
    x = contributions("pearson", predicted, truth)
    found = mode_score(Trained("a", x[None]), "pearson")
    assert found.ci == pytest.approx(correlation_interval(x.mean(), 2000), abs=0.005)


def test_of_numbers_that_never_vary_only_their_count_is_known() -> None:
    found = mode_score(Trained("a", np.zeros((1, 100))), "pearson")
    assert found.ci == pytest.approx(correlation_interval(0.0, 100))


def test_where_seeds_vary_most_it_is_students() -> None:
    """With so many rows only the three scores count."""
    scores = np.asarray([0.5, 0.52, 0.54])
    x = np.tile([0.0, 1.0], (3, 50_000)) + (scores - 0.5)[:, None]
    found = mode_score(Trained("a", x), "accuracy")
    half = student.ppf(0.975, 2) * scores.std(ddof=1) / np.sqrt(3)
    assert found.ci == pytest.approx((0.52 - half, 0.52 + half), abs=0.003)
    assert found.deviation == pytest.approx(0.02)
    assert found.seeds_counted


def test_it_stays_within_what_the_metric_can_be() -> None:
    x = np.ones((3, 20))
    x[:2, :2] = 0.0
    low, high = mode_score(Trained("a", x), "accuracy").ci
    assert 0.0 < low < high <= 1.0
    for metric in ("pearson", "macro_f1"):
        low, high = mode_score(Trained("a", RANDOM.normal(0.97, 0.5, (3, 12))), metric).ci
        assert -1.0 <= low < high <= 1.0
