"""One baseline of an experiment, learned, tested and written down as a training is."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec
import numpy as np
import torch

from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.device import find_device
from tuner_gui.engine.evaluation.baselines import BaselineOutputs, run_baseline
from tuner_gui.engine.events import RunSuspended
from tuner_gui.engine.experiment_result import DataSummary
from tuner_gui.engine.experiments.done import BASELINE_FILE, METRICS_FILE, BaselineFacts
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.replies import BaselineFinished
from tuner_gui.engine.requests import BaselineJob
from tuner_gui.engine.results.scored import write_scored
from tuner_gui.engine.training.memory import memory_in_use
from tuner_gui.engine.training.objective import make_objective
from tuner_gui.engine.training.reporting import Emit, Reporter, SuspendedError
from tuner_gui.engine.training.scored_rows import scored_rows
from tuner_gui.files import write_atomic


def finish_baseline(job: BaselineJob, control: Control, emit: Emit) -> BaselineFinished | RunSuspended:
    """Learn a baseline from the training rows of a configuration and test it as a model is tested.

    Leaves `scored.arrow`, `baseline.json` and, once these are there, `metrics.json` in the folder.

    Raises:
        TunerError: the data cannot be used, or the person cancelled.
    """
    say = Reporter(emit, control)
    try:
        return BaselineFinished(metrics=_finish(job, say))
    except SuspendedError:  # it is made again, in seconds
        return RunSuspended(step=0)


def _finish(job: BaselineJob, say: Reporter) -> Metrics:
    folder, config = Path(job.run_dir), job.config
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".texts-", dir=folder, ignore_cleanup_errors=True) as scratch:
        say.stage("reading")
        texts = Path(scratch) / "texts.arrow"
        data = prepare(config.dataset, seed=config.seed, sampling=config.sampling, spill=texts)
        say.stage("training")
        outputs = run_baseline(job.name, data)
        say.stage("testing")
        metrics = _metrics(data, outputs)
        say.stage("saving")
        write_scored(folder, scored_rows(data, outputs.test, outputs.validation))
        facts = BaselineFacts(size_bytes=outputs.size_bytes, data=summary_of(data, config.dataset.path))
    for name, record in ((BASELINE_FILE, facts), (METRICS_FILE, metrics)):
        write_atomic(folder / name, msgspec.json.format(msgspec.json.encode(record)) + b"\n")
    return metrics


def _metrics(data: PreparedData, outputs: BaselineOutputs) -> Metrics:
    split = data.split
    score = make_objective(data.task, data.targets[split.train]).score
    # Of the same kind as that of the trainings beside it: a baseline takes nothing of a graphics card.
    peak = memory_in_use(torch.device("cpu")) if find_device().kind == "cpu" else 0
    return Metrics(
        test=score(outputs.test, data.targets[split.test]),
        validation=score(outputs.validation, data.targets[split.validation]),
        train_seconds=outputs.seconds,
        rows_per_second=outputs.rows_per_second,
        peak_memory_bytes=peak,
        parameters=outputs.parameters,
        trainable_parameters=outputs.parameters,
        epochs=0.0,
        best_epoch=0.0,
        learning_rate=0.0,
    )


def summary_of(data: PreparedData, path: str) -> DataSummary:
    """What was compared on."""
    return DataSummary(
        path=path,
        task=data.task,
        text_columns=data.text_columns,
        label_columns=data.label_columns,
        labels=data.label_names,
        label_counts=_label_counts(data),
        train=len(data.split.train),
        validation=len(data.split.validation),
        test=len(data.split.test),
        skipped=data.skipped,
        findings=data.findings,
    )


def _label_counts(data: PreparedData) -> tuple[int, ...]:
    """Of a regression there are none."""
    if data.task == "regression":
        return ()
    if data.task == "multi_label":
        return tuple(map(int, data.targets.sum(axis=0)))
    return tuple(map(int, np.bincount(data.targets, minlength=len(data.label_names))))
