"""Bootstraps against the variances that they are known to have."""

from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.comparing.records import turned
from tuner_gui.engine.comparing.resampling import (
    percentiles,
    rows_and_seeds_drawn,
    rows_drawn,
    with_bootstrap,
)
from tuner_gui.engine.comparing.trained import Trained

RANDOM = np.random.default_rng(12)
X = RANDOM.random((4, 80))


def test_rows_drawn_again_vary_as_the_mean_does() -> None:
    drawn = rows_drawn(X, RANDOM, 4000)
    assert drawn.mean() == pytest.approx(X.mean(), abs=0.003)
    assert drawn.std() == pytest.approx(X.mean(axis=0).std() / np.sqrt(80), rel=0.06)
    assert rows_drawn(X[0] - X[1], RANDOM, 4000).mean() == pytest.approx((X[0] - X[1]).mean(), abs=0.02)


def test_seeds_drawn_again_add_what_seeds_vary_by() -> None:
    """With rows alike only seeds vary, by the variance of four numbers drawn from themselves."""
    scores = np.asarray([0.5, 0.6, 0.7, 0.9])
    drawn = rows_and_seeds_drawn(np.tile(scores[:, None], 80), RANDOM, 4000)
    assert drawn.std() == pytest.approx(scores.std() / 2, rel=0.06)


def test_percentiles_hold_95_of_100() -> None:
    low, high = percentiles(np.arange(1001.0))
    assert (low, high) == (25.0, 975.0)


def test_a_paired_bootstrap_draws_the_same_rows_for_both() -> None:
    """Ways that differ by the same on every row differ by that, whichever rows are drawn."""
    rows = RANDOM.random(200)
    one, other = Trained("one", rows[None] + 0.1), Trained("other", rows[None])
    (pair,) = with_bootstrap(compare([one, other], "accuracy"), [one, other]).pairs
    assert pair.ci_bootstrap == pytest.approx((0.1, 0.1))


def test_a_paired_bootstrap_is_near_the_interval_where_seeds_are_many() -> None:
    right = np.random.default_rng(3).random((2, 12, 400)) < np.asarray([0.8, 0.7])[:, None, None]
    one, other = Trained("one", right[0].astype(float)), Trained("other", right[1].astype(float))
    (pair,) = with_bootstrap(compare([one, other], "accuracy"), [one, other]).pairs
    low, high = pair.ci_bootstrap or (0.0, 0.0)
    assert (low, high) == pytest.approx(pair.ci, abs=0.01)
    assert turned(pair).ci_bootstrap == (-high, -low)
