"""The head begins as a logistic regression on what the model says before it is trained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression, Ridge

from tiny_models import Architecture, make_tiny_model
from training_bench import LABELS, OUTPUTS, TARGETS, TEXTS, TRAIN, load, rows_of
from tuner_gui.engine.config import TASKS, Task
from tuner_gui.engine.training.objective import SingleLabel, make_objective
from tuner_gui.engine.training.probing import output_layer, probe_head

EVERYTHING = np.arange(len(TEXTS))


def features_of(model: Any, rows: Any) -> np.ndarray:
    """What the output layer gets, shape [rows, size]."""
    seen: list[torch.Tensor] = []
    hook = output_layer(model).register_forward_pre_hook(lambda module, args: seen.append(args[0]))
    with torch.no_grad():
        model.train(False)(**rows.batch(EVERYTHING))
    hook.remove()
    return seen[0].double().numpy()


@pytest.mark.parametrize("architecture", ["bert", "roberta"])
def test_it_is_what_scikit_learn_finds(architecture: Architecture, tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "base", architecture)
    model, rows = load(folder), rows_of(folder, tmp_path)
    features = features_of(model, rows)
    features /= np.linalg.norm(features[TRAIN], axis=1).mean()
    # Of two classes scikit-learn makes one weight: half the penalty for each of the two is as much.
    regression = LogisticRegression(C=2.0, tol=1e-10, max_iter=10_000).fit(features[TRAIN], LABELS[TRAIN])
    probe_head(model, rows, TRAIN, LABELS, SingleLabel())
    with torch.no_grad():
        logits = model(**rows.batch(EVERYTHING)).logits
    margin = (logits[:, 1] - logits[:, 0]).numpy()
    assert margin == pytest.approx(regression.decision_function(features), abs=2e-3)


@pytest.mark.parametrize("task", TASKS)
def test_every_task_begins_better_than_at_random(task: Task, tiny_model: Path, tmp_path: Path) -> None:
    model, rows, targets = load(tiny_model, task), rows_of(tiny_model, tmp_path), TARGETS[task]
    objective = make_objective(task, targets[TRAIN])
    objective.prepare(model)
    batch, truth = rows.batch(TRAIN), objective.learnable(targets[TRAIN])
    before = {name: parameter.clone() for name, parameter in model.named_parameters()}

    def loss() -> float:
        with torch.no_grad():
            return float(objective.loss(model.train(False)(**batch).logits, truth))

    at_random = loss()
    probe_head(model, rows, TRAIN, targets, objective)
    assert loss() < at_random
    changed = [name for name, old in before.items() if not torch.equal(old, model.get_parameter(name))]
    assert changed == ["classifier.weight", "classifier.bias"]
    assert output_layer(model).out_features == OUTPUTS[task]


def test_numbers_are_those_of_a_ridge_regression(tiny_model: Path, tmp_path: Path) -> None:
    model, rows, targets = (
        load(tiny_model, "regression"),
        rows_of(tiny_model, tmp_path),
        TARGETS["regression"],
    )
    objective = make_objective("regression", targets[TRAIN])
    features = features_of(model, rows)
    features /= np.linalg.norm(features[TRAIN], axis=1).mean()
    wanted = Ridge(alpha=0.5).fit(features[TRAIN], objective.learnable(targets[TRAIN]).numpy())
    probe_head(model, rows, TRAIN, targets, objective)
    with torch.no_grad():
        found = model(**rows.batch(EVERYTHING)).logits[:, 0]
    assert found.numpy() == pytest.approx(wanted.predict(features), rel=1e-3)


def test_a_classifier_that_is_given_nothing_stays_finite(tiny_model: Path, tmp_path: Path) -> None:
    """A pooler of zeros hands on zeros."""
    model, rows = load(tiny_model), rows_of(tiny_model, tmp_path)
    for parameter in model.get_submodule("bert.pooler").parameters():
        torch.nn.init.zeros_(parameter)
    probe_head(model, rows, TRAIN, LABELS, SingleLabel())
    assert all(parameter.isfinite().all() for parameter in model.parameters())
