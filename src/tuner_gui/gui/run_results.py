"""The results of the run shown, read and analysed in a thread; and what a person decides about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.config import Correction, Decision, RunConfig
from tuner_gui.engine.results.decision import read_decision, write_decision
from tuner_gui.engine.results.marks import Mark, corrections_of, read_marks, write_marks
from tuner_gui.errors import TunerError
from tuner_gui.files import explain_os_error
from tuner_gui.gui.background import Background
from tuner_gui.gui.reader_imports import import_arrow
from tuner_gui.runs.store import RunInfo

if TYPE_CHECKING:  # what they import is imported in the thread: the page is there sooner
    from tuner_gui.engine.results.analysis import Analysis
    from tuner_gui.engine.results.mistakes import TestRows
    from tuner_gui.engine.results.scored import Scored

Marks = dict[tuple[int, bool], Mark]
"""By row number, and whether it is a test row."""


@dataclass(frozen=True, eq=False)
class Results:
    """All that is shown of a run."""

    run: RunInfo
    analysis: Analysis
    rows: TestRows
    marks: tuple[Mark, ...]
    """As they were when the run was read."""

    @property
    def folder(self) -> Path:
        """Of the run."""
        return Path(self.run.folder)


def read_results(run: RunInfo) -> Results:
    """Read and analyse. Takes a moment: for a thread.

    Raises:
        RunError: what the run left is missing or damaged.
    """
    import_arrow()
    from tuner_gui.engine.results.scored import read_scored

    folder = Path(run.folder)
    scored, decision = read_scored(folder), read_decision(folder)
    return _looked_at(run, scored, decision, read_marks(folder))


def decided(results: Results, decision: Decision) -> Results:
    """The same run after another decision, which is kept with it."""
    write_decision(results.folder, decision)
    return _looked_at(results.run, results.analysis.scored, decision, results.marks)


def _looked_at(run: RunInfo, scored: Scored, decision: Decision, marks: tuple[Mark, ...]) -> Results:
    from tuner_gui.engine.results.analysis import analyse
    from tuner_gui.engine.results.mistakes import test_rows

    return Results(run, analyse(scored, decision), test_rows(scored, decision), marks)


class RunResults(QObject):
    """Holds the results of one run at a time."""

    loaded = Signal(object)
    """Results: of another run, or of the same after another decision."""
    unreadable = Signal(object)
    """TunerError: the run has no results that can be read."""
    marks_changed = Signal()
    problem_raised = Signal(object)
    """TunerError: something could not be kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: Results | None = None
        self.marks: Marks = {}
        self._reader = Background(self)
        self._reader.done.connect(self._on_loaded)
        self._reader.failed.connect(self._on_unreadable)
        self._decider = Background(self)
        self._decider.done.connect(self._on_loaded)
        self._decider.failed.connect(self._on_not_decided)
        self._keeper = Background(self)
        self._keeper.done.connect(self._on_kept)
        self._keeper.failed.connect(self.problem_raised)
        self._unkept: tuple[Path, tuple[Mark, ...]] | None = None

    @property
    def busy(self) -> bool:
        """True while something is read or analysed."""
        return self._reader.busy or self._decider.busy

    def show(self, run: RunInfo) -> None:
        """Read the results of `run`."""
        self._decider.forget()
        self._reader.start(partial(read_results, run))

    def close(self) -> None:
        """There is nothing to show."""
        self._reader.forget()
        self._decider.forget()
        self.results = None

    # --- what a person decides -------------------------------------------------------------------

    def set_temperature(self, temperature: float) -> None:
        """Calibrate; 1 takes it back."""
        self._decide(temperature=temperature)

    def set_threshold(self, threshold: float) -> None:
        """From which probability on a label is given."""
        self._decide(threshold=threshold)

    def mark(self, mark: Mark) -> None:
        """Keep what a person says of a row."""
        self.marks[mark.row, mark.test] = mark
        self._keep_marks()

    def unmark(self, row: int, *, test: bool) -> None:
        """Take it back."""
        if self.marks.pop((row, test), None) is not None:
            self._keep_marks()

    def corrections(self) -> tuple[Correction, ...]:
        """What the marks would change in the dataset."""
        if self.results is None:
            return ()
        return corrections_of(self.marks.values(), self.results.run.config.dataset)

    def corrected_config(self) -> RunConfig:
        """The same run on the corrected dataset; corrections of the run itself stay, newer ones win."""
        assert self.results is not None
        config = self.results.run.config
        every = {(each.table, each.row): each for each in (*config.dataset.corrections, *self.corrections())}
        dataset = msgspec.structs.replace(config.dataset, corrections=tuple(every.values()))
        return msgspec.structs.replace(config, dataset=dataset)

    def wait(self) -> None:
        """Block until nothing is read or written any more."""
        self._reader.wait()
        self._decider.wait()
        self._keeper.wait()
        self._write_rest()

    def _decide(self, *, temperature: float | None = None, threshold: float | None = None) -> None:
        results = self.results
        if results is None:
            return
        now = results.analysis.decision
        decision = Decision(
            temperature=now.temperature if temperature is None else temperature,
            threshold=now.threshold if threshold is None else threshold,
        )
        if decision != now:
            self._decider.start(partial(decided, results, decision))

    # --- keeping marks: one writer at a time, so that the newest is the last ----------------------

    def _keep_marks(self) -> None:
        assert self.results is not None
        self._unkept = (self.results.folder, tuple(self.marks.values()))
        self.marks_changed.emit()
        if not self._keeper.busy:
            self._write_next()

    def _write_next(self) -> None:
        if self._unkept is not None:
            folder, marks = self._unkept
            self._unkept = None
            self._keeper.start(partial(write_marks, folder, marks))

    def _write_rest(self) -> None:
        if self._unkept is not None:
            folder, marks = self._unkept
            self._unkept = None
            try:
                write_marks(folder, marks)
            except OSError as error:
                self.problem_raised.emit(explain_os_error(error, self.tr("The marks could not be kept")))

    # --- answers ---------------------------------------------------------------------------------

    def _on_loaded(self, results: Results) -> None:
        another = self.results is None or self.results.folder != results.folder
        if another:
            self.marks = {(mark.row, mark.test): mark for mark in results.marks}
        else:
            results = replace(results, marks=tuple(self.marks.values()))
        self.results = results
        self.loaded.emit(results)

    def _on_unreadable(self, error: TunerError) -> None:
        self.results = None
        self.unreadable.emit(error)

    def _on_not_decided(self, error: TunerError) -> None:
        self.problem_raised.emit(error)
        if self.results is not None:
            self.loaded.emit(self.results)  # what is shown goes back to what is in force

    def _on_kept(self, _nothing: object) -> None:
        self._write_next()
