"""One optimizer step: gradients of a batch, in as many parts as memory asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator

from tuner_gui.engine.events import AnyEvent, BatchReduced
from tuner_gui.engine.results.measures import Array
from tuner_gui.engine.training.batching import IntArray
from tuner_gui.engine.training.defaults import GRADIENT_CLIP
from tuner_gui.engine.training.memory import is_out_of_memory
from tuner_gui.engine.training.objective import Objective
from tuner_gui.engine.training.team import Team
from tuner_gui.engine.training.tokenizing import RowSource


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
        """One optimizer step over the rows `indices`; loss and main metric before it."""
        accelerator = self._accelerator
        while True:
            try:
                sums = self._team.gradients(
                    self._model, lambda: self._backward(indices), indices, self._parts
                )
                break
            except RuntimeError as error:
                self._split_further(error, self._team.most_rows(indices))
        accelerator.clip_grad_norm_(self._model.parameters(), GRADIENT_CLIP)
        self._optimizer.step()
        self._optimizer.zero_grad()
        if accelerator.num_processes > 1:
            sums = accelerator.reduce(sums, "sum")
        rows, loss, *tally = sums.tolist()
        return loss / rows, self._objective.metric(tally)

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
            inputs = {name: tensor.to(device) for name, tensor in self._data.rows.batch(part.rows).items()}
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
        return np.array_split(rows, min(self._parts, len(rows)))

    def _split_further(self, error: RuntimeError, rows: int) -> None:
        """Halve what is computed at once after running out of memory; anything else is raised again."""
        if not is_out_of_memory(error) or self._parts >= rows:
            raise error
        self._parts *= 2
        self._optimizer.zero_grad(set_to_none=True)
        if self._accelerator.device.type == "cuda":
            torch.cuda.empty_cache()
        self._emit(BatchReduced(rows_at_once=-(-rows // self._parts)))
