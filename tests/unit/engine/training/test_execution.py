"""How a machine computes a run: what is tried, what is kept, and that the model is stock afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from torch import nn

from training_bench import SETTINGS, load, rows_of
from tuner_gui.engine.config import Execution
from tuner_gui.engine.training import execution
from tuner_gui.engine.training.execution import choose_execution, executing
from tuner_gui.engine.training.kernels import attention
from tuner_gui.engine.training.tokenizing import TokenizedRows

USUAL = Execution(attention="eager", linear="onednn", dropout="cheap")


@pytest.fixture(scope="module")
def rows(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> TokenizedRows:
    return rows_of(tiny_model, tmp_path_factory.mktemp("tokens"))


@pytest.fixture(autouse=True)
def _unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing had been measured in this process, and as if even a tiny model were worth it."""
    monkeypatch.setattr(execution, "_known", {})
    monkeypatch.setattr(execution, "_SMALL", 0)


def clocked(monkeypatch: pytest.MonkeyPatch, seconds: dict[Execution, float]) -> list[Execution]:
    """Let steps take so long; returns what was tried."""
    tried: list[Execution] = []
    apply = executing

    def noting(model: object, candidate: Execution) -> object:
        tried.append(candidate)
        return apply(model, candidate)  # type: ignore[arg-type]

    monkeypatch.setattr(execution, "executing", noting)
    monkeypatch.setattr(execution, "_seconds", lambda model, batch: seconds.get(tried[-1], 2.0))
    return tried


def test_what_is_clearly_faster_is_chosen_and_not_measured_again(
    tiny_model: Path, rows: TokenizedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Execution(attention="sdpa", linear="onednn", dropout="cheap")
    tried = clocked(monkeypatch, {USUAL: 2.0, plain: 1.0})
    model = load(tiny_model)
    assert choose_execution(model, rows, SETTINGS) == plain
    assert {one.linear for one in tried} == {"onednn", "torch"}
    number = len(tried)
    assert choose_execution(model, rows, SETTINGS) == plain
    assert len(tried) == number


def test_noise_does_not_decide(
    tiny_model: Path, rows: TokenizedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocked(monkeypatch, {USUAL: 2.0, Execution(attention="sdpa", linear="onednn", dropout="cheap"): 1.9})
    assert choose_execution(load(tiny_model), rows, SETTINGS) == USUAL


def test_measuring_leaves_no_trace(tiny_model: Path, rows: TokenizedRows) -> None:
    model = load(tiny_model)
    model.train(False)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    torch.manual_seed(5)
    state = torch.get_rng_state()
    choose_execution(model, rows, SETTINGS)
    assert torch.equal(torch.get_rng_state(), state)
    assert not model.training
    assert all(parameter.grad is None for parameter in model.parameters())
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def test_a_model_computes_in_another_way_only_for_a_while(tiny_model: Path) -> None:
    model = load(tiny_model)
    implementation = model.config._attn_implementation
    with executing(model, USUAL):
        assert model.config._attn_implementation == attention.NAME
        assert not any(type(layer) is nn.Dropout for layer in model.modules())
    assert model.config._attn_implementation == implementation
    assert any(type(layer) is nn.Dropout for layer in model.modules())


def test_saving_memory_changes_nothing_but_memory_and_ends(tiny_model: Path, rows: TokenizedRows) -> None:
    model = load(tiny_model)
    model.train()
    batch = rows.batch(np.arange(4))

    def gradients(**ways: Any) -> list[torch.Tensor]:
        model.zero_grad()
        torch.manual_seed(3)
        with executing(model, msgspec.structs.replace(USUAL, **ways)):
            model(**batch).logits.square().sum().backward()
        return [p.grad.clone() for p in model.parameters() if p.grad is not None]

    for one, other in zip(gradients(checkpointing=True), gradients(), strict=True):
        torch.testing.assert_close(one, other)
    assert not any(getattr(module, "gradient_checkpointing", False) for module in model.modules())


def test_execution_by_torch_changes_nothing(tiny_model: Path) -> None:
    model = load(tiny_model)
    types = [type(layer) for layer in model.modules()]
    with executing(model, Execution()):
        assert [type(layer) for layer in model.modules()] == types
        assert model.config._attn_implementation == "sdpa"
