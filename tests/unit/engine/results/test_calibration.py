"""Reliability and temperature."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.metrics import log_loss

from made_results import classified, labelled
from tuner_gui.engine.results.calibration import fit_temperature, reliability
from tuner_gui.engine.results.scored import sigmoid, softmax


def test_a_diagram_worked_out_by_hand() -> None:
    found = reliability(np.asarray([0.95, 0.99, 0.4, 0.35]), np.asarray([True, False, True, True]))
    assert list(found.counts[[5, 14]]) == [2, 2]
    assert found.counts.sum() == 4
    assert found.confidence[14] == pytest.approx(0.97)
    assert found.accuracy[14] == 0.5
    assert np.isnan(found.accuracy[0])
    assert found.ece == pytest.approx((2 * (0.97 - 0.5) + 2 * (1 - 0.375)) / 4)


def test_the_ends_have_bins() -> None:
    found = reliability(np.asarray([0.0, 1.0]), np.asarray([False, True]))
    assert (found.counts[0], found.counts[-1], found.ece) == (1, 1, 0.0)


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_the_temperature_of_classes_undoes_what_was_done_to_the_logits(factor: float) -> None:
    logits, targets = classified(4000, 4)
    found = fit_temperature(logits * factor, targets)
    assert found is not None
    assert found == pytest.approx(factor, rel=0.1)
    best = minimize_scalar(
        lambda t: -log_softmax(logits * factor / t, axis=1)[np.arange(4000), targets].mean(),
        bounds=(0.1, 10),
        method="bounded",
        options={"xatol": 1e-8},
    )
    assert found == pytest.approx(best.x, abs=1e-4)
    before = reliability(softmax(logits * factor).max(1), (logits.argmax(1) == targets)).ece
    after = reliability(softmax(logits * factor / found).max(1), (logits.argmax(1) == targets)).ece
    assert after <= before + 1e-3


def test_the_temperature_of_labels() -> None:
    logits, true = labelled(2000, 5)
    found = fit_temperature(logits * 2.5, true)
    assert found is not None
    assert found == pytest.approx(2.5, rel=0.1)

    def loss(temperature: float) -> float:
        return float(log_loss(true.ravel(), sigmoid(logits * 2.5 / temperature).ravel()))

    assert loss(found) <= min(loss(found * 0.99), loss(found * 1.01))


def test_nothing_is_fitted_where_the_rows_cannot_tell() -> None:
    logits, targets = classified(200, 3)
    assert fit_temperature(logits, logits.argmax(axis=1)) is None  # none is wrong: the surer, the better
    assert fit_temperature(logits[:19], targets[:19]) is None  # few
    assert fit_temperature(np.zeros((50, 3)), targets[:50]) is None  # says nothing at all
    assert fit_temperature(np.full((50, 3), np.nan), targets[:50]) is None
    assert fit_temperature(logits, logits.argmin(axis=1)) is None  # worse than chance


def test_one_wrong_row_among_many_is_enough_and_huge_logits_are_no_obstacle() -> None:
    logits = np.full((100, 2), -400.0)
    logits[:, 0] = 400.0
    targets = np.zeros(100, dtype=np.int64)
    targets[0] = 1
    found = fit_temperature(logits / 100, targets)
    # A share of 99 % right is a difference of log(99) of the logits.
    assert found == pytest.approx(8 / np.log(99), rel=1e-4)
    assert fit_temperature(logits, targets) is None, "that hot it need not be"
