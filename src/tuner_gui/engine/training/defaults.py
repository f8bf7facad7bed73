"""The recipe of a run: what the person set, and for the rest what suits model, mode and number of rows.

Sources: warm-up with linear decay, AdamW, no weight decay on bias and LayerNorm - Devlin et al. 2019
(arXiv:1810.04805); more steps and bias correction on small data - Mosbach et al. 2021
(arXiv:2006.04884); layer-wise decay and a faster head - Howard & Ruder 2018 (arXiv:1801.06146),
Clark et al. 2020 (arXiv:2003.10555). Small models take higher rates than the 2e-5 usual for BERT-base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tuner_gui.engine.config import Hyperparameters, Mode

WARMUP = 0.1
"""Share of the steps."""
WEIGHT_DECAY = 0.01
LORA_RANK = 8
GRADIENT_CLIP = 1.0
VALIDATIONS = 10
"""Validation points per run, at least."""

MODEL_LENGTH_CAP = 512
"""Longer texts cost quadratically more; a person who needs them says so."""

T = TypeVar("T")

_FEW_CLASSES = 10
"""More classes than this need more steps, in proportion: each is seen more rarely."""


@dataclass(frozen=True)
class ModeRecipe:
    """What makes a training mode; the trainer itself knows no modes."""

    from_scratch: bool = False
    """Start from random parameters."""
    frozen: bool = False
    """Freeze what lies below the top blocks that learn, and run it once."""
    adapters: bool = False
    """Freeze everything but the head, and let low-rank adapters learn in its place."""
    layer_decay: float = 1.0
    """Learning rate of a block relative to that of the block above it."""
    head_factor: float = 1.0
    """Learning rate of the new head relative to the topmost block."""
    rate: float = 1e-4
    """Highest learning rate, for a model of about 20 million parameters."""
    steps: int = 150
    """Optimizer steps to aim for."""
    least_epochs: int = 3
    most_epochs: int = 8


RECIPES: dict[Mode, ModeRecipe] = {
    "layerwise": ModeRecipe(layer_decay=0.8, head_factor=5.0, rate=2e-4),
    "full": ModeRecipe(rate=1e-4),
    "head": ModeRecipe(frozen=True, head_factor=5.0, rate=4e-4, steps=300, most_epochs=10),
    "lora": ModeRecipe(adapters=True, head_factor=1.0, rate=1e-3, steps=300, most_epochs=10),
    "scratch": ModeRecipe(from_scratch=True, rate=5e-4, steps=450, least_epochs=6, most_epochs=15),
}


@dataclass(frozen=True)
class ModelSize:
    """What the defaults need to know of a base model."""

    parameters: int
    max_length: int
    """Longest input in tokens."""


def resolve(
    asked: Hyperparameters, mode: Mode, model: ModelSize, *, train_rows: int, classes: int, longest: int
) -> Hyperparameters:
    """Fill in what the person left open.

    Args:
        asked: what the person set; wins always, except that no text can exceed the model's length.
        mode: training mode.
        model: the base model.
        train_rows: rows in the training split.
        classes: labels to tell apart.
        longest: length in tokens of the longest text.
    """
    recipe = RECIPES[mode]
    batch_size = asked.batch_size or (16 if train_rows < 10_000 else 32)
    steps_per_epoch = max(1, -(-train_rows // batch_size))
    steps = recipe.steps * max(1.0, classes / _FEW_CLASSES)
    epochs = min(max(round(steps / steps_per_epoch), recipe.least_epochs), recipe.most_epochs)
    length = min(asked.max_length or min(longest, MODEL_LENGTH_CAP), model.max_length)
    return Hyperparameters(
        epochs=asked.epochs or epochs,
        batch_size=batch_size,
        learning_rate=asked.learning_rate or recipe.rate * _size_factor(model.parameters),
        max_length=max(length, 8),
        layer_decay=_or(asked.layer_decay, recipe.layer_decay),
        rate_factors=asked.rate_factors,
        warmup=_or(asked.warmup, WARMUP),
        weight_decay=_or(asked.weight_decay, WEIGHT_DECAY),
        label_smoothing=_or(asked.label_smoothing, 0.0),
        patience=_or(asked.patience, 0),
        top_blocks=_or(asked.top_blocks, 1),
        lora_rank=_or(asked.lora_rank, LORA_RANK),
        scratch_size=_or(asked.scratch_size, "base"),
        own_tokenizer=_or(asked.own_tokenizer, False),
    )


def _or(asked: T | None, default: T) -> T:
    return default if asked is None else asked


def _size_factor(parameters: int) -> float:
    """Bigger models need lower rates: 1 up to 30 million parameters, a tenth from 300 million on."""
    for limit, factor in ((30e6, 1.0), (80e6, 0.5), (150e6, 0.25)):
        if parameters <= limit:
            return factor
    return 0.1
