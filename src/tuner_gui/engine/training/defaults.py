"""The recipe of a run: what the person set, and for the rest what suits model, mode and number of rows.

Where each number comes from, and what was measured, is in docs/defaults.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tuner_gui.engine.config import Hyperparameters, Mode, Pooling

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
_STEADY_STEPS = 280
"""Of `ModeRecipe.rate_by_steps`: with so many steps the rate of the recipe is right as it is."""
_MOST_BY_STEPS = 2.0
"""With fewer steps the rate rises, with more it falls, by at most this factor."""
_PATIENT_EPOCHS = 10
"""Runs shorter than this are not worth ending early."""
_TRUSTED_ROWS = 500
"""With fewer training rows, the validation rows beside them are too few to end a run by."""
_FEW_ROWS = 200
"""With fewer training rows a new head learns too little to make the states below it its own."""


@dataclass(frozen=True)
class ModeRecipe:
    """What makes a training mode; the trainer itself knows no modes."""

    from_scratch: bool = False
    """Start from random parameters."""
    frozen: bool = False
    """Freeze what lies below the top blocks that learn, and run it once."""
    adapters: bool = False
    """Freeze everything but the head, and let low-rank adapters learn in its place."""
    pools: bool = False
    """With few rows, let the classifier read the mean of all states, and begin as a logistic regression."""
    layer_decay: float = 1.0
    """Learning rate of a block relative to that of the block above it."""
    head_factor: float = 1.0
    """Learning rate of the new head relative to the topmost block."""
    rate: float = 1e-4
    """Highest learning rate, for a model of about 20 million parameters."""
    rate_by_steps: bool = False
    """Take a higher rate where there are few steps, a lower one where there are many: what one rate for all
    depths moves is the product of both, and the embeddings bear no more of it."""
    steps: int = 150
    """Optimizer steps to aim for, with up to ten classes."""
    least_epochs: int = 3
    most_epochs: int = 20


RECIPES: dict[Mode, ModeRecipe] = {
    "layerwise": ModeRecipe(pools=True, layer_decay=0.8, head_factor=5.0, rate=2e-4),
    "full": ModeRecipe(pools=True, rate=1e-4, rate_by_steps=True),
    "head": ModeRecipe(frozen=True, head_factor=5.0, rate=4e-4, steps=900, least_epochs=5),
    "lora": ModeRecipe(adapters=True, head_factor=1.0, rate=1e-3, steps=300, least_epochs=5),
    "scratch": ModeRecipe(from_scratch=True, rate=5e-4, steps=450, least_epochs=6),
}


@dataclass(frozen=True)
class ModelSize:
    """What the defaults need to know of a base model."""

    parameters: int
    max_length: int
    """Longest input in tokens."""
    can_pool: bool = False
    """Whether its classifier can be made to read the mean of all states."""


def resolve(
    asked: Hyperparameters, mode: Mode, model: ModelSize, *, train_rows: int, classes: int, longest: int
) -> Hyperparameters:
    """Fill in what the person left open; all but `truncation_side`, which takes a look at the texts.

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
    crowd = max(1.0, classes / _FEW_CLASSES)
    wanted = round(recipe.steps * crowd / steps_per_epoch)
    epochs = asked.epochs or min(max(wanted, recipe.least_epochs), recipe.most_epochs)
    rate = recipe.rate * _size_factor(model.parameters)
    if recipe.rate_by_steps:
        rate *= _steps_factor(epochs * steps_per_epoch / crowd)
    length = min(asked.max_length or min(longest, MODEL_LENGTH_CAP), model.max_length)
    return Hyperparameters(
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=asked.learning_rate or rate,
        max_length=max(length, 8),
        truncation_side=asked.truncation_side,
        layer_decay=_or(asked.layer_decay, recipe.layer_decay),
        rate_factors=asked.rate_factors,
        warmup=_or(asked.warmup, WARMUP),
        weight_decay=_or(asked.weight_decay, WEIGHT_DECAY),
        label_smoothing=_or(asked.label_smoothing, 0.0),
        patience=_or(asked.patience, _patience(epochs, train_rows)),
        pooling=_pooling(asked, recipe, model, train_rows),
        top_blocks=_or(asked.top_blocks, 1),
        lora_rank=_or(asked.lora_rank, LORA_RANK),
        scratch_size=_or(asked.scratch_size, "base"),
        own_tokenizer=_or(asked.own_tokenizer, False),
    )


def _or(asked: T | None, default: T) -> T:
    return default if asked is None else asked


def _pooling(asked: Hyperparameters, recipe: ModeRecipe, model: ModelSize, train_rows: int) -> Pooling:
    """The other modes do not touch what the classifier reads."""
    if not recipe.pools:
        return "own"
    return asked.pooling or ("mean" if model.can_pool and train_rows < _FEW_ROWS else "own")


def _patience(epochs: int, train_rows: int) -> int:
    """A quarter of the epochs, where there are many of them and rows enough to tell; else 0."""
    return max(3, epochs // 4) if epochs >= _PATIENT_EPOCHS and train_rows >= _TRUSTED_ROWS else 0


def _steps_factor(steps: float) -> float:
    """Of the rate that all depths share: rate times steps is kept, within bounds."""
    return min(max(_STEADY_STEPS / steps, 1 / _MOST_BY_STEPS), _MOST_BY_STEPS)


def _size_factor(parameters: int) -> float:
    """Bigger models need lower rates: 1 up to 30 million parameters, a tenth from 300 million on."""
    for limit, factor in ((30e6, 1.0), (80e6, 0.5), (150e6, 0.25)):
        if parameters <= limit:
            return factor
    return 0.1
