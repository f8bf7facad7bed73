"""Cached lower blocks give what the whole model gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator

from tiny_models import ARCHITECTURES, HIDDEN, LAYERS, Architecture, make_tiny_model
from training_bench import LABELS, TEXTS, Bench, load, rows_of
from tuner_gui.engine.evaluation.inference import logits_of
from tuner_gui.engine.events import Stepped
from tuner_gui.engine.training import states as states_module
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.frozen import cached, freeze_below, frozen_blocks
from tuner_gui.engine.training.layers import find_blocks, layer_groups
from tuner_gui.engine.training.states import States
from tuner_gui.engine.training.tokenizing import RowSource

EVERYTHING = np.arange(len(TEXTS))


@pytest.mark.parametrize("top_blocks", [0, 1, 2])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_cached_states_give_the_same_logits(
    architecture: Architecture, top_blocks: int, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path / architecture, architecture)
    model, rows = load(folder), rows_of(folder, tmp_path)
    whole = logits_of(model, rows, EVERYTHING, Accelerator(cpu=True))
    freeze_below(model, top_blocks)
    blocks = list(find_blocks(model)[1])
    assert frozen_blocks(model) == blocks[: LAYERS - top_blocks]
    with cached(rows, model, EVERYTHING, tmp_path / "states") as source:
        found = logits_of(model, source, EVERYTHING, Accelerator(cpu=True))
        assert (source is rows) == (top_blocks == LAYERS)
        assert all("forward" in vars(block) for block in frozen_blocks(model))
    assert found == pytest.approx(whole, abs=1e-5)
    assert not any("forward" in vars(module) for module in model.modules())
    assert logits_of(model, rows, EVERYTHING, Accelerator(cpu=True)) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("architecture", ["bert", "roberta", "electra"])
def test_the_first_state_has_the_gradients_of_the_whole_block(
    architecture: Architecture, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path / architecture, architecture)
    model, rows = load(folder), rows_of(folder, tmp_path)
    freeze_below(model, 1)

    def gradients(source: RowSource) -> dict[str, torch.Tensor]:
        model.train(False)
        model.zero_grad()
        model(**source.batch(np.arange(0, 40, 5))).logits.square().sum().backward()
        return {name: p.grad for name, p in model.named_parameters() if p.grad is not None}

    expected = gradients(rows)
    with cached(rows, model, EVERYTHING, tmp_path / "states") as source:
        assert "forward" in vars(find_blocks(model)[1][-1])
        found = gradients(source)
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        assert found[name].numpy() == pytest.approx(gradient.numpy(), rel=1e-3, abs=1e-5), name


def test_a_model_that_would_say_something_else_goes_on_uncached(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, rows = load(tiny_model), rows_of(tiny_model, tmp_path)
    freeze_below(model, 1)
    monkeypatch.setattr(States, "of", lambda self, indices, mask: torch.zeros(*mask.shape, HIDDEN))
    with cached(rows, model, EVERYTHING, tmp_path / "states") as source:
        assert source is rows
        assert not any("forward" in vars(module) for module in model.modules())


def test_what_reaches_the_cached_states_is_frozen(tmp_path: Path) -> None:
    # Relative positions stand above the blocks of a DeBERTa, and every block uses them.
    model = load(make_tiny_model(tmp_path / "model", "deberta-v2"))
    rows = rows_of(tmp_path / "model", tmp_path)
    freeze_below(model, 1)
    shared = model.get_parameter("deberta.encoder.rel_embeddings.weight")
    assert not shared.requires_grad
    shared.requires_grad_(True)  # as if nobody had known
    with cached(rows, model, EVERYTHING, tmp_path / "states") as source:
        assert source is not rows
        assert not shared.requires_grad


def test_many_states_lie_in_a_file(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(tiny_model, tmp_path)
    monkeypatch.setattr(states_module, "_IN_MEMORY", 0)
    kept = States(EVERYTHING, rows.lengths, 3, tmp_path / "states")
    mask = rows.batch(EVERYTHING)["attention_mask"].bool()
    values = torch.rand(*mask.shape, 3)
    kept.keep(EVERYTHING, values, mask)
    some = np.asarray([5, 2, 40])
    mask = rows.batch(some)["attention_mask"].bool()
    found = kept.of(some, mask)
    assert torch.equal(found[mask], values[some, : mask.shape[1]][mask])
    assert (found[~mask] == 0).all()
    assert (tmp_path / "states").stat().st_size == 4 * 3 * (rows.lengths.sum() + 1)


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
