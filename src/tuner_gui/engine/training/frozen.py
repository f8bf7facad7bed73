"""Frozen lower blocks: run once over all rows, cached on disk, so that only the top is computed per step.

While training, the blocks below the last are skipped and the last one gets its cached input in place
of theirs. Masks, positions and the like are still made by the model's own code, so this works for any
architecture, and the trained model is the stock one: nothing of this is left in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from tuner_gui.engine.training.batching import IntArray, by_length
from tuner_gui.engine.training.layers import find_blocks, layer_groups
from tuner_gui.engine.training.tokenizing import Batch, RowSource

_CACHE_BATCH = 32


def freeze_below_last_block(model: PreTrainedModel) -> None:
    """Leave only the last block, what lies above it and the head trainable."""
    groups = layer_groups(model)
    last = len(find_blocks(model)[1])
    for group in groups:
        for parameter in group.parameters.values():
            parameter.requires_grad_(group.depth >= last)


class CachedBelow:
    """A source of rows that hands the model cached inputs of its last block.

    Use `cached(...)`; while it is active the model computes the last block only.
    """

    def __init__(
        self, rows: RowSource, model: PreTrainedModel, states: np.memmap[Any, Any], starts: IntArray
    ):
        self._rows = rows
        self._model = model
        self._states = states
        self._starts = starts
        self._current: torch.Tensor | None = None
        self.lengths = rows.lengths

    def batch(self, indices: IntArray) -> Batch:
        """Inputs of the rows `indices`; the matching cached states go to the last block."""
        inputs = self._rows.batch(indices)
        mask = inputs["attention_mask"].bool()
        states = torch.zeros(*mask.shape, self._states.shape[1])
        flat = [self._states[self._starts[i] : self._starts[i] + self.lengths[i]] for i in indices]
        states[mask] = torch.from_numpy(np.concatenate(flat))
        self._current = states.to(self._model.device)
        return inputs

    def substitute(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Put the cached states where the last block expects the output of the block below."""
        assert self._current is not None, "a batch must be taken from this source before each forward pass"
        if args:
            return (self._current, *args[1:]), kwargs
        return args, kwargs | {"hidden_states": self._current}


@contextlib.contextmanager
def cached(
    rows: RowSource,
    model: PreTrainedModel,
    indices: IntArray,
    cache_file: Path,
    report: Callable[[int], None] = lambda done: None,
) -> Iterator[CachedBelow]:
    """Run everything below the last block once for the rows `indices`, then skip it.

    Args:
        rows: tokenised rows.
        model: on its device; its lower blocks must be frozen.
        indices: rows that will be asked for.
        cache_file: receives the states, float32, shape [tokens, hidden size].
        report: told the number of rows done; may raise to cancel.
    """
    blocks = find_blocks(model)[1]
    starts, tokens = _layout(indices, rows.lengths)
    states = np.memmap(cache_file, dtype=np.float32, mode="w+", shape=(tokens, _hidden_size(model)))
    beside = _fill(states, starts, rows, model, indices, report)
    source = CachedBelow(rows, model, states, starts)
    lower = list(blocks[:-1])
    hook = blocks[-1].register_forward_pre_hook(
        lambda module, args, kwargs: source.substitute(args, kwargs), with_kwargs=True
    )
    try:
        for place, block in enumerate(lower):
            blocks[place] = _Skipped(block, beside)
        yield source
    finally:
        hook.remove()
        for place, block in enumerate(lower):
            blocks[place] = block


class _Skipped(nn.Module):
    """Stands for a frozen block whose output is cached; hands its input on."""

    def __init__(self, block: nn.Module, beside: int | None) -> None:
        """`beside`: what `_fill` says."""
        super().__init__()
        self._kept = [block]  # in a list, so that its parameters are not registered twice
        self._beside = beside

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:  # models ask their blocks for things like `attention_type`
            return getattr(self._kept[0], name)

    def forward(self, hidden_states: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        # DeBERTa unpacks what a block returns: its output and, unless asked for, no attention.
        return hidden_states if self._beside is None else (hidden_states, *[None] * self._beside)


def _layout(indices: IntArray, lengths: IntArray) -> tuple[IntArray, int]:
    """Start of each row's states; rows that are not cached start at -1."""
    starts = np.full(len(lengths), -1, dtype=np.int64)
    ends = np.cumsum(lengths[indices])
    starts[indices] = ends - lengths[indices]
    return starts, int(ends[-1])


def _hidden_size(model: PreTrainedModel) -> int:
    return int(model.config.get_text_config().hidden_size)


def _fill(
    states: np.memmap[Any, Any],
    starts: IntArray,
    rows: RowSource,
    model: PreTrainedModel,
    indices: IntArray,
    report: Callable[[int], None],
) -> int | None:
    """Write the last block's inputs; returns how much blocks return beside their output, None: no tuple."""
    seen: dict[str, Any] = {}

    def look(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        seen["states"] = args[0] if args else kwargs["hidden_states"]

    def check(module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        seen["beside"] = len(output) - 1 if isinstance(output, tuple) else None

    last = find_blocks(model)[1][-1]
    hooks = [last.register_forward_pre_hook(look, with_kwargs=True), last.register_forward_hook(check)]
    model.train(False)
    done = 0
    try:
        for chunk in by_length(indices, rows.lengths, _CACHE_BATCH):
            inputs = rows.batch(chunk)
            with torch.inference_mode():
                model(**{name: tensor.to(model.device) for name, tensor in inputs.items()})
            kept = seen["states"].float().cpu()[inputs["attention_mask"].bool()].numpy()
            ends = np.cumsum(rows.lengths[chunk])
            for index, end in zip(chunk, ends, strict=True):
                length = rows.lengths[index]
                states[starts[index] : starts[index] + length] = kept[end - length : end]
            done += len(chunk)
            report(done)
    finally:
        for hook in hooks:
            hook.remove()
    beside: int | None = seen["beside"]
    return beside
