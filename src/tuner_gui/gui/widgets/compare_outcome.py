"""The right side of the Compare page: what came of the comparison so far, and what can be made of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget, QWidget

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import way_words, wording
from tuner_gui.gui.background import InTurn
from tuner_gui.gui.kept_model import export_kept, kept_folder
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column
from tuner_gui.gui.widgets.compare.view import CompareView
from tuner_gui.gui.widgets.compare_welcome import CompareWelcome
from tuner_gui.gui.widgets.way_bar import WayBar

LIVE_MS = 250


class CompareOutcome(QWidget):
    """Of the session's experiment."""

    dataset_clicked = Signal()
    try_clicked = Signal()
    """The run shown is the one to try."""
    problem_raised = Signal(object)

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self.view = CompareView()
        self.ways = WayBar()
        self._welcome = CompareWelcome()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._welcome)
        self._stack.addWidget(self.view)
        self._reports = InTurn(self)
        self._timer = QTimer(self, interval=LIVE_MS)
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(0, SPACE_4, SPACE_4, SPACE_4)
        layout.addWidget(self.ways)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self._connect()
        self._on_shown_changed()

    def restyle(self) -> None:
        """Take the colours in force."""
        self.view.restyle()

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self._timer.stop()
        self.view.wait()
        self._reports.wait()

    def export(self) -> bool:
        """Export the model of the way of training chosen; False where there is none."""
        return export_kept(self._session, self._settings, self.ways.kept, self.window())

    # --- parts -----------------------------------------------------------------------------------

    def _connect(self) -> None:
        session, control = self._session, self._session.experiment
        control.shown_changed.connect(self._on_shown_changed)
        control.state_changed.connect(self._show_live)
        control.compared.connect(self._on_compared)
        session.choice_changed.connect(self._show_live)
        self._welcome.sample_clicked.connect(session.open_sample)
        self._welcome.dataset_clicked.connect(self.dataset_clicked)
        self._timer.timeout.connect(self._show_live)
        self.view.way_chosen.connect(self.ways.choose)
        self.view.report_clicked.connect(self._on_report_clicked)
        self.view.tables_clicked.connect(self._on_tables_clicked)
        self.view.problem_raised.connect(self.problem_raised)
        self.ways.way_chosen.connect(self.view.choose_way)
        self.ways.results_clicked.connect(self._on_results_clicked)
        self.ways.try_clicked.connect(self._on_try_clicked)
        self.ways.export_clicked.connect(self.export)
        self._reports.done.connect(_open)
        self._reports.failed.connect(self.problem_raised)

    # --- what is shown ---------------------------------------------------------------------------

    def _on_shown_changed(self) -> None:
        control = self._session.experiment
        self.view.clear()
        self.view.show_folder(control.folder)
        self.ways.show_result(control.result)
        if control.result is not None:
            self.view.show_result(control.result)
        self._show_live()

    def _on_compared(self, result: ExperimentResult) -> None:
        self.ways.show_result(result)
        self.view.show_result(result)
        self._show_live()

    def _show_live(self) -> None:
        """Curves of what is under way; or why there is nothing to see."""
        control = self._session.experiment
        if control.active and not self._timer.isActive():
            self._timer.start()
        elif not control.active:
            self._timer.stop()
        current = control.member.key if control.member is not None else ""
        histories = control.histories
        if histories:
            self.view.show_live(histories, current)
        something = control.result is not None or any(each.validations for each in histories.values())
        self._stack.setCurrentWidget(self.view if something else self._welcome)
        if not something:
            has_dataset = self._session.choice.dataset is not None
            self._welcome.show_words(has_dataset=has_dataset, under_way=self._words())

    def _words(self) -> str:
        control = self._session.experiment
        if control.folder is None and not control.active:
            return ""
        member, history = control.member, control.history
        if member is None:
            return self.tr("Nothing is done yet.") if not control.active else self.tr("Preparing…")
        stage = wording.stage(history.stage) if history is not None and history.stage else ""
        name = way_words.way_name(member.way)
        return f"{name} · {stage}" if stage else name

    # --- what is made of it ----------------------------------------------------------------------

    def _on_results_clicked(self) -> None:
        folder = kept_folder(self._session, self.ways.kept)
        if folder is not None:
            self._session.shown.show_results(folder)

    def _on_try_clicked(self) -> None:
        folder = kept_folder(self._session, self.ways.kept)
        if folder is not None:
            self._session.shown.choose(folder)
            self.try_clicked.emit()

    def _on_report_clicked(self) -> None:
        folder, result = self._session.experiment.folder, self._session.experiment.result
        if folder is not None and result is not None and not self._reports.busy:
            from tuner_gui.experiment_reports import write_reports

            self._reports.start(lambda: write_reports(folder, result))

    def _on_tables_clicked(self) -> None:
        folder = self._session.experiment.folder
        if folder is not None:
            _open(folder)  # the tables are written with every result


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
