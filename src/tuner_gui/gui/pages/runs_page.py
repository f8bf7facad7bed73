"""The Runs page: recent runs, and one of them in full."""

from __future__ import annotations

import time
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableView,
    QWidget,
)

from tuner_gui.errors import TunerError
from tuner_gui.gui import icons, text
from tuner_gui.gui.background import Background
from tuner_gui.gui.models.runs_model import DATASET, MODE, SCORE, RunsModel
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.panel_controller import PanelController
from tuner_gui.gui.past_run import PastRun, read_past_run
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4, figures
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.run_panel import RunPanel
from tuner_gui.runs.store import RunInfo, list_runs

LIST, EMPTY, DETAIL = range(3)
CENTER = Qt.AlignmentFlag.AlignHCenter


class RunsPage(Page):
    """A table of runs; opening one shows its plots again."""

    resumed = Signal()
    """A run goes on; it is watched on the Train page."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPage")
        self._session = session
        self._resume_when_read = False
        self._past: PastRun | None = None
        self._lister = Background(self)
        self._reader = Background(self)
        self._lister.done.connect(self._on_listed)
        self._reader.done.connect(self._on_read)
        for background in (self._lister, self._reader):
            background.failed.connect(self.problem_raised)
        self._model = RunsModel(self)
        self._when = label(kind="muted", name="runStarted")
        self._settings = settings
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_list())
        self._stack.addWidget(self._build_empty())
        layout = column(spacing=0)
        layout.addWidget(self._stack)
        self.setLayout(layout)
        session.run.state_changed.connect(self._on_run_state_changed)
        self._update_buttons()

    def refresh(self) -> None:
        """Look on disk again."""
        self._lister.start(list_runs)

    def restyle(self) -> None:
        """Take the colours in force."""
        if self._stack.count() > DETAIL:
            self._panel.restyle()

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._lister.wait()
        self._reader.wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is on disk now."""
        super().showEvent(event)
        self.refresh()

    # --- parts -----------------------------------------------------------------------------------

    def _build_list(self) -> QWidget:
        self._table = QTableView()
        self._table.setObjectName("runsTable")
        self._table.setAccessibleName(self.tr("Runs"))
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setShowGrid(False)
        self._table.setFont(figures(self._table.font()))
        self._table.setTabKeyNavigation(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(40)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for stretched in (DATASET, MODE, SCORE):
            header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        self._table.activated.connect(self._on_activated)
        self._table.selectionModel().selectionChanged.connect(self._update_buttons)
        self._model.modelReset.connect(self._update_buttons)
        self._open = self._button(self.tr("Open"), "openRunButton", "", self._on_open)
        self._resume = self._button(self.tr("Resume"), "resumeButton", "resume", self._on_resume)
        self._reveal = self._button(self.tr("Show folder"), "showFolderButton", "folder", self._on_reveal)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        for button in (self._reveal, self._resume, self._open):
            buttons.addWidget(button)
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addWidget(label(self.tr("Runs"), "hero"))
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)
        page = QWidget()
        page.setLayout(layout)
        return page

    def _build_empty(self) -> QWidget:
        layout = column(spacing=SPACE_2)
        layout.addStretch(2)
        layout.addWidget(label(self.tr("No runs yet"), "hero"), 0, CENTER)
        words = self.tr("Every run you start is kept here: its plots, its score and its model.")
        layout.addWidget(label(words, "muted"), 0, CENTER)
        layout.addSpacing(SPACE_2)
        first = self._button(self.tr("Train a model"), "trainFirstButton", "play", self.train_clicked)
        layout.addWidget(first, 0, CENTER)
        layout.addStretch(3)
        page = QWidget()
        page.setObjectName("runsEmpty")
        page.setLayout(layout)
        return page

    @cached_property
    def _panel(self) -> RunPanel:
        panel = RunPanel()
        for part in panel.findChildren(QWidget):
            if part.objectName():  # the Train page has a panel too; names are for one widget each
                part.setObjectName(f"past_{part.objectName()}")
        panel.resume_clicked.connect(self._on_resume_shown)
        return panel

    @cached_property
    def _controller(self) -> PanelController:
        self._stack.addWidget(self._build_detail())
        return PanelController(self._panel, self._session, self._settings)

    def _build_detail(self) -> QWidget:
        back = self._button(self.tr("All runs"), "backButton", "back", self._on_back)
        back.setProperty("kind", "quiet")
        top = row()
        top.setContentsMargins(SPACE_2, SPACE_3, SPACE_4, 0)
        top.addWidget(back)
        top.addStretch()
        top.addWidget(self._when)
        panel = row()
        panel.setContentsMargins(SPACE_2, 0, 0, 0)
        panel.addWidget(self._panel)
        layout = column(spacing=0)
        layout.addLayout(top)
        layout.addLayout(panel, 1)
        page = QWidget()
        page.setLayout(layout)
        return page

    def _button(self, words: str, name: str, icon: str, slot: object) -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        if icon:
            icons.set_icon(result, icon)
        result.clicked.connect(slot)
        return result

    # --- the list --------------------------------------------------------------------------------

    def _chosen(self) -> RunInfo | None:
        rows = self._table.selectionModel().selectedRows()
        return self._model.run(rows[0].row()) if rows else None

    def _update_buttons(self) -> None:
        run = self._chosen()
        self._open.setEnabled(run is not None)
        self._reveal.setEnabled(run is not None)
        busy = self._session.run.active
        self._resume.setEnabled(run is not None and run.status == "interrupted" and not busy)
        self._resume.setToolTip(
            self.tr("Wait until the run under way has ended.")
            if busy
            else self.tr("Continue an interrupted run from its last checkpoint.")
        )

    def _on_listed(self, runs: list[RunInfo]) -> None:
        chosen = self._chosen()
        self._model.set_runs(runs)
        for index, run in enumerate(runs):
            if index == 0 or (chosen is not None and run.folder == chosen.folder):
                self._table.selectRow(index)
        if self._stack.currentIndex() != DETAIL:
            self._stack.setCurrentIndex(LIST if runs else EMPTY)

    def _on_activated(self, _index: QModelIndex) -> None:
        self._on_open()

    def _on_open(self) -> None:
        self._read(resume=False)

    def _on_resume(self) -> None:
        self._read(resume=True)

    def _read(self, *, resume: bool) -> None:
        run = self._chosen()
        if run is not None:
            folder = Path(run.folder)
            self._resume_when_read = resume
            self._reader.start(lambda: read_past_run(folder))

    def _on_reveal(self) -> None:
        run = self._chosen()
        if run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(run.folder))

    # --- one run ---------------------------------------------------------------------------------

    def _on_read(self, past: PastRun) -> None:
        self._past = past
        if self._resume_when_read:
            self._on_resume_shown()
            return
        self._controller.set_run(Path(past.info.folder), past.info.config)
        self._panel.show_run(past.history, past.state)
        self._when.setText(self.tr("Started {0}").format(text.when(past.info.created, time.time())))
        self._panel.set_busy(self._busy_reason())
        self._stack.setCurrentIndex(DETAIL)

    def _on_resume_shown(self) -> None:
        past = self._past
        if past is None:
            return
        if self._session.run.active:
            self.problem_raised.emit(TunerError(self._busy_reason()))
            return
        self._stack.setCurrentIndex(LIST)
        self._session.run.resume(Path(past.info.folder), past.info.config, past.history)
        self.resumed.emit()

    def _on_back(self) -> None:
        self._stack.setCurrentIndex(LIST)
        self.refresh()

    def _busy_reason(self) -> str:
        return self.tr("Wait until the run under way has ended.") if self._session.run.active else ""

    def _on_run_state_changed(self, _state: RunState) -> None:
        self._update_buttons()
        if self._stack.count() > DETAIL:
            self._panel.set_busy(self._busy_reason())
        if self.isVisible():
            self.refresh()
