"""One more block, by which a stock classifier reads the mean of all states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from torch.nn import functional
from transformers import AutoModelForSequenceClassification

from jobs_by_hand import SHORT, config, train
from tables import films
from tiny_models import ARCHITECTURES, HIDDEN, LAYERS, Architecture, make_tiny_model
from training_bench import load, rows_of
from tuner_gui.engine.events import Logged, RunFinished, RunStarted
from tuner_gui.engine.training.pooling import can_pool, pool_mean
from tuner_gui.errors import ModelError

FAMILY: tuple[Architecture, ...] = ("bert", "roberta", "xlm-roberta")


@pytest.fixture(params=FAMILY)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return make_tiny_model(tmp_path / "base", request.param)


def first_states(model: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    with torch.no_grad():
        states: torch.Tensor = model.base_model(**batch).last_hidden_state
    return states[:, 0]


def test_the_first_state_is_the_mean_of_those_below(folder: Path, tmp_path: Path) -> None:
    model, rows = load(folder).train(False), rows_of(folder, tmp_path)
    batch = rows.batch(torch.arange(0, 48, 7).numpy())  # of several lengths
    mask = batch["attention_mask"].unsqueeze(-1)
    assert 0 < mask.sum() < mask.numel()
    with torch.no_grad():
        states = model.base_model(**batch).last_hidden_state
    mean = functional.layer_norm((states * mask).sum(1) / mask.sum(1), (HIDDEN,))
    pool_mean(model)
    model.train(False)
    # The state that the block would hand on has a twentieth of the say.
    assert functional.cosine_similarity(first_states(model, batch), mean).min() > 0.99
    # And by twenty times that say, the mean alone is left: nothing else is added.
    dense = model.base_model.encoder.layer[-1].attention.output.dense
    torch.nn.init.eye_(dense.weight).mul_(1e6)
    assert first_states(model, batch).numpy() == pytest.approx(mean.numpy(), abs=1e-3)


def test_stock_transformers_loads_it(folder: Path, tmp_path: Path) -> None:
    model, rows = load(folder).train(False), rows_of(folder, tmp_path)
    batch = rows.batch(torch.arange(8).numpy())
    pool_mean(model)
    model.save_pretrained(tmp_path / "saved")
    again = AutoModelForSequenceClassification.from_pretrained(tmp_path / "saved")
    assert not again.training
    assert again.config.num_hidden_layers == LAYERS + 1
    with torch.no_grad():
        said, expected = again(**batch).logits, model(**batch).logits
    assert said.numpy() == pytest.approx(expected.numpy(), abs=1e-6)


@pytest.mark.parametrize("architecture", sorted(set(ARCHITECTURES) - set(FAMILY)))
def test_others_read_what_they_read(architecture: Architecture, tmp_path: Path) -> None:
    model = load(make_tiny_model(tmp_path / "base", architecture))
    assert not can_pool(model.config)
    with pytest.raises(ModelError, match=model.config.model_type) as told:
        pool_mean(model)
    assert "own" in told.value.hint


def test_the_block_does_not_learn_and_all_else_does(tiny_model: Path, tmp_path: Path) -> None:
    """Few rows: nobody asked for it."""
    events = train(config(films(tmp_path), tiny_model, hyperparameters=SHORT), tmp_path / "run")
    assert isinstance(events[-1], RunFinished), events[-1]
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    assert started.hyperparameters.pooling == "mean"
    assert any(isinstance(event, Logged) and "mean of all tokens" in event.message for event in events)
    assert [rate.group for rate in started.learning_rates] == [
        "embeddings", "block 1", "block 2", "top", "head",
    ]  # fmt: skip
    fresh = load(tiny_model)
    before = {name: parameter.clone() for name, parameter in fresh.named_parameters()}
    pool_mean(fresh)
    block = fresh.get_submodule(f"bert.encoder.layer.{LAYERS}").state_dict()
    model: Any = AutoModelForSequenceClassification.from_pretrained(tmp_path / "run" / "model")
    after = model.bert.encoder.layer[LAYERS].state_dict()
    assert all(torch.equal(after[name], value) for name, value in block.items() if "intermediate" not in name)
    trained = dict(model.named_parameters())
    assert not any(torch.equal(trained[name], value) for name, value in before.items() if value.ndim > 1)


def test_the_head_begins_as_a_logistic_regression(tiny_model: Path, tmp_path: Path) -> None:
    still = msgspec.structs.replace(SHORT, epochs=1, learning_rate=1e-9)
    end = train(config(films(tmp_path), tiny_model, hyperparameters=still), tmp_path / "run")[-1]
    assert isinstance(end, RunFinished), end
    trained: Any = AutoModelForSequenceClassification.from_pretrained(tmp_path / "run" / "model")
    weight = trained.classifier.weight.detach().numpy()
    # Where large weights cost, those of all classes add up to nothing; those of a head that is drawn do not.
    assert weight.sum(axis=0) == pytest.approx(0, abs=1e-5)
    assert np.abs(weight).max() > 1e-3


def test_an_average_drops_nothing(folder: Path) -> None:
    model: Any = load(folder)
    pool_mean(model)
    block = model.base_model.encoder.layer[-1].train()
    states = torch.randn(2, 5, HIDDEN)
    assert torch.equal(block(states), block(states))
