"""The dataset and everything that may be said about it; each word of the person has it examined anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.config import DatasetConfig, Fix, Reading, Task
from tuner_gui.engine.events import RunCancelled
from tuner_gui.engine.replies import Inspected
from tuner_gui.engine.requests import InspectJob
from tuner_gui.errors import TunerError
from tuner_gui.gui.background import Background
from tuner_gui.gui.dataset import Dataset, DatasetLoader
from tuner_gui.gui.engine_queue import EngineQueue, EngineTask
from tuner_gui.gui.role_edit import Role, with_labels, with_role, with_task

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table


class _InspectTask(EngineTask):
    """Asks about one sample, which its answer must name: there may be another dataset by then."""

    def __init__(self, job: InspectJob) -> None:
        super().__init__("inspect", lambda engine: engine.run(job))
        self.job = job


class DataControl(QObject):
    """Opens a dataset, changes how it is taken, and asks the engine about a sample of it."""

    changed = Signal(object)
    """Dataset: first with the first rows, then with all, then again after every change."""
    inspected = Signal(object)
    """Dataset: only what the engine knows of a sample was added."""
    opened = Signal(object)
    """Path: a table was read for the first time."""
    busy_changed = Signal(bool)
    failed = Signal()
    """Nothing came of what was asked last; what was there before is there again."""
    problem_raised = Signal(object)
    """TunerError."""
    saved = Signal(object)
    """Path: the list of bad rows was written."""

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self._queue = queue
        self._loader = DatasetLoader(self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_failed)
        self._saver = Background(self)
        self._saver.done.connect(self.saved)
        self._saver.failed.connect(self.problem_raised)
        self._settled: Dataset | None = None
        self._wanted: DatasetConfig | None = None
        self._opening = False
        self._asked: InspectJob | None = None
        self._answered: tuple[InspectJob, Inspected] | None = None

    @property
    def busy(self) -> bool:
        """True while something is read or examined."""
        return self._loader.busy

    @property
    def opening(self) -> bool:
        """True while a table is read that was not open before."""
        return self._opening

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._loader.wait()
        self._saver.wait()

    # --- what a person may say -------------------------------------------------------------------

    def open(self, path: Path, *, validation: Path | None = None, test: Path | None = None) -> None:
        """Read the table at `path`, and separate tables to choose and to test by."""
        self.open_as(
            DatasetConfig(
                path=str(path.absolute()),
                validation_path=str(validation.absolute()) if validation else "",
                test_path=str(test.absolute()) if test else "",
            )
        )

    def open_as(self, config: DatasetConfig) -> None:
        """Read the table of `config`, with all that is said there about it."""
        self._opening = True
        self._read(config)

    def set_texts(self, columns: tuple[str, ...]) -> None:
        """Say which columns hold the texts."""
        if self._base is not None:
            self.change(msgspec.structs.replace(self._base, text_columns=columns))

    def set_labels(self, columns: tuple[str, ...]) -> None:
        """Say which columns hold what is predicted."""
        if self._base is not None:
            self.change(with_labels(self._base, columns))

    def set_role(self, column: str, role: Role) -> None:
        """Say what one column is for."""
        if self._base is not None:
            self.change(with_role(self._base, column, role))

    def set_task(self, task: Task) -> None:
        """Say what is predicted."""
        if self._base is not None:
            self.change(with_task(self._base, task))

    def set_reading(self, reading: Reading) -> None:
        """Say how the file is to be read."""
        base = self._base
        if base is None or reading == base.reading:
            return
        agreed = msgspec.structs.replace(base.reading, skip_bad_rows=reading.skip_bad_rows)
        if agreed == reading:  # nothing that would change the table
            self.change(msgspec.structs.replace(base, reading=reading))
        else:  # other columns may come of it, so everything is found out anew
            self._read(
                DatasetConfig(
                    path=base.path,
                    reading=reading,
                    validation_path=base.validation_path,
                    test_path=base.test_path,
                )
            )

    def set_skip_bad_rows(self, skip: bool) -> None:
        """Whether rows that do not fit are left out, however many they are."""
        if self._base is not None:
            self.set_reading(msgspec.structs.replace(self._base.reading, skip_bad_rows=skip))

    def add_fix(self, fix: Fix) -> None:
        """Have something mended; of each kind of fix there is one."""
        if self._base is not None:
            others = tuple(each for each in self._base.fixes if each.id != fix.id)
            self.change(msgspec.structs.replace(self._base, fixes=(*others, fix)))

    def remove_fix(self, fix: Fix) -> None:
        """Take a fix back."""
        if self._base is not None:
            kept = tuple(each for each in self._base.fixes if each != fix)
            self.change(msgspec.structs.replace(self._base, fixes=kept))

    def undo_fix(self) -> None:
        """Take the last fix back."""
        if self._base is not None and self._base.fixes:
            self.remove_fix(self._base.fixes[-1])

    def change(self, config: DatasetConfig) -> None:
        """Have the same table examined as `config` says."""
        data = self.dataset
        if data is None or config == self._base:
            return
        self._wanted = config
        self._loader.examine(config, data.table)
        self.busy_changed.emit(True)

    def save_bad_rows(self, destination: Path) -> None:
        """Write the rows that do not fit as a table; answered by `saved`."""
        if self.dataset is not None:
            table = self.dataset.table
            self._saver.start(lambda: _save_bad_rows(table, destination))

    # --- the engine's part -----------------------------------------------------------------------

    def inspect(self, base_model: str) -> None:
        """Have the engine look at a sample, if it has not done so yet."""
        data = self.dataset
        if data is None or data.is_preview or not data.sample_texts:
            return
        job = InspectJob(
            base_model=base_model,
            texts=data.sample_texts,
            row_numbers=data.sample_rows,
            total_rows=data.survey.rows + data.survey.unlabelled,
        )
        if job == self._asked:
            return
        self._asked = job
        task = _InspectTask(job)
        task.received.connect(self._on_engine_event)
        task.failed.connect(self._on_inspect_failed)
        task.dropped.connect(self._on_inspect_dropped)
        self._queue.submit(task)

    def forget_inspection(self) -> None:
        """Another base model counts other tokens."""
        self._asked = self._answered = None
        if self.dataset is not None:
            self.dataset = replace(self.dataset, estimates=(), lengths=None, not_inspected="")
            self.inspected.emit(self.dataset)

    # --- answers ---------------------------------------------------------------------------------

    @property
    def _base(self) -> DatasetConfig | None:
        """What the next change starts from: what was asked last, or else what was found out."""
        return self._wanted or (self.dataset.config if self.dataset is not None else None)

    def _read(self, config: DatasetConfig) -> None:
        self._wanted = None
        self._loader.open(config)
        self.busy_changed.emit(True)

    def _on_loaded(self, data: Dataset) -> None:
        self._wanted = None if not data.is_preview else self._wanted
        self._show(self._with_answer(data))
        if data.is_preview:
            return
        self._settled = self.dataset
        self.busy_changed.emit(False)
        if self._opening:
            self._opening = False
            self.opened.emit(data.path)

    def _with_answer(self, data: Dataset) -> Dataset:
        """What the engine said is still true while texts and base model are the same."""
        if self._answered is None:
            return data
        job, answer = self._answered
        if job.texts != data.sample_texts:
            return data
        return replace(data, estimates=answer.findings, lengths=answer.lengths)

    def _show(self, data: Dataset | None) -> None:
        self.dataset = data
        self.changed.emit(data)

    def _on_failed(self, error: TunerError) -> None:
        self._opening = False
        self._wanted = None
        self._show(replace(self._settled) if self._settled is not None else None)
        self.busy_changed.emit(False)
        self.failed.emit()
        self.problem_raised.emit(error)

    def _on_engine_event(self, event: object) -> None:
        job = self._job_answered()
        if job is None:
            return
        if isinstance(event, RunCancelled):
            self._asked = None
        elif isinstance(event, Inspected):
            self._answered = (job, event)
            if self.dataset is not None and not self.dataset.is_preview:
                self.dataset = self._settled = self._with_answer(self.dataset)
                self.inspected.emit(self.dataset)

    def _on_inspect_failed(self, error: TunerError) -> None:
        """Said where the lengths would stand: nothing else depends on them."""
        if self.dataset is not None and self._job_answered() is not None:
            self.dataset = replace(self.dataset, not_inspected=error.message)
            self.inspected.emit(self.dataset)

    def _on_inspect_dropped(self) -> None:
        if self._job_answered() is not None:
            self._asked = None

    def _job_answered(self) -> InspectJob | None:
        """The question to which an answer has come; None when another was asked since."""
        task = self.sender()
        assert isinstance(task, _InspectTask)
        return task.job if task.job is self._asked else None


def _save_bad_rows(table: Table, destination: Path) -> Path:
    from tuner_gui.engine.data.read import save_bad_rows

    save_bad_rows(table, destination)
    return destination
