"""The mean of contributions is the metric, and their spread is what a bootstrap over rows finds."""

from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.engine.comparing.contributions import contributions
from tuner_gui.engine.config import METRICS, Metric, Task
from tuner_gui.engine.results.measures import measure

RANDOM = np.random.default_rng(5)
ROWS = 400


def _rows(task: Task) -> tuple[np.ndarray, np.ndarray]:
    if task == "regression":
        truth = RANDOM.normal(size=ROWS)
        return truth + RANDOM.normal(size=ROWS), truth
    if task == "multi_label":
        given = RANDOM.random((ROWS, 4)) < (0.5, 0.3, 0.2, 0.0)
        return given ^ (RANDOM.random((ROWS, 4)) < (0.2, 0.1, 0.1, 0.0)), given
    kinds = RANDOM.integers(0, 3, ROWS)
    return np.where(RANDOM.random(ROWS) < 0.7, kinds, RANDOM.integers(0, 3, ROWS)), kinds


CASES = [(task, metric) for task, metrics in METRICS.items() for metric in metrics]


@pytest.mark.parametrize(("task", "metric"), CASES)
def test_their_mean_is_the_metric(task: Task, metric: Metric) -> None:
    predicted, truth = _rows(task)
    found = contributions(metric, predicted, truth)
    assert found.shape == (ROWS,)
    assert found.mean() == pytest.approx(measure(task, predicted, truth)[0][metric])


@pytest.mark.parametrize(("task", "metric"), CASES)
def test_their_spread_is_that_of_a_bootstrap_over_rows(task: Task, metric: Metric) -> None:
    predicted, truth = _rows(task)
    drawn = [RANDOM.integers(0, ROWS, ROWS) for _ in range(400)]
    again = [measure(task, predicted[rows], truth[rows])[0][metric] for rows in drawn]
    expected = contributions(metric, predicted, truth).std() / np.sqrt(ROWS)
    assert expected == pytest.approx(np.std(again), rel=0.2)


def test_a_model_that_always_says_the_same_number_adds_nothing() -> None:
    found = contributions("pearson", np.full(50, 3.0), RANDOM.normal(size=50))
    assert not found.any()


def test_numbers_that_are_none_add_nothing() -> None:
    predicted = np.asarray([1.0, np.nan, 2.0])
    for metric in ("pearson", "spearman"):
        assert not contributions(metric, predicted, np.arange(3.0)).any()


def test_no_label_given_and_none_true_is_0() -> None:
    nothing = np.zeros((5, 2), dtype=bool)
    assert not contributions("macro_f1", nothing, nothing).any()
