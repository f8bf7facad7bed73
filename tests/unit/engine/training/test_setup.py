"""What a run begins with: which layer groups learn, and what settings of other modes do to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from jobs_by_hand import train
from tables import films
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.events import Failed, RunFinished, RunStarted, RunSuspended
from tuner_gui.engine.models.loading import load_classifier


def run(folder: Path, base: Path, mode: Mode = "layerwise", **settings: Any) -> RunConfig:
    usual = {"epochs": 1, "batch_size": 16, "learning_rate": 5e-3}
    return RunConfig(
        dataset=DatasetConfig(path=str(films(folder))),
        base_model=str(base),
        mode=mode,
        hyperparameters=Hyperparameters(**(usual | settings)),
    )


def test_a_rate_of_nothing_freezes_a_layer_group(tiny_model: Path, tmp_path: Path) -> None:
    config = run(tmp_path, tiny_model, rate_factors={"embeddings": 0.0, "block 1": 0.0, "no such group": 0.0})
    events = train(config, tmp_path / "run", after={2: "suspend"})
    assert isinstance(events[-1], RunSuspended)
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    assert [rate.group for rate in started.learning_rates] == ["block 2", "top", "head"]
    (checkpoint,) = (tmp_path / "run" / "checkpoints").iterdir()
    kept = load_file(checkpoint / "trainable.safetensors")
    assert sum(tensor.numel() for tensor in kept.values()) == started.trainable_parameters
    assert not any("embeddings" in name or "layer.0" in name for name in kept)
    states = {name.split(".")[0] for name in load_file(checkpoint / "optimizer.safetensors")}
    assert len(states) == len(kept)


def test_something_has_to_learn(tiny_model: Path, tmp_path: Path) -> None:
    nothing = dict.fromkeys(("block 2", "top", "head"), 0.0)
    end = train(run(tmp_path, tiny_model, "head", rate_factors=nothing), tmp_path / "run")[-1]
    assert isinstance(end, Failed)
    assert "nothing would learn" in end.message


def test_settings_of_other_modes_change_nothing(tiny_model: Path, tmp_path: Path) -> None:
    models = []
    for name, more in (
        ("plain", {}),
        ("more", {"top_blocks": 0, "lora_rank": 2, "scratch_size": "tiny", "own_tokenizer": True}),
    ):
        end = train(run(tmp_path, tiny_model, "full", **more), tmp_path / name)[-1]
        assert isinstance(end, RunFinished), end
        models.append(load_file(tmp_path / name / "model" / "model.safetensors"))
    plain, more_settings = models
    assert all(torch.equal(plain[name], more_settings[name]) for name in plain)


@pytest.mark.parametrize("top_blocks", [0, 2, 99])
def test_as_many_blocks_learn_as_are_asked_for(top_blocks: int, tiny_model: Path, tmp_path: Path) -> None:
    end = train(run(tmp_path, tiny_model, "head", top_blocks=top_blocks), tmp_path / "run")[-1]
    assert isinstance(end, RunFinished), end
    trained = load_file(tmp_path / "run" / "model" / "model.safetensors")
    first = dict(load_classifier(tiny_model, label_names=("bad", "good"), seed=0).named_parameters())
    still = {name for name in first if torch.equal(first[name], trained[name])}
    assert not {name for name in first if "pooler" in name or "classifier" in name} & still
    frozen = {name for name in first if "embeddings" in name or (not top_blocks and "layer." in name)}
    assert still == frozen
