"""Layers that stand in while a model trains: the same results, and the stock model afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from transformers.pytorch_utils import Conv1D

from tiny_models import Architecture, make_tiny_model
from training_bench import load
from tuner_gui.engine import onednn
from tuner_gui.engine.training.kernels import attention, embedding
from tuner_gui.engine.training.kernels.dropout import cheap_dropout
from tuner_gui.engine.training.kernels.embedding import kept_gradients
from tuner_gui.engine.training.kernels.linear import fast_linears
from tuner_gui.engine.training.kernels.masks import factor, keep_mask, threshold


def linear(wide: int, out: int) -> nn.Module:
    return nn.Linear(wide, out)


def conv1d(wide: int, out: int) -> nn.Module:
    layer: nn.Module = Conv1D(out, wide)  # type: ignore[no-untyped-call]
    return layer


def gradients(layer: nn.Module, inputs: torch.Tensor, outer: torch.Tensor) -> list[torch.Tensor]:
    """Outputs, and gradients of inputs, weight and bias."""
    inputs = inputs.clone().requires_grad_()
    layer.zero_grad()
    outputs = layer(inputs)
    outputs.backward(outer)
    assert inputs.grad is not None
    return [outputs.detach(), inputs.grad, *(parameter.grad.clone() for parameter in layer.parameters())]  # type: ignore[union-attr]


@pytest.mark.parametrize("rows_with_gradient", ["all", "first of each text", "none"])
@pytest.mark.parametrize("make", [linear, conv1d])
def test_linear_layers_agree(make: Callable[[int, int], nn.Module], rows_with_gradient: str) -> None:
    assert onednn.possible()
    torch.manual_seed(0)
    layer = make(96, 80)
    inputs, outer = torch.randn(5, 40, 96), torch.randn(5, 40, 80)
    if rows_with_gradient != "all":
        outer[:, 1 if rows_with_gradient == "first of each text" else 0 :] = 0
    expected = gradients(layer, inputs, outer)
    with fast_linears(layer):
        assert type(layer) is not type(make(1, 1))
        found = gradients(layer, inputs, outer)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)
    assert type(layer) is type(make(1, 1))


def test_small_layers_and_layers_of_their_own_kind_stay() -> None:
    class Special(nn.Linear):
        """Such as a quantized one."""

    model = nn.Sequential(nn.Linear(8, 2), Special(96, 80))
    with fast_linears(model):
        assert [type(layer) for layer in model] == [nn.Linear, Special]


def test_frozen_weights_get_no_gradient() -> None:
    layer = nn.Linear(96, 80).requires_grad_(False)
    inputs = torch.randn(7, 96, requires_grad=True)
    with fast_linears(layer):
        layer(inputs).sum().backward()
    assert layer.weight.grad is None and inputs.grad is not None


def test_masks_are_as_likely_as_they_say_and_follow_the_seed() -> None:
    torch.manual_seed(3)
    first = keep_mask(1_000_001, 0.1)
    torch.manual_seed(3)
    again = keep_mask(1_000_001, 0.1)
    assert torch.equal(first, again)
    assert not torch.equal(first, keep_mask(1_000_001, 0.1))
    assert first.shape == (1_000_001,)
    assert set(first.tolist()) == {0, 1}
    assert float(first.float().mean()) == pytest.approx(1 - threshold(0.1) / 256, abs=2e-3)
    assert float(first.float().mean()) * factor(0.1) == pytest.approx(1.0, abs=2e-3)


def test_what_is_dropped_gets_no_gradient() -> None:
    layer = nn.Dropout(0.5)
    inputs = torch.ones(1000, requires_grad=True)
    with cheap_dropout(nn.Sequential(layer)):
        outputs = layer(inputs)
        assert torch.equal(layer.eval()(inputs), inputs)
    outputs.sum().backward()
    assert inputs.grad is not None and torch.equal(inputs.grad, outputs.detach())
    assert set(outputs.tolist()) == {0.0, 2.0}


@pytest.mark.parametrize("clipped", [False, True])
def test_kept_gradients_are_those_of_torch_over_several_steps(
    clipped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_LARGE", 0)
    torch.manual_seed(0)
    layer = nn.Embedding(50, 8, padding_idx=3)
    steps = [torch.randint(0, 50, (4, 9)) for _ in range(6)]
    outer = [torch.randn(4, 9, 8) for _ in steps]

    def learn() -> list[torch.Tensor]:
        """Two parts to a step."""
        found = []
        for number, (words, gradient) in enumerate(zip(steps, outer, strict=True)):
            layer(words).backward(gradient)
            if number % 2:
                if clipped:
                    nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
                assert layer.weight.grad is not None
                found.append(layer.weight.grad.clone())
                layer.zero_grad()
        return found

    expected = learn()
    with kept_gradients(layer):
        assert type(layer) is not nn.Embedding
        found = learn()
    assert type(layer) is nn.Embedding and "kept" not in vars(layer)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other)


def test_shared_embeddings_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_LARGE", 0)
    words, output = nn.Embedding(50, 8), nn.Linear(8, 50, bias=False)
    output.weight = words.weight
    with kept_gradients(nn.Sequential(words, output)):
        assert type(words) is nn.Embedding


class OneKey(nn.Module):
    """Attention whose values are all alike, so that its output tells the share that was kept."""

    is_causal = False


@pytest.mark.parametrize("masked", [False, True])
def test_attention_without_chance_is_that_of_torch(masked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every probability kept, outputs and gradients must be those without dropout."""
    monkeypatch.setattr(attention, "keep_mask", lambda count, p: torch.ones(count, dtype=torch.uint8))
    monkeypatch.setattr(attention, "factor", lambda p: 1.0)
    torch.manual_seed(0)
    query, key, value = (torch.randn(2, 7, 3, 4).transpose(1, 2).requires_grad_() for _ in range(3))
    mask = torch.zeros(2, 1, 1, 7) if masked else None
    if mask is not None:
        mask[1, ..., 5:] = torch.finfo(torch.float32).min
    outer = torch.randn(2, 7, 3, 4)

    def run(dropout: float) -> list[torch.Tensor]:
        outputs, _ = attention.attention(OneKey(), query, key, value, mask, dropout)
        return [outputs.detach(), *torch.autograd.grad(outputs, [query, key, value], outer)]

    for one, other in zip(run(0.1), run(0.0), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_attention_drops_probabilities() -> None:
    torch.manual_seed(0)
    query, key, value = torch.randn(2, 3, 50, 4), torch.randn(2, 3, 50, 4), torch.ones(2, 3, 50, 4)
    outputs, _ = attention.attention(OneKey(), query, key, value, None, 0.5)
    assert float(outputs.std()) > 0.05
    assert float(outputs.mean()) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2", "electra", "deberta-v2"])
def test_a_model_without_dropout_learns_the_same_with_all_of_them(
    architecture: Architecture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onednn, "FEW", 0)
    monkeypatch.setattr(embedding, "_LARGE", 0)
    model: Any = load(make_tiny_model(tmp_path / "model", architecture))
    for layer in model.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0
    model.train()
    inputs = {"input_ids": torch.arange(24).view(2, 12) % 20 + 5, "attention_mask": torch.ones(2, 12).long()}
    inputs["attention_mask"][1, 9:] = 0
    types = {name: type(layer) for name, layer in model.named_modules()}
    names = list(model.state_dict())

    def learn(context: Callable[[], AbstractContextManager[None]]) -> list[torch.Tensor]:
        model.zero_grad()
        with context():
            assert list(model.state_dict()) == names
            logits = model(**inputs).logits
            logits.square().sum().backward()
        return [logits.detach(), *(p.grad.clone() for p in model.parameters() if p.grad is not None)]

    plain = learn(lambda: attention.attending(model, model.config._attn_implementation))
    for context in (
        lambda: fast_linears(model),
        lambda: cheap_dropout(model),
        lambda: kept_gradients(model),
        lambda: attention.attending(model, attention.NAME),
    ):
        for one, other in zip(learn(context), plain, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)
    assert {name: type(layer) for name, layer in model.named_modules()} == types
    assert model.config._attn_implementation != attention.NAME
