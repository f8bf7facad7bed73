"""Connects a panel that shows a run with what the session can do for it: export, try, label rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from tuner_gui.engine.config import ExportJob, PredictJob, PredictRowsJob, RunConfig
from tuner_gui.engine.events import Exported, Predicted, Progressed, RowsPredicted, StageChanged
from tuner_gui.gui import wording
from tuner_gui.gui.export_plan import folder_name, free_file, free_folder
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
        self._taken = ""
        panel.export_clicked.connect(self._on_export_clicked)
        panel.try_submitted.connect(self._on_try_submitted)
        panel.predict_clicked.connect(self._on_predict_clicked)
        self._rows: ModelTask | None = None

    def set_run(self, folder: Path | None, config: RunConfig | None) -> None:
        """The panel shows another run."""
        self._folder, self._config = folder, config

    def export(self) -> None:
        """Ask where to, then export."""
        if self._folder is None or self._config is None:
            return
        wanted = self._ask_destination(self._config)
        if wanted is not None:
            # A folder that holds something is left alone: the export goes beside it, and says so.
            destination = free_folder(wanted)
            self._taken = wanted.name if destination != wanted else ""
            self._settings.export_folder = str(destination.parent)
            self._panel.banner.set_exporting(self.tr("Exporting…"))
            task = self._ask(ExportJob(run_dir=str(self._folder), destination=str(destination)))
            task.progressed.connect(self._on_export_progressed)
            task.gave_up.connect(self._on_export_failed)

    def _ask_destination(self, config: RunConfig) -> Path | None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        parent = Path(self._settings.export_folder or documents or Path.home())
        chosen, _ = QFileDialog.getSaveFileName(
            self._panel,
            self.tr("Export the model into a new folder"),
            str(free_folder(parent / folder_name(config))),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        return Path(chosen) if chosen else None

    def _on_export_clicked(self) -> None:
        self.export()

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
            case Exported():
                self._panel.show_export(event, taken=self._taken)
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

    def _on_export_progressed(self, event: object) -> None:
        if self._is_shown() and isinstance(event, StageChanged):
            self._panel.banner.set_exporting(wording.stage(event.stage) + "…")

    def _on_export_failed(self) -> None:
        if self._is_shown():
            self._panel.banner.set_exporting("")
