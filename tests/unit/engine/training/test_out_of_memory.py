"""Out of memory: the same is learnt in smaller parts, whatever the mode; several processes are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from jobs_by_hand import PLAIN, config, do
from tables import films
from tuner_gui.engine.config import Mode
from tuner_gui.engine.events import BatchReduced, RunFinished, Stepped
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.training.objective import SingleLabel

_MOST_ROWS = 5


@pytest.fixture
def steady_model(tiny_model: Path, tmp_path: Path) -> Path:
    """The tiny model without dropout."""
    folder = tmp_path / "steady"
    shutil.copytree(tiny_model, folder)
    file = folder / "config.json"
    none = dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"), 0.0)
    file.write_text(json.dumps(json.loads(file.read_text()) | none))
    return folder


@pytest.mark.parametrize("mode", ["full", "head", "lora"])
def test_the_same_is_learnt_in_smaller_parts(
    mode: Mode, steady_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losses(name: str) -> tuple[list[float], list[int]]:
        settings = config(films(tmp_path), steady_model, mode, hyperparameters=PLAIN)
        job = TrainJob(config=settings, run_dir=str(tmp_path / name))
        events = do(job)
        assert isinstance(events[-1], RunFinished), events[-1]
        parts = [event.rows_at_once for event in events if isinstance(event, BatchReduced)]
        return [event.loss for event in events if isinstance(event, Stepped)], parts

    plain, _ = losses("plain")
    honest = SingleLabel.loss

    def greedy(self: SingleLabel, logits: Any, targets: Any) -> Any:
        if logits.requires_grad and len(logits) > _MOST_ROWS:
            raise torch.OutOfMemoryError("out of memory")
        return honest(self, logits, targets)

    monkeypatch.setattr(SingleLabel, "loss", greedy)
    tight, parts = losses("tight")
    assert parts
    assert parts == sorted(parts, reverse=True)
    assert parts[-1] in (4, 5)
    assert tight == pytest.approx(plain, rel=1e-4)
