"""Labels every row of a table: the same file comes out with what the model says of each row.

Two passes, neither of which holds more than some thousand rows: from texts to logits, which are kept on the
disk as they are computed, and from these and the source to the result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Logged, Progressed, Stage, StageChanged
from tuner_gui.engine.predicting.kept import EMPTY, UNREADABLE, KeptLogits, Logits
from tuner_gui.engine.predicting.labeller import Labeller
from tuner_gui.engine.predicting.model_place import ModelPlace
from tuner_gui.engine.predicting.sources.opening import open_source
from tuner_gui.engine.predicting.sources.source import Added, Cells, Kind, Row, Source
from tuner_gui.engine.predicting.text_choice import choose_texts
from tuner_gui.engine.replies import TablePredicted
from tuner_gui.engine.requests import PredictTableJob
from tuner_gui.engine.training.memory import give_back_memory
from tuner_gui.errors import CancelledError, DataError, RunError
from tuner_gui.files import explain_os_error, new_file

Emit = Callable[[AnyEvent], None]

_FIRST_WINDOW, _LARGEST_WINDOW = 256, 1 << 14
_TRIM_SECONDS = 30.0
"""Windows differ in shape, and the gaps that they leave in memory would add up; closing them takes time."""
_WINDOW_SECONDS = 8.0
"""What a crash can cost at most, about. Rows of one window are sorted by length together."""
_BLOCK = 4096
_REPORT_SECONDS = 0.1
_KINDS = frozenset({".xlsx", ".xlsm", ".parquet", ".jsonl", ".ndjson", ".json", ".xls", ".ods"})
"""Endings that say what a file is; any other may be one of delimited text."""


def predict_table(job: PredictTableJob, control: Control, emit: Emit) -> TablePredicted:
    """Label every row of a table into a new file of the same format.

    Raises:
        RunError: the run has no model, or the destination is there already or has another ending.
        ModelError: the model cannot be loaded.
        DataError: the table cannot be read or written, or it cannot be told where its texts are.
        CancelledError: the person cancelled; what was computed is kept for another time.
        EnvironmentProblemError: the result cannot be written.
    """
    source_path, destination = Path(job.source), Path(job.destination)
    _check_destination(source_path, destination)
    emit(StageChanged(stage="reading"))
    place = ModelPlace.find(Path(job.model))
    source = open_source(source_path, job.reading)
    columns = choose_texts(source.sample, place, job.text_columns)
    emit(Logged(message=f"Texts are read from {' + '.join(columns)}.", time=time.time()))
    state = _state_of(source_path)
    total, names = source.survey()
    emit(StageChanged(stage="loading_model"))
    labeller = Labeller.of(place)
    added = _added(labeller).renamed(names)
    facts = {
        "source": [str(source_path.absolute()), *state],
        "model": place.fingerprint(),
        "columns": columns,
        "reading": msgspec.to_builtins(job.reading),
    }
    work = _Work(source, columns, labeller, total, control, emit)
    try:
        with KeptLogits(destination, facts, len(labeller.names)) as kept:
            seconds, fresh = work.compute(kept)
            if _state_of(source_path) != state:
                raise DataError(
                    f"“{source_path.name}” was changed while its rows were being labelled.",
                    hint="Start again; leave the table as it is until the predictions are there.",
                )
            emit(StageChanged(stage="writing"))
            with new_file(destination) as temporary:
                source.write(temporary, added, work.cells(kept), excel_safe=job.excel_safe)
                work.report("writing", total, last=True)
            kept.remove()
    except FileExistsError as error:
        raise _taken(destination) from error
    except OSError as error:
        raise explain_os_error(error, "The predictions could not be written") from error
    return TablePredicted(
        path=str(destination),
        rows=total,
        predicted=total - work.empty - work.unreadable,
        empty=work.empty,
        unreadable=work.unreadable,
        rows_per_second=fresh / seconds if seconds else 0.0,
    )


@dataclass
class _Work:
    """The two passes over one table."""

    source: Source
    columns: tuple[str, ...]
    labeller: Labeller
    total: int
    control: Control
    emit: Emit
    empty: int = 0
    unreadable: int = 0
    _reported: float = 0.0

    def compute(self, kept: KeptLogits) -> tuple[float, int]:
        """The logits that are not yet there; returns seconds taken and rows computed."""
        if kept.discarded:
            self._log("What was kept beside the file is of another table, model or choice; starting anew.")
        if kept.rows:
            self._log(f"{kept.rows:,} of {self.total:,} rows were labelled before; going on behind them.")
        self.emit(StageChanged(stage="predicting"))
        before, started = kept.rows, time.monotonic()
        rows = islice(self.source.rows(self.columns), before, None)
        size, trimmed = _FIRST_WINDOW, started
        try:
            self.report("predicting", before, last=True)
            while window := list(islice(rows, size)):
                began = time.monotonic()
                kept.append(self._logits(window, kept.rows))
                size = _next_size(size, time.monotonic() - began)
                if began - trimmed > _TRIM_SECONDS:
                    trimmed = began
                    give_back_memory()
        except CancelledError:
            if kept.rows:
                self._log(f"{kept.rows:,} rows are kept: the same again goes on behind them.")
            raise
        self.report("predicting", kept.rows, last=True)
        return time.monotonic() - started, kept.rows - before

    def _logits(self, window: list[Row], before: int) -> Logits:
        logits = np.full((len(window), len(self.labeller.names)), UNREADABLE, np.float32)
        readable = [(place, row) for place, row in enumerate(window) if row is not None]
        filled = [(place, row) for place, row in readable if all(map(str.strip, row))]
        logits[[place for place, _ in readable]] = EMPTY
        if filled:
            logits[[place for place, _ in filled]] = self.labeller.logits(
                [row for _, row in filled],
                exact=False,
                report=lambda done: self.report("predicting", before + done),
            )
        return logits

    def cells(self, kept: KeptLogits) -> Iterator[Cells]:
        """What is added to each row."""
        done = 0
        for block in kept.blocks(_BLOCK):
            known = np.isfinite(block[:, 0])
            self.unreadable += int(np.isnan(block[:, 0]).sum())
            self.empty += int(np.isneginf(block[:, 0]).sum())
            found = iter(_values(self.labeller, block[known]))
            yield from (next(found) if there else None for there in known)
            done += len(block)
            self.report("writing", done)

    def report(self, stage: Stage, done: int, *, last: bool = False) -> None:
        """Say how far it is, now and then, and listen.

        Raises:
            CancelledError: the person wants an end.
        """
        self.control.wait_while_paused()
        if self.control.ending is not None:
            raise CancelledError("The predictions were cancelled.")
        if last or time.monotonic() - self._reported > _REPORT_SECONDS:
            self._reported = time.monotonic()
            self.emit(Progressed(stage=stage, done=done, total=self.total))

    def _log(self, message: str) -> None:
        self.emit(Logged(message=message, time=time.time()))


def _next_size(size: int, seconds: float) -> int:
    """Rows of the next window: as many as take a few seconds, at most twice as many as now."""
    fitting = int(size * _WINDOW_SECONDS / max(seconds, 1e-3))
    return max(_FIRST_WINDOW, min(fitting, 2 * size, _LARGEST_WINDOW))


def _added(labeller: Labeller) -> Added:
    if labeller.task == "regression":
        return Added(("prediction",), ("number",))
    shares: list[Kind] = ["share"] * len(labeller.names)
    return Added(
        ("prediction", "confidence", *(f"p_{name}" for name in labeller.names)), ("text", "share", *shares)
    )


def _values(labeller: Labeller, logits: Logits) -> list[tuple[str | float, ...]]:
    scores = labeller.scores(logits)
    values = labeller.values(scores)
    if labeller.task == "regression":
        return values
    return [(*value, *row) for value, row in zip(values, scores.tolist(), strict=True)]


def _state_of(path: Path) -> tuple[int, int]:
    """Size and time of change; a file that is not there has neither."""
    if not path.exists():
        return 0, 0
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _check_destination(source: Path, destination: Path) -> None:
    """What cannot work must not be found out about after an hour."""
    if destination.exists():
        raise _taken(destination)
    ours, theirs = destination.suffix.lower(), source.suffix.lower()
    if ours != theirs and _KINDS & {ours, theirs}:
        raise RunError(
            f"The result is a file like the source, but “{destination.name}” does not end in “{theirs}”.",
            hint=f"Choose a name such as “{destination.stem}{theirs}”.",
        )


def _taken(destination: Path) -> RunError:
    return RunError(
        f"{destination} already exists; Tuner does not overwrite it.",
        hint="Choose another name for the predictions, or remove the old file first.",
    )
