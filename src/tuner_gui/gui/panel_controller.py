"""Connects a panel that shows a run with what the session can do for it: export, try, label rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.events import Progressed
from tuner_gui.engine.replies import Predicted, RowsPredicted
from tuner_gui.engine.requests import PredictJob, PredictRowsJob
from tuner_gui.gui.dialogs.handing_on import open_export
from tuner_gui.gui.export_plan import free_file
from tuner_gui.gui.model_tasks import ModelJob, ModelTask, folder_of
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.widgets.run_panel import RunPanel


class PanelController(QObject):
    """Serves the run in `folder` that `panel` shows."""

    def __init__(self, panel: RunPanel, session: Session, settings: Settings) -> None:
        super().__init__(panel)
        self._panel = panel
        self._session = session
        self._settings = settings
        self._folder: Path | None = None
        self._config: RunConfig | None = None
        panel.export_clicked.connect(self._on_export_clicked)
        panel.results_clicked.connect(self._on_results_clicked)
        panel.try_submitted.connect(self._on_try_submitted)
        panel.predict_clicked.connect(self._on_predict_clicked)
        self._rows: ModelTask | None = None

    def set_run(self, folder: Path | None, config: RunConfig | None) -> None:
        """The panel shows another run."""
        self._folder, self._config = folder, config

    def export(self) -> None:
        """Ask which kind and where to, then export; the dialog tells how it went."""
        if self._folder is None or self._config is None:
            return
        from tuner_gui.gui.dialogs.export_dialog import Subject

        panel = self._panel
        subject = Subject(self._folder, self._config, panel.task, panel.takes_pairs)
        open_export(self._session, self._settings, subject, panel.window())

    def _on_export_clicked(self) -> None:
        self.export()

    def _on_results_clicked(self) -> None:
        if self._folder is not None:
            self._session.shown.show_results(self._folder)

    def _on_try_submitted(self, texts: tuple[str, ...]) -> None:
        if self._folder is not None:
            task = self._ask(PredictJob(run_dir=str(self._folder), texts=(texts,)))
            task.gave_up.connect(self._panel.try_box.show_failure)

    def _on_predict_clicked(self) -> None:
        if self._panel.banner.predicting:
            if self._rows is not None:
                self._session.models.cancel(self._rows)
            return
        if self._folder is None or self._config is None:
            return
        table = Path(self._config.dataset.path)
        parent = Path(self._settings.export_folder or table.parent)
        chosen, _ = QFileDialog.getSaveFileName(
            self._panel,
            self.tr("Write the predicted rows into a new file"),
            str(free_file(parent / f"{table.stem}-predicted.csv")),
            self.tr("Table (*.csv)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            # A file that is there is left alone: the new one goes beside it.
            destination = free_file(Path(chosen))
            self._panel.banner.set_predicting(0.0)
            self._panel.rows_result.hide()
            self._rows = self._ask(PredictRowsJob(run_dir=str(self._folder), destination=str(destination)))
            self._rows.progressed.connect(self._on_rows_progressed)
            self._rows.gave_up.connect(self._on_rows_failed)

    def _ask(self, job: ModelJob) -> ModelTask:
        task = self._session.models.ask(job)
        task.answered.connect(self._on_answered)
        task.failed.connect(self._session.problem_raised)
        return task

    def _on_answered(self, job: ModelJob, event: object) -> None:
        if folder_of(job) != self._folder:  # another run is shown by now
            return
        match event:
            case Predicted():
                self._panel.show_answer(event)
            case RowsPredicted():
                self._panel.show_predicted_rows(event)

    def _is_shown(self) -> bool:
        """Whether the task that sends a signal is about the run shown."""
        task = self.sender()
        return isinstance(task, ModelTask) and folder_of(task.jobs[0]) == self._folder

    def _on_rows_progressed(self, event: object) -> None:
        if self._is_shown() and isinstance(event, Progressed) and event.total:
            self._panel.banner.set_predicting(event.done / event.total)

    def _on_rows_failed(self) -> None:
        if self._is_shown():
            self._panel.banner.set_predicting(None)
