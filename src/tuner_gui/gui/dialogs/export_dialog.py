"""Export a run's model: which kind, where to, and how its check came out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from tuner_gui.engine.config import RunConfig, Task
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportJob, ExportKind
from tuner_gui.errors import LossyExportError, TunerError
from tuner_gui.gui.dialogs.task_dialog import TaskDialog, button
from tuner_gui.gui.export_plan import export_name, free_place
from tuner_gui.gui.model_tasks import ModelJob, ModelTasks
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import ElidedLabel, column, label, row
from tuner_gui.gui.widgets.export_kinds import ExportKinds
from tuner_gui.gui.widgets.export_result import ExportResult

WIDTH = 560


@dataclass(frozen=True)
class Subject:
    """The finished run whose model is exported."""

    folder: Path
    config: RunConfig
    task: Task
    pair: bool


class ExportDialog(TaskDialog):
    """The kind most people want is chosen already: Return exports."""

    publish_clicked = Signal()

    def __init__(
        self, models: ModelTasks, settings: Settings, subject: Subject, parent: QWidget | None = None
    ) -> None:
        super().__init__(models, "export", parent)
        self.setWindowTitle(self.tr("Export the model"))
        self.setMinimumWidth(WIDTH)
        self._settings = settings
        self._subject = subject
        self._parent_folder = _usual_folder(settings)
        self._wanted: Path | None = None
        self._taken = ""
        self._refused_lossy = False
        self._kinds = ExportKinds()
        self._place = ElidedLabel(name="exportPlace")
        self._change = button("exportPlaceButton", self.tr("Change…"), "small")
        self._result = ExportResult()
        self._publish = button("publishButton", self.tr("Put on the Hub…"))
        self._anyway = button("exportAnywayButton", self.tr("Export anyway"))
        self._export = button("exportOkButton", self.tr("Export"), "accent")
        self._export.setDefault(True)
        self._compose()
        self._connect()
        self._show_place()
        self._show_state()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        tip = self.tr("Send the model to the Hugging Face Hub, once you have seen what is sent.")
        self._publish.setToolTip(tip)
        place = row(spacing=SPACE_2)
        place.addWidget(label(self.tr("Into"), "muted"))
        place.addWidget(self._place, 1)
        place.addWidget(self._change)
        self._choice = QWidget()
        choice = column(spacing=SPACE_3)
        choice.addWidget(self._kinds)
        choice.addLayout(place)
        self._choice.setLayout(choice)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        for part in (self._choice, self._result, self._bar, self._note, self._problem):
            layout.addWidget(part)
        layout.addLayout(self._foot(self._anyway, self._export, left=self._publish))
        self.setLayout(layout)

    def _connect(self) -> None:
        self._kinds.changed.connect(self._on_kind_changed)
        self._change.clicked.connect(self._on_change)
        self._export.clicked.connect(self._on_export)
        self._anyway.clicked.connect(lambda: self._start(anyway=True))
        self._publish.clicked.connect(self.publish_clicked)

    # --- where to --------------------------------------------------------------------------------

    @property
    def kind(self) -> ExportKind:
        """The kind that is chosen."""
        return self._kinds.kind

    def _destination(self) -> Path:
        """A place that is free; nothing is ever overwritten."""
        usual = self._parent_folder / export_name(self._subject.config, self.kind)
        return free_place(self._wanted or usual, self.kind)

    def _show_place(self) -> None:
        self._place.set_words(str(self._destination()))

    def _on_kind_changed(self) -> None:
        self._wanted = None
        self._refused_lossy = False
        self._problem.clear()
        self._show_place()
        self._show_state()

    def _on_change(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export the model into a new file")
            if self.kind == "zip"
            else self.tr("Export the model into a new folder"),
            str(self._destination()),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self._wanted = Path(chosen)
            self._parent_folder = self._wanted.parent
            self._show_place()

    # --- exporting -------------------------------------------------------------------------------

    def _on_export(self) -> None:
        if self._result.isHidden():
            self._start(anyway=False)
        else:
            self.accept()

    def _start(self, *, anyway: bool) -> None:
        destination = self._destination()
        wanted = self._wanted
        self._taken = wanted.name if wanted is not None and wanted != destination else ""
        self._settings.export_folder = str(destination.parent)
        self._refused_lossy = False
        self._ask(
            ExportJob(
                run_dir=str(self._subject.folder), destination=str(destination), kind=self.kind, anyway=anyway
            )
        )

    def _announce(self, event: object) -> None:
        assert isinstance(event, Exported)
        self._result.show_export(event, pair=self._subject.pair, task=self._subject.task, taken=self._taken)

    def _refused(self, job: ModelJob, error: TunerError) -> None:
        self._refused_lossy = isinstance(error, LossyExportError)

    def _show_state(self) -> None:
        super()._show_state()
        done = not self._result.isHidden()
        self._choice.setVisible(not done)
        self._kinds.setEnabled(not self.busy)
        self._change.setEnabled(not self.busy)
        self._note.setVisible(self.busy)
        self._anyway.setVisible(self._refused_lossy and not self.busy)
        self._publish.setVisible(not self.busy)
        self._cancel.setVisible(not done)
        self._export.setEnabled(not self.busy)
        self._export.setText(self.tr("Done") if done else self.tr("Export"))
        self._export.setFocus()
        self.adjustSize()


def _usual_folder(settings: Settings) -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(settings.export_folder or documents or Path.home())
