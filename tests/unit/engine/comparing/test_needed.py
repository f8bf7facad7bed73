"""How many rows or seeds would decide: checked by making as many."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tuner_gui.engine.comparing.difference import Difference, SeedSpread
from tuner_gui.engine.comparing.needed import power_of, rows_and_seeds

QUIET = SeedSpread(seeds=1, variance=0.0, rest=0.0, degrees=math.inf)


def _loud(deviation: float) -> SeedSpread:
    return SeedSpread(seeds=3, variance=deviation**2, rest=0.1, degrees=3.0)


def test_rows_are_those_of_the_textbook() -> None:
    """(1.96 + 0.84)² × variance / difference² of one pair (Lachin 1981, Controlled Clinical Trials 2)."""
    difference = Difference(mean=0.02, rows=500, row_variance=0.15, a=QUIET, b=QUIET)
    found = rows_and_seeds(difference, region=0.001, pairs=1)
    assert found is not None
    assert found.seeds == 1
    assert found.rows == pytest.approx((1.96 + 0.84) ** 2 * 0.15 / 0.02**2, rel=0.04)


def test_that_many_rows_do_decide_four_times_in_five() -> None:
    random = np.random.default_rng(2)
    difference = Difference(mean=0.05, rows=200, row_variance=0.2, a=QUIET, b=QUIET)
    needed = rows_and_seeds(difference, region=0.01, pairs=1)
    assert needed is not None
    drawn = random.normal(0.05, math.sqrt(0.2), (800, needed.rows))
    z = drawn.mean(axis=1) / (drawn.std(axis=1) / math.sqrt(needed.rows))
    assert (z > 1.96).mean() == pytest.approx(0.8, abs=0.05)


def test_more_pairs_need_more_rows() -> None:
    difference = Difference(mean=0.03, rows=300, row_variance=0.15, a=QUIET, b=QUIET)
    one, ten = (rows_and_seeds(difference, region=0.01, pairs=pairs) for pairs in (1, 10))
    assert one is not None
    assert ten is not None
    assert ten.rows > 1.4 * one.rows


def test_where_seeds_are_the_limit_seeds_are_asked_for() -> None:
    difference = Difference(mean=0.03, rows=1000, row_variance=0.15, a=_loud(0.02), b=_loud(0.02))
    assert power_of(difference, rows=1_000_000, seeds=None, pairs=10) < 0.8
    found = rows_and_seeds(difference, region=0.01, pairs=10)
    assert found is not None
    assert found.seeds > 3
    assert power_of(difference, rows=found.rows, seeds=found.seeds, pairs=10) >= 0.8


def test_no_difference_needs_rows_to_show_that_there_is_none() -> None:
    difference = Difference(mean=0.0, rows=500, row_variance=0.1, a=QUIET, b=QUIET)
    found = rows_and_seeds(difference, region=0.01, pairs=1)
    assert found is not None
    # Both ends of the interval within one point: (1.96 + 1.28)² × variance / 0.01².
    assert found.rows == pytest.approx((1.96 + 1.2816) ** 2 * 0.1 / 0.01**2, rel=0.05)


def test_a_difference_as_large_as_the_region_may_never_be_decided() -> None:
    loud = _loud(0.05)
    difference = Difference(mean=0.001, rows=50, row_variance=0.3, a=loud, b=loud)
    assert rows_and_seeds(difference, region=0.0011, pairs=10) is None
