"""Labels a whole table with a model: what is chosen, what is under way, what came of it."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.events import Progressed, StageChanged
from tuner_gui.engine.requests import PredictTableJob
from tuner_gui.errors import TunerError
from tuner_gui.gui import text, wording
from tuner_gui.gui.background import Background
from tuner_gui.gui.model_tasks import ModelJob, ModelTask
from tuner_gui.gui.session import Session
from tuner_gui.gui.table_plan import (
    Labeller,
    TableLook,
    exported_labeller,
    first_rows,
    labeller_of,
    look_at_table,
    take_columns,
    with_text_column,
)

if TYPE_CHECKING:
    from tuner_gui.runs.store import RunInfo


class PredictControl(QObject):
    """One table and one model at a time; knows no widget."""

    changed = Signal()
    """Model, table, columns, or whether something is under way."""
    progressed = Signal(float, str)
    """Share done (below 0: not known) and words."""
    finished = Signal(object)
    """TablePredicted."""
    preview_ready = Signal(object)
    """The first rows of the result: a Table."""
    cancelled = Signal()
    """It ended before its end; what was done is kept, and the same job goes on from there."""
    problem_raised = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.labeller: Labeller | None = None
        self.look: TableLook | None = None
        self.text_columns: tuple[str, ...] = ()
        self.excel_safe = False
        self.unfinished: PredictTableJob | None = None
        """What was cancelled and can be gone on with."""
        self._session = session
        self._task: ModelTask | None = None
        self._began = (0.0, 0)
        self._reader, self._previewer = Background(self), Background(self)
        self._reader.done.connect(self._on_looked)
        self._previewer.done.connect(self.preview_ready)
        for background in (self._reader, self._previewer):
            background.failed.connect(self._on_not_read)
        session.run.state_changed.connect(self.changed)

    # --- choosing --------------------------------------------------------------------------------

    def use_run(self, run: RunInfo | None) -> None:
        """Label with the model of a finished run."""
        self._use(labeller_of(run) if run is not None else None)

    def use_export(self, folder: Path) -> None:
        """Label with an exported model."""
        try:
            self._use(exported_labeller(folder))
        except TunerError as error:
            self.problem_raised.emit(error)

    def open_table(self, path: Path) -> None:
        """Look at a table."""
        wanted = self.labeller.text_columns if self.labeller is not None else ()
        self._reader.start(partial(look_at_table, path, wanted))
        self.changed.emit()

    def set_text_column(self, place: int, name: str) -> None:
        """Say which column holds the first or the second text."""
        self.text_columns = with_text_column(self.text_columns, place, name)
        self.unfinished = None
        self.changed.emit()

    def set_excel_safe(self, safe: bool) -> None:
        """Say whether the person's own cells are kept from acting as formulas too."""
        self.excel_safe = safe
        self.unfinished = None

    @property
    def texts_needed(self) -> int:
        """How many columns the model reads; 0: it does not say."""
        return len(self.labeller.text_columns) if self.labeller is not None else 0

    @property
    def busy(self) -> bool:
        """True while a table is being labelled."""
        return self._task is not None

    @property
    def why_not(self) -> str:
        """What keeps the table from being labelled; empty when nothing does."""
        if self._session.run.active:
            return self.tr("Wait until the run under way has ended")
        if self.labeller is None:
            return self.tr("Choose a model")
        if self._reader.busy:
            return self.tr("Reading the table…")
        if self.look is None:
            return self.tr("Drop a table")
        if not self.text_columns:
            return self.tr("Choose the text column")
        if self.texts_needed and len(self.text_columns) < self.texts_needed:
            return self.tr("Choose the second text column")
        return ""

    # --- labelling -------------------------------------------------------------------------------

    def start(self, destination: Path) -> None:
        """Write the table with what the model says of each row as the new file `destination`."""
        assert self.labeller is not None
        assert self.look is not None
        self.go_on(
            PredictTableJob(
                model=str(self.labeller.folder),
                source=str(self.look.path),
                destination=str(destination),
                text_columns=self.text_columns,
                excel_safe=self.excel_safe,
            )
        )

    def go_on(self, job: PredictTableJob) -> None:
        """Do `job`, from where an earlier attempt ended."""
        self.unfinished = job
        self._began = (0.0, 0)
        task = self._task = self._session.models.ask(job)
        task.progressed.connect(self._on_progressed)
        task.answered.connect(self._on_answered)
        task.gave_up.connect(self._on_gave_up)
        task.failed.connect(self.problem_raised)
        self.changed.emit()
        self.progressed.emit(-1.0, self.tr("Waiting for the engine…"))

    def cancel(self) -> None:
        """Stop; it can be gone on with later."""
        if self._task is not None:
            self.progressed.emit(-1.0, self.tr("Stopping…"))
            self._session.models.cancel(self._task)

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._reader.wait()
        self._previewer.wait()

    # --- answers ---------------------------------------------------------------------------------

    def _use(self, labeller: Labeller | None) -> None:
        if labeller == self.labeller:
            return
        self.labeller, self.unfinished = labeller, None
        if self.look is not None and labeller is not None:
            self._take(take_columns(self.look.path, self.look.table, labeller.text_columns))
        self.changed.emit()

    def _take(self, look: TableLook) -> None:
        self.look, self.text_columns = look, look.text_columns

    def _on_looked(self, look: TableLook) -> None:
        self.unfinished = None
        wanted = self.labeller.text_columns if self.labeller is not None else ()
        self._take(take_columns(look.path, look.table, wanted))  # there may be another model by now
        self.changed.emit()

    def _on_not_read(self, error: TunerError) -> None:
        self.problem_raised.emit(error)
        self.changed.emit()

    def _on_progressed(self, event: object) -> None:
        if isinstance(event, StageChanged):
            self._began = (0.0, 0)
            self.progressed.emit(-1.0, wording.stage(event.stage) + "…")
        elif isinstance(event, Progressed):
            share = event.done / event.total if event.total else -1.0
            self.progressed.emit(share, self._words(event))

    def _words(self, event: Progressed) -> str:
        now = time.monotonic()
        if not self._began[0]:  # what an earlier attempt did took no time of this one
            self._began = (now, event.done)
        began, before = self._began
        rows, seconds = event.done - before, now - began
        words = self.tr("{0} of {1} rows").format(text.count(event.done), text.count(event.total))
        if not event.total:
            words = self.tr("{0} rows").format(text.count(event.done))
        if rows <= 0 or seconds < 0.5:
            return words
        left = (event.total - event.done) * seconds / rows
        speed = text.speed(rows / seconds)
        return f"{words} · {speed} · " + self.tr("{0} left").format(text.duration(left))

    def _on_answered(self, _job: ModelJob, event: object) -> None:
        self._task, self.unfinished = None, None
        self.finished.emit(event)
        path = Path(getattr(event, "path", ""))
        self._previewer.start(partial(first_rows, path))
        self.changed.emit()

    def _on_gave_up(self) -> None:
        self._task = None
        self.cancelled.emit()
        self.changed.emit()
