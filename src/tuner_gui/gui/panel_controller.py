"""Connects a panel that shows a run with what the session can do for it: export, try, label rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.events import (
    Exported,
    Predicted,
    Progressed,
    RowsPredicted,
    StageChanged,
)
from tuner_gui.gui import wording
from tuner_gui.gui.export_plan import folder_name, free_file, free_folder
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
        models = session.models
        models.exported.connect(self._on_exported)
        models.export_progressed.connect(self._on_export_progressed)
        models.export_failed.connect(self._on_export_failed)
        models.predicted.connect(self._on_predicted)
        models.predict_failed.connect(self._on_predict_failed)
        models.rows_predicted.connect(self._on_rows_predicted)
        models.rows_progressed.connect(self._on_rows_progressed)
        models.rows_failed.connect(self._on_rows_failed)

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
            self._session.models.export(self._folder, destination)

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
            self._session.models.predict(self._folder, texts)

    def _on_predict_clicked(self) -> None:
        if self._panel.banner.predicting:
            self._session.models.cancel_rows()
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
            self._session.models.predict_rows(self._folder, destination)

    def _on_rows_predicted(self, folder: Path, event: RowsPredicted) -> None:
        if folder == self._folder:
            self._panel.show_predicted_rows(event)

    def _on_rows_progressed(self, folder: Path, event: Progressed) -> None:
        if folder == self._folder and event.total:
            self._panel.banner.set_predicting(event.done / event.total)

    def _on_rows_failed(self, folder: Path) -> None:
        if folder == self._folder:
            self._panel.banner.set_predicting(None)

    def _on_exported(self, folder: Path, event: Exported) -> None:
        if folder == self._folder:
            self._panel.show_export(event, taken=self._taken)

    def _on_export_progressed(self, folder: Path, event: object) -> None:
        if folder == self._folder and isinstance(event, StageChanged):
            self._panel.banner.set_exporting(wording.stage(event.stage) + "…")

    def _on_export_failed(self, folder: Path) -> None:
        if folder == self._folder:
            self._panel.banner.set_exporting("")

    def _on_predicted(self, folder: Path, event: Predicted) -> None:
        if folder == self._folder:
            self._panel.show_answer(event)

    def _on_predict_failed(self, folder: Path) -> None:
        if folder == self._folder:
            self._panel.try_box.show_failure()
