"""Cross-validated ways of training."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.comparing.folds import compare_folds
from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.comparing.trained import Trained

RANDOM = np.random.default_rng(9)
FOLDS = np.arange(200) % 5


def _made(name: str, accuracy: float, seeds: int = 3) -> Trained:
    return Trained(name, (RANDOM.random((seeds, 200)) < accuracy).astype(np.float64))


def test_it_is_wider_than_independent_rows_by_the_ratio_of_the_parts() -> None:
    """As much as 1 + 5 / 4 in variance, where the folds vary no more than rows do."""
    a, b = _made("a", 0.8, seeds=1), _made("b", 0.8, seeds=1)
    wide, narrow = (
        found.pairs[0].ci for found in (compare_folds([a, b], FOLDS, "accuracy"), compare([a, b], "accuracy"))
    )
    assert wide[1] - wide[0] >= 0.99 * np.sqrt(2.25) * (narrow[1] - narrow[0])


def test_folds_that_vary_widen_it_further() -> None:
    b = _made("b", 0.8)
    quiet = compare_folds([_made("a", 0.8), b], FOLDS, "accuracy")
    easy = np.where(FOLDS % 2 == 0, 0.95, 0.45)
    loud = Trained("a", (RANDOM.random((3, 200)) < easy).astype(np.float64))
    found = compare_folds([loud, b], FOLDS, "accuracy")
    assert found.pairs[0].ci[1] - found.pairs[0].ci[0] > 2 * (quiet.pairs[0].ci[1] - quiet.pairs[0].ci[0])


def test_a_large_difference_is_found_and_folds_are_told() -> None:
    found = compare_folds([_made("low", 0.55), _made("high", 0.95)], FOLDS, "accuracy")
    assert found.folds == 5
    assert found.modes[0].mode == "high"
    assert found.pair("high", "low").verdict == "a better"
    low, high = found.mode("high").ci
    assert low < 0.95 < high < 1.0


def test_models_that_agree_on_every_row_are_undecided() -> None:
    a = _made("a", 0.8)
    pair = compare_folds([a, Trained("b", a.contributions)], FOLDS, "accuracy").pairs[0]
    assert pair.p == 1.0
    assert pair.verdict == "undecided"
