"""The runs on disk and what can be done with them, each thing in a thread, one after the other."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from tuner_gui.errors import CancelledError, TunerError
from tuner_gui.gui.background import Background
from tuner_gui.runs.disk import clean_run, freeable
from tuner_gui.runs.importing import import_run
from tuner_gui.runs.index import RunEntry, list_entries
from tuner_gui.runs.notes import annotate_run, rename_run
from tuner_gui.runs.trash import (
    KEPT_SECONDS,
    Deleted,
    delete_run,
    empty_trash,
    list_trash,
    restore_run,
    trash_bytes,
)

_log = logging.getLogger(__name__)

Work = Callable[[], object]


@dataclass(frozen=True)
class CleanPlan:
    """What could be freed."""

    entries: tuple[RunEntry, ...]
    trashed: int
    """Runs in the trash."""
    trash_bytes: int

    def freed(self, *, interrupted: bool) -> int:
        """Bytes that cleaning up frees without emptying the trash."""
        return sum(freeable(each.status, each.use, interrupted=interrupted) for each in self.entries)


class RunShelf(QObject):
    """Lists, names, deletes, brings back, cleans up and imports runs."""

    listed = Signal(object)
    """list[RunEntry], newest first."""
    changed = Signal()
    """Something on the disk is not what it was."""
    deleted = Signal(int)
    """So many runs were deleted; `undo` brings them back."""
    restored = Signal()
    planned = Signal(object)
    """CleanPlan."""
    freed = Signal(object)
    """Bytes."""
    imported = Signal(object)
    """Path of the run's new folder."""
    import_progressed = Signal(float)
    import_ended = Signal()
    problem_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undoable: list[list[Deleted]] = []
        self._waiting: deque[tuple[Work, Callable[[Any], None]]] = deque([(_expire, _nothing)])
        self._answer: Callable[[Any], None] = _nothing
        self._give_up = threading.Event()
        self._lister, self._worker, self._importer = (Background(self) for _ in range(3))
        self._lister.done.connect(self.listed)
        self._worker.done.connect(self._on_worked)
        self._worker.failed.connect(self._on_failed)
        self._importer.done.connect(self._on_imported)
        self._importer.failed.connect(self._on_import_failed)
        for background in (self._lister, self._worker):
            background.failed.connect(self.problem_raised)

    def refresh(self) -> None:
        """Look on disk again; answered by `listed`."""
        self._lister.start(list_entries)
        self._next()

    def wait(self) -> None:
        """Do what was asked, give up an import, and block until no thread is left."""
        self._give_up.set()
        for background in (self._lister, self._worker, self._importer):
            background.wait()
        for work, _ in self._waiting:
            try:
                work()
            except (TunerError, OSError) as error:  # the window is gone: nobody is there to be told
                _log.warning("not done at the end: %s", error)
        self._waiting.clear()

    # --- what a person may ask -------------------------------------------------------------------

    def rename(self, folder: Path, name: str) -> None:
        """Give a run a name."""
        self._do(lambda: rename_run(folder, name))

    def annotate(self, folder: Path, note: str, tags: Sequence[str]) -> None:
        """Replace note and tags of a run."""
        self._do(lambda: annotate_run(folder, note=note, tags=tags))

    def delete(self, folders: Iterable[Path]) -> None:
        """Move runs to the trash; answered by `deleted`."""
        every = list(folders)
        if not every:
            return
        self._do(lambda: _each(delete_run, every), self._on_deleted)

    def undo(self) -> None:
        """Bring back what was deleted last; answered by `restored`."""
        if self._undoable:
            batch = self._undoable.pop()
            self._do(lambda: _each(restore_run, batch), self._on_restored)

    def plan_cleaning(self) -> None:
        """Find out what could be freed; answered by `planned`."""
        self._do(_plan, self.planned.emit, changes=False)

    def clean(self, *, ended: bool, interrupted: bool, trash: bool) -> None:
        """Free what nobody needs, see `CleanPlan`; answered by `freed`."""
        self._do(lambda: _clean(ended=ended, interrupted=interrupted, trash=trash), self._on_cleaned)

    def import_folder(self, source: Path) -> None:
        """Copy a run from elsewhere; answered by `imported`, or a problem, and by `import_ended`."""
        if self._importer.busy:
            self.problem_raised.emit(
                TunerError(self.tr("Another run is being imported; wait until it is done."))
            )
            return
        self._give_up = give_up = threading.Event()
        told = -1

        def progress(done: int, total: int) -> bool:
            nonlocal told
            percent = 100 * done // max(1, total)
            if percent != told:  # not for every piece
                told = percent
                self.import_progressed.emit(percent / 100)
            return not give_up.is_set()

        self._importer.start(lambda: import_run(source, progress))

    def cancel_import(self) -> None:
        """Give up the import under way."""
        self._give_up.set()

    # --- one thing after the other ---------------------------------------------------------------

    def _do(self, work: Work, answer: Callable[[Any], None] | None = None, *, changes: bool = True) -> None:
        def answered(result: object) -> None:
            if answer is not None:
                answer(result)
            if changes:
                self.changed.emit()

        self._waiting.append((work, answered))
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._worker.busy:
            work, self._answer = self._waiting.popleft()
            self._worker.start(work)

    def _on_worked(self, result: object) -> None:
        self._answer(result)
        self._next()

    def _on_failed(self, _error: TunerError) -> None:
        self.changed.emit()
        self._next()

    def _on_deleted(self, result: tuple[list[Deleted], TunerError | None]) -> None:
        deleted, problem = result
        if deleted:
            self._undoable.append(deleted)
            self.deleted.emit(len(deleted))
        self._tell(problem)

    def _on_restored(self, result: tuple[list[Path], TunerError | None]) -> None:
        self.restored.emit()
        self._tell(result[1])

    def _on_cleaned(self, freed: int) -> None:
        self._undoable = [batch for batch in self._undoable if all(each.trashed.exists() for each in batch)]
        self.freed.emit(freed)

    def _on_imported(self, folder: Path) -> None:
        self.import_ended.emit()
        self.imported.emit(folder)
        self.changed.emit()

    def _on_import_failed(self, error: TunerError) -> None:
        self.import_ended.emit()
        if not isinstance(error, CancelledError):
            self.problem_raised.emit(error)

    def _tell(self, problem: TunerError | None) -> None:
        if problem is not None:
            self.problem_raised.emit(problem)


def _nothing(_result: object) -> None:
    """No answer is wanted."""


def _expire() -> None:
    """Empty the trash of what has lain there for a week."""
    try:
        empty_trash(older_than=KEPT_SECONDS)
    except TunerError as error:  # tried again the next time; not worth a message that nobody asked for
        _log.warning("%s", error.message)


def _each(work: Callable[[Any], Any], items: Sequence[Any]) -> tuple[list[Any], TunerError | None]:
    """Do it to all; what came of it, and the first problem."""
    done, problem = [], None
    for item in items:
        try:
            done.append(work(item))
        except TunerError as error:
            problem = problem or error
    return done, problem


def _plan() -> CleanPlan:
    return CleanPlan(tuple(list_entries()), len(list_trash()), trash_bytes())


def _clean(*, ended: bool, interrupted: bool, trash: bool) -> int:
    freed = 0
    for entry in list_entries():
        asked = interrupted if entry.status == "interrupted" else ended
        if asked and freeable(entry.status, entry.use, interrupted=interrupted):
            freed += clean_run(entry.folder, interrupted=interrupted)
    if trash:
        freed += trash_bytes()
        empty_trash()
    return freed
