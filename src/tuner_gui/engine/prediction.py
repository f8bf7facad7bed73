"""Labelling a few texts with a run's model, for trying it out."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import torch

from tuner_gui.engine.device import find_device, torch_device
from tuner_gui.engine.evaluation.metrics import probabilities
from tuner_gui.engine.events import Predicted, Prediction
from tuner_gui.errors import RunError


def predict(run_dir: Path, texts: tuple[tuple[str, ...], ...]) -> Predicted:
    """Probabilities per class for each row of one text, or two for pairs.

    Raises:
        RunError: the run has no model.
    """
    folder = run_dir / "model"
    if not (folder / "config.json").exists():
        raise RunError(
            "This run has no finished model to try.", hint="Resume it first, or choose another run."
        )
    # The time in the key: a run that was trained again must not answer with its old model.
    tokenizer, model = _load(folder, folder.stat().st_mtime_ns)
    inputs = tokenizer(
        *map(list, zip(*texts, strict=True)), padding=True, truncation=True, return_tensors="pt"
    )
    with torch.inference_mode():
        found = probabilities(model(**inputs.to(model.device)).logits.float().cpu().numpy())
    labels = tuple(model.config.id2label[i] for i in range(model.config.num_labels))
    return Predicted(
        labels=labels,
        predictions=tuple(
            Prediction(label=labels[int(row.argmax())], probabilities=tuple(map(float, row))) for row in found
        ),
    )


@functools.lru_cache(maxsize=1)
def _load(folder: Path, changed: int) -> tuple[Any, Any]:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True)
    device = torch_device(find_device().kind)
    return AutoTokenizer.from_pretrained(folder), model.to(device).eval()
