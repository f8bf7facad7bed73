"""One optimizer step: gradients of a batch, in as many parts as memory asks for."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from accelerate import Accelerator

from tuner_gui.engine.events import AnyEvent, BatchReduced, Logged
from tuner_gui.engine.results.measures import Array
from tuner_gui.engine.training.batching import IntArray, in_parts, tokens_at_once
from tuner_gui.engine.training.defaults import GRADIENT_CLIP
from tuner_gui.engine.training.execution import save_memory
from tuner_gui.engine.training.memory import is_out_of_memory
from tuner_gui.engine.training.objective import Objective
from tuner_gui.engine.training.shards import is_cut, whole
from tuner_gui.engine.training.team import Team
from tuner_gui.engine.training.tokenizing import RowSource, on_device


@dataclass(frozen=True)
class TrainingData:
    """Rows, what they are labelled with, and which of them serve what."""

    rows: RowSource
    targets: Array
    """As in `PreparedData`."""
    train: IntArray
    validation: IntArray
    fingerprint: str = ""
    """Changes when rows, targets or split do."""


class Stepper:
    """Makes optimizer steps.

    Args:
        model: prepared by `accelerator`.
        optimizer: prepared by `accelerator`.
        data: where the rows come from.
        objective: what is minimised.
        accelerator: device, precision and processes.
        emit: told when memory ran out.
    """

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        data: TrainingData,
        objective: Objective,
        accelerator: Accelerator,
        emit: Callable[[AnyEvent], None],
    ) -> None:
        self._model = model
        self._optimizer = optimizer
        self._data = data
        self._objective = objective
        self._accelerator = accelerator
        self._emit = emit
        self._parts = 1
        self._team = Team(accelerator, data.rows.lengths)

    def learn(self, indices: IntArray) -> tuple[float, float]:
        """One optimizer step over the rows `indices`; loss and main metric before it.

        Where a gradient is infinite or no number, so is the loss that is returned.
        """
        accelerator = self._accelerator
        while True:
            try:
                sums = self._team.gradients(
                    self._model, lambda: self._backward(indices), indices, self._parts
                )
                break
            except RuntimeError as error:
                self._split_further(error, self._team.most_rows(indices))
        norm = accelerator.clip_grad_norm_(self._model.parameters(), GRADIENT_CLIP)
        self._optimizer.step()
        self._optimizer.zero_grad()
        if accelerator.num_processes > 1:
            sums = accelerator.reduce(sums, "sum")
        everything = torch.cat([sums, (whole(norm) if is_cut(norm) else norm).to(sums).reshape(1)])
        rows, loss, *tally, norm = everything.tolist()  # one copy from the GPU
        return (loss / rows if math.isfinite(norm) else math.nan), self._objective.metric(tally)

    def _backward(self, batch: IntArray) -> torch.Tensor:
        """Gradients of this process's share of the mean loss, in as many parts as memory asks for.

        Returns:
            rows, summed loss, and the tally of the objective.
        """
        self._model.train()
        device = self._accelerator.device
        objective, sums = self._objective, []
        parts = self._team.parts(batch, self._cut)
        for number, part in enumerate(parts, start=1):
            inputs = on_device(self._data.rows.batch(part.rows), device)
            targets = objective.learnable(self._data.targets[part.rows]).to(device)
            with self._team.exchanging(self._model, last=number == len(parts)):
                logits = self._model(**inputs).logits.float()
                loss = objective.loss(logits, targets)
                self._accelerator.backward(loss * part.scale)
            counts = torch.stack([loss.new_tensor(float(len(part.rows))), loss.detach()])
            sums.append(part.counted * torch.cat([counts, objective.tally(logits.detach(), targets)]))
        return torch.stack(sums).sum(0)

    def _cut(self, rows: IntArray) -> list[IntArray]:
        """Into as many parts as memory asks for."""
        most = -(-len(rows) // self._parts)
        tokens = tokens_at_once(self._accelerator.device.type)
        return in_parts(rows, self._data.rows.lengths, tokens=tokens, rows=most)

    def _split_further(self, error: RuntimeError, rows: int) -> None:
        """After running out of memory halve what is computed at once; below one row, keep less of it.

        Anything else is raised again, and so is `error` when nothing more can be saved.
        """
        if not is_out_of_memory(error):
            raise error
        if self._parts < rows:
            self._parts *= 2
        elif not save_memory(self._accelerator.unwrap_model(self._model)):
            raise error
        else:
            message = "Memory is short even for one row: activations are computed twice from now on."
            self._emit(Logged(message=message, level="warning", time=time.time()))
        self._optimizer.zero_grad(set_to_none=True)
        if self._accelerator.device.type == "cuda":
            torch.cuda.empty_cache()
        self._emit(BatchReduced(rows_at_once=-(-rows // self._parts)))
