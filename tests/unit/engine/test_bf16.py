"""Mixed precision: what a GPU does by default, here in the CPU's bf16."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState, PartialState

from jobs_by_hand import config, export, train
from tables import films
from tuner_gui.engine.config import Mode
from tuner_gui.engine.events import RunFinished
from tuner_gui.engine.models.loading import load_classifier
from tuner_gui.engine.replies import Exported


@pytest.fixture
def bf16(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Accelerate remembers its precision for the life of a process."""
    AcceleratorState._reset_state(reset_partial_state=True)
    monkeypatch.setattr(
        "tuner_gui.engine.training.run.make_accelerator",
        lambda: Accelerator(cpu=True, mixed_precision="bf16"),
    )
    yield
    AcceleratorState._reset_state(reset_partial_state=True)
    assert PartialState._shared_state == {}


@pytest.mark.usefixtures("bf16")
@pytest.mark.parametrize("mode", ["layerwise", "head"])
def test_a_model_trained_in_bf16_is_exported_in_full_precision(
    mode: Mode, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[torch.dtype] = []

    def watched(*args: Any, **kwargs: Any) -> Any:
        model: Any = load_classifier(*args, **kwargs)
        model.classifier.register_forward_hook(lambda *passed: seen.append(passed[-1].dtype))
        return model

    monkeypatch.setattr("tuner_gui.engine.training.setup.load_classifier", watched)
    events = train(config(films(tmp_path), tiny_model, mode), tmp_path / "run")
    assert isinstance(events[-1], RunFinished), events[-1]
    assert set(seen) == {torch.bfloat16, torch.float32}
    assert seen[-1] == torch.float32
    end = export(tmp_path / "run", tmp_path / "model")
    assert isinstance(end, Exported), end
    assert end.largest_difference < 1e-4
