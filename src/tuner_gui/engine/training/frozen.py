"""Frozen lower blocks: run once over all rows, cached, so that only the top is computed per step.

While training, the blocks below those that learn compute nothing, and the topmost of them gives what is
cached. Masks, positions and the like are still made by the model's own code, so this works for any
architecture, and the trained model is the stock one: nothing of this is left in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from tuner_gui.engine.training.batching import IntArray, by_length
from tuner_gui.engine.training.first_state import first_state_only
from tuner_gui.engine.training.layers import find_blocks, freeze, layer_groups
from tuner_gui.engine.training.states import States
from tuner_gui.engine.training.tokenizing import Batch, RowSource

_CACHE_BATCH = 32
_SAME = 1e-4
"""Logits that differ by less, relative to the largest, are the same but for rounding."""

Forward = Callable[..., Any]


def freeze_below(model: PreTrainedModel, top_blocks: int) -> None:
    """Leave only the topmost blocks, what lies above them and the head trainable.

    Args:
        model: a classifier.
        top_blocks: how many blocks may learn; 0: only what lies above all of them.
    """
    lowest = len(find_blocks(model)[1]) - top_blocks
    freeze(group for group in layer_groups(model) if group.depth <= max(lowest, 0))


def frozen_blocks(model: PreTrainedModel) -> list[nn.Module]:
    """The blocks below the lowest that learns, bottom first."""
    blocks = list(find_blocks(model)[1])
    learning = [any(p.requires_grad for p in block.parameters()) for block in blocks]
    return blocks[: learning.index(True)] if True in learning else blocks


class CachedBelow:
    """A source of rows that hands the model cached states in place of its frozen blocks.

    Use `cached(...)`; while it is active the model computes only what lies above them.
    """

    def __init__(self, rows: RowSource, model: PreTrainedModel, states: States) -> None:
        self._rows = rows
        self._model = model
        self._states = states
        self.lengths = rows.lengths
        self.current: Tensor | None = None
        """Cached states of the present batch, shape [rows, tokens, hidden size]."""
        self.mask: Tensor | None = None
        """True where there is a token, shape [rows, tokens]."""

    def batch(self, indices: IntArray) -> Batch:
        """Inputs of the rows `indices`; the matching cached states are given by the topmost frozen block."""
        inputs = self._rows.batch(indices)
        mask = inputs["attention_mask"].bool()
        self.current = self._states.of(indices, mask).to(self._model.device)
        self.mask = mask.to(self._model.device)
        return inputs


@contextlib.contextmanager
def cached(
    rows: RowSource,
    model: PreTrainedModel,
    indices: IntArray,
    cache_file: Path,
    report: Callable[[int], None] = lambda done: None,
) -> Iterator[RowSource]:
    """Run the frozen blocks once for the rows `indices`, then skip them.

    The first batch is computed both ways; a model that would say something else goes on uncached.

    Args:
        rows: tokenised rows.
        model: on its device; what lies below its lowest block that learns must be frozen.
        indices: rows that will be asked for.
        cache_file: receives the states where they would take too much memory.
        report: told the number of rows done; may raise to cancel.
    """
    below = frozen_blocks(model)
    if not below:
        yield rows
        return
    states = States(indices, rows.lengths, int(model.config.get_text_config().hidden_size), cache_file)
    chunks = by_length(indices, rows.lengths, _CACHE_BATCH)
    beside, expected = _fill(states, below[-1], rows, model, chunks, report)
    source = CachedBelow(rows, model, states)
    stand_ins = _stand_ins(source, below, beside)
    for extra in (first_state_only(model, below, source), {}):
        with standing_in(stand_ins | extra):
            if _says(model, source.batch(chunks[0]), expected):
                yield source
                return
    yield rows


@contextlib.contextmanager
def standing_in(stand_ins: dict[nn.Module, Forward]) -> Iterator[None]:
    """Let other functions compute in place of some modules, whose parameters stay where they are."""
    for module, forward in stand_ins.items():
        module.forward = forward
    try:
        yield
    finally:
        for module in stand_ins:
            del module.forward  # of the instance; that of its class is there again


def _stand_ins(source: CachedBelow, below: list[nn.Module], beside: int | None) -> dict[nn.Module, Forward]:
    """Blocks that hand their input on, and a last one that gives what is cached.

    Args:
        source: knows what is cached.
        below: the blocks.
        beside: how much they return beside their output; None: that alone. DeBERTa's return a tuple: their
            output and, unless asked for, no attention.
    """

    def give_cached(*args: Any, **kwargs: Any) -> Any:
        assert source.current is not None, "a batch must be taken from this source before each forward pass"
        return _as_block(source.current, beside)

    return dict.fromkeys(below[:-1], _hand_on(beside)) | {below[-1]: give_cached}


def _hand_on(beside: int | None) -> Forward:
    """A block that does nothing."""
    return lambda *args, **kwargs: _as_block(args[0] if args else kwargs["hidden_states"], beside)


def _as_block(states: Any, beside: int | None) -> Any:
    return states if beside is None else (states, *[None] * beside)


def _fill(
    states: States,
    block: nn.Module,
    rows: RowSource,
    model: PreTrainedModel,
    chunks: list[IntArray],
    report: Callable[[int], None],
) -> tuple[int | None, Tensor]:
    """Keep what `block` gives; returns how much it gives beside (None: no tuple), and the first logits."""
    seen: list[Any] = [None]

    def look(module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        seen[0] = output

    def run(chunk: IntArray) -> tuple[Tensor, Tensor]:
        inputs = rows.batch(chunk)
        logits = model(**{name: tensor.to(model.device) for name, tensor in inputs.items()}).logits
        kept = seen[0][0] if isinstance(seen[0], tuple) else seen[0]
        states.keep(chunk, kept.detach().float().cpu(), inputs["attention_mask"].bool())
        return kept, logits.detach()

    blocks = list(find_blocks(model)[1])
    hook = block.register_forward_hook(look)
    model.train(False)
    try:
        with torch.enable_grad():  # once, to see what reaches the states
            kept, expected = run(chunks[0])
        _freeze_what_reaches(kept, model)
        beside = len(seen[0]) - 1 if isinstance(seen[0], tuple) else None
        above = blocks[blocks.index(block) + 1 :]
        done = len(chunks[0])
        report(done)
        with torch.no_grad(), standing_in(dict.fromkeys(above, _hand_on(beside))):
            for chunk in chunks[1:]:
                run(chunk)
                done += len(chunk)
                report(done)
    finally:
        hook.remove()
    return beside, expected


def _freeze_what_reaches(states: Tensor, model: PreTrainedModel) -> None:
    """Freeze what the cached states depend on, wherever in the model it is kept: it must not move."""
    if not states.requires_grad:
        return
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    gradients = torch.autograd.grad(states.sum(), learning, allow_unused=True)
    for parameter, gradient in zip(learning, gradients, strict=True):
        if gradient is not None:
            parameter.requires_grad_(False)


def _says(model: PreTrainedModel, inputs: Batch, expected: Tensor) -> bool:
    with torch.inference_mode():
        found = model(**{name: tensor.to(model.device) for name, tensor in inputs.items()}).logits
    room = _SAME * max(1.0, float(expected.abs().max()))
    return bool(torch.allclose(found, expected, rtol=0.0, atol=room))
