"""A run from its configuration to a trained, tested and saved model."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from accelerate import Accelerator
from accelerate.utils import set_seed
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import Hyperparameters, TrainJob
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.device import find_device
from tuner_gui.engine.evaluation.inference import Logits, logits_of
from tuner_gui.engine.evaluation.metrics import probabilities, score
from tuner_gui.engine.events import (
    AnyEvent,
    DataReady,
    Logged,
    Metrics,
    Progressed,
    RunFinished,
    RunStarted,
    RunSuspended,
    Stage,
    StageChanged,
)
from tuner_gui.engine.export.reference import Reference, write_reference
from tuner_gui.engine.models import catalog
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.models.sizing import input_limit
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.defaults import RECIPES, ModelSize, resolve
from tuner_gui.engine.training.frozen import cached, freeze_below_last_block
from tuner_gui.engine.training.optimizer import build_optimizer, learning_rates, rate_groups
from tuner_gui.engine.training.tokenizing import RowSource, TokenizedRows, tokenize
from tuner_gui.engine.training.trainer import SuspendedError, Trainer, TrainingData
from tuner_gui.errors import CancelledError
from tuner_gui.files import new_folder, write_atomic

Emit = Callable[[AnyEvent], None]

_LENGTH_SAMPLE_CHARACTERS = 20_000
"""Nobody's maximum length needs to look at more of one text than this."""


def train_run(job: TrainJob, control: Control, emit: Emit) -> RunFinished | RunSuspended:
    """Do the run `job` describes; returns its terminal event.

    Leaves `checkpoints/` (until done), `model/`, `predictions.csv` and `reference.json` in the run folder.

    Raises:
        TunerError: the data or the base model cannot be used, or the person cancelled.
    """
    accelerator = _accelerator()
    main = accelerator.is_main_process
    run = _Run(job, accelerator, control, emit if main else lambda event: None)
    try:
        return run.execute()
    except SuspendedError:
        return RunSuspended(step=run.step)
    except CancelledError:
        for name in ("checkpoints", "model"):
            shutil.rmtree(run.folder / name, ignore_errors=True)
        raise
    finally:
        if main:
            shutil.rmtree(run.cache, ignore_errors=True)
        accelerator.free_memory()


def _accelerator() -> Accelerator:
    device = find_device()
    return Accelerator(
        cpu=device.kind == "cpu", mixed_precision="bf16" if device.precision == "bf16" else "no"
    )


@dataclass
class _Loaded:
    """What stages hand to one another."""

    data: PreparedData
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    rows: TokenizedRows
    hyperparameters: Hyperparameters


class _Run:
    """The stages of one run, in order."""

    def __init__(self, job: TrainJob, accelerator: Accelerator, control: Control, emit: Emit) -> None:
        self.folder = Path(job.run_dir)
        self.cache = self.folder / "cache"
        self.step = 0
        self._job = job
        self._config = job.config
        self._recipe = RECIPES[job.config.mode]
        self._accelerator = accelerator
        self._control = control
        self._emit = emit

    def execute(self) -> RunFinished:
        """All stages."""
        loaded = self._load()
        with self._row_source(loaded) as rows:
            trainer = self._trainer(loaded, rows)
            stopped = trainer.train()
            # Not the score remembered from training: the model as it will be saved, once more, whole.
            validation = logits_of(loaded.model, rows, loaded.data.split.validation, self._accelerator)
        self._stage("testing")
        test = self._test(loaded)
        metrics = self._metrics(loaded, trainer, validation, test)
        reference = self._reference(loaded, test)
        if self._accelerator.is_main_process:
            self._save(loaded, test, reference)
        self._accelerator.wait_for_everyone()
        return RunFinished(metrics=metrics, stopped_early=stopped)

    def _load(self) -> _Loaded:
        config = self._config
        self._stage("reading")
        data = prepare(config.dataset, seed=config.seed)
        self._emit(
            DataReady(
                train=len(data.split.train),
                validation=len(data.split.validation),
                test=len(data.split.test),
                labels=data.label_names,
                text_columns=data.text_columns,
                label_columns=data.label_columns,
                skipped=data.skipped,
            )
        )
        for finding in data.findings:
            self._log(finding.message, warning=finding.severity != "info")
        self._stage("loading_model")
        folder = catalog.resolve(config.base_model, progress=self._report_bytes, control=self._control)
        set_seed(config.seed)
        tokenizer = load_tokenizer(folder)
        model = load_classifier(
            folder,
            label_names=data.label_names,
            from_scratch=self._recipe.from_scratch,
            seed=config.seed,
        )
        self._stage("tokenizing")
        limit = input_limit(model.config, tokenizer)
        hyperparameters = resolve(
            config.hyperparameters,
            config.mode,
            ModelSize(model.num_parameters(), limit),
            train_rows=len(data.split.train),
            classes=len(data.label_names),
            longest=_longest(data, tokenizer),
        )
        assert hyperparameters.max_length
        tokenizer.model_max_length = hyperparameters.max_length
        self.cache.mkdir(parents=True, exist_ok=True)
        rows = tokenize(
            data.texts,
            tokenizer,
            max_length=hyperparameters.max_length,
            cache_file=self.cache / f"tokens-{self._accelerator.process_index}.arrow",
            report=self._reporter("tokenizing", len(data.texts)),
        )
        model.to(self._accelerator.device)
        return _Loaded(data, model, tokenizer, rows, hyperparameters)

    @contextlib.contextmanager
    def _row_source(self, loaded: _Loaded) -> Iterator[RowSource]:
        if not self._recipe.top_only:
            yield loaded.rows
            return
        self._stage("caching")
        freeze_below_last_block(loaded.model)
        split = loaded.data.split
        needed = np.concatenate([split.train, split.validation])
        file = self.cache / f"states-{self._accelerator.process_index}.f32"
        with cached(loaded.rows, loaded.model, needed, file, self._reporter("caching", len(needed))) as rows:
            yield rows

    def _trainer(self, loaded: _Loaded, rows: RowSource) -> Trainer:
        hyperparameters, split = loaded.hyperparameters, loaded.data.split
        assert hyperparameters.learning_rate
        groups = rate_groups(loaded.model, self._recipe, hyperparameters.learning_rate)
        trainer = Trainer(
            loaded.model,
            build_optimizer(groups, self._accelerator.device),
            TrainingData(rows, loaded.data.labels, split.train, split.validation, _fingerprint(loaded.data)),
            hyperparameters,
            seed=self._config.seed,
            accelerator=self._accelerator,
            control=self._control,
            emit=self._forward,
            checkpoints=self.folder / "checkpoints",
        )
        set_seed(self._config.seed)  # dropout must not depend on what was drawn while loading
        checkpoint = newest_checkpoint(self.folder / "checkpoints") if self._job.resume else None
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
                resumed_at=trainer.progress.step,
            )
        )
        return trainer

    def _test(self, loaded: _Loaded) -> Logits:
        """Logits of the test rows: in full precision, by the model as it will be exported."""
        loaded.model = self._accelerator.unwrap_model(loaded.model, keep_fp32_wrapper=False)
        split = loaded.data.split
        report = self._reporter("testing", len(split.test))
        return logits_of(loaded.model, loaded.rows, split.test, self._accelerator, report=report)

    def _metrics(self, loaded: _Loaded, trainer: Trainer, validation: Logits, test: Logits) -> Metrics:
        data, progress = loaded.data, trainer.progress
        assert loaded.hyperparameters.learning_rate
        return Metrics(
            test=score(test, data.labels[data.split.test]),
            validation=score(validation, data.labels[data.split.validation]),
            train_seconds=progress.training_seconds + progress.other_seconds,
            rows_per_second=trainer.rows_per_second,
            peak_memory_bytes=progress.peak_memory_bytes,
            parameters=loaded.model.num_parameters(),
            trainable_parameters=loaded.model.num_parameters(only_trainable=True),
            epochs=trainer.epoch,
            best_epoch=progress.best_step / trainer.steps_per_epoch,
            learning_rate=loaded.hyperparameters.learning_rate,
        )

    def _save(self, loaded: _Loaded, test: Logits, reference: Reference) -> None:
        self._stage("saving")
        shutil.rmtree(self.folder / "model", ignore_errors=True)
        with new_folder(self.folder / "model") as temporary:
            loaded.model.save_pretrained(temporary)
            loaded.tokenizer.save_pretrained(temporary)
        data = loaded.data
        write_atomic(self.folder / "predictions.csv", _predictions(data, test))
        write_reference(self.folder, reference)
        shutil.rmtree(self.folder / "checkpoints", ignore_errors=True)

    def _reference(self, loaded: _Loaded, test: Logits) -> Reference:
        """Rows and logits that an export is checked against; topped up by validation rows if need be."""
        split = loaded.data.split
        indices, logits = split.test[: Reference.ROWS], test[: Reference.ROWS]
        missing = Reference.ROWS - len(indices)
        if missing > 0:
            more = split.validation[:missing]
            indices = np.concatenate([indices, more])
            logits = np.concatenate([logits, logits_of(loaded.model, loaded.rows, more, self._accelerator)])
        return Reference(
            texts=tuple(loaded.data.texts[i] for i in indices),
            logits=tuple(tuple(float(value) for value in row) for row in logits),
        )

    def _forward(self, event: AnyEvent) -> None:
        self.step = getattr(event, "step", self.step)
        self._emit(event)

    def _stage(self, stage: Stage) -> None:
        self._check_ending()
        self._emit(StageChanged(stage=stage))

    def _log(self, message: str, *, warning: bool = False) -> None:
        self._emit(Logged(message=message, level="warning" if warning else "info", time=time.time()))

    def _report_bytes(self, done: int, total: int) -> None:
        self._emit(Progressed(stage="downloading", done=done, total=total, unit="bytes"))

    def _reporter(self, stage: Stage, total: int) -> Callable[[int], None]:
        def report(done: int) -> None:
            self._check_ending()
            self._emit(Progressed(stage=stage, done=done, total=total))

        return report

    def _check_ending(self) -> None:
        """Outside training there is nothing to keep: cancel and suspend end the run at once."""
        if self._accelerator.num_processes > 1:  # the others would wait; the trainer asks them all
            return
        if self._control.ending == "cancel":
            raise CancelledError("The run was cancelled.")
        if self._control.ending == "suspend":
            raise SuspendedError


def _fingerprint(data: PreparedData) -> str:
    """The same for the same rows, labels and split, whatever the file is called."""
    digest = hashlib.blake2b(digest_size=16)
    for array in (data.labels, data.split.train, data.split.validation, data.split.test):
        digest.update(array.tobytes())
    for texts in data.texts:
        digest.update("\0".join(texts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _longest(data: PreparedData, tokenizer: PreTrainedTokenizerBase) -> int:
    """Tokens of the longest training row, judged by the hundred with the most characters."""
    rows = sorted(data.split.train, key=lambda i: sum(len(text) for text in data.texts[i]))[-100:]
    columns = zip(*(data.texts[i] for i in rows), strict=True)
    cut = [[text[:_LENGTH_SAMPLE_CHARACTERS] for text in column] for column in columns]
    return max(len(ids) for ids in tokenizer(*cut, verbose=False)["input_ids"])


def _predictions(data: PreparedData, test: Logits) -> bytes:
    """`predictions.csv`: one line per test row."""
    confidence = probabilities(test)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["row", "label", "predicted", "confidence"])
    for place, index in enumerate(data.split.test):
        best = int(confidence[place].argmax())
        label = data.label_names[data.labels[index]]
        writer.writerow(
            [data.row_numbers[index], label, data.label_names[best], f"{confidence[place, best]:.6f}"]
        )
    return out.getvalue().encode("utf-8")
