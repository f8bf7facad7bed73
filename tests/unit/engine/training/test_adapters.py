"""LoRA: adapters beside the attention's projections, and a stock model afterwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from safetensors.torch import load_file

from tiny_models import HIDDEN, Architecture, make_tiny_model
from training_bench import SETTINGS, TEXTS, Bench, load, rows_of
from tuner_gui.engine.evaluation.inference import logits_of
from tuner_gui.engine.training.adapters import adapted, add_adapters, merge_adapters
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.layers import layer_groups
from tuner_gui.engine.training.optimizer import rate_groups
from tuner_gui.engine.training.reporting import SuspendedError

EVERYTHING = np.arange(len(TEXTS))


@pytest.mark.parametrize(
    ("architecture", "ends"),
    [
        ("bert", {"query", "value"}),
        ("deberta", {"in_proj"}),
        ("gpt2", {"c_attn"}),
        ("qwen3", {"q_proj", "v_proj"}),
        ("distilbert", {"q_lin", "k_lin", "v_lin", "out_lin"}),  # peft does not know this one
        ("modernbert", {"Wqkv", "Wo"}),  # nor this
    ],
)
def test_what_gets_an_adapter(architecture: Architecture, ends: set[str], tmp_path: Path) -> None:
    model = load(make_tiny_model(tmp_path, architecture))
    names = adapted(model)
    assert {name.rpartition(".")[2] for name in names} == ends
    assert all("attn" in name or "attention" in name for name in names)
    assert len(names) == 2 * len(ends)  # in both blocks


@pytest.mark.parametrize("architecture", ["bert", "gpt2"])
def test_merging_changes_no_answer(architecture: Architecture, tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / architecture, architecture)
    model, rows, accelerator = load(folder), rows_of(folder, tmp_path), Accelerator(cpu=True)
    stock = set(model.state_dict())
    untrained = logits_of(model, rows, EVERYTHING, accelerator)
    add_adapters(model, rank=4, seed=0)
    assert np.array_equal(logits_of(model, rows, EVERYTHING, accelerator), untrained)
    Bench(model, rows, tmp_path, recipe=RECIPES["lora"]).trainer.train()
    before = logits_of(model, rows, EVERYTHING, accelerator)
    merge_adapters(model)
    assert set(model.state_dict()) == stock
    assert logits_of(model, rows, EVERYTHING, accelerator) == pytest.approx(before, abs=1e-5)
    assert np.abs(before - untrained).max() > 1e-3


def test_adapters_learn_at_the_rate_of_their_block(tiny_model: Path) -> None:
    model = load(tiny_model)
    add_adapters(model, rank=4, seed=0)
    settings = SETTINGS
    groups = {group.name: group for group in rate_groups(model, RECIPES["lora"], settings)}
    assert list(groups) == ["block 1", "block 2", "top", "head"]
    assert sum(p.numel() for p in groups["block 1"].parameters) == 2 * 2 * 4 * HIDDEN
    assert {group.name for group in layer_groups(model)} == {*groups, "embeddings"}


def test_the_seed_decides_what_adapters_begin_with(tiny_model: Path) -> None:
    models = []
    for seed in (0, 0, 1):
        torch.manual_seed(5)
        models.append(load(tiny_model))
        add_adapters(models[-1], rank=2, seed=seed)
    same, again, other = (
        {name: p for name, p in model.named_parameters() if "lora_A" in name} for model in models
    )
    assert all(torch.equal(same[name], again[name]) for name in same)
    assert not any(torch.equal(same[name], other[name]) for name in same)


def test_a_checkpoint_holds_what_moves_and_goes_on_exactly(tiny_model: Path, tmp_path: Path) -> None:
    rows = rows_of(tiny_model, tmp_path)

    def bench(name: str, **options: object) -> Bench:
        model = load(tiny_model)
        add_adapters(model, rank=4, seed=0)
        torch.manual_seed(7)
        return Bench(model, rows, tmp_path / name, recipe=RECIPES["lora"], **options)  # type: ignore[arg-type]

    whole, first = bench("whole"), bench("parts", after={7: "suspend"})
    torch.manual_seed(7)
    whole.trainer.train()
    torch.manual_seed(7)
    with pytest.raises(SuspendedError):
        first.trainer.train()
    second = bench("parts")
    checkpoint = newest_checkpoint(first.checkpoints)
    assert checkpoint is not None
    kept = load_file(checkpoint / "trainable.safetensors")
    assert all("lora_" in name or "pooler" in name or "classifier" in name for name in kept)
    second.trainer.resume(checkpoint)
    second.trainer.train()
    for name, parameter in whole.model.state_dict().items():
        assert torch.equal(parameter, second.model.state_dict()[name]), name
