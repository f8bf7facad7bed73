"""Scores against values worked out by hand or published."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import f1_score

from tuner_gui.engine.results.measures import (
    accuracy_interval,
    correlation,
    correlation_interval,
    measure,
    micro_f1_interval,
)
from tuner_gui.engine.training.objective import make_objective

RANDOM = np.random.default_rng(11)


def test_wilson_interval_of_a_published_example() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I, method 3)."""
    low, high = accuracy_interval(81, 263)
    assert low == pytest.approx(0.2553, abs=5e-5)
    assert high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(("correct", "n"), [(0, 5), (5, 5)])
def test_the_interval_stays_within_0_and_1(correct: int, n: int) -> None:
    low, high = accuracy_interval(correct, n)
    assert 0.0 <= low < high <= 1.0


def test_score_of_classes() -> None:
    logits = np.log(np.asarray([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.6, 0.3, 0.1]]))
    targets = np.asarray([0, 1, 1, 0])
    found = make_objective("single_label", targets).score(logits.astype(np.float32), targets)
    assert found.metric == "accuracy"
    assert found.value == 0.75
    assert found.n == 4
    # Classes 0 and 1; 2 never occurs.
    assert found.metrics["macro_f1"] == pytest.approx((2 * 2 / 5 + 2 * 1 / 3) / 2)
    assert found.loss == pytest.approx(-math.log(0.7 * 0.8 * 0.3 * 0.6) / 4, rel=1e-5)


def test_metrics_of_labels_agree_with_scikit_learn() -> None:
    truth = RANDOM.random((200, 5)) < (0.5, 0.3, 0.1, 0.4, 0.0)
    predicted = truth ^ (RANDOM.random((200, 5)) < 0.1)
    metrics, (low, high) = measure("multi_label", predicted, truth)
    assert metrics["micro_f1"] == pytest.approx(f1_score(truth, predicted, average="micro"))
    assert metrics["macro_f1"] == pytest.approx(f1_score(truth, predicted, average="macro"))
    assert metrics["subset_accuracy"] == pytest.approx((truth == predicted).all(1).mean())
    assert low < metrics["micro_f1"] < high


def test_nothing_given_and_nothing_true_is_no_division_by_zero() -> None:
    nothing = np.zeros((4, 2), dtype=bool)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        metrics, interval = measure("multi_label", nothing, nothing)
    assert (metrics["micro_f1"], metrics["macro_f1"], metrics["subset_accuracy"]) == (0.0, 0.0, 1.0)
    assert interval == (0.0, 0.0)


def test_the_bootstrap_agrees_with_one_over_rows_and_is_repeatable() -> None:
    truth = RANDOM.random((300, 4)) < 0.3
    predicted = truth ^ (RANDOM.random((300, 4)) < 0.15)
    low, high = micro_f1_interval(predicted, truth)
    assert (low, high) == micro_f1_interval(predicted, truth)
    draws = []
    for _ in range(2000):
        chosen = RANDOM.integers(0, 300, 300)
        hits = (predicted[chosen] & truth[chosen]).sum()
        draws.append(2 * hits / (predicted[chosen].sum() + truth[chosen].sum()))
    expected = np.quantile(draws, (0.025, 0.975))
    assert (low, high) == pytest.approx(tuple(expected), abs=0.01)


def test_correlations_agree_with_scipy() -> None:
    truth = RANDOM.normal(50, 4, 100)
    predicted = np.round(truth + RANDOM.normal(0, 3, 100))  # ties
    metrics, interval = measure("regression", predicted, truth)
    expected = pearsonr(predicted, truth)
    assert metrics["pearson"] == pytest.approx(expected.statistic)
    assert metrics["spearman"] == pytest.approx(spearmanr(predicted, truth).statistic)
    assert metrics["mae"] == pytest.approx(np.abs(predicted - truth).mean())
    published = expected.confidence_interval(0.95)  # Fisher's z
    assert interval == pytest.approx((published.low, published.high), abs=1e-6)


@pytest.mark.parametrize(
    ("predicted", "truth"),
    [
        (np.full(5, 0.1), np.arange(5.0)),
        (np.full(5, 250_000.0) + np.arange(5) * 0.015, np.arange(5.0)),  # the noise of float32
        (np.arange(5.0), np.full(5, 2.0)),
        (np.asarray([1.0, np.nan, 2.0, 3.0, 4.0]), np.arange(5.0)),
    ],
)
def test_what_never_varies_correlates_with_nothing(predicted: np.ndarray, truth: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        metrics, _ = measure("regression", predicted, truth)
    assert metrics["pearson"] == 0.0
    assert all(math.isfinite(value) for value in metrics.values())


@pytest.mark.parametrize(("r", "n"), [(1.0, 10), (-1.0, 10), (0.5, 3), (0.0, 1)])
def test_the_interval_of_a_correlation_stays_within_its_range(r: float, n: int) -> None:
    low, high = correlation_interval(r, n)
    assert -1.0 <= low <= r <= high <= 1.0


def test_correlation_of_a_line() -> None:
    assert correlation(np.arange(6.0), 3 - 2 * np.arange(6.0)) == pytest.approx(-1.0)
