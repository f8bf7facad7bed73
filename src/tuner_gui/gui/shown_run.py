"""The finished run whose results are looked at, tried out or used; and which others there are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tuner_gui.gui.background import Background
from tuner_gui.runs.store import RUN_FILE, RunInfo, load_run


class ShownRun(QObject):
    """One of the finished runs; the newest until somebody chooses."""

    changed = Signal(object)
    """The RunInfo shown, or None when there is no finished run."""
    listed = Signal()
    """`runs` may be others now."""
    results_asked = Signal()
    """Somebody wants to see what it gets right and wrong."""
    problem_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[RunInfo, ...] = ()
        """Finished ones, newest first."""
        self.run: RunInfo | None = None
        self._wanted: Path | None = None
        self._elsewhere: dict[Path, None] = {}
        """Runs that were chosen and are not in the list, such as those of an experiment."""
        self._lister = Background(self)
        self._lister.done.connect(self._on_listed)
        self._lister.failed.connect(self.problem_raised)

    @property
    def folder(self) -> Path | None:
        """Of the run shown."""
        return Path(self.run.folder) if self.run is not None else None

    def refresh(self) -> None:
        """Look on disk again."""
        wanted = tuple(self._elsewhere)
        self._lister.start(lambda: _finished_runs(wanted))

    def choose(self, folder: Path) -> None:
        """Show the run in `folder`, as soon as it is known."""
        self._wanted = folder
        found = self._find(folder)
        if found is None:
            self._elsewhere[folder] = None
            self.refresh()
        else:
            self._show(found)

    def show_results(self, folder: Path) -> None:
        """Show the run in `folder`, with all that is known of its results."""
        self.choose(folder)
        self.results_asked.emit()

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._lister.wait()

    def _find(self, folder: Path | None) -> RunInfo | None:
        return next((run for run in self.runs if folder is not None and Path(run.folder) == folder), None)

    def _show(self, run: RunInfo | None) -> None:
        if run != self.run:
            self.run = run
            self.changed.emit(run)

    def _on_listed(self, runs: list[RunInfo]) -> None:
        if tuple(runs) != self.runs:
            self.runs = tuple(runs)
        self.listed.emit()
        newest = self.runs[0] if self.runs else None
        self._show(self._find(self._wanted) or self._find(self.folder) or newest)


def _finished_runs(elsewhere: tuple[Path, ...]) -> list[RunInfo]:
    # Only here, in the thread: the window's first picture does not wait for what it imports.
    from tuner_gui.runs.index import list_entries

    found = [entry.info for entry in list_entries() if entry.status == "finished"]
    known = {Path(info.folder) for info in found}
    others = [
        load_run(folder) for folder in elsewhere if folder not in known and (folder / RUN_FILE).exists()
    ]
    return found + [info for info in others if info.status == "finished"]
