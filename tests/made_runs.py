"""Run folders as training leaves them, made up in a moment: for tests, benchmarks and pictures."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pyarrow as pa

import scores
from tuner_gui.engine.config import BUILTIN, MODES, DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.events import AnyEvent, DataReady, RunStarted, Stepped, Validated, encode
from tuner_gui.engine.facts import DeviceInfo, LearningRate, Metrics
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored, write_scored
from tuner_gui.runs.store import CHECKPOINTS, EVENTS_FILE, METRICS_FILE, RunInfo, Status, save_run

NAMES = ("headlines", "reviews", "tickets", "sms-spam", "complaints 2025", "movies")
STATUSES: tuple[Status, ...] = ("finished", "finished", "finished", "interrupted", "failed", "cancelled")
FIRST = 1_760_000_000.0
MODEL_BYTES = 90_900_000


def config_of(number: int, *, mode: Mode | None = None, path: str = "", seed: int = 0) -> RunConfig:
    return RunConfig(
        dataset=DatasetConfig(
            path=path or f"/data/{NAMES[number % len(NAMES)]}.csv",
            text_columns=("text",),
            label_columns=("label",),
            task="single_label",
        ),
        base_model=BUILTIN,
        mode=mode or MODES[number % len(MODES)],
        seed=seed,
        hyperparameters=Hyperparameters(epochs=3),
    )


def metrics_of(accuracy: float, n: int = 104) -> Metrics:
    half = 1.96 * math.sqrt(accuracy * (1 - accuracy) / n)
    score = scores.accuracy(accuracy, accuracy - 0.012, n, (accuracy - half, min(1.0, accuracy + half)))
    return Metrics(
        test=score,
        validation=score,
        train_seconds=83.0,
        rows_per_second=61.0,
        peak_memory_bytes=1_240_000_000,
        parameters=22_714_371,
        trainable_parameters=22_714_371,
        epochs=3.0,
        best_epoch=2.4,
        learning_rate=2e-4,
    )


def events_of(number: int, accuracy: float, steps: int) -> list[AnyEvent]:
    chance = random.Random(number)
    events: list[AnyEvent] = [started(steps)]
    for step in range(1, steps + 1):
        share = step / steps
        events.append(
            Stepped(
                step=step,
                epoch=3 * share,
                loss=1.1 - 0.8 * share,
                metric=0.3 + 0.6 * share,
                learning_rate=2e-4 * (1 - share),
                rows_per_second=61.0,
                memory_bytes=1_200_000_000,
                seconds_left=83 * (1 - share),
            )
        )
        if step % max(1, steps // 12) == 0:
            value = accuracy * (1 - 0.6 * math.exp(-5 * share)) + chance.uniform(-0.015, 0.015)
            events.append(
                Validated(step=step, epoch=3 * share, loss=0.5, metrics={"accuracy": value}, best=False)
            )
    return events


def started(steps: int, resumed_at: int = 0) -> RunStarted:
    rates = [LearningRate(group=f"block {block}", rate=2e-4 * 0.8**block) for block in range(6)]
    return RunStarted(
        parameters=22_714_371,
        trainable_parameters=22_714_371,
        device=DeviceInfo(kind="cpu", name="CPU · 2 cores", memory_bytes=8_000_000_000, precision="fp32"),
        hyperparameters=Hyperparameters(epochs=3, batch_size=16, learning_rate=2e-4, max_length=64),
        total_steps=steps,
        steps_per_epoch=max(1, steps // 3),
        learning_rates=tuple(rates),
        resumed_at=resumed_at,
    )


def make_run(
    root: Path,
    number: int = 0,
    *,
    config: RunConfig | None = None,
    status: Status | None = None,
    accuracy: float = 0.84,
    rows: int = 104,
    steps: int = 60,
    checkpoint: int = 0,
    created: float | None = None,
) -> Path:
    """A run below `root`, the later the larger its number; `checkpoint`: bytes of one that was left."""
    config = config or config_of(number)
    status = status or STATUSES[number % len(STATUSES)]
    name = Path(config.dataset.path).stem
    folder = root / f"made-{number:05}-{config.mode}"
    folder.mkdir(parents=True)
    metrics = metrics_of(accuracy, rows) if status == "finished" else None
    began = FIRST + 3600 * number if created is None else created
    info = RunInfo(
        id=folder.name,
        name=name,
        status=status,
        created=began,
        ended=began + 60 + 7 * (number % 50),
        config=config,
        data=DataReady(
            train=484,
            validation=104,
            test=rows,
            labels=("negative", "neutral", "positive"),
            text_columns=("text",),
            label_columns=("label",),
        ),
        started=started(steps),
        metrics=metrics,
        error="Something failed." if status == "failed" else "",
        versions={"tuner": "0.1.0", "python": "3.11.7", "torch": "2.13.0", "transformers": "5.23.0"},
        environment={"platform": "Linux-6.1-x86_64", "python": "3.11.7"},
        timings={"reading": 0.02, "loading_model": 0.28, "training": 48.3, "testing": 2.2, "saving": 1.6},
    )
    save_run(folder, info)
    (folder / EVENTS_FILE).write_bytes(b"".join(encode(e) for e in events_of(number, accuracy, steps)))
    if metrics is not None:
        (folder / METRICS_FILE).write_bytes(msgspec.json.encode(metrics))
        sparse(folder / "model" / "model.safetensors", MODEL_BYTES)
        (folder / "model" / "config.json").write_text("{}")
    if checkpoint:
        sparse(folder / CHECKPOINTS / "step-000020" / "model.safetensors", checkpoint)
    return folder


def keep_rows(folder: Path, texts: Sequence[str], targets: Sequence[int], *, first_row: int = 1) -> None:
    """The rows that a run was tested on, and one it was validated on."""
    count = len(texts) + 1
    columns = {
        "part": pa.array([VALIDATION, *[TEST] * len(texts)], pa.int8()),
        "row": pa.array(range(first_row, first_row + count), pa.int64()),
        "text": pa.array([f"validation row of {folder.name}", *texts], pa.large_string()),
        "target": pa.array([[0.0], *([float(target)] for target in targets)], pa.list_(pa.float32())),
        "logits": pa.array([[0.1, 0.2]] * count, pa.list_(pa.float32())),
    }
    facts = {"task": "single_label", "labels": ("a", "b"), "text_columns": ("text",)}
    write_scored(folder, Scored(data=pa.table(columns), train_counts=(1.0, 1.0), train_rows=2, **facts))  # type: ignore[arg-type]


def sparse(file: Path, size: int) -> None:
    """A file of that size which takes no room."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        target.truncate(size)
