"""A run that was begun on a sample, to see what it will do on all rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.config import Hyperparameters, RunConfig
from tuner_gui.engine.events import Stage
from tuner_gui.engine.facts import LearningRate
from tuner_gui.engine.requests import EstimateJob
from tuner_gui.engine.training.batching import IntArray, tokens_at_once
from tuner_gui.engine.training.costs import clock
from tuner_gui.engine.training.defaults import MODEL_LENGTH_CAP, RECIPES
from tuner_gui.engine.training.optimizer import learning_rates, rate_groups
from tuner_gui.engine.training.preparation import Loaded
from tuner_gui.engine.training.texts import token_counts
from tuner_gui.engine.training.truncation import CUT_SHARE


@dataclass(frozen=True)
class Begun:
    """What a run of one training mode consists of."""

    config: RunConfig
    hyperparameters: Hyperparameters
    """Resolved."""
    parameters: int
    trainable: int
    """Of them."""
    hidden: int
    """Size of the states that blocks hand to one another."""
    lengths: IntArray
    """In tokens, of the rows of the sample, cut as in the run."""
    longest: int
    """In tokens, of all rows, cut likewise."""
    compares_sides: bool
    """Whether it finds out which side of long texts is to be cut."""
    most_tokens: int
    """Where a text of any length is cut."""
    tokens_at_once: int
    """Of a batch, on the device of the run; more are computed in parts."""
    rates: tuple[LearningRate, ...]
    tokenizing: float
    """Seconds per row."""
    loading: float
    """Seconds that model and tokenizer took."""
    choosing: float
    """Seconds that finding out how this machine computes fastest took; 0 where that was known."""

    @classmethod
    def of(cls, config: RunConfig, loaded: Loaded, job: EstimateJob, stages: Mapping[Stage, float]) -> Begun:
        """What can be seen of it before the first step; of the sample, more than was made ready.

        Args:
            config: of the run.
            loaded: with a part of the sample.
            job: names the sample.
            stages: seconds that each stage on the way to `loaded` took.
        """
        model, recipe = loaded.model, RECIPES[config.mode]
        lengths, tokenizing = _tokenized(job.sample_texts, loaded)
        most = _most_tokens(config, loaded)
        longest = token_counts([job.longest_text], loaded.tokenizer)[0] if job.longest_text else 0
        return cls(
            config,
            loaded.hyperparameters,
            model.num_parameters(),
            model.num_parameters(only_trainable=True),
            int(model.config.get_text_config().hidden_size),
            lengths,
            max(int(lengths.max()), min(longest, most)),
            _compares_sides(loaded.hyperparameters, job, lengths),
            most,
            tokens_at_once(loaded.model.device.type),
            learning_rates(rate_groups(model, recipe, loaded.hyperparameters)),
            tokenizing,
            stages.get("loading_model", 0.0),
            stages.get("measuring", 0.0),
        )

    @property
    def caches(self) -> bool:
        """Whether frozen blocks run once and for all."""
        return RECIPES[self.config.mode].frozen

    @property
    def batch_size(self) -> int:
        """Rows per optimizer step."""
        assert self.hyperparameters.batch_size
        return self.hyperparameters.batch_size

    @property
    def kind(self) -> tuple[object, ...]:
        """What decides the cost of a batch; modes and datasets that share it cost alike."""
        halvings = (round(math.log2(np.quantile(self.lengths, share))) for share in (0.5, 1.0))
        return self.parameters, self.trainable, self.caches, self.batch_size, *halvings


def _compares_sides(settings: Hyperparameters, job: EstimateJob, lengths: IntArray) -> bool:
    pairs = len(job.sample_texts[0]) > 1
    cut = float(np.mean(lengths >= (settings.max_length or 0)))
    return settings.truncation_side is None and not pairs and cut >= CUT_SHARE


def _most_tokens(config: RunConfig, loaded: Loaded) -> int:
    asked = config.hyperparameters.max_length or loaded.data.max_tokens
    if asked:
        return asked
    positions = getattr(loaded.model.config.get_text_config(), "max_position_embeddings", None)
    return min(positions or MODEL_LENGTH_CAP, MODEL_LENGTH_CAP)


def _tokenized(texts: Sequence[tuple[str, ...]], loaded: Loaded) -> tuple[IntArray, float]:
    """Lengths of the texts, and seconds per row."""
    started = clock.seconds()
    ids = loaded.tokenizer(
        *map(list, zip(*texts, strict=True)), truncation=True, max_length=loaded.hyperparameters.max_length
    )["input_ids"]
    return np.asarray([len(row) for row in ids]), (clock.seconds() - started) / len(texts)
