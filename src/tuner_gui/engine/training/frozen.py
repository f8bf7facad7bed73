"""Frozen lower blocks: run once over all rows, cached, so that only the top is computed per step.

While training, the blocks below those that learn compute nothing, and the topmost of them gives what is
cached. Masks, positions and the like are still made by the model's own code, so this works for any
architecture, and the trained model is the stock one: nothing of this is left in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from tuner_gui.engine.training.batching import IntArray, by_length, tokens_at_once
from tuner_gui.engine.training.first_state import first_state_only
from tuner_gui.engine.training.layers import find_blocks, freeze, layer_groups
from tuner_gui.engine.training.shared_states import SharedPlace
from tuner_gui.engine.training.states import States
from tuner_gui.engine.training.tokenizing import Batch, RowSource

_CACHE_BATCH = 32
_CHECKED = 8
"""Rows that are computed by the whole model too."""
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
    *,
    shared: SharedPlace | None = None,
) -> Iterator[RowSource]:
    """Run the frozen blocks once for the rows `indices`, then skip them.

    A few rows are computed both ways; a model that would say something else goes on uncached.

    Args:
        rows: tokenised rows.
        model: on its device; what lies below its lowest block that learns must be frozen.
        indices: rows that will be asked for.
        cache_file: receives the states where they would take too much memory.
        report: told the number of rows done; may raise to cancel.
        shared: where other runs may have left the same states, and will look for them; None: nowhere.
    """
    below = frozen_blocks(model)
    if not below:
        yield rows
        return
    first = _together(indices, rows, model)[0]
    shown = _look(below[-1], rows, model, first[:_CHECKED])
    for states in _places(indices, rows, model, len(below), cache_file, shared):
        _fill(states, below[-1], rows, model, indices, shown.beside, report)
        source = CachedBelow(rows, model, states)
        stand_ins = _stand_ins(source, below, shown.beside)
        for extra in (first_state_only(model, below, source), {}):
            with standing_in(stand_ins | extra):
                if _says(model, source.batch(shown.rows), shown.logits):
                    states.settle(indices)
                    yield source
                    return
        states.drop()
    yield rows


def _places(
    indices: IntArray,
    rows: RowSource,
    model: PreTrainedModel,
    blocks: int,
    cache_file: Path,
    shared: SharedPlace | None,
) -> Iterator[States]:
    """Where states may be kept. When those that others left are wrong, the run makes its own."""
    size = int(model.config.get_text_config().hidden_size)
    states = shared.states(model, blocks, rows.lengths, size) if shared is not None else None
    if states is not None:
        yield states
        if not states.found:  # they were this run's own, and are no better the second time
            return
    yield States(indices, rows.lengths, size, cache_file)


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


@dataclass(frozen=True, eq=False)
class _Shown:
    """What the whole model makes of a few rows."""

    rows: IntArray
    beside: int | None
    """How much the topmost frozen block gives beside its output; None: no tuple."""
    logits: Tensor


def _look(block: nn.Module, rows: RowSource, model: PreTrainedModel, few: IntArray) -> _Shown:
    """Compute a few rows, and freeze what reaches the states that `block` gives."""
    model.train(False)
    with torch.enable_grad(), _outputs(block) as seen:
        logits = model(**_inputs(rows.batch(few), model)).logits
    _freeze_what_reaches(_states(seen[0]), model)
    return _Shown(few, len(seen[0]) - 1 if isinstance(seen[0], tuple) else None, logits.detach())


def _fill(
    states: States,
    block: nn.Module,
    rows: RowSource,
    model: PreTrainedModel,
    indices: IntArray,
    beside: int | None,
    report: Callable[[int], None],
) -> None:
    """Keep what `block` gives of the rows that are not kept yet."""
    blocks = list(find_blocks(model)[1])
    above = dict.fromkeys(blocks[blocks.index(block) + 1 :], _hand_on(beside))
    missing = states.missing(indices)
    done = len(indices) - len(missing)
    if done:
        report(done)
    if not len(missing):
        return
    model.train(False)
    with torch.no_grad(), standing_in(above), _outputs(block) as seen:
        for chunk in _together(missing, rows, model):
            inputs = rows.batch(chunk)
            model(**_inputs(inputs, model))
            states.keep(chunk, _states(seen[0]).float().cpu(), inputs["attention_mask"].bool())
            done += len(chunk)
            report(done)


def _together(indices: IntArray, rows: RowSource, model: PreTrainedModel) -> list[IntArray]:
    """Rows whose states are computed at once."""
    tokens = tokens_at_once(model.device.type)
    return by_length(indices, rows.lengths, most_rows=_CACHE_BATCH, tokens=tokens)


@contextlib.contextmanager
def _outputs(block: nn.Module) -> Iterator[list[Any]]:
    """A list that holds what `block` gave last."""
    seen: list[Any] = [None]

    def look(module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        seen[0] = output

    hook = block.register_forward_hook(look)
    try:
        yield seen
    finally:
        hook.remove()


def _states(output: Any) -> Tensor:
    """Of what a block gave."""
    states: Tensor = output[0] if isinstance(output, tuple) else output
    return states


def _inputs(batch: Batch, model: PreTrainedModel) -> Batch:
    """Where the model is."""
    return {name: tensor.to(model.device) for name, tensor in batch.items()}


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
        found = model(**_inputs(inputs, model)).logits
    room = _SAME * max(1.0, float(expected.abs().max()))
    return bool(torch.allclose(found, expected, rtol=0.0, atol=room))
