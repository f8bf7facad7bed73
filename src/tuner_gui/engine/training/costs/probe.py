"""A few batches computed as a run will compute them: how long they take, and what they keep in memory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from accelerate import Accelerator

from tuner_gui.engine.config import Execution, RunConfig
from tuner_gui.engine.evaluation.inference import ROWS_AT_ONCE, logits_of
from tuner_gui.engine.training.batching import IntArray
from tuner_gui.engine.training.costs import clock
from tuner_gui.engine.training.costs.curve import Curve, Point, fit
from tuner_gui.engine.training.execution import executing
from tuner_gui.engine.training.preparation import Loaded, LoneStepper, Preparation
from tuner_gui.engine.training.tokenizing import RowSource

_SECONDS = 0.3
"""No single batch is to take much longer; of a slow model, fewer rows are computed."""
_FIRST_TOKENS = 256
"""Of the batch that shows how slow a model is."""
_TIMES = 2


@dataclass(frozen=True)
class Probe:
    """What one kind of training costs with this model on this machine."""

    training: Curve
    """Seconds of an optimizer step."""
    scoring: Curve
    """Seconds of a batch that is only scored, by what a run trains with."""
    below: Curve | None
    """Seconds of a batch through the whole model, where training computes only its top."""
    kept: Curve
    """Bytes that a batch keeps for its way back."""
    execution: Execution


def probe(
    config: RunConfig,
    before: Preparation,
    loaded: Loaded,
    accelerator: Accelerator,
    check: Callable[[], None],
) -> Probe:
    """Measure on rows of `loaded`, which are those of a sample; nothing is learnt from them.

    Args:
        config: of the run.
        before: made `loaded`.
        loaded: with few rows.
        accelerator: as in the run.
        check: called between measurements; may raise to end.
    """
    with executing(loaded.model, loaded.execution):
        below = _scoring(loaded.model, loaded.rows, accelerator, check) if before.caches else None
        with before.row_source(loaded) as rows:
            return _probe(config, loaded, rows, accelerator, check, below)


def _probe(
    config: RunConfig,
    loaded: Loaded,
    rows: RowSource,
    accelerator: Accelerator,
    check: Callable[[], None],
    below: Curve | None,
) -> Probe:
    steps = loaded.lone_stepper(config, rows, accelerator)
    picked = list(_picked(rows.lengths, loaded.hyperparameters.batch_size or 1, _budget(steps, rows)))
    training: list[Point] = []
    kept: list[Point] = []
    for indices in picked:
        check()
        width = int(rows.lengths[indices].max())
        found: dict[int, int] = {}
        step = functools.partial(_watched_step, steps, indices, found)
        training.append((len(indices), width, _seconds(step)))
        kept.append((len(indices), width, max(1, sum(found.values()))))
    scoring = _scoring(steps.model, rows, accelerator, check)
    return Probe(fit(training), scoring, below, fit(kept), loaded.execution)


def _budget(steps: LoneStepper, rows: RowSource) -> int:
    """Tokens that are computed in the time a batch may take; the first batch also warms everything up."""
    indices = _batch_of(np.argsort(rows.lengths, kind="stable"), rows.lengths, 0.5, 64, _FIRST_TOKENS)
    steps.stepper.learn(indices)
    seconds = _seconds(functools.partial(steps.stepper.learn, indices), times=1)
    tokens = int(rows.lengths[indices].sum())
    return max(tokens, int(tokens * _SECONDS / seconds))


def _picked(lengths: IntArray, batch_size: int, tokens: int) -> Iterator[IntArray]:
    """Batches that between them show what rows and length do: short, usual and long texts, and just one."""
    order = np.argsort(lengths, kind="stable")
    yield _batch_of(order, lengths, 0.5, 1, tokens)
    for place in (0.1, 0.5, 1.0):
        yield _batch_of(order, lengths, place, batch_size, tokens)


def _batch_of(order: IntArray, lengths: IntArray, place: float, rows: int, tokens: int) -> IntArray:
    """Up to `rows` neighbours in `order` that end at `place` of it, of up to `tokens` tokens together.

    Two of them at least, however long: where all texts are as long as the model reads, one row alone would
    not tell what a row costs from what a step costs.
    """
    last = round(place * (len(order) - 1))
    fitting = min(rows, max(2, tokens // int(lengths[order[last]])))
    return np.resize(order[max(0, last + 1 - fitting) : last + 1], fitting)


def _scoring(
    model: torch.nn.Module, rows: RowSource, accelerator: Accelerator, check: Callable[[], None]
) -> Curve:
    points: list[Point] = []
    logits_of(model, rows, np.arange(1), accelerator)  # warms up
    order = np.argsort(rows.lengths, kind="stable")
    for place, count in ((0.5, 1), (0.3, ROWS_AT_ONCE), (1.0, ROWS_AT_ONCE // 4)):
        check()
        indices = _batch_of(order, rows.lengths, place, count, 4 * _FIRST_TOKENS)
        indices = np.unique(indices)
        work = functools.partial(logits_of, model, rows, indices, accelerator)
        points.append((len(indices), int(rows.lengths[indices].max()), _seconds(work)))
    return fit(points)


def _seconds(work: Callable[[], object], *, times: int = _TIMES) -> float:
    """The fastest of a few; a kernel's queue is drained before and after."""
    found = []
    for _ in range(times):
        _drain()
        started = clock.seconds()
        work()
        _drain()
        found.append(clock.seconds() - started)
    return min(found)


def _drain() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _watched_step(steps: LoneStepper, indices: IntArray, found: dict[int, int]) -> None:
    """A step that notes in `found` what its forward pass saves for its backward pass: bytes by address.

    Parameters are left out. Counted, not measured: the allocator's habits would drown a small batch, and it
    is the same on any device.
    """
    owned = {parameter.untyped_storage().data_ptr() for parameter in steps.model.parameters()}
    found.clear()

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in owned:
            found[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        steps.stepper.learn(indices)
