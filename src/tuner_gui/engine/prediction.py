"""Labelling texts with a run's model: a few to try it out, or the run's own rows that have no label."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pyarrow as pa

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import unlabelled_rows
from tuner_gui.engine.events import AnyEvent, DataReady, Progressed, StageChanged
from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.engine.predicting.labeller import Labeller
from tuner_gui.engine.predicting.model_place import ModelPlace
from tuner_gui.engine.replies import Predicted, RowsPredicted
from tuner_gui.engine.requests import PredictRowsJob
from tuner_gui.engine.results.measures import Array
from tuner_gui.errors import CancelledError, DataError, RunError
from tuner_gui.files import explain_os_error, new_file

_CHUNK = 2048
"""Rows that are sorted by length together, which saves most padding."""


def predict(run_dir: Path, texts: tuple[tuple[str, ...], ...]) -> Predicted:
    """What the model of a run says of each row of one text, or two for pairs.

    Raises:
        RunError: the run has no model.
    """
    labeller = Labeller.of(ModelPlace.find(run_dir))
    return Predicted(task=labeller.task, labels=labeller.names, predictions=labeller.predictions(texts))


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
    labeller = Labeller.of(ModelPlace.find(Path(job.run_dir)))
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


def _as_trained(dataset: DatasetConfig, data: DataReady) -> DatasetConfig:
    """The dataset with the roles that the run was trained with, whatever its rows look like by now."""
    return msgspec.structs.replace(
        dataset, text_columns=data.text_columns, label_columns=data.label_columns, task=data.task
    )


def _lines(
    texts: pa.Table, numbers: Array, labeller: Labeller, control: Control
) -> Iterator[tuple[int, list[tuple[object, ...]]]]:
    """Rows of the table of predictions, chunk by chunk, with the number of rows done."""

    def check(done: int) -> None:
        if control.ending is not None:
            raise CancelledError("The predictions were cancelled; nothing was written.")

    for start in range(0, len(numbers), _CHUNK):
        check(start)
        rows = list(zip(*(column.to_pylist() for column in texts.slice(start, _CHUNK).columns), strict=True))
        cells = labeller.cells(labeller.scores(labeller.logits(rows, report=check)))
        lines = zip(numbers[start : start + _CHUNK], rows, cells, strict=True)
        yield start + len(rows), [(int(number), *row, *cell) for number, row, cell in lines]
