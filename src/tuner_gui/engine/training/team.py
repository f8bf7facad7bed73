"""Several processes that make each optimizer step together, and learn what one would.

torch's DistributedDataParallel takes the mean of the processes' gradients. That is the gradient of the mean
loss only where all have as many rows, so each process weighs its own by its share of the batch. With one
process nothing of this does anything.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator

from tuner_gui.engine.training.batching import IntArray
from tuner_gui.engine.training.memory import is_out_of_memory
from tuner_gui.engine.training.shards import in_pieces
from tuner_gui.errors import EnvironmentProblemError

Cut = Callable[[IntArray], list[IntArray]]
"""Rows (at least one) into parts that are computed one after the other."""


@dataclass(frozen=True)
class Part:
    """What one process computes at once."""

    rows: IntArray
    """At least one."""
    scale: float
    """Factor of the summed loss by which the mean over processes becomes the mean over the batch."""
    counted: float
    """0 where the rows only keep the process busy while others wait for it, otherwise 1."""


class Team:
    """The processes of a run.

    Args:
        accelerator: knows them.
        lengths: in tokens, of every row; the same in all processes.
    """

    def __init__(self, accelerator: Accelerator, lengths: IntArray) -> None:
        self._accelerator = accelerator
        self._lengths = lengths
        self._proven = (0, 0)

    def parts(self, batch: IntArray, cut: Cut) -> list[Part]:
        """What this process computes of `batch`, at least one part.

        A model in pieces is put together for each pass by all processes, so there all make as many.

        Args:
            batch: rows of the step, of all processes; shape [at least 1].
            cut: the same in all processes.
        """
        accelerator = self._accelerator
        world = accelerator.num_processes
        shares = [cut(batch[process::world]) for process in range(min(world, len(batch)))]
        mine = shares[accelerator.process_index] if accelerator.process_index < len(shares) else []
        parts = [Part(rows, world / len(batch), 1.0) for rows in mine]
        least = max(map(len, shares)) if in_pieces(accelerator) else 1
        return parts + [Part(batch[:1], 0.0, 0.0)] * (least - len(parts))

    def exchanging(self, model: Any, *, last: bool) -> AbstractContextManager[None]:
        """For the passes of a step: gradients are exchanged with the last, of which all have one."""
        if last or self._accelerator.num_processes == 1 or in_pieces(self._accelerator):
            return contextlib.nullcontext()
        held: AbstractContextManager[None] = self._accelerator.no_sync(model)
        return held

    def most_rows(self, batch: IntArray) -> int:
        """Rows of the process that has most of `batch`."""
        most: int = -(-len(batch) // self._accelerator.num_processes)
        return most

    def gradients(
        self, model: Any, compute: Callable[[], torch.Tensor], batch: IntArray, parts: int
    ) -> torch.Tensor:
        """Let `compute` leave gradients in `model`, and take their mean over the processes.

        A process that runs out of memory must not leave the others waiting for its gradients. So where
        rows and length are more than was ever computed, gradients are exchanged only after all have
        said that theirs are there. Else they are exchanged on the way, which takes less time.

        Args:
            model: prepared by the accelerator.
            compute: forward and backward pass over the share of this process.
            batch: rows of the step, of all processes.
            parts: into which every process cuts its share.

        Returns:
            what `compute` does.

        Raises:
            RuntimeError: of `compute`; one for want of memory is raised in all processes, or in none.
            EnvironmentProblemError: memory ran out where it had been enough.
        """
        if self._accelerator.num_processes == 1:
            return compute()
        need = self._need(batch, parts)
        if in_pieces(self._accelerator):  # no gradient is ever in one place, so none can be held back
            return _not_again(compute)
        if all(map(int.__le__, need, self._proven)):
            return _not_again(compute)
        with self._accelerator.no_sync(model):
            result, shortage = _attempt(compute)
        if self.any(bool(shortage)):
            raise torch.OutOfMemoryError(shortage or "out of memory in another process")
        assert result is not None
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter.grad = self._accelerator.reduce(parameter.grad, "mean")
        self._proven = (max(need[0], self._proven[0]), max(need[1], self._proven[1]))
        return result

    def any(self, here: bool) -> bool:
        """Whether something holds in any process; all must ask."""
        return bool(self._accelerator.reduce(torch.tensor(float(here), device=self._accelerator.device)) > 0)

    def _need(self, batch: IntArray, parts: int) -> tuple[int, int]:
        """What memory depends on: tokens at once, and pairs of them in attention."""
        rows: int = -(-self.most_rows(batch) // parts)
        longest = int(self._lengths[batch].max())
        return rows * longest, rows * longest**2


def _attempt(compute: Callable[[], torch.Tensor]) -> tuple[torch.Tensor | None, str]:
    """Its result, or why memory was not enough. The error itself would keep what is to be freed."""
    try:
        return compute(), ""
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        return None, str(error) or "out of memory"


def _not_again(compute: Callable[[], torch.Tensor]) -> torch.Tensor:
    try:
        return compute()
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        raise EnvironmentProblemError(
            "Memory ran out in one of the processes, at a moment when the others wait for it.",
            hint="Let other programs leave the device alone, then resume; or take a smaller batch size.",
            detail=str(error),
        ) from error


def seed_step(seed: int, step: int, process: int) -> None:
    """Let what is drawn in a step (dropout) follow from run, step and process alone.

    Processes draw apart from one another, and a run that is resumed draws as if it had not ended, on any
    device and with no state of a generator to be kept.

    Args:
        seed: of the run.
        step: 0 for the first.
        process: 0 for the first.
    """
    state = np.random.SeedSequence((seed, step, process)).generate_state(1, np.uint64)
    torch.manual_seed(int(state[0]))


def leave_out_unused(model: Any, inputs: dict[str, torch.Tensor]) -> list[str]:
    """Freeze parameters that no forward pass touches: the processes would wait for their gradients.

    They never learn anyway. Run before the model is prepared for several processes.

    Args:
        model: on its device.
        inputs: of one row.

    Returns:
        their names.
    """
    model.train()
    device = next(model.parameters()).device
    model(**{name: tensor.to(device) for name, tensor in inputs.items()}).logits.float().sum().backward()
    unused = {name: p for name, p in model.named_parameters() if p.requires_grad and p.grad is None}
    for parameter in unused.values():
        parameter.requires_grad_(False)
    model.zero_grad(set_to_none=True)
    return list(unused)
