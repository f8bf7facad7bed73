"""A run from its configuration to a trained, tested and saved model."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from accelerate import Accelerator
from accelerate.utils import set_seed
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import Execution, Hyperparameters
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.device import find_device
from tuner_gui.engine.evaluation.inference import Logits, logits_of
from tuner_gui.engine.evaluation.predictions import predictions_csv
from tuner_gui.engine.events import (
    AnyEvent,
    DataReady,
    RunFinished,
    RunStarted,
    RunSuspended,
)
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.models import catalog
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.results.scored import write_scored
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.class_weights import balanced, describe
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.execution import choose_execution, executing
from tuner_gui.engine.training.frozen import cached, freeze_below_last_block
from tuner_gui.engine.training.objective import Objective, make_objective
from tuner_gui.engine.training.optimizer import build_optimizer, learning_rates, rate_groups
from tuner_gui.engine.training.processes import (
    cache_folder,
    check_same_rows,
    from_first,
    left_alone,
    lost_contact,
    make_accelerator,
    shared_checkpoint,
)
from tuner_gui.engine.training.reporting import Emit, Reporter, SuspendedError
from tuner_gui.engine.training.scored_rows import scored_rows
from tuner_gui.engine.training.setup import Setup, set_up
from tuner_gui.engine.training.shards import fill, stand_in
from tuner_gui.engine.training.stepping import TrainingData
from tuner_gui.engine.training.texts import fingerprint
from tuner_gui.engine.training.tokenizing import RowSource, TokenizedRows, read_tokens, tokenize
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


@dataclass
class _Loaded:
    """What stages hand to one another."""

    data: PreparedData
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    rows: TokenizedRows
    objective: Objective
    hyperparameters: Hyperparameters
    execution: Execution


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

    def execute(self) -> RunFinished:
        """All stages."""
        loaded = self._load()
        after = stand_in(self._accelerator, loaded.model, self._recipe)
        with self._row_source(loaded) as rows, executing(loaded.model, loaded.execution):
            trainer = self._trainer(loaded, rows)
            stopped = trainer.train()
            if after is not None:
                fill(after, trainer.best)
                loaded.model = after.to(self._accelerator.device)
            loaded.objective.finish(loaded.model)
        self._say.stage("testing")
        validation, test = self._test(loaded)
        metrics = self._metrics(loaded, trainer, validation, test)
        if self._accelerator.is_main_process:
            self._save(loaded, validation, test)
        self._accelerator.wait_for_everyone()
        return RunFinished(metrics=metrics, stopped_early=stopped)

    def _load(self) -> _Loaded:
        data = self._read()
        self._say.stage("loading_model")
        folder = catalog.resolve(
            self._config.base_model, progress=self._say.bytes_loaded, control=self._control
        )
        set_seed(self._config.seed)
        setup = set_up(self._config, data, folder)
        objective = self._objective(data)
        objective.prepare(setup.model)
        self._say.stage("tokenizing")
        rows = self._tokenize(data, setup)
        setup.model.to(self._accelerator.device)
        execution = self._execution(rows, setup)
        return _Loaded(data, setup.model, setup.tokenizer, rows, objective, setup.hyperparameters, execution)

    def _execution(self, rows: TokenizedRows, setup: Setup) -> Execution:
        """Chosen by the first process: all are to compute alike."""
        chosen = self._config.execution
        if chosen is None and self._accelerator.is_main_process:
            chosen = choose_execution(setup.model, rows, setup.hyperparameters)
        chosen = from_first(self._accelerator, chosen)
        assert chosen is not None
        return chosen

    def _read(self) -> PreparedData:
        self._say.stage("reading")
        texts = self.cache / f"texts-{self._accelerator.process_index}.arrow"
        data = prepare(self._config.dataset, seed=self._config.seed, spill=texts)
        self._emit(
            DataReady(
                train=len(data.split.train),
                validation=len(data.split.validation),
                test=len(data.split.test),
                labels=data.label_names,
                text_columns=data.text_columns,
                label_columns=data.label_columns,
                task=data.task,
                skipped=data.skipped,
                unlabelled=data.unlabelled,
                fixes=data.fixes,
            )
        )
        for finding in data.findings:
            self._say.log(finding.message, warning=finding.severity != "info")
        for note in data.notes:
            self._say.log(note)
        return data

    def _objective(self, data: PreparedData) -> Objective:
        targets = data.targets[data.split.train]
        weights = None
        if data.class_weights:
            weights = balanced(data.task, targets, len(data.label_names))
            self._say.log(describe(weights, data.label_names), warning=weights is None)
        return make_objective(data.task, targets, weights=weights)

    def _tokenize(self, data: PreparedData, setup: Setup) -> TokenizedRows:
        assert setup.hyperparameters.max_length
        file = self.cache / "tokens.arrow"
        with self._accelerator.local_main_process_first():
            if not self._accelerator.is_local_main_process:
                return read_tokens(file, setup.tokenizer)
            return tokenize(
                data.texts,
                setup.tokenizer,
                max_length=setup.hyperparameters.max_length,
                cache_file=file,
                report=self._say.rows_of("tokenizing", data.rows),
            )

    @contextlib.contextmanager
    def _row_source(self, loaded: _Loaded) -> Iterator[RowSource]:
        if not self._recipe.frozen:
            yield loaded.rows
            return
        self._say.stage("caching")
        freeze_below_last_block(loaded.model)
        split = loaded.data.split
        needed = np.concatenate([split.train, split.validation])
        file = self.cache / f"states-{self._accelerator.process_index}.f32"
        with cached(
            loaded.rows, loaded.model, needed, file, self._say.rows_of("caching", len(needed))
        ) as rows:
            yield rows

    def _trainer(self, loaded: _Loaded, rows: RowSource) -> Trainer:
        hyperparameters, split = loaded.hyperparameters, loaded.data.split
        assert hyperparameters.weight_decay is not None
        groups = rate_groups(loaded.model, self._recipe, hyperparameters)
        same = check_same_rows(self._accelerator, fingerprint(loaded.data))
        trainer = Trainer(
            loaded.model,
            build_optimizer(groups, self._accelerator.device, hyperparameters.weight_decay),
            TrainingData(rows, loaded.data.targets, split.train, split.validation, same),
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

    def _test(self, loaded: _Loaded) -> tuple[Logits, Logits]:
        """Logits of validation and test rows: in full precision, by the model as it will be exported."""
        loaded.model = self._accelerator.unwrap_model(loaded.model, keep_fp32_wrapper=False)
        split = loaded.data.split
        rows = np.concatenate([split.validation, split.test])
        report = self._say.rows_of("testing", len(rows))
        logits = logits_of(loaded.model, loaded.rows, rows, self._accelerator, report=report)
        return logits[: len(split.validation)], logits[len(split.validation) :]

    def _metrics(self, loaded: _Loaded, trainer: Trainer, validation: Logits, test: Logits) -> Metrics:
        data, progress, score = loaded.data, trainer.progress, loaded.objective.score
        assert loaded.hyperparameters.learning_rate
        return Metrics(
            test=score(test, data.targets[data.split.test]),
            validation=score(validation, data.targets[data.split.validation]),
            train_seconds=progress.training_seconds + progress.other_seconds,
            rows_per_second=trainer.rows_per_second,
            peak_memory_bytes=progress.peak_memory_bytes,
            parameters=loaded.model.num_parameters(),
            trainable_parameters=loaded.model.num_parameters(only_trainable=True),
            epochs=trainer.epoch,
            best_epoch=progress.best_step / trainer.steps_per_epoch,
            learning_rate=loaded.hyperparameters.learning_rate,
        )

    def _save(self, loaded: _Loaded, validation: Logits, test: Logits) -> None:
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
