from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.gui import plot_math


def test_thinning_keeps_spikes_ends_and_order() -> None:
    x = np.arange(10_000, dtype=float)
    y = np.zeros(10_000)
    y[4321], y[8765] = 9.0, -9.0
    thin_x, thin_y = plot_math.thin_extremes(x, y, 400)
    assert len(thin_x) <= 400
    assert thin_y.max() == 9.0
    assert thin_y.min() == -9.0
    assert (np.diff(thin_x) >= 0).all()


@pytest.mark.parametrize("length", [0, 1, 5, 399, 401, 1_000, 10_000, 12_345])
def test_thinning_keeps_the_last_point(length: int) -> None:
    x = np.arange(length, dtype=float)
    for thin in (plot_math.thin, plot_math.thin_extremes):
        thin_x, thin_y = thin(x, x * 2, 400)
        assert len(thin_x) == len(thin_y) <= 400
        if length:
            assert thin_x[-1] == length - 1


@pytest.mark.parametrize(("value", "top"), [(0.31, 0.4), (1.0, 1.0), (1.01, 1.5), (7.0, 8.0), (42.0, 50.0)])
def test_nice_ceiling(value: float, top: float) -> None:
    assert plot_math.nice_ceiling(value) == pytest.approx(top)


def test_ranges_move_in_steps() -> None:
    nothing = np.empty(0)
    assert plot_math.percent_range(nothing, nothing) == (0.0, 100.0)
    assert plot_math.percent_range(np.array([52.0, 88.0]), np.array([61.0])) == (40.0, 100.0)
    assert plot_math.percent_range(np.array([1.0, 2.0]), nothing) == (0.0, 10.0)
    low, high = plot_math.loss_range(np.array([1.1, 0.4]), np.array([0.9]))
    assert low == 0.0
    assert high == pytest.approx(1.5)


def test_ranges_survive_numbers_that_are_none() -> None:
    broken = np.array([np.nan, np.nan])
    assert plot_math.percent_range(broken, broken) == (0.0, 100.0)
    assert plot_math.loss_range(broken, broken) == (0.0, 1.0)
    assert plot_math.correlation_range(broken, broken) == (0.0, 1.0)


def test_the_axis_of_a_correlation_may_reach_below_zero() -> None:
    low, high = plot_math.correlation_range(np.array([-0.21, 0.55]), np.array([0.61]))
    assert (low, high) == pytest.approx((-0.3, 0.7))
    assert plot_math.correlation_range(np.array([0.95]), np.array([0.99])) == pytest.approx((0.7, 1.0))
