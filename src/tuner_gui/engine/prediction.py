"""Labelling texts with a run's model: a few to try it out, or the run's own rows that have no label."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import torch

from tuner_gui.engine.config import DatasetConfig, Fix, PredictRowsJob
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.markup import strip_markup
from tuner_gui.engine.data.prepare import unlabelled_rows
from tuner_gui.engine.device import find_device, torch_device
from tuner_gui.engine.evaluation.answers import ANSWERS, Logits
from tuner_gui.engine.events import (
    AnyEvent,
    DataReady,
    Predicted,
    Progressed,
    RowsPredicted,
    StageChanged,
)
from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.engine.results.measures import Array
from tuner_gui.engine.tasks import task_of
from tuner_gui.errors import CancelledError, DataError, RunError
from tuner_gui.files import explain_os_error, new_file

_ROWS_AT_ONCE = 32
_CHUNK = 2048
"""Rows that are sorted by length together, which saves most padding."""

Texts = Sequence[tuple[str, ...]]


def predict(run_dir: Path, texts: tuple[tuple[str, ...], ...]) -> Predicted:
    """What the model of a run says of each row of one text, or two for pairs.

    Raises:
        RunError: the run has no model.
    """
    run = finished_outcome(run_dir)
    assert run.data is not None
    labeller = _Labeller.of(run_dir / "model")
    logits = labeller.logits(_cleaned(texts, run.data.fixes))
    return Predicted(
        task=labeller.task,
        labels=labeller.names,
        predictions=labeller.answers.predictions(logits, labeller.names),
    )


def predict_rows(job: PredictRowsJob, control: Control, emit: Callable[[AnyEvent], None]) -> RowsPredicted:
    """Label the rows of the run's table that have a text and no label; they are written as a new CSV.

    Its columns: `row` (1 is the first after the header), the texts, and what the task predicts.

    Raises:
        RunError: the run has no model, or the file is there already.
        DataError: the table cannot be read any more, or has no such rows.
        CancelledError: the person cancelled; nothing was written.
        EnvironmentProblemError: the file cannot be written.
    """
    run = finished_outcome(Path(job.run_dir))
    assert run.data is not None
    destination = Path(job.destination)
    emit(StageChanged(stage="reading"))
    texts, numbers = unlabelled_rows(_as_trained(run.config.dataset, run.data))
    if not len(numbers):
        raise DataError(
            f"“{Path(run.config.dataset.path).name}” has no row with a text and an empty label.",
            hint="Only rows whose label is empty are predicted; add some to the table and try again.",
        )
    emit(StageChanged(stage="predicting"))
    labeller = _Labeller.of(Path(job.run_dir) / "model")
    try:
        with new_file(destination) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("row", *texts.column_names, *labeller.answers.columns))
            for done, lines in _lines(texts, numbers, labeller, control):
                writer.writerows(lines)
                emit(Progressed(stage="predicting", done=done, total=len(numbers)))
    except FileExistsError as error:
        raise RunError(
            f"{destination} already exists; Tuner does not overwrite it.",
            hint="Choose another name for the predictions, or remove the old file first.",
        ) from error
    except OSError as error:
        raise explain_os_error(error, "The predictions could not be written") from error
    return RowsPredicted(path=str(destination), rows=len(numbers))


class _Labeller:
    """A run's model, ready to be asked."""

    def __init__(self, tokenizer: Any, model: Any) -> None:
        self._tokenizer = tokenizer
        self._model = model
        self.task = task_of(model.config.problem_type)
        self.answers = ANSWERS[self.task]
        self.names = tuple(model.config.id2label[i] for i in range(model.config.num_labels))

    @classmethod
    def of(cls, folder: Path) -> _Labeller:
        """The model in `folder`; the one asked last is kept at hand."""
        # The time in the key: a run that was trained again must not answer with its old model.
        return _load(folder, folder.stat().st_mtime_ns)

    def logits(self, texts: Texts) -> Logits:
        """Of some rows, all alike in their number of texts; shape [rows, outputs]."""
        columns = map(list, zip(*texts, strict=True))
        inputs = self._tokenizer(*columns, padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            return np.asarray(self._model(**inputs.to(self._model.device)).logits.float().cpu().numpy())


@functools.lru_cache(maxsize=1)
def _load(folder: Path, changed: int) -> _Labeller:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True)
    device = torch_device(find_device().kind)
    return _Labeller(AutoTokenizer.from_pretrained(folder), model.to(device).eval())


def _cleaned(texts: Texts, fixes: tuple[Fix, ...]) -> Texts:
    """Texts as the model got them in training."""
    if not any(fix.id == "strip_markup" for fix in fixes):
        return texts
    return [tuple(map(strip_markup, row)) for row in texts]


def _as_trained(dataset: DatasetConfig, data: DataReady) -> DatasetConfig:
    """The dataset with the roles that the run was trained with, whatever its rows look like by now."""
    return msgspec.structs.replace(
        dataset, text_columns=data.text_columns, label_columns=data.label_columns, task=data.task
    )


def _lines(
    texts: pa.Table, numbers: Array, labeller: _Labeller, control: Control
) -> Iterator[tuple[int, list[tuple[object, ...]]]]:
    """Rows of the table of predictions, chunk by chunk, with the number of rows done."""
    for start in range(0, len(numbers), _CHUNK):
        rows = list(zip(*(column.to_pylist() for column in texts.slice(start, _CHUNK).columns), strict=True))
        logits = _chunk_logits(rows, labeller, control)
        cells = labeller.answers.cells(labeller.answers.scores(logits), labeller.names)
        lines = zip(numbers[start : start + _CHUNK], rows, cells, strict=True)
        yield start + len(rows), [(int(number), *row, *cell) for number, row, cell in lines]


def _chunk_logits(rows: Texts, labeller: _Labeller, control: Control) -> Logits:
    """In the order of `rows`; texts of like length are computed together."""
    order = sorted(range(len(rows)), key=lambda i: -sum(map(len, rows[i])))
    logits = np.zeros((len(rows), len(labeller.names)), dtype=np.float32)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        if control.ending is not None:
            raise CancelledError("The predictions were cancelled; nothing was written.")
        chosen = order[start : start + _ROWS_AT_ONCE]
        logits[chosen] = labeller.logits([rows[i] for i in chosen])
    return logits
