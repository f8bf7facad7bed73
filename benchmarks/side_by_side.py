"""One training, by Tuner and by the usual script: what `speed_vs_trainer.py` compares."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
)

from tuner_gui.engine import onednn
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.device import find_device
from tuner_gui.engine.events import (
    AnyEvent,
    Failed,
    RunFinished,
    RunStarted,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.models import catalog
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.requests import AnyJob, TrainJob
from tuner_gui.engine.threads import keep_freed_memory
from tuner_gui.engine.training.layers import find_blocks
from tuner_gui.engine.training.memory import give_back_memory

BATCH = 16
RATES = {"full": 5e-5, "head": 1e-3}
"""Of the script: its default, and one that a head alone can learn with. `full` has the same in Tuner."""
SEED = 0


@dataclass(frozen=True)
class Task:
    """What is to be learnt."""

    path: Path
    mode: Mode
    rows: int
    """All of them, validation and test included."""
    epochs: int

    @property
    def dataset(self) -> DatasetConfig:
        """For both sides."""
        return DatasetConfig(path=str(self.path), max_rows=self.rows)


class Clock:
    """Wall clock and processor since it was made."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Seconds of both."""
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        return time.perf_counter() - self._wall, time.process_time() - self._processor


def tuner_side(task: Task, folder: Path) -> dict[str, float]:
    """Tuner's own path, from a job to its last event."""
    folder.mkdir()
    settings = Hyperparameters(epochs=task.epochs, batch_size=BATCH)
    if task.mode == "full":
        settings = Hyperparameters(
            epochs=task.epochs,
            batch_size=BATCH,
            learning_rate=RATES["full"],
            warmup=0.0,
            weight_decay=0.0,
            pooling="own",  # the same model on both sides, however few the rows
        )
    config = RunConfig(dataset=task.dataset, mode=task.mode, seed=SEED, hyperparameters=settings)
    watch = _Watch()
    execute(TrainJob(config=config, run_dir=str(folder)), Control(), watch)
    return watch.result(task)


def done(job: AnyJob) -> Any:
    """The last event of a job that has to end well."""
    events: list[AnyEvent] = []
    execute(job, Control(), events.append)
    if isinstance(events[-1], Failed):
        raise RuntimeError(events[-1].message, events[-1].detail)
    return events[-1]


class _Watch:
    """Listens to a run and times its stages."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._stage = ""
        self._began = (0.0, 0.0)
        self._stages: dict[str, tuple[float, float]] = {}
        self._stepped = 0.0
        self._validating = 0.0
        self._end: RunFinished | None = None

    def __call__(self, event: AnyEvent) -> None:
        match event:
            case StageChanged():
                self._enter(event.stage)
            case RunStarted():
                print(f"  {event.execution}", flush=True)
            case Stepped():
                self._stepped = time.perf_counter()
            case Validated():  # told right after the step that it follows
                self._validating += time.perf_counter() - self._stepped
            case RunFinished():
                self._enter("")
                self._end = event
            case Failed():
                raise RuntimeError(event.message, event.detail)
            case _:
                pass

    def _enter(self, stage: str) -> None:
        now = self._clock.read()
        spent = self._stages.get(self._stage, (0.0, 0.0))
        self._stages[self._stage] = (
            spent[0] + now[0] - self._began[0],
            spent[1] + now[1] - self._began[1],
        )
        self._stage, self._began = stage, now

    def result(self, task: Task) -> dict[str, float]:
        assert self._end is not None
        metrics = self._end.metrics
        data = _prepared(task)
        learning = len(data.split.train) * metrics.epochs / metrics.rows_per_second
        training, caching = self._stages["training"], self._stages.get("caching", (0.0, 0.0))
        whole = self._clock.read()
        # What a step takes is told apart from all else by the wall clock only; its share is the same of both.
        share = learning / training[0]
        return _answer(
            (learning + caching[0], training[1] * share + caching[1]), whole, metrics.test.value, task
        ) | {
            "validation_share": round(self._validating / training[0], 3),
            "other_share": round(1 - share - self._validating / training[0], 3),
        }


@contextlib.contextmanager
def _usual_memory() -> Iterator[None]:
    """Memory as a script has it: the C library's own limits, as they are once it has met big blocks."""
    keep_freed_memory(sizes=(1 << 25,), beyond=1 << 26)
    give_back_memory()
    try:
        yield
    finally:
        keep_freed_memory()


@_usual_memory()
def plain_side(task: Task, folder: Path, *, validate: bool = True) -> dict[str, float]:
    """The usual script; asks the model about the validation rows too, if so wanted."""
    data = _prepared(task)
    clock = Clock()
    base = catalog.resolve("builtin", progress=lambda done, total: None, control=None)
    tokenizer = load_tokenizer(base)
    texts = [column.to_pylist() for column in data.texts.columns]
    encoded = tokenizer(*texts, truncation=True)
    rows = [
        {name: values[place] for name, values in encoded.items()} | {"labels": int(data.targets[place])}
        for place in range(data.texts.num_rows)
    ]
    model: Any = load_classifier(base, label_names=data.label_names, seed=SEED)
    if task.mode == "head":
        model.base_model.requires_grad_(False)
    trainer = _trainer(model, tokenizer, [rows[place] for place in data.split.train], task, folder)
    began = clock.read()
    trainer.train()
    ended = clock.read()
    if validate:
        trainer.predict([rows[place] for place in data.split.validation])
    test = trainer.predict([rows[place] for place in data.split.test])
    model.save_pretrained(folder)
    accuracy = float(np.mean(test.predictions.argmax(-1) == test.label_ids))
    return _answer((ended[0] - began[0], ended[1] - began[1]), clock.read(), accuracy, task)


def _trainer(model: Any, tokenizer: Any, rows: list[Any], task: Task, folder: Path) -> Any:
    arguments = TrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=BATCH,
        num_train_epochs=task.epochs,
        learning_rate=RATES[task.mode],
        seed=SEED,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=find_device().kind == "cpu",
        bf16=find_device().precision == "bf16",
    )
    return Trainer(
        model=model,
        args=arguments,
        train_dataset=rows,
        data_collator=DataCollatorWithPadding(tokenizer),
    )


def _prepared(task: Task) -> PreparedData:
    return prepare(task.dataset, seed=SEED)


def _answer(
    training: tuple[float, float], whole: tuple[float, float], accuracy: float, task: Task
) -> dict[str, float]:
    answer = {
        "training_seconds": round(training[0], 2),
        "training_cpu_seconds": round(training[1], 2),
        "whole_seconds": round(whole[0], 2),
        "whole_cpu_seconds": round(whole[1], 2),
        "accuracy": round(accuracy, 4),
    }
    if task.mode != "full":
        return answer
    busy = training[1] if find_device().kind == "cpu" else training[0]
    return answer | {"matrix_share": round(_work(task) / busy / _rate(), 3)}


@functools.cache
def _work(task: Task) -> float:
    """Operations of the matrix products of a training: of real tokens, so the same whatever the padding."""
    data = _prepared(task)
    base = catalog.resolve("builtin", progress=lambda done, total: None, control=None)
    texts = [column.take(data.split.train).to_pylist() for column in data.texts.columns]
    lengths = np.asarray([len(ids) for ids in load_tokenizer(base)(*texts, truncation=True)["input_ids"]])
    blocks = find_blocks(load_classifier(base, label_names=data.label_names, seed=SEED))[1]
    layers = [layer for layer in blocks.modules() if isinstance(layer, torch.nn.Linear)]
    weights = sum(layer.weight.numel() for layer in layers)
    width = min(layer.in_features for layer in layers)
    forward = 2 * weights * lengths.sum() + 4 * len(blocks) * width * (lengths**2).sum()
    return float(3 * forward * task.epochs)


@functools.cache
def _rate() -> float:
    """The most operations a second of one large product here: per second of a processor, or of a GPU."""
    cuda = torch.cuda.is_available() and find_device().kind != "cpu"
    rows, width, out = (8192, 8192, 8192) if cuda else (1024, 384, 1536)
    device, kind = ("cuda", torch.bfloat16) if cuda else ("cpu", torch.float32)
    left = torch.randn(rows, width, dtype=kind, device=device)
    right = torch.randn(out, width, dtype=kind, device=device)
    multiply = onednn.product if not cuda and onednn.possible() else torch.nn.functional.linear
    best = float("inf")
    for _ in range(20):
        clock = Clock()
        multiply(left, right)
        best = min(best, clock.read()[0 if cuda else 1])
    return 2 * rows * width * out / best


def best_of(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The least of each time; accuracies are the same in all rounds."""
    return {name: min(one[name] for one in rounds) for name in rounds[0]}
