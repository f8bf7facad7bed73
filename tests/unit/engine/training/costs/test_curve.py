from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.engine.training.costs.batches import planned, scored
from tuner_gui.engine.training.costs.curve import Curve, fit

PLACES = [(1, 30), (16, 10), (16, 30), (8, 60)]


def points(curve: Curve) -> list[tuple[int, int, float]]:
    return [(rows, length, float(curve.of(rows, length))) for rows, length in PLACES]


@pytest.mark.parametrize("true", [Curve(0.05, 1e-3, 0.0), Curve(0.0, 1e-3, 2e-6), Curve(0.2, 5e-4, 1e-5)])
def test_what_was_measured_is_found_again_also_beyond_it(true: Curve) -> None:
    found = fit(points(true))
    assert found.of(16, 120) == pytest.approx(true.of(16, 120), rel=1e-3)
    assert found.of(32, 20) == pytest.approx(true.of(32, 20), rel=1e-3)


def test_noise_makes_no_part_negative() -> None:
    chance = np.random.default_rng(0)
    for _ in range(50):
        noisy = [
            (rows, length, cost * chance.uniform(0.7, 1.5))
            for rows, length, cost in points(Curve(0.05, 1e-3, 0.0))
        ]
        found = fit(noisy)
        assert min(found.fixed, found.per_token, found.per_pair) >= 0.0
        assert found.of(16, 30) == pytest.approx(0.53, rel=0.6)


def test_texts_of_one_length_are_enough() -> None:
    assert fit([(1, 20, 0.1), (16, 20, 0.8)]).of(8, 20) == pytest.approx(0.42, rel=0.05)


def test_a_pass_has_all_rows_and_little_padding() -> None:
    lengths = np.asarray([5, 10, 20, 40] * 16)
    batches = planned(lengths, 1000, 16)
    assert batches.rows.sum() * batches.times == 1000
    padded = batches.cost(Curve(0.0, 1.0, 0.0))
    real = 1000 * lengths.mean()
    assert real <= padded < 1.2 * real
    assert padded < 0.6 * 1000 * 40  # rows of like length are together


def test_many_rows_cost_in_proportion() -> None:
    lengths = np.asarray([5, 10, 20, 40] * 16)
    curve = Curve(0.01, 1e-4, 0.0)
    few, many = planned(lengths, 4_000, 16).cost(curve), planned(lengths, 400_000, 16).cost(curve)
    assert many == pytest.approx(100 * few, rel=0.05)
    assert scored(lengths, 400_000, 2_048).cost(curve) == pytest.approx(
        100 * scored(lengths, 4_000, 2_048).cost(curve), rel=0.05
    )


def test_nothing_to_score_costs_nothing() -> None:
    assert scored(np.asarray([5]), 0, 2_048).cost(Curve(1.0, 1.0, 1.0)) == 0.0
