"""A run from its configuration to a trained, tested and saved model."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from accelerate import Accelerator

from tuner_gui.engine.control import Control
from tuner_gui.engine.device import find_device
from tuner_gui.engine.energy import energy_between, energy_counted
from tuner_gui.engine.evaluation.inference import Logits, logits_of
from tuner_gui.engine.evaluation.predictions import predictions_csv
from tuner_gui.engine.events import (
    AnyEvent,
    RunFinished,
    RunStarted,
    RunSuspended,
)
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.results.scored import write_scored
from tuner_gui.engine.training.adapters import merge_adapters
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.execution import executing
from tuner_gui.engine.training.optimizer import build_optimizer, learning_rates, rate_groups
from tuner_gui.engine.training.preparation import Loaded, Preparation
from tuner_gui.engine.training.processes import (
    cache_folder,
    check_same_rows,
    left_alone,
    lost_contact,
    make_accelerator,
    shared_checkpoint,
)
from tuner_gui.engine.training.reporting import Emit, Reporter, SuspendedError
from tuner_gui.engine.training.scored_rows import scored_rows
from tuner_gui.engine.training.shards import fill, stand_in
from tuner_gui.engine.training.tokenizing import RowSource
from tuner_gui.engine.training.trainer import Trainer
from tuner_gui.errors import CancelledError
from tuner_gui.files import new_folder, write_atomic


def train_run(job: TrainJob, control: Control, emit: Emit) -> RunFinished | RunSuspended:
    """Do the run `job` describes; returns its terminal event.

    Leaves `checkpoints/` (until done), `model/`, `predictions.csv` and `scored.arrow` in the run folder.

    Raises:
        TunerError: the data or the base model cannot be used, or the person cancelled.
    """
    accelerator = make_accelerator()
    main = accelerator.is_main_process
    run = _Run(job, accelerator, control, emit if main else lambda event: None)
    try:
        return run.execute()
    except SuspendedError:
        return RunSuspended(step=run.step)
    except CancelledError:
        for name in ("checkpoints", "model") if main else ():
            shutil.rmtree(run.folder / name, ignore_errors=True)
        raise
    except RuntimeError as error:
        if accelerator.num_processes > 1 and lost_contact(error):
            raise left_alone(error) from error
        raise
    finally:
        if accelerator.is_local_main_process:
            shutil.rmtree(run.cache, ignore_errors=True)
        accelerator.free_memory()


class _Run:
    """The stages of one run, in order."""

    def __init__(self, job: TrainJob, accelerator: Accelerator, control: Control, emit: Emit) -> None:
        self.folder = Path(job.run_dir)
        self.cache = cache_folder(accelerator, self.folder)
        self.step = 0
        self._job = job
        self._config = job.config
        self._recipe = RECIPES[job.config.mode]
        self._accelerator = accelerator
        self._control = control
        self._emit = emit
        self._say = Reporter(emit, control, alone=accelerator.num_processes == 1)
        self._before = Preparation(
            self._config,
            self.cache,
            accelerator,
            control,
            self._say,
            shared=Path(job.shared_dir) if job.shared_dir else None,
            tokenizer=self.folder / "checkpoints" / "tokenizer",
        )

    def execute(self) -> RunFinished:
        """All stages."""
        loaded = self._before.load()
        after = stand_in(self._accelerator, loaded.model, self._recipe)
        counted = energy_counted(self._accelerator.device)
        with executing(loaded.model, loaded.execution), self._before.row_source(loaded) as rows:
            trainer = self._trainer(loaded, rows)
            whole = trainer.progress.step == 0 and self._accelerator.num_processes == 1
            stopped = trainer.train()
        # Of what was trained before it was resumed, or by other processes, nothing is known.
        energy = energy_between(counted, energy_counted(self._accelerator.device)) if whole else None
        trainable = loaded.model.num_parameters(only_trainable=True)
        if after is not None:
            fill(after, trainer.best)
            loaded.model = after.to(self._accelerator.device)
        loaded.objective.finish(loaded.model)
        merge_adapters(loaded.model)
        self._say.stage("testing")
        validation, test = self._test(loaded)
        metrics = self._metrics(loaded, trainer, trainable, energy, validation, test)
        if self._accelerator.is_main_process:
            self._save(loaded, validation, test)
        self._accelerator.wait_for_everyone()
        return RunFinished(metrics=metrics, stopped_early=stopped)

    def _trainer(self, loaded: Loaded, rows: RowSource) -> Trainer:
        hyperparameters = loaded.hyperparameters
        assert hyperparameters.weight_decay is not None
        groups = rate_groups(loaded.model, self._recipe, hyperparameters)
        data = loaded.training_data(rows)
        check_same_rows(self._accelerator, data.fingerprint)
        trainer = Trainer(
            loaded.model,
            build_optimizer(groups, self._accelerator.device, hyperparameters.weight_decay),
            data,
            loaded.objective,
            hyperparameters,
            seed=self._config.seed,
            accelerator=self._accelerator,
            control=self._control,
            emit=self._forward,
            checkpoints=self.folder / "checkpoints",
        )
        folder = self.folder / "checkpoints"
        newest = newest_checkpoint(folder) if self._job.resume else None
        checkpoint = shared_checkpoint(self._accelerator, folder, newest)
        if checkpoint is not None:
            trainer.resume(checkpoint)
        self._emit(
            RunStarted(
                parameters=loaded.model.num_parameters(),
                trainable_parameters=loaded.model.num_parameters(only_trainable=True),
                device=find_device(),
                hyperparameters=hyperparameters,
                total_steps=trainer.total_steps,
                steps_per_epoch=trainer.steps_per_epoch,
                learning_rates=learning_rates(groups),
                execution=loaded.execution,
                resumed_at=trainer.progress.step,
            )
        )
        return trainer

    def _test(self, loaded: Loaded) -> tuple[Logits, Logits]:
        """Logits of validation and test rows: in full precision, by the model as it will be exported."""
        loaded.model = self._accelerator.unwrap_model(loaded.model, keep_fp32_wrapper=False)
        split = loaded.data.split
        rows = np.concatenate([split.validation, split.test])
        report = self._say.rows_of("testing", len(rows))
        logits = logits_of(loaded.model, loaded.rows, rows, self._accelerator, report=report)
        return logits[: len(split.validation)], logits[len(split.validation) :]

    def _metrics(
        self,
        loaded: Loaded,
        trainer: Trainer,
        trainable: int,
        energy: float | None,
        validation: Logits,
        test: Logits,
    ) -> Metrics:
        data, progress, score = loaded.data, trainer.progress, loaded.objective.score
        assert loaded.hyperparameters.learning_rate
        return Metrics(
            test=score(test, data.targets[data.split.test]),
            validation=score(validation, data.targets[data.split.validation]),
            train_seconds=progress.training_seconds + progress.other_seconds,
            rows_per_second=trainer.rows_per_second,
            peak_memory_bytes=progress.peak_memory_bytes,
            parameters=loaded.model.num_parameters(),
            trainable_parameters=trainable,
            epochs=trainer.epoch,
            best_epoch=progress.best_step / trainer.steps_per_epoch,
            learning_rate=loaded.hyperparameters.learning_rate,
            energy_joules=energy,
        )

    def _save(self, loaded: Loaded, validation: Logits, test: Logits) -> None:
        self._say.stage("saving")
        shutil.rmtree(self.folder / "model", ignore_errors=True)
        with new_folder(self.folder / "model") as temporary:
            loaded.model.save_pretrained(temporary)
            loaded.tokenizer.save_pretrained(temporary)
        data = loaded.data
        write_atomic(self.folder / "predictions.csv", predictions_csv(data, test))
        write_scored(self.folder, scored_rows(data, test, validation))
        shutil.rmtree(self.folder / "checkpoints", ignore_errors=True)

    def _forward(self, event: AnyEvent) -> None:
        self.step = getattr(event, "step", self.step)
        self._emit(event)
