"""Every mode trains every architecture: what should moves, nothing else does, and what is saved is stock."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from jobs_by_hand import train
from tables import films
from tiny_models import ARCHITECTURES, LAYERS, Architecture, make_tiny_model
from tuner_gui.engine.config import MODES, DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.events import RunFinished, RunStarted
from tuner_gui.engine.models.loading import load_classifier
from tuner_gui.engine.results.scored import read_scored
from tuner_gui.engine.training.adapters import adapted
from tuner_gui.engine.training.layers import layer_groups

SETTINGS = Hyperparameters(epochs=1, batch_size=16, learning_rate=1e-2, lora_rank=4, pooling="own")
_UNUSED = ("pooler", "key_proj.bias", "rel_embeddings", "token_type_embeddings")
"""Where no gradient comes, or none that could move anything: Electra has no pooler to speak of, and so on."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return films(tmp_path_factory.mktemp("table"))


@pytest.fixture(scope="module", params=ARCHITECTURES)
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    architecture: Architecture = request.param
    return make_tiny_model(tmp_path_factory.mktemp("base") / architecture, architecture)


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_moves_what_it_should(mode: Mode, base: Path, table: Path, tmp_path: Path) -> None:
    config = RunConfig(
        dataset=DatasetConfig(path=str(table)), base_model=str(base), mode=mode, hyperparameters=SETTINGS
    )
    events = train(config, tmp_path / "run")
    end = events[-1]
    assert isinstance(end, RunFinished), end
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    first = load_classifier(
        base, label_names=("bad", "good"), seed=config.seed, from_scratch=mode == "scratch"
    )
    trained = load_file(tmp_path / "run" / "model" / "model.safetensors")
    before = {name: parameter.detach() for name, parameter in first.named_parameters()}
    assert trained.keys() == before.keys()  # a stock model, adapters and all merged
    moved = {name for name in before if not torch.equal(before[name], trained[name])}
    groups = {group.name: set(group.parameters) for group in layer_groups(first)}
    may = set(before)
    if mode == "head":
        may = groups[f"block {LAYERS}"] | groups.get("top", set()) | groups["head"]
    if mode == "lora":
        weights = {f"{name}.weight" for name in adapted(first)}
        assert weights <= moved
        may = weights | groups.get("top", set()) | groups["head"]
    assert moved <= may
    assert all(any(word in name for word in _UNUSED) for name in may - moved if before[name].ndim > 1)
    assert started.parameters >= sum(parameter.numel() for parameter in before.values())
    check_stock(tmp_path / "run")


def check_stock(run: Path) -> None:
    """Plain transformers, told nothing, gives the same logits."""
    model = AutoModelForSequenceClassification.from_pretrained(run / "model").eval()
    tokenizer = AutoTokenizer.from_pretrained(run / "model")
    scored = read_scored(run)
    texts = scored.data.column("text").to_pylist()
    logits = np.asarray(scored.data.column("logits").to_pylist())
    with torch.inference_mode():
        found = model(**tokenizer(texts, padding=True, truncation=True, return_tensors="pt")).logits
    assert found.numpy() == pytest.approx(logits, abs=1e-4)
