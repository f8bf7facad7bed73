"""Curves of score against labelled rows: fitted to what is known to be a power law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tuner_gui.engine.comparing.data_curve import DataCurve, data_curve
from tuner_gui.engine.comparing.power_law import PowerLaws, crossings, fit
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.errors import DataError

SIZES = np.asarray([100.0, 200.0, 500.0, 1000.0, 2000.0])
FLAT = np.full(5, 0.01)


def _law(a: float, b: float, c: float) -> PowerLaws:
    return PowerLaws(np.asarray([a]), np.asarray([b]), np.asarray([c]))


def _curve(
    a: float, b: float, c: float, *, name: str = "full", rows: int = 2000, seeds: int = 3, seed: int = 1
) -> DataCurve:
    """Of models that have rows right by chance; the rows are as hard for all of them."""
    random = np.random.default_rng(seed)
    hard = random.random(rows)
    points = []
    for size in SIZES:
        score = a - b * size**-c
        right = np.where(random.random((seeds, rows)) < 0.5, hard, random.random((seeds, rows))) < score
        points.append((int(size), Trained(name, right.astype(np.float64))))
    return data_curve(points)


@pytest.mark.parametrize(("a", "b", "c"), [(0.9, 2.0, 0.5), (0.95, 0.8, 0.2), (0.7, 5.0, 1.0)])
def test_a_curve_without_noise_is_found(a: float, b: float, c: float) -> None:
    found = fit(SIZES, _law(a, b, c).at(SIZES), FLAT)
    assert found.at(SIZES) == pytest.approx(_law(a, b, c).at(SIZES), abs=1e-3)
    assert found.at(8000.0) == pytest.approx(_law(a, b, c).at(8000.0), abs=5e-3)
    assert found.steepness == pytest.approx([c], rel=0.1)


def test_no_other_search_finds_a_better_fit() -> None:
    random = np.random.default_rng(4)
    errors = random.uniform(0.005, 0.03, 5)
    for _ in range(5):
        scores = _law(0.97, 1.0, 0.3).at(SIZES) + random.normal(0, errors)

        def loss(p: np.ndarray, scores: np.ndarray = scores) -> float:
            return float((((scores - p[0] + p[1] * SIZES ** -p[2]) / errors) ** 2).sum())

        found = fit(SIZES, scores, errors)
        mine = loss(np.asarray([found.limit[0], found.gap[0], found.steepness[0]]))
        bounds = [(None, 1.0), (0.0, None), (0.05, 2.0)]
        others = [minimize(loss, (0.9, 1.0, c), bounds=bounds).fun for c in (0.1, 0.3, 0.8, 1.5)]
        assert mine <= min(others) * 1.02 + 0.02


def test_bounds_hold_whatever_the_points() -> None:
    falling = fit(SIZES, np.asarray([[0.9, 0.85, 0.8, 0.75, 0.7]]), FLAT)
    assert falling.gap[0] == 0.0
    assert falling.limit[0] == pytest.approx(0.8)
    steep = fit(SIZES, np.asarray([[0.1, 0.3, 0.6, 0.85, 0.99]]), FLAT)
    assert steep.limit[0] <= 1.0


def test_the_gain_of_more_labels_is_foretold_with_its_interval() -> None:
    law = _law(0.95, 1.5, 0.4)
    curve = _curve(0.95, 1.5, 0.4)
    true = float((law.at(2500.0) - law.at(2000.0))[0])
    found = curve.gain(500)
    assert found.ci[0] <= true <= found.ci[1]
    assert found.value == pytest.approx(true, abs=0.01)
    low, high = curve.at(4000).ci
    assert low <= law.at(4000.0)[0] <= high


def test_it_refuses_to_be_asked_too_far() -> None:
    curve = _curve(0.95, 1.5, 0.4, rows=200)
    assert curve.at(8000).value > 0
    with pytest.raises(DataError, match="8,001"):
        curve.at(8001)
    with pytest.raises(DataError) as problem:
        curve.gain(1_000_000)
    assert "100 to 8,000 rows" in problem.value.hint
    with pytest.raises(DataError):
        curve.at(10)


def test_where_one_mode_overtakes_another() -> None:
    """0.95 - 8 / sqrt(n) passes 0.75 at n = (8 / 0.2)² = 1,600."""
    assert crossings(_law(0.75, 0.0, 1.0), _law(0.95, 8.0, 0.5), 100, 8000)[0] == pytest.approx(
        1600, rel=0.02
    )
    late = _curve(0.95, 8.0, 0.5, name="scratch")
    early = _curve(0.75, 0.0, 1.0, name="head", seed=2)
    found = late.overtakes(early)
    assert found is not None
    assert found.leader == "scratch"
    assert found.rows == pytest.approx(1600, rel=0.25)
    assert found.ci[0] <= found.rows <= found.ci[1]
    assert found.sure > 0.9
    other = early.overtakes(late)
    assert other is not None
    assert (other.leader, other.rows) == (found.leader, found.rows)


def test_curves_that_never_cross() -> None:
    assert _curve(0.95, 1.0, 0.5).overtakes(_curve(0.7, 1.0, 0.5, name="head", seed=2)) is None


def test_two_points_are_no_curve() -> None:
    one = Trained("full", np.ones((1, 10)))
    with pytest.raises(DataError, match="three numbers"):
        data_curve([(10, one), (20, one), (20, one)])


def test_one_seed_and_models_without_a_mistake_make_a_curve_too() -> None:
    perfect = Trained("full", np.ones((1, 50)))
    found = data_curve([(size, perfect) for size in (10, 20, 40)])
    assert found.at(100).value == pytest.approx(1.0)
