"""The results of the run shown, read and analysed in a thread; and what a person decides about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.config import Correction, Decision, RunConfig
from tuner_gui.engine.results.decision import read_decision, write_decision
from tuner_gui.engine.results.marks import Mark, corrections_of, read_marks, write_marks
from tuner_gui.errors import TunerError
from tuner_gui.gui.background import Background, InTurn
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
    """As they were when the run was read; `RunResults.marks` has those of now."""

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
        self._decider = InTurn(self)
        self._decider.done.connect(self._on_decided)
        self._decider.failed.connect(self._on_not_decided)
        self._keeper = InTurn(self)
        self._keeper.failed.connect(self.problem_raised)
        self._wanted = Decision()
        """What was decided last; what is shown follows it."""

    @property
    def busy(self) -> bool:
        """True while something is read or analysed."""
        return self._reader.busy or self._decider.busy

    def show(self, run: RunInfo) -> None:
        """Read the results of `run`."""
        self._reader.start(partial(read_results, run))

    def close(self) -> None:
        """There is nothing to show."""
        self._reader.forget()
        self.results = None

    # --- what a person decides -------------------------------------------------------------------

    def set_temperature(self, temperature: float) -> None:
        """Calibrate; 1 takes it back."""
        self._decide(msgspec.structs.replace(self._wanted, temperature=temperature))

    def set_threshold(self, threshold: float) -> None:
        """From which probability on a label is given."""
        self._decide(msgspec.structs.replace(self._wanted, threshold=threshold))

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

    def _decide(self, decision: Decision) -> None:
        if self.results is not None and decision != self._wanted:
            self._wanted = decision
            self._decider.start(partial(decided, self.results, decision))

    def _keep_marks(self) -> None:
        assert self.results is not None
        self._keeper.start(partial(write_marks, self.results.folder, tuple(self.marks.values())))
        self.marks_changed.emit()

    # --- answers ---------------------------------------------------------------------------------

    def _on_loaded(self, results: Results) -> None:
        self.marks = {(mark.row, mark.test): mark for mark in results.marks}
        self._show(results)

    def _on_decided(self, results: Results) -> None:
        if self.results is not None and self.results.folder == results.folder:
            self._show(results)

    def _show(self, results: Results) -> None:
        self._wanted = results.analysis.decision
        self.results = results
        self.loaded.emit(results)

    def _on_unreadable(self, error: TunerError) -> None:
        self.results = None
        self.unreadable.emit(error)

    def _on_not_decided(self, error: TunerError) -> None:
        self.problem_raised.emit(error)
        if self.results is not None:
            self._show(self.results)  # what is shown goes back to what is in force
