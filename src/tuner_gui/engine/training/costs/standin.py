"""A dataset that stands in for one that is not read yet: some of its texts, and as many rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import Task
from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.data.split import Split
from tuner_gui.engine.requests import EstimateJob
from tuner_gui.engine.results.measures import Array

_TRAIN_SHARE = 0.7
_MOST_ROWS = 100_000
"""No default changes with more rows than this."""


def parts_of(job: EstimateJob) -> tuple[int, int, int]:
    """Rows for training, validation and test, as the split will make them."""
    rows = min(job.rows, job.config.dataset.max_rows or job.rows)
    train = max(1, round(rows * _TRAIN_SHARE))
    validation = (rows - train) // 2
    return train, max(1, validation), max(1, rows - train - validation)


def stand_in(job: EstimateJob) -> PreparedData:
    """The sample with made-up labels; its rows come up for training as often as the dataset has rows."""
    dataset = job.config.dataset
    task: Task = dataset.task or "single_label"
    count = len(job.sample_texts)
    columns = {f"text_{place}": column for place, column in enumerate(zip(*job.sample_texts, strict=True))}
    train = np.resize(np.arange(count), min(parts_of(job)[0], _MOST_ROWS))
    nothing = np.empty(0, dtype=np.int64)
    caps = [fix.value for fix in dataset.fixes if fix.id == "cap_length"]
    return PreparedData(
        texts=pa.table(columns),
        task=task,
        targets=_targets(task, count, job.classes),
        label_names=tuple(str(number) for number in range(job.classes)),
        text_columns=tuple(columns),
        label_columns=("label",),
        row_numbers=np.arange(1, count + 1),
        split=Split(train, nothing, nothing),
        skipped=0,
        unlabelled=0,
        findings=(),
        max_tokens=caps[-1] if caps else 0,
    )


def _targets(task: Task, rows: int, outputs: int) -> Array:
    if task == "regression":
        return np.linspace(-1.0, 1.0, rows)
    classes = np.arange(rows) % outputs
    if task == "single_label":
        return classes
    return np.eye(outputs, dtype=np.float32)[classes]
