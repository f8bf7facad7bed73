"""Ways of training as they stand in a sentence, in English; where words are translated, the window has its
own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuner_gui.engine.config import BUILTIN, Mode
from tuner_gui.engine.experiment import BaselineName, way_parts

_NAMES: dict[Mode | BaselineName, str] = {
    "layerwise": "fine-tuning with differential learning rates",
    "full": "fine-tuning",
    "lora": "LoRA",
    "head": "training the head only",
    "scratch": "training from scratch",
    "constant": "always giving the same answer",
    "words": "counting words (TF-IDF with a linear model)",
}


def way_names(ways: Sequence[str]) -> dict[str, str]:
    """Names by way; where there are several base models, with the model's.

    Args:
        ways: ids, see `experiment.way_id`.
    """
    models = {model for _, model in map(way_parts, ways) if model}
    return {way: _name(way, models) for way in ways}


def model_name(model: str, others: Sequence[str] | set[str] = ()) -> str:
    """A base model in a sentence: the last part of its name or folder, unless another one shares it."""
    if model == BUILTIN:
        return "the built-in model"
    short = Path(model).name
    alike = [other for other in others if Path(other).name == short]
    return model if len(alike) > 1 else short


def _name(way: str, models: set[str]) -> str:
    mode, model = way_parts(way)
    name = _NAMES.get(mode, mode)  # type: ignore[call-overload]
    return f"{name}, {model_name(model, models)}" if model else name
