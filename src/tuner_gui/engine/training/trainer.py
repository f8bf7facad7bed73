"""The training loop: small, free of modes, polled at every step. Reports typed events."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import torch
from accelerate import Accelerator
from transformers import PreTrainedModel

from tuner_gui.engine.config import Hyperparameters
from tuner_gui.engine.control import Control
from tuner_gui.engine.evaluation.inference import logits_of
from tuner_gui.engine.events import (
    Checkpointed,
    Logged,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.training.astray import AstrayError, check_number
from tuner_gui.engine.training.batching import BatchPlan, IntArray
from tuner_gui.engine.training.checkpoint import (
    Checkpoint,
    Progress,
    Tensors,
    load_checkpoint,
    save_checkpoint,
)
from tuner_gui.engine.training.choosing import is_better
from tuner_gui.engine.training.defaults import VALIDATIONS
from tuner_gui.engine.training.memory import memory_in_use
from tuner_gui.engine.training.objective import Objective
from tuner_gui.engine.training.optimizer import set_rates
from tuner_gui.engine.training.processes import from_first
from tuner_gui.engine.training.reporting import Emit, SuspendedError
from tuner_gui.engine.training.shards import fill, in_pieces, moving
from tuner_gui.engine.training.stepping import Stepper, TrainingData
from tuner_gui.engine.training.team import leave_out_unused, seed_step
from tuner_gui.engine.training.validating import ValidationPlan
from tuner_gui.errors import CancelledError, RunError

_CHECKPOINT_SECONDS = 5.0
"""At most this often, and never more than a twentieth of the time goes into checkpoints."""
_CHECKPOINT_COST = 20


class Trainer:
    """Trains a model over a fixed plan of steps.

    Args:
        model: on its device; parameters that are to move require gradients.
        optimizer: over those parameters; each group carries its highest rate as `peak`.
        data: training and validation rows.
        objective: what is minimised, and what the state to keep is chosen by.
        hyperparameters: resolved, no field None.
        seed: of the run.
        accelerator: device, precision and processes.
        control: polled before every step.
        emit: receives the events.
        checkpoints: folder for checkpoints.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        optimizer: torch.optim.Optimizer,
        data: TrainingData,
        objective: Objective,
        hyperparameters: Hyperparameters,
        *,
        seed: int,
        accelerator: Accelerator,
        control: Control,
        emit: Emit,
        checkpoints: Path,
    ) -> None:
        assert hyperparameters.batch_size and hyperparameters.epochs and hyperparameters.warmup is not None
        self._bare_model = model
        self._bare_optimizer = optimizer
        if accelerator.num_processes > 1 and not in_pieces(accelerator):
            leave_out_unused(model, data.rows.batch(data.train[:1]))
        self._model, self._optimizer = accelerator.prepare(model, optimizer)
        self._data = data
        self._objective = objective
        self._warmup = hyperparameters.warmup
        self._rate = hyperparameters.learning_rate or 0.0
        self._accelerator = accelerator
        self._control = control
        self._emit = emit
        self._checkpoints = checkpoints
        self._plan = BatchPlan(
            data.train, data.rows.lengths, batch_size=hyperparameters.batch_size, seed=seed
        )
        self._seed = seed
        self.steps_per_epoch = self._plan.steps_per_epoch
        self.total_steps = self.steps_per_epoch * hyperparameters.epochs
        self._patience = (hyperparameters.patience or 0) * self.steps_per_epoch
        self._validations = ValidationPlan(
            data.validation,
            train_rows=len(data.train),
            steps_per_epoch=self.steps_per_epoch,
            epochs=hyperparameters.epochs,
            points=VALIDATIONS,
            seed=seed,
        )
        self._stepper = Stepper(self._model, self._optimizer, data, objective, accelerator, emit)
        self._best: Tensors = {}
        self._last_checkpoint = time.monotonic()
        self._checkpoint_cost = 0.0
        self.progress = Progress(fingerprint=data.fingerprint)

    @property
    def epoch(self) -> float:
        """Passes over the training rows so far."""
        return self.progress.step / self.steps_per_epoch

    @property
    def rows_per_second(self) -> float:
        """Training rows seen over training time so far."""
        seen = self.epoch * len(self._data.train)
        return seen / self.progress.training_seconds if self.progress.training_seconds else 0.0

    @property
    def best(self) -> Tensors:
        """What moves in the model, as it was at the best validation so far; whole, on the CPU."""
        return self._best

    def resume(self, path: Path) -> None:
        """Continue exactly where the checkpoint at `path` was written.

        Raises:
            RunError: the checkpoint is damaged, or belongs to other rows.
        """
        checkpoint = load_checkpoint(path, self._bare_optimizer)
        if checkpoint.progress.fingerprint != self._data.fingerprint:
            raise RunError(
                "The dataset has changed since this run began, so the run cannot go on where it was.",
                hint="Put the old file back, or start a new run on the changed one.",
            )
        fill(self._bare_model, checkpoint.trainable)
        self._best = checkpoint.best
        self.progress = checkpoint.progress

    def train(self) -> bool:
        """Train to the end, or until told to stop; the best parameters are then in the model.

        Returns:
            True when the person stopped it early, or it went astray and its best state was kept.

        Raises:
            CancelledError: the person cancelled.
            SuspendedError: the person suspended; a checkpoint was written.
            AstrayError: the loss is no number any more, and there is no good state to keep.
        """
        self._emit(StageChanged(stage="training"))
        try:
            stopped = self._steps()
        except AstrayError as error:
            if self.progress.best_score is None:
                raise
            self._emit(error.kept(self.progress.best_step))
            stopped = True
        fill(self._bare_model, self._best)
        return stopped

    def _steps(self) -> bool:
        """All steps that are left and the validations between them; True when told to stop."""
        stopped = False
        while self.progress.step < self.total_steps and not stopped and not self._enough():
            stopped = self._obey()
            if not stopped:
                self._step()
        if self.progress.best_score is None or self.progress.step % self.steps_per_epoch:
            self._validate(self._data.validation)
        return stopped

    def _enough(self) -> bool:
        """Whether the patience is over: as many epochs without a better validation."""
        if (
            not self._patience
            or self.progress.best_score is None
            or self.progress.step % self.steps_per_epoch
        ):
            return False
        if self.progress.step - self.progress.best_step < self._patience:
            return False
        epochs = self._patience // self.steps_per_epoch
        message = f"Training ended early: no better validation for {epochs} epoch{'s' * (epochs > 1)}."
        self._emit(Logged(message=message, time=time.time()))
        return True

    def _obey(self) -> bool:
        """Do what was asked for since the last step; True means stop."""
        if self._control.paused:
            self._emit(StageChanged(stage="paused"))
            self._control.wait_while_paused()
            self._emit(StageChanged(stage="training"))
        ending = self._agreed(self._control.ending)
        if ending == "cancel":
            raise CancelledError("The run was cancelled.")
        if ending == "suspend":
            self._checkpoint()
            self._accelerator.wait_for_everyone()  # a process that ends early makes torchrun end the others
            raise SuspendedError
        return ending == "stop"

    def _agreed(self, ending: str | None) -> str | None:
        """The strongest request any process received, so that all end at the same step."""
        if self._accelerator.num_processes == 1:
            return ending
        ranks = (None, "stop", "suspend", "cancel")
        mine = torch.tensor([ranks.index(ending)], device=self._accelerator.device)
        return ranks[int(self._accelerator.gather(mine).max())]

    def _step(self) -> None:
        started = time.perf_counter()
        indices = self._plan.batch(self.progress.step)
        set_rates(self._bare_optimizer, self.progress.step, self.total_steps, self._warmup)
        seed_step(self._seed, self.progress.step, self._accelerator.process_index)
        loss, metric = self._stepper.learn(indices)
        check_number(loss, self.progress.step + 1, self._rate)
        memory = memory_in_use(self._accelerator.device)
        self.progress = msgspec.structs.replace(
            self.progress,
            step=self.progress.step + 1,
            training_seconds=self.progress.training_seconds + time.perf_counter() - started,
            peak_memory_bytes=max(memory, self.progress.peak_memory_bytes),
        )
        self._emit(
            Stepped(
                step=self.progress.step,
                epoch=self.epoch,
                loss=loss,
                metric=metric,
                learning_rate=max(group["lr"] for group in self._bare_optimizer.param_groups),
                rows_per_second=self.rows_per_second,
                memory_bytes=memory,
                seconds_left=self._seconds_left(),
            )
        )
        rows = self._validations.after(self.progress.step)
        if rows is not None:
            self._validate(rows)
        self._checkpoint_if_due()

    def _validate(self, rows: IntArray) -> None:
        started = time.perf_counter()
        logits = logits_of(self._model, self._data.rows, rows, self._accelerator)
        check_number(float(logits.sum()), self.progress.step, self._rate)
        found = self._objective.score(self._objective.in_units(logits), self._data.targets[rows])
        is_best = self._validations.is_whole(rows) and is_better(found, self.progress.best_score)
        if is_best:
            self._best = {name: tensor.clone() for name, tensor in moving(self._bare_model).items()}
            self.progress = msgspec.structs.replace(
                self.progress, best_step=self.progress.step, best_score=found
            )
        self._count_other(started)
        self._emit(
            Validated(
                step=self.progress.step,
                epoch=self.epoch,
                loss=found.loss,
                metrics=found.metrics,
                best=is_best,
                rows=len(rows),
            )
        )

    def _checkpoint_if_due(self) -> None:
        pause = max(_CHECKPOINT_SECONDS, self._checkpoint_cost * _CHECKPOINT_COST)
        due = time.monotonic() - self._last_checkpoint >= pause and self.progress.step < self.total_steps
        if in_pieces(self._accelerator):  # which all must put together at the same step
            due = from_first(self._accelerator, due)
        if due:
            self._checkpoint()

    def _checkpoint(self) -> None:
        if not self._accelerator.is_main_process and not in_pieces(self._accelerator):
            return
        started = time.perf_counter()
        checkpoint = Checkpoint(self.progress, moving(self._bare_model), self._best, self._bare_optimizer)
        save_checkpoint(self._checkpoints, checkpoint, write=self._accelerator.is_main_process)
        self._count_other(started)
        self._checkpoint_cost = time.perf_counter() - started
        self._last_checkpoint = time.monotonic()
        self._emit(Checkpointed(step=self.progress.step))

    def _count_other(self, started: float) -> None:
        seconds = self.progress.other_seconds + time.perf_counter() - started
        self.progress = msgspec.structs.replace(self.progress, other_seconds=seconds)

    def _seconds_left(self) -> float:
        spent = self.progress.training_seconds + self.progress.other_seconds
        return spent / self.progress.step * (self.total_steps - self.progress.step)
