"""The rows a run was validated and tested on, with what its model said of each: `scored.arrow`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.data.picking import as_numpy
from tuner_gui.errors import RunError
from tuner_gui.files import new_file

FILE = "scored.arrow"
VALIDATION, TEST = 1, 2


@dataclass(frozen=True, eq=False)
class Scored:
    """Rows that the model did not learn from; arrays are parallel to the table's rows.

    Columns of `data`: `part` (int8: `VALIDATION` or `TEST`), `row` (int64, 1 is the first data row of its
    file), `text` and for pairs `text_2` (large_string), `target` and `logits` (lists of float32).
    """

    data: pa.Table
    task: Task
    labels: tuple[str, ...]
    """Of the outputs, in their order; of a regression the name of what is predicted."""
    text_columns: tuple[str, ...]
    train_counts: tuple[float, ...]
    """Training rows per label; of a regression mean and standard deviation of the training targets."""
    train_rows: int

    @cached_property
    def parts(self) -> np.ndarray:
        """int8 [rows]."""
        return as_numpy(self.data["part"])

    @cached_property
    def numbers(self) -> np.ndarray:
        """Place of each row among the data rows of its file, 1 for the first; int64 [rows]."""
        return as_numpy(self.data["row"])

    @cached_property
    def logits(self) -> np.ndarray:
        """float64 [rows, outputs]."""
        return self._matrix("logits")

    @cached_property
    def targets(self) -> np.ndarray:
        """`single_label`: int64 [rows], indices into `labels`; `multi_label`: bool [rows, labels];
        `regression`: float64 [rows]."""
        values = self._matrix("target")
        if self.task == "multi_label":
            return values > 0
        return values[:, 0].astype(np.int64) if self.task == "single_label" else values[:, 0]

    def at(self, part: int) -> np.ndarray:
        """Ascending indices of the rows of a part."""
        return np.flatnonzero(self.parts == part)

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of one row."""
        names = [name for name in ("text", "text_2") if name in self.data.column_names]
        return tuple(self.data[name][int(row)].as_py() for name in names)

    def scores(self, decision: Decision) -> np.ndarray:
        """Probabilities after calibration, or the predicted numbers; float64 [rows, outputs]."""
        if self.task == "regression":
            return self.logits
        scaled = self.logits / decision.temperature
        return sigmoid(scaled) if self.task == "multi_label" else softmax(scaled)

    def _matrix(self, name: str) -> np.ndarray:
        column = self.data[name].combine_chunks()
        values = np.from_dlpack(column.flatten()).astype(np.float64)
        return values.reshape(len(column), -1)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities that add up to 1; shape [rows, classes], like the logits."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return cast(np.ndarray, powers / powers.sum(axis=-1, keepdims=True))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Probabilities, independent of one another; same shape."""
    # Of the negative absolute value only, whose power cannot overflow.
    power = np.exp(-np.abs(logits))
    return cast(np.ndarray, np.where(logits >= 0, 1, power) / (1 + power))


def write_scored(run_dir: Path, scored: Scored) -> None:
    """Keep the rows in the run's folder."""
    facts = {
        "task": scored.task,
        "labels": scored.labels,
        "text_columns": scored.text_columns,
        "train_counts": scored.train_counts,
        "train_rows": scored.train_rows,
    }
    table = scored.data.replace_schema_metadata({"tuner": json.dumps(facts)})
    (run_dir / FILE).unlink(missing_ok=True)
    with (
        new_file(run_dir / FILE) as temporary,
        pa.OSFile(str(temporary), "wb") as sink,
        pa.ipc.new_file(sink, table.schema) as writer,
    ):
        writer.write_table(table)


def read_scored(run_dir: Path) -> Scored:
    """The rows of a finished run, memory-mapped.

    Raises:
        RunError: there are none, or the file is damaged.
    """
    try:
        with pa.memory_map(str(run_dir / FILE)) as source:
            table = pa.ipc.open_file(source).read_all()
        facts: dict[str, Any] = json.loads(table.schema.metadata[b"tuner"])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
        raise RunError(
            f"The run in {run_dir} lacks the rows that it was tested on.",
            hint="Results are there once a run is finished. Train it again if it is.",
            detail=repr(error),
        ) from error
    return Scored(
        data=table,
        task=facts["task"],
        labels=tuple(facts["labels"]),
        text_columns=tuple(facts["text_columns"]),
        train_counts=tuple(facts["train_counts"]),
        train_rows=facts["train_rows"],
    )
