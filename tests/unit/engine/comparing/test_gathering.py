"""From runs to what is compared."""

from __future__ import annotations

import numpy as np
import pytest

from made_results import made
from tuner_gui.engine.comparing.gathering import gather, gather_folds
from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.results.scored import VALIDATION, Scored
from tuner_gui.errors import RunError

RANDOM = np.random.default_rng(6)
TARGETS = RANDOM.integers(0, 2, 60)
IS_TEST = np.arange(60) % 3 == 0


def _run(right: float, targets: np.ndarray = TARGETS, test: np.ndarray = IS_TEST) -> Scored:
    """A model that says the truth with this chance."""
    said = np.where(RANDOM.random(60) < right, targets, 1 - targets)
    return made("single_label", np.eye(2)[said] * 4.0, targets, test=test)


def test_one_row_per_seed_on_the_part_asked_for() -> None:
    runs = [_run(1.0), _run(0.0), _run(0.5)]
    tested = gather("full", runs, "accuracy")
    assert tested.contributions.shape == (3, 20)
    assert list(tested.scores[:2]) == [1.0, 0.0]
    assert gather("full", runs, "accuracy", part=VALIDATION).rows == 40
    assert compare([tested, gather("head", [_run(0.5)] * 2, "accuracy")], "accuracy").pairs[0].a == "full"


def test_other_rows_are_refused() -> None:
    with pytest.raises(RunError, match="same rows"):
        gather("full", [_run(1.0), _run(1.0, test=~IS_TEST)], "accuracy")
    corrected = TARGETS.copy()
    corrected[0] = 1 - corrected[0]
    with pytest.raises(RunError, match="same rows"):
        gather("full", [_run(1.0), _run(1.0, corrected)], "accuracy")


def test_folds_come_together_in_the_order_of_the_table() -> None:
    parts = [np.arange(60) % 3 == fold for fold in range(3)]
    seeds = [[_run(1.0, test=part) for part in parts[:2]] + [_run(0.0, test=parts[2])] for _ in range(2)]
    trained, folds = gather_folds("full", seeds, "accuracy")
    assert list(folds) == list(np.arange(60) % 3)
    assert np.array_equal(trained.by_row, (np.arange(60) % 3 < 2).astype(float))
    other = [_run(1.0, test=part) for part in (parts[1], parts[0], parts[2])]
    with pytest.raises(RunError, match="same rows"):
        gather_folds("full", [seeds[0], other], "accuracy")
