"""The settings nobody has to touch, as a table: their names, words, and the modes they matter for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import (
    MODES,
    POOLINGS,
    SCRATCH_SIZES,
    TRUNCATION_SIDES,
    Hyperparameters,
    Mode,
    Pooling,
    ScratchSize,
    TruncationSide,
)

translate = QCoreApplication.translate

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Setting:
    """One setting and how it is asked for."""

    key: str
    """Field of `Hyperparameters`, or `seed`."""
    name: str
    """Object name."""
    words: str
    tip: str
    convert: Callable[[str], Any] = float
    """From what was typed; raises ValueError for what is no number."""
    modes: tuple[Mode, ...] = MODES
    """Training modes for which it matters."""
    choices: tuple[tuple[object, str], ...] = ()
    """Values and their words; none: a number is typed."""

    def check(self, value: Any) -> None:
        """Raise ValueError, with a message for a person, for a value that can never work."""
        if self.key == "seed":
            if not 0 <= value <= LARGEST_SEED:
                raise ValueError(translate("Advanced", "The seed must be a whole number from 0 on."))
        else:
            Hyperparameters(**{self.key: value})


def usual_settings() -> tuple[Setting, ...]:
    """Those that are shown as soon as Advanced is opened."""
    return (
        Setting(
            "epochs",
            "epochsBox",
            translate("Advanced", "Epochs"),
            translate("Advanced", "How often the model sees every training row."),
            int,
        ),
        Setting(
            "batch_size",
            "batchSizeBox",
            translate("Advanced", "Batch size"),
            translate("Advanced", "Rows the model learns from in one step."),
            int,
        ),
        Setting(
            "learning_rate",
            "learningRateBox",
            translate("Advanced", "Learning rate"),
            translate(
                "Advanced", "How far one step moves the model; too high forgets, too low learns nothing."
            ),
        ),
        Setting(
            "max_length",
            "maxLengthBox",
            translate("Advanced", "Maximum length"),
            translate("Advanced", "Longest text in tokens (about ¾ of a word each); the rest is cut off."),
            int,
        ),
        Setting(
            "truncation_side",
            "truncationSideBox",
            translate("Advanced", "Of longer texts, keep"),
            translate(
                "Advanced",
                "Which part of a text beyond the maximum length is read. By default that whose words say "
                "more of the labels.",
            ),
            choices=tuple((side, side_words(side)) for side in TRUNCATION_SIDES),
        ),
        *_settings_of_modes(),
        Setting(
            "seed",
            "seedBox",
            translate("Advanced", "Seed"),
            translate(
                "Advanced", "Decides chance: the split and the order of rows; the same seed repeats a run."
            ),
            int,
        ),
    )


def _settings_of_modes() -> tuple[Setting, ...]:
    return (
        Setting(
            "layer_decay",
            "layerDecayBox",
            translate("Advanced", "Layer-wise decay"),
            translate("Advanced", "Learning rate of a block relative to the one above it; 1: all alike."),
            modes=("layerwise",),
        ),
        Setting(
            "pooling",
            "poolingBox",
            translate("Advanced", "Pooling"),
            translate(
                "Advanced",
                "What the head reads of a text. With few rows the mean of all tokens says more; "
                "the model then has one block more, which only averages.",
            ),
            modes=("layerwise", "full"),
            choices=tuple((pooling, pooling_words(pooling)) for pooling in POOLINGS),
        ),
        Setting(
            "top_blocks",
            "topBlocksBox",
            translate("Advanced", "Top blocks that learn"),
            translate(
                "Advanced", "How many of the topmost blocks learn besides the head; 0: the head alone."
            ),
            int,
            modes=("head",),
        ),
        Setting(
            "lora_rank",
            "loraRankBox",
            translate("Advanced", "Rank of the adapters"),
            translate("Advanced", "A higher rank can learn more, and takes more time and memory."),
            int,
            modes=("lora",),
        ),
        Setting(
            "scratch_size",
            "scratchSizeBox",
            translate("Advanced", "Size of the model"),
            translate("Advanced", "Few rows train a small model better, and sooner."),
            modes=("scratch",),
            choices=tuple((size, size_words(size)) for size in SCRATCH_SIZES),
        ),
        Setting(
            "own_tokenizer",
            "ownTokenizerBox",
            translate("Advanced", "Tokenizer"),
            translate("Advanced", "What splits texts into the pieces that the model knows."),
            modes=("scratch",),
            choices=((False, tokenizer_words(own=False)), (True, tokenizer_words(own=True))),
        ),
    )


def more_settings() -> tuple[Setting, ...]:
    """Those behind a fold of their own."""
    return (
        Setting(
            "warmup",
            "warmupBox",
            translate("Advanced", "Warm-up"),
            translate("Advanced", "Share of the steps over which the learning rate rises."),
        ),
        Setting(
            "weight_decay",
            "weightDecayBox",
            translate("Advanced", "Weight decay"),
            translate(
                "Advanced", "Keeps the model's numbers small, so that it learns less by heart; 0: off."
            ),
        ),
        Setting(
            "label_smoothing",
            "labelSmoothingBox",
            translate("Advanced", "Label smoothing"),
            translate(
                "Advanced", "Share of the certainty spread over all classes; for one label per row only."
            ),
        ),
        Setting(
            "patience",
            "patienceBox",
            translate("Advanced", "Patience"),
            translate(
                "Advanced", "Training ends after as many epochs without a better validation score; 0: never."
            ),
            int,
        ),
    )


def size_words(size: ScratchSize) -> str:
    """A size of a model trained from scratch."""
    words: dict[ScratchSize, str] = {
        "base": translate("Advanced", "base model's"),
        "small": translate("Advanced", "small"),
        "tiny": translate("Advanced", "tiny"),
    }
    return words[size]


def side_words(side: TruncationSide) -> str:
    """What is left of a text that is cut on that side."""
    words: dict[TruncationSide, str] = {
        "right": translate("Advanced", "the beginning"),
        "left": translate("Advanced", "the end"),
    }
    return words[side]


def pooling_words(pooling: Pooling) -> str:
    """What the head reads."""
    words: dict[Pooling, str] = {
        "own": translate("Advanced", "model's own"),
        "mean": translate("Advanced", "token mean"),
    }
    return words[pooling]


def tokenizer_words(*, own: bool) -> str:
    """Whose tokenizer it is."""
    if own:
        return translate("Advanced", "own, of your texts")
    return translate("Advanced", "base model's")
