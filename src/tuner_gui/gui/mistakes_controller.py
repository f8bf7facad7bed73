"""Connects the list of mistakes with what can be done: search, mark, ask why, save, train again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from tuner_gui.engine.replies import Explained
from tuner_gui.engine.requests import ExplainJob
from tuner_gui.gui.background import Background
from tuner_gui.gui.dialogs.label_dialog import LabelDialog
from tuner_gui.gui.export_plan import free_file
from tuner_gui.gui.mistake_search import MistakeSearch
from tuner_gui.gui.model_tasks import ModelJob, ModelTask
from tuner_gui.gui.run_results import Results, RunResults
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.widgets.results.mistakes_view import MistakesView

if TYPE_CHECKING:
    import numpy as np

    from tuner_gui.engine.results.marks import Mark
    from tuner_gui.engine.results.mistakes import TestRows


class MistakesController(QObject):
    """Serves `view` with the rows of `results`."""

    retrained = Signal()
    """A new run was started."""
    problem_raised = Signal(object)

    def __init__(self, view: MistakesView, results: RunResults, session: Session, settings: Settings) -> None:
        super().__init__(view)
        self._view = view
        self._results = results
        self._session = session
        self._settings = settings
        self._why: ModelTask | None = None
        self._search = MistakeSearch(self)
        self._saver = Background(self)
        self._search.found.connect(view.show_found)
        self._search.problem_raised.connect(self.problem_raised)
        self._saver.failed.connect(self.problem_raised)
        results.marks_changed.connect(self.update)
        session.run.state_changed.connect(self._on_run_state_changed)
        view.filters.wanted_changed.connect(self._search.want)
        view.label_wrong_clicked.connect(self._on_label_wrong)
        view.model_wrong_clicked.connect(self._on_model_wrong)
        view.unmark_clicked.connect(self._on_unmark)
        view.why_clicked.connect(self._on_why)
        view.row_chosen.connect(self._on_row_chosen)
        view.save_clicked.connect(self._on_save)
        view.retrain_clicked.connect(self._on_retrain)

    def show_results(self, results: Results, *, another: bool) -> None:
        """Show the rows of a run; `another` than before."""
        self._forget_why()
        self._view.set_rows(results.rows, self._results.marks, another=another)
        self._search.set_rows(results.rows)
        self.update()

    def update(self) -> None:
        """Marks, or what else goes on, are others now."""
        busy = self.tr("Wait until the run under way has ended.") if self._session.run.active else ""
        self._view.update_marks(len(self._results.corrections()), busy)

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self._search.wait()
        self._saver.wait()

    # --- marks -----------------------------------------------------------------------------------

    @property
    def _rows(self) -> TestRows:
        assert self._results.results is not None
        return self._results.results.rows

    def _on_label_wrong(self, i: int) -> None:
        rows = self._rows
        mark = self._results.marks.get((int(rows.number[i]), bool(rows.test[i])))
        corrected = mark.label if mark is not None and mark.verdict == "label" else rows.predicted[i]
        texts = "\n\n".join(rows.text(i))
        scored = rows.scored
        dialog = LabelDialog(scored.task, scored.labels, texts, rows.true[i], corrected, self._view)
        dialog.label_chosen.connect(partial(self._on_label_chosen, rows, i))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_label_chosen(self, rows: TestRows, i: int, cell: str) -> None:
        self._results.mark(rows.mark(i, "label", cell))

    def _on_model_wrong(self, i: int) -> None:
        self._results.mark(self._rows.mark(i, "model"))

    def _on_unmark(self, i: int) -> None:
        rows = self._rows
        self._results.unmark(int(rows.number[i]), test=bool(rows.test[i]))

    def _on_run_state_changed(self) -> None:
        self.update()

    # --- why -------------------------------------------------------------------------------------

    def _on_why(self, i: int) -> None:
        results = self._results.results
        if results is None or self._session.run.active:
            return
        job = ExplainJob(run_dir=str(results.folder), texts=results.rows.text(i))
        self._why = self._session.models.ask(job)
        self._why.answered.connect(self._on_explained)
        self._why.gave_up.connect(self._on_not_explained)
        self._why.failed.connect(self.problem_raised)
        self._view.reader.why.show_waiting(self.tr("Asking the model why…"))

    def _on_explained(self, _job: ModelJob, event: object) -> None:
        if self.sender() is self._why and isinstance(event, Explained):
            self._view.reader.show_why(event, self._rows.scored.task)

    def _on_not_explained(self) -> None:
        if self.sender() is self._why:
            self._view.reader.why.show_waiting(self.tr("The model could not say why."))

    def _on_row_chosen(self, _i: int) -> None:
        self._forget_why()

    def _forget_why(self) -> None:
        self._why = None
        self._view.reader.hide_why()

    # --- what comes of it ------------------------------------------------------------------------

    def _on_save(self) -> None:
        results = self._results.results
        if results is None:
            return
        parent = Path(self._settings.export_folder or Path(results.run.config.dataset.path).parent)
        name, _ = QFileDialog.getSaveFileName(
            self._view,
            self.tr("Save the rows listed"),
            str(free_file(parent / f"{results.run.name}-rows.csv")),
            self.tr("Table (*.csv)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            # A file that is there is left alone: the new one goes beside it.
            marks = tuple(self._results.marks.values())
            work = partial(_write, free_file(Path(name)), results.rows, self._view.model.found, marks)
            self._saver.start(work)

    def _on_retrain(self) -> None:
        if not self._session.run.active and self._results.corrections():
            self._session.run.start(self._results.corrected_config())
            self.retrained.emit()


def _write(path: Path, rows: TestRows, found: np.ndarray, marks: tuple[Mark, ...]) -> None:
    from tuner_gui.engine.results.mistakes import write_csv

    write_csv(path, rows, found, marks)
