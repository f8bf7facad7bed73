"""When and on how many rows a run is validated."""

from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.engine.training.validating import ValidationPlan


def plan(
    validation: int = 120, train: int = 560, steps: int = 35, epochs: int = 3, seed: int = 0
) -> ValidationPlan:
    rows = np.arange(1000, 1000 + validation)
    return ValidationPlan(rows, train_rows=train, steps_per_epoch=steps, epochs=epochs, points=10, seed=seed)


def scored(validations: ValidationPlan, steps: int) -> dict[int, int]:
    """Rows that are scored, by the step after which they are."""
    found = {step: validations.after(step) for step in range(1, steps + 1)}
    return {step: len(rows) for step, rows in found.items() if rows is not None}


def test_an_epoch_ends_with_all_rows_and_has_a_sample_on_the_way() -> None:
    found = scored(plan(), 105)
    assert {step for step, rows in found.items() if rows == 120} == {35, 70, 105}
    assert len(found) >= 10
    assert 10 <= len(set(found)) <= 13


@pytest.mark.parametrize(
    ("train", "epochs"), [(560, 3), (800, 1), (2000, 1), (2000, 3), (70_000, 3), (70_000, 12)]
)
def test_ten_points_cost_a_tenth_of_the_training_at_most(train: int, epochs: int) -> None:
    """Where scoring a row costs a third of learning from it."""
    steps = -(-train // 16)
    found = scored(plan(int(train * 0.214), train, steps, epochs), steps * epochs)
    assert len(found) >= 10
    assert sum(found.values()) / 3 <= 0.1 * train * epochs
    assert max(rows for rows in found.values() if rows < int(train * 0.214)) <= 1000 if epochs < 10 else True


def test_the_sample_is_fixed_and_follows_the_seed() -> None:
    first, again, other = plan().after(9), plan().after(9), plan(seed=1).after(9)
    assert first is not None and again is not None and other is not None
    assert first.tolist() == again.tolist() == sorted(set(first.tolist()))
    assert first.tolist() != other.tolist()
    assert set(first.tolist()) <= set(range(1000, 1120))


def test_few_rows_are_always_all_scored_and_may_choose() -> None:
    validations = plan(validation=12)
    rows = validations.after(9)
    assert rows is not None and validations.is_whole(rows)
    sample = plan().after(9)
    assert sample is not None and not plan().is_whole(sample)


def test_one_step_an_epoch_is_enough() -> None:
    assert scored(plan(steps=1, epochs=3), 3) == {1: 120, 2: 120, 3: 120}
