"""What a run begins with: tokenizer, model and resolved settings, as its training mode wants them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import Hyperparameters, RunConfig
from tuner_gui.engine.data.picking import pick_rows
from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.models.sizing import input_limit
from tuner_gui.engine.training.adapters import add_adapters
from tuner_gui.engine.training.defaults import RECIPES, ModelSize, resolve
from tuner_gui.engine.training.frozen import freeze_below
from tuner_gui.engine.training.layers import freeze, layer_groups
from tuner_gui.engine.training.own_tokenizer import own_tokenizer
from tuner_gui.engine.training.pooling import can_pool, pool_mean
from tuner_gui.engine.training.scratch import shrink, speak
from tuner_gui.engine.training.texts import longest
from tuner_gui.errors import RunError

_LEAST_TOKENS = 8
"""Of `Hyperparameters.max_length`."""


@dataclass(frozen=True)
class Setup:
    """Model (on the CPU, in float32) and what belongs to it; what is not to learn is frozen."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    hyperparameters: Hyperparameters
    """Resolved: no field is None, but perhaps `truncation_side`."""


def set_up(config: RunConfig, data: PreparedData, folder: Path, *, kept: Path | None = None) -> Setup:
    """Everything that is to learn, before its first step.

    Args:
        config: of the run.
        data: of the run.
        folder: of the base model.
        kept: where a tokenizer that was made for this run is kept until it is resumed; None: nowhere.

    Raises:
        ModelError: the base model cannot be used.
        RunError: by its settings, nothing would learn.
    """
    recipe = RECIPES[config.mode]
    tokenizer = load_tokenizer(folder)
    rows = np.sort(data.split.train)
    early = _resolve(config, data, ModelSize(0, tokenizer.model_max_length), _LEAST_TOKENS)

    def reshape(drawn: PretrainedConfig) -> None:
        assert early.scratch_size
        if recipe.from_scratch:
            shrink(drawn, early.scratch_size)
        if recipe.from_scratch and early.own_tokenizer:
            speak(drawn, tokenizer)

    if recipe.from_scratch and early.own_tokenizer:
        tokenizer = own_tokenizer(tokenizer, lambda: pick_rows(data.texts, rows), kept)
    model = load_classifier(
        folder,
        label_names=data.label_names,
        task=data.task,
        from_scratch=recipe.from_scratch,
        seed=config.seed,
        tokenizer=tokenizer,
        reshape=reshape,
    )
    size = ModelSize(
        model.num_parameters(), input_limit(model.config, tokenizer), can_pool=can_pool(model.config)
    )
    settings = _resolve(config, data, size, longest(data, tokenizer))
    if settings.pooling == "mean":
        pool_mean(model)
    _choose_what_learns(model, config, settings)
    assert settings.max_length
    tokenizer.model_max_length = settings.max_length
    if settings.truncation_side:
        tokenizer.truncation_side = settings.truncation_side
    return Setup(model, tokenizer, settings)


def _resolve(config: RunConfig, data: PreparedData, size: ModelSize, longest_text: int) -> Hyperparameters:
    """Settings of the run; what shapes the model does not depend on `size` and `longest_text`."""
    asked = config.hyperparameters
    if data.max_tokens and asked.max_length is None:
        asked = msgspec.structs.replace(asked, max_length=max(data.max_tokens, _LEAST_TOKENS))
    return resolve(
        asked,
        config.mode,
        size,
        train_rows=len(data.split.train),
        classes=len(data.label_names),
        longest=longest_text,
    )


def _choose_what_learns(model: PreTrainedModel, config: RunConfig, settings: Hyperparameters) -> None:
    recipe = RECIPES[config.mode]
    assert settings.lora_rank is not None
    assert settings.top_blocks is not None
    if recipe.adapters:
        add_adapters(model, rank=settings.lora_rank, seed=config.seed)
    if recipe.frozen:
        freeze_below(model, settings.top_blocks)
    freeze(group for group in layer_groups(model) if settings.rate_factors.get(group.name) == 0)
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise RunError(
            "With a learning rate of 0 for every layer group, nothing would learn.",
            hint="Give at least one layer group a learning rate.",
        )
