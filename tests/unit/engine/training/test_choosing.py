"""Which state of a run is kept."""

from __future__ import annotations

from tuner_gui.engine.facts import Score
from tuner_gui.engine.training.choosing import LEAST_ROWS, is_better


def score(accuracy: float, loss: float = 1.0, n: int = LEAST_ROWS) -> Score:
    return Score(metrics={"accuracy": accuracy}, metric="accuracy", interval=(0.0, 1.0), n=n, loss=loss)


def test_the_first_state_is_the_best_so_far() -> None:
    assert is_better(score(0.1), None)


def test_the_main_metric_decides_and_then_the_loss() -> None:
    assert is_better(score(0.8, loss=2.0), score(0.7, loss=1.0))
    assert not is_better(score(0.7, loss=0.1), score(0.8, loss=1.0))
    assert is_better(score(0.8, loss=0.9), score(0.8, loss=1.0))
    assert not is_better(score(0.8), score(0.8))


def test_a_handful_of_rows_does_not_choose() -> None:
    few = LEAST_ROWS - 1
    assert is_better(score(0.5, loss=2.0, n=few), score(0.9, loss=0.1, n=few))
