"""Losses and batch metrics against numbers worked out by hand, and sums that may be split anyhow."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from tuner_gui.engine.config import Task
from tuner_gui.engine.training.class_weights import MOST, balanced, describe
from tuner_gui.engine.training.objective import Objective, make_objective
from tuner_gui.engine.training.scaling import Scale, last_linear
from tuner_gui.errors import ModelError


def batch_metric(objective: Objective, logits: torch.Tensor, targets: np.ndarray) -> float:
    return objective.metric(objective.tally(logits, objective.learnable(targets)).tolist())


def example(task: Task, rows: int = 40) -> tuple[Objective, torch.Tensor, np.ndarray]:
    random = np.random.default_rng(3)
    every: dict[Task, np.ndarray] = {
        "single_label": random.integers(0, 3, rows),
        "multi_label": random.integers(0, 2, (rows, 3)).astype(np.float32),
        "regression": random.normal(1e6, 5.0, rows),
    }
    targets = every[task]
    objective = make_objective(task, targets)
    logits = random.normal(size=(rows, 1 if task == "regression" else 3)).astype(np.float32)
    if task == "regression":
        logits = (logits + targets[:, None] / targets.std()).astype(np.float32)
    return objective, torch.from_numpy(logits), targets


@pytest.mark.parametrize("task", ["single_label", "multi_label", "regression"])
def test_parts_of_a_batch_add_up_and_agree_with_the_score(task: Task) -> None:
    objective, logits, targets = example(task)
    learnable = objective.learnable(targets)
    whole = objective.tally(logits, learnable)
    parts = objective.tally(logits[:13], learnable[:13]) + objective.tally(logits[13:], learnable[13:])
    assert objective.metric(parts.tolist()) == pytest.approx(objective.metric(whole.tolist()), abs=1e-6)
    score = objective.score(objective.in_units(logits.numpy()), targets)
    # Numbers around a million that vary by five: float32 leaves them three digits of difference.
    assert objective.metric(whole.tolist()) == pytest.approx(score.value, abs=1e-2)
    loss = float(objective.loss(logits, learnable)) / len(targets)
    assert score.loss == pytest.approx(loss, rel=1e-2)


def test_weights_make_rare_classes_count() -> None:
    targets = np.asarray([0] * 9 + [1])
    weights = balanced("single_label", targets, 2)
    assert weights == pytest.approx(np.asarray([10 / 18, 5.0]))
    plain, weighted = (
        make_objective("single_label", targets),
        make_objective("single_label", targets, weights=weights),
    )
    logits, rare = torch.tensor([[0.0, 0.0]]), torch.tensor([1])
    assert float(plain.loss(logits, rare)) == pytest.approx(math.log(2))
    assert float(weighted.loss(logits, rare)) == pytest.approx(5 * math.log(2))
    assert describe(weights, ("ham", "spam")) == (
        "Classes are weighted so that rare ones count as much as frequent ones: “spam” 5, “ham” 0.56."
    )


def test_weights_of_labels_are_capped() -> None:
    targets = np.zeros((1000, 3), dtype=np.float32)
    targets[:100, 0] = targets[0, 1] = 1
    weights = balanced("multi_label", targets, 3)
    assert weights == pytest.approx(np.asarray([9.0, MOST, MOST]))
    objective = make_objective("multi_label", targets, weights=weights)
    loss = objective.loss(torch.zeros(1, 3), torch.tensor([[1.0, 0.0, 0.0]]))
    assert float(loss) == pytest.approx((9 + 1 + 1) * math.log(2))


def test_numbers_have_no_classes_to_weigh() -> None:
    weights = balanced("regression", np.asarray([1.0, 2.0]), 1)
    assert weights is None
    assert "left out" in describe(weights, ("price",))


def test_nothing_but_a_constant_says_nothing() -> None:
    objective = make_objective("regression", np.asarray([1.0, 2.0, 3.0, 4.0]))
    assert batch_metric(objective, torch.full((4, 1), 2.5), np.asarray([1.0, 2.0, 3.0, 4.0])) == 0.0
    multi = make_objective("multi_label", np.zeros((2, 2), dtype=np.float32))
    assert batch_metric(multi, torch.full((2, 2), -5.0), np.zeros((2, 2), dtype=np.float32)) == 0.0


def test_labels_that_are_all_the_same_have_a_scale() -> None:
    assert Scale.of(np.full(5, 7.0)) == Scale(7.0, 1.0)


def test_an_architecture_without_a_last_linear_layer_is_named(tiny_model: Path) -> None:
    from training_bench import load

    with pytest.raises(ModelError, match="cannot learn numbers"):
        last_linear(load(tiny_model, "single_label"))


def test_labels_are_smoothed_for_training_and_not_for_scores() -> None:
    logits, targets = torch.tensor([[2.0, 0.0], [0.0, 1.0]]), np.asarray([0, 1])
    plain, smooth = (make_objective("single_label", targets, smoothing=share) for share in (0.0, 0.2))
    logs = logits.log_softmax(-1)
    expected = -(0.9 * (logs[0, 0] + logs[1, 1]) + 0.1 * (logs[0, 1] + logs[1, 0]))
    assert smooth.loss(logits, smooth.learnable(targets)).item() == pytest.approx(expected.item())
    assert smooth.score(logits.numpy(), targets) == plain.score(logits.numpy(), targets)


def test_other_tasks_do_without_smoothing() -> None:
    for task in ("multi_label", "regression"):
        _, logits, targets = example(task)
        plain, smooth = (make_objective(task, targets, smoothing=share) for share in (0.0, 0.2))
        given = plain.learnable(targets)
        assert torch.equal(plain.loss(logits, given), smooth.loss(logits, given))
