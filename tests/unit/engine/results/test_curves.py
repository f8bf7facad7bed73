"""Curves against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

from made_results import classified, labelled
from tuner_gui.engine.results.curves import mean_roc, precision_recall, roc, tradeoff
from tuner_gui.engine.results.scored import sigmoid, softmax


def _decisions(*, ties: bool) -> tuple[np.ndarray, np.ndarray]:
    logits, true = labelled(300, 1, seed=3)
    scores = sigmoid(logits[:, 0])
    return (np.round(scores, 1) if ties else scores), true[:, 0]


@pytest.mark.parametrize("ties", [False, True])
def test_roc_is_that_of_scikit_learn(ties: bool) -> None:
    scores, true = _decisions(ties=ties)
    curve = roc(scores, true)
    assert curve is not None
    x, y, thresholds = roc_curve(true, scores)
    assert curve.x == pytest.approx(x)
    assert curve.y == pytest.approx(y)
    assert curve.thresholds == pytest.approx(thresholds)
    assert curve.area == pytest.approx(roc_auc_score(true, scores))


@pytest.mark.parametrize("ties", [False, True])
def test_precision_and_recall_are_those_of_scikit_learn(ties: bool) -> None:
    scores, true = _decisions(ties=ties)
    curve = precision_recall(scores, true)
    assert curve is not None
    precision, recall, thresholds = precision_recall_curve(true, scores)
    assert curve.y == pytest.approx(precision)
    assert curve.x == pytest.approx(recall)
    assert curve.thresholds == pytest.approx(thresholds)
    assert curve.area == pytest.approx(average_precision_score(true, scores))


def test_the_mean_roc_has_the_area_of_scikit_learn() -> None:
    logits, targets = classified(400, 5)
    scores = softmax(logits)
    curve = mean_roc(scores, targets[:, None] == np.arange(5))
    assert curve is not None
    assert curve.area == pytest.approx(roc_auc_score(targets, scores, multi_class="ovr"))
    assert np.trapezoid(curve.y, curve.x) == pytest.approx(curve.area, abs=0.01)
    assert np.all(np.diff(curve.y) >= 0)
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)


def test_there_is_no_curve_without_both_kinds_of_rows() -> None:
    scores = np.asarray([0.2, 0.7])
    assert roc(scores, np.asarray([True, True])) is None
    assert roc(scores, np.asarray([False, False])) is None
    assert precision_recall(scores, np.asarray([False, False])) is None
    assert tradeoff(scores, np.asarray([False, False]), 2) is None
    assert mean_roc(scores[:, None], np.asarray([[True], [True]])) is None


def test_tradeoff_is_what_each_threshold_gives() -> None:
    scores, true = _decisions(ties=False)
    found = tradeoff(scores, true, 300)
    assert found is not None
    expected = [f1_score(true, scores >= threshold) for threshold in found.thresholds]
    assert found.f1 == pytest.approx(np.asarray(expected))
    assert found.f1[found.thresholds == found.best] == pytest.approx(max(expected))
    place = 29  # 0.30
    given = scores >= 0.3
    assert found.precision[place] == pytest.approx((given & true).sum() / given.sum())
    assert found.recall[place] == pytest.approx((given & true).sum() / true.sum())


def test_of_equally_good_thresholds_the_nearest_to_a_half_is_best() -> None:
    found = tradeoff(np.asarray([0.1, 0.2, 0.7, 0.8]), np.asarray([False, False, True, True]), 4)
    assert found is not None
    assert found.best == 0.5
    found = tradeoff(np.asarray([0.1, 0.62, 0.7, 0.8]), np.asarray([False, False, True, True]), 4)
    assert found is not None
    assert found.best == 0.63
