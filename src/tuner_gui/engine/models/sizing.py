"""What a run will cost here: measured on this machine with the base model itself, not guessed."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import MODES, Mode
from tuner_gui.engine.control import Control
from tuner_gui.engine.device import find_device, torch_device
from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.engine.models import catalog
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.replies import Estimated
from tuner_gui.engine.requests import EstimateJob
from tuner_gui.engine.training.defaults import RECIPES, VALIDATIONS, ModelSize, resolve
from tuner_gui.engine.training.layers import find_blocks
from tuner_gui.errors import CancelledError

_LONGEST_ANYWHERE = 100_000
"""Tokenizers without a limit report an absurdly large one."""
_FIXED_SECONDS = 3.0
"""Reading, loading and saving."""
_PROBE_ROWS = 16
_TRAIN_SHARE, _VALIDATION_SHARE, _TEST_SHARE = 0.7, 0.15, 0.15
_BYTES_PER_ACTIVATION = 4
_ACTIVATIONS_PER_HIDDEN = 34
"""Values kept for the backward pass per token, layer and hidden unit (Korthikanti et al. 2022,
arXiv:2205.05198)."""


def input_limit(config: PretrainedConfig, tokenizer: PreTrainedTokenizerBase) -> int:
    """Longest input of a model in tokens."""
    limits = [tokenizer.model_max_length]
    positions = getattr(config.get_text_config(), "max_position_embeddings", None)
    if positions:
        # RoBERTa and its kin count positions from padding_idx + 1.
        offset = (config.pad_token_id or 0) + 1 if "roberta" in config.model_type else 0
        limits.append(positions - offset)
    return min([limit for limit in limits if 0 < limit <= _LONGEST_ANYWHERE], default=512)


@dataclass(frozen=True)
class _Speed:
    """Seconds per row of typical length."""

    forward: float
    train: float
    """Forward, backward and optimizer-free."""
    step: float
    """Of the optimizer alone, per step, with all parameters."""


def estimate(job: EstimateJob, control: Control) -> Estimated:
    """Time and memory of each mode for this dataset on this machine.

    Raises:
        ModelError: the base model cannot be used.
        CancelledError: the person cancelled.
    """
    source = job.config.base_model
    folder = catalog.resolve(source, control=control)
    tokenizer = load_tokenizer(folder)
    model = _load(folder, folder.stat().st_mtime_ns)
    if control.ending is not None:
        raise CancelledError("The estimate was cancelled.")
    lengths = _lengths(tokenizer, job.sample_texts)
    size = ModelSize(model.num_parameters(), input_limit(model.config, tokenizer))
    speed = _measure(model, min(int(lengths.mean()) + 1, size.max_length))
    modes = tuple(_mode_estimate(mode, job, model, size, speed, lengths) for mode in MODES)
    return Estimated(model=catalog.describe(source, folder), modes=modes)


@functools.lru_cache(maxsize=1)
def _load(folder: Path, changed: int) -> PreTrainedModel:
    model = load_classifier(folder, label_names=("a", "b"), seed=0)
    torch.nn.Module.to(model, _device())  # transformers' own `to` is untyped
    return model


def _device() -> torch.device:
    return torch.device(torch_device(find_device().kind))


def _lengths(tokenizer: PreTrainedTokenizerBase, texts: tuple[tuple[str, ...], ...]) -> np.ndarray[Any, Any]:
    ids = tokenizer(*map(list, zip(*texts, strict=True)), verbose=False)["input_ids"]
    return np.asarray([len(row) for row in ids])


def _measure(model: PreTrainedModel, length: int) -> _Speed:
    ids = torch.randint(5, 100, (_PROBE_ROWS, length), device=model.device)
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}

    def forward() -> None:
        with torch.inference_mode():
            model(**inputs)

    def train() -> None:
        model(**inputs).logits.sum().backward()
        model.zero_grad(set_to_none=True)

    model.train()
    # AdamW reads and writes four values per parameter; about as long as copying them.
    values = torch.empty(min(model.num_parameters(), 20_000_000), device=model.device)
    copying = _seconds(values.clone) * model.num_parameters() / len(values)
    return _Speed(_seconds(forward) / _PROBE_ROWS, _seconds(train) / _PROBE_ROWS, 4 * copying)


def _seconds(work: Any) -> float:
    """The faster of two, after one that warms up; a kernel's queue is drained before and after."""
    work()
    times = []
    for _ in range(2):
        _drain()
        started = time.perf_counter()
        work()
        _drain()
        times.append(time.perf_counter() - started)
    return min(times)


def _drain() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _mode_estimate(
    mode: Mode,
    job: EstimateJob,
    model: PreTrainedModel,
    size: ModelSize,
    speed: _Speed,
    lengths: np.ndarray[Any, Any],
) -> ModeEstimate:
    recipe = RECIPES[mode]
    rows = min(job.rows, job.config.dataset.max_rows or job.rows)
    train = max(1, round(rows * _TRAIN_SHARE))
    settings = resolve(
        job.config.hyperparameters,
        mode,
        size,
        train_rows=train,
        classes=job.classes,
        longest=int(lengths.max()),
    )
    assert settings.epochs and settings.batch_size and settings.max_length
    blocks = len(find_blocks(model)[1])
    share = 1 / blocks if recipe.frozen else 1.0
    steps = settings.epochs * -(-train // settings.batch_size)
    validations = max(VALIDATIONS, settings.epochs) * rows * _VALIDATION_SHARE
    seconds = (
        _FIXED_SECONDS
        + settings.epochs * train * speed.train * share
        + steps * speed.step * share
        + validations * speed.forward * share
        + rows * _TEST_SHARE * speed.forward
        + (rows * speed.forward if recipe.frozen else 0.0)
    )
    return ModeEstimate(
        mode=mode,
        seconds=seconds,
        memory_bytes=_memory(model, settings.batch_size * settings.max_length, share, blocks),
        hyperparameters=settings,
    )


def _memory(model: PreTrainedModel, tokens: int, share: float, blocks: int) -> int:
    """Weights once, gradients, two moments and the best copy for what is trained, activations of a batch."""
    hidden = model.config.get_text_config().hidden_size
    weights = 4 * model.num_parameters()
    activations = tokens * blocks * share * hidden * _ACTIVATIONS_PER_HIDDEN * _BYTES_PER_ACTIVATION
    program = psutil.Process().memory_info().rss - weights if _device().type == "cpu" else 0
    return int(max(program, 0) + weights * (1 + 4 * share) + activations)
