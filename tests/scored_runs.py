"""Finished runs made by hand: what a model said of their rows, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from fake_engine import LABELS, metrics_of
from tuner_gui.engine.config import Correction, DatasetConfig, RunConfig, Task
from tuner_gui.engine.events import DataReady
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored, write_scored
from tuner_gui.runs.store import create_run, load_run, save_run

PART = 60
"""Rows of each of the two parts."""


def scored_rows(
    task: Task,
    labels: tuple[str, ...],
    targets: Sequence[Sequence[float]],
    logits: np.ndarray,
    text_columns: tuple[str, ...] = ("headline",),
) -> Scored:
    """Rows of which the first half is of the validation split; row numbers count by tens, from 10."""
    many = len(targets)
    parts = np.where(np.arange(many) < many // 2, VALIDATION, TEST).astype(np.int8)
    columns = {
        "part": parts,
        "row": np.arange(1, many + 1) * 10,
        "text": pa.array([f"Headline number {i}, told at length" for i in range(many)], pa.large_string()),
        "target": pa.array([list(map(float, each)) for each in targets], pa.list_(pa.float32())),
        "logits": pa.array(logits.tolist(), pa.list_(pa.float32())),
    }
    if len(text_columns) == 2:
        texts = [f"And its summary {i}" for i in range(many)]
        columns["text_2"] = pa.array(texts, pa.large_string())
    return Scored(
        data=pa.table(columns),
        task=task,
        labels=labels,
        text_columns=text_columns,
        train_counts=(3.0, 1.0) if task == "regression" else tuple(range(len(labels), 0, -1)),
        train_rows=200,
    )


def one_label(labels: tuple[str, ...] = LABELS, wrong_every: int = 6) -> Scored:
    """Every sixth row is taken for the next class; the later the row, the surer."""
    many, classes = 2 * PART, len(labels)
    truth = np.arange(many) % classes
    said = np.where(np.arange(many) % wrong_every == 0, (truth + 1) % classes, truth)
    logits = np.zeros((many, classes))
    logits[np.arange(many), said] = 1.0 + 3.0 * np.arange(many) / many
    return scored_rows("single_label", labels, truth[:, None].tolist(), logits)


def several_labels(labels: tuple[str, ...] = LABELS) -> Scored:
    """Every label is given in every second row; one decision in ten is wrong."""
    random = np.random.default_rng(3)
    truth = random.random((2 * PART, len(labels))) < 0.5
    flipped = random.random(truth.shape) < 0.1
    logits = np.where(truth ^ flipped, 2.0, -2.0) + random.normal(0, 0.5, truth.shape)
    return scored_rows("multi_label", labels, truth.astype(float).tolist(), logits)


def numbers() -> Scored:
    """Numbers from 0 to 5, met within about a half."""
    random = np.random.default_rng(4)
    truth = random.uniform(0, 5, 2 * PART)
    logits = (truth + random.normal(0, 0.5, truth.shape))[:, None]
    return scored_rows("regression", ("price",), truth[:, None].tolist(), logits, ("headline", "summary"))


def make_run(
    folder: Path, table: Path, scored: Scored | None, corrections: tuple[Correction, ...] = ()
) -> Path:
    """The folder of a finished run; without `scored`, of one that an older Tuner made."""
    dataset = DatasetConfig(
        path=str(table), text_columns=("headline",), label_columns=("sentiment",), corrections=corrections
    )
    create_run(RunConfig(dataset=dataset, mode="head"), folder)
    task = scored.task if scored is not None else "single_label"
    data = DataReady(
        task=task,
        train=200,
        validation=PART,
        test=PART,
        labels=scored.labels if scored is not None else LABELS,
        text_columns=scored.text_columns if scored is not None else ("headline",),
        label_columns=("sentiment",),
    )
    finished = msgspec.structs.replace(
        load_run(folder), status="finished", data=data, metrics=metrics_of(task), owner=None, folder=""
    )
    save_run(folder, finished)
    if scored is not None:
        write_scored(folder, scored)
    return folder
