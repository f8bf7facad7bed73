"""Layer groups, their rates and the schedule."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tiny_models import Architecture, make_tiny_model
from training_bench import load
from tuner_gui.engine.config import Hyperparameters
from tuner_gui.engine.training.defaults import RECIPES, ModeRecipe
from tuner_gui.engine.training.layers import layer_groups
from tuner_gui.engine.training.optimizer import build_optimizer, rate_groups, schedule, set_rates
from tuner_gui.engine.training.pooling import pool_mean


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2"])
def test_every_parameter_lies_in_one_group(architecture: Architecture, tmp_path: Path) -> None:
    model = load(make_tiny_model(tmp_path, architecture))
    groups = layer_groups(model)
    names = [name for group in groups for name in group.parameters]
    assert sorted(names) == sorted(name for name, _ in model.named_parameters())
    assert [group.name for group in groups][:3] == ["embeddings", "block 1", "block 2"]
    assert groups[-1].name == "head"
    assert all(("score" in n) or ("classifier" in n) for n in groups[-1].parameters)
    assert any("emb" in name or "wte" in name for name in groups[0].parameters)


def rates_of(decay: float) -> Hyperparameters:
    return Hyperparameters(learning_rate=0.1, layer_decay=decay)


def test_rates_fall_towards_the_embeddings(tiny_model: Path) -> None:
    recipe = ModeRecipe(head_factor=3.0)
    rates = {group.name: group.rate for group in rate_groups(load(tiny_model), recipe, rates_of(0.5))}
    assert rates == pytest.approx(
        {"embeddings": 0.0125, "block 1": 0.025, "block 2": 0.05, "top": 0.1, "head": 0.3}
    )


def test_a_person_sets_the_rate_of_a_group(tiny_model: Path) -> None:
    asked = Hyperparameters(learning_rate=0.1, layer_decay=0.5, rate_factors={"block 1": 0.0, "head": 7.0})
    rates = {group.name: group.rate for group in rate_groups(load(tiny_model), ModeRecipe(), asked)}
    assert rates == pytest.approx({"embeddings": 0.0125, "block 2": 0.05, "top": 0.1, "head": 0.7})


def test_a_block_that_only_averages_takes_no_depth(tiny_model: Path) -> None:
    model = load(tiny_model)
    pool_mean(model)
    rates = {group.name: group.rate for group in rate_groups(model, ModeRecipe(), rates_of(0.5))}
    assert rates == pytest.approx(
        {"embeddings": 0.0125, "block 1": 0.025, "block 2": 0.05, "top": 0.1, "head": 0.1}
    )


def test_full_has_one_rate(tiny_model: Path) -> None:
    assert {group.rate for group in rate_groups(load(tiny_model), RECIPES["full"], rates_of(1.0))} == {0.1}


def test_vectors_get_no_weight_decay(tiny_model: Path) -> None:
    model = load(tiny_model)
    optimizer = build_optimizer(rate_groups(model, RECIPES["full"], rates_of(1.0)), torch.device("cpu"), 0.01)
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            assert (group["weight_decay"] > 0) == (parameter.ndim > 1)
    assert sum(len(group["params"]) for group in optimizer.param_groups) == len(list(model.parameters()))


def test_the_schedule_warms_up_and_falls_to_zero(tiny_model: Path) -> None:
    shares = [schedule(step, 100, 0.1) for step in range(100)]
    assert max(shares) == 1.0
    assert shares.index(1.0) == 9
    assert shares[0] == pytest.approx(0.1)
    assert shares[9:] == sorted(shares[9:], reverse=True)
    assert shares[-1] == pytest.approx(1 / 90)
    optimizer = build_optimizer(
        rate_groups(load(tiny_model), RECIPES["layerwise"], rates_of(0.8)), torch.device("cpu"), 0.01
    )
    set_rates(optimizer, 0, 100, 0.1)
    assert all(group["lr"] == pytest.approx(0.1 * group["peak"]) for group in optimizer.param_groups)


def test_a_single_step_has_a_rate() -> None:
    assert schedule(0, 1, 0.1) == 1.0
