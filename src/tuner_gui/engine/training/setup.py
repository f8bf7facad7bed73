"""What a run begins with: tokenizer, model and resolved settings, as its training mode wants them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import Hyperparameters, RunConfig
from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.models.sizing import input_limit
from tuner_gui.engine.training.defaults import RECIPES, ModelSize, resolve
from tuner_gui.engine.training.texts import longest

_LEAST_TOKENS = 8
"""Of `Hyperparameters.max_length`."""


@dataclass(frozen=True)
class Setup:
    """Model (on the CPU, in float32) and what belongs to it."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    hyperparameters: Hyperparameters
    """Resolved: no field is None."""


def set_up(config: RunConfig, data: PreparedData, folder: Path) -> Setup:
    """Everything that is to learn, before its first step.

    Args:
        config: of the run.
        data: of the run.
        folder: of the base model.

    Raises:
        ModelError: the base model cannot be used.
    """
    recipe = RECIPES[config.mode]
    tokenizer = load_tokenizer(folder)
    model = load_classifier(
        folder,
        label_names=data.label_names,
        task=data.task,
        from_scratch=recipe.from_scratch,
        seed=config.seed,
    )
    settings = _resolve(config, data, model, tokenizer)
    assert settings.max_length
    tokenizer.model_max_length = settings.max_length
    return Setup(model, tokenizer, settings)


def _resolve(
    config: RunConfig, data: PreparedData, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> Hyperparameters:
    asked = config.hyperparameters
    if data.max_tokens and asked.max_length is None:
        asked = msgspec.structs.replace(asked, max_length=max(data.max_tokens, _LEAST_TOKENS))
    return resolve(
        asked,
        config.mode,
        ModelSize(model.num_parameters(), input_limit(model.config, tokenizer)),
        train_rows=len(data.split.train),
        classes=len(data.label_names),
        longest=longest(data, tokenizer),
    )
