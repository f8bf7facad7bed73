"""The Predict page: a model, a table, and the same table back with what the model says of each row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from tuner_gui.engine.replies import TablePredicted
from tuner_gui.gui import icons
from tuner_gui.gui.dropping import Drop, judge_table
from tuner_gui.gui.export_plan import free_file
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.predict_control import PredictControl
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.table_plan import destination_for
from tuner_gui.gui.theme import SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.labeller_card import LabellerCard
from tuner_gui.gui.widgets.preview_rows import PreviewRows
from tuner_gui.gui.widgets.table_card import TableCard
from tuner_gui.gui.widgets.table_result import TableProgress, TableResult

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table

LEFT_WIDTH = 360


class PredictPage(Page):
    """With the model of the run that `session.shown` shows, or with an exported one."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predictPage")
        self._session = session
        self._settings = settings
        self._control = PredictControl(session, self)
        self._model = LabellerCard(session.shown)
        self._table = TableCard()
        self._start = QPushButton()
        self._progress = TableProgress()
        self._result = TableResult()
        self._preview = PreviewRows("predictPreview", self.tr("First rows"))
        self._hint = label(
            self.tr("The rows of the table you drop are shown here."), "muted", name="predictHint"
        )
        self._compose()
        self._connect()
        self._control.use_run(session.shown.run)
        self._update()

    def judge_drop(self, files: Sequence[str]) -> Drop | None:
        """Tables are labelled here; an exported folder is taken as the model."""
        return judge_table(files)

    def take_drop(self, drop: Drop) -> None:
        """Use what was dropped."""
        assert drop.path is not None
        if drop.kind == "model":
            self._control.use_export(drop.path)
        else:
            self._open(drop.path)

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._control.wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what is on disk now."""
        super().showEvent(event)
        self._session.shown.refresh()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        self._start.setObjectName("predictButton")
        self._start.setProperty("kind", "accent")
        self._start.setProperty("large", "true")
        icons.set_icon(self._start, "table", "on_accent")
        left = QWidget()
        left.setFixedWidth(LEFT_WIDTH)
        steps = column(spacing=SPACE_3)
        for part in (self._model, self._table, self._start):
            steps.addWidget(part)
        steps.addStretch()
        left.setLayout(steps)
        body = row(spacing=SPACE_3)
        body.addWidget(left)
        body.addLayout(self._right(), 1)
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addWidget(label(self.tr("Predict"), "hero"))
        layout.addLayout(body, 1)
        self.setLayout(layout)

    def _right(self) -> QVBoxLayout:
        right = column(spacing=SPACE_3)
        right.addWidget(self._progress)
        right.addWidget(self._result)
        right.addWidget(self._preview, 1)
        right.addWidget(self._hint, 1, Qt.AlignmentFlag.AlignCenter)
        return right

    def _connect(self) -> None:
        control = self._control
        control.changed.connect(self._update)
        control.progressed.connect(self._on_progressed)
        control.finished.connect(self._on_finished)
        control.preview_ready.connect(self._on_preview_ready)
        control.cancelled.connect(self._progress.show_stopped)
        control.problem_raised.connect(self.problem_raised)
        self._session.shown.changed.connect(self._on_run_changed)
        self._session.shown.listed.connect(self._update)
        self._model.export_chosen.connect(control.use_export)
        self._model.run_chosen.connect(self._on_run_changed)
        self._model.train_clicked.connect(self.train_clicked)
        self._table.browse_clicked.connect(self._on_browse)
        self._table.text_chosen.connect(control.set_text_column)
        self._table.safe_toggled.connect(control.set_excel_safe)
        self._start.clicked.connect(self._on_start)
        self._progress.cancel_clicked.connect(control.cancel)
        self._progress.continue_clicked.connect(self._on_continue)

    def _update(self) -> None:
        control = self._control
        self._model.show_state(control)
        self._table.show_state(control)
        why_not = self.tr("Under way") if control.busy else control.why_not
        self._start.setEnabled(not why_not)
        self._start.setText(why_not or self.tr("Predict…"))
        if not control.busy and control.unfinished is None:
            self._progress.hide()
        look = control.look
        self._hint.setVisible(look is None)
        self._preview.setVisible(look is not None)
        if look is not None and self._result.isHidden() and self._preview.model.table is not look.table:
            self._preview.show_table(look.table, self.tr("First rows of {0}").format(look.path.name))

    # --- what happens ----------------------------------------------------------------------------

    def _open(self, path: Path) -> None:
        if self._control.busy:
            return
        self._result.hide()
        self._control.open_table(path)

    def _on_browse(self) -> None:
        words = self.tr("Tables ({0});;All files (*)").format("*.csv *.tsv *.txt *.xlsx *.parquet *.jsonl")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose the table to label"), "", words)
        if name:
            self._open(Path(name))

    def _on_run_changed(self) -> None:
        self._control.use_run(self._session.shown.run)

    def _on_start(self) -> None:
        look = self._control.look
        assert look is not None
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Write the labelled table into a new file"),
            str(destination_for(look.path, self._settings.predict_folder)),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            # A file that is there is left alone: the new one goes beside it.
            destination = free_file(Path(chosen))
            self._settings.predict_folder = str(destination.parent)
            self._result.hide()
            self._control.start(destination)

    def _on_continue(self) -> None:
        job = self._control.unfinished
        if job is not None and not self._control.why_not:
            self._control.go_on(job)

    def _on_progressed(self, share: float, words: str) -> None:
        job = self._control.unfinished
        self._progress.show_progress(Path(job.source).name if job is not None else "", share, words)

    def _on_finished(self, event: TablePredicted) -> None:
        self._progress.hide()
        self._result.show_result(event)

    def _on_preview_ready(self, table: Table) -> None:
        self._preview.show_table(table, self.tr("First rows of {0}").format(table.path.name))
