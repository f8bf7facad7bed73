"""The window. It only composes: what is shown lies in pages and widgets, what is known in the session."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from tuner_gui.errors import TunerError
from tuner_gui.gui import actions, icons
from tuner_gui.gui.announcer import Announcer
from tuner_gui.gui.device_control import DeviceControl
from tuner_gui.gui.dialogs.hub_dataset_dialog import HubDatasetDialog
from tuner_gui.gui.dialogs.hub_dialog import HubDialog
from tuner_gui.gui.dialogs.leave_dialog import LeaveDialog
from tuner_gui.gui.dropping import Drop, judge
from tuner_gui.gui.focus_ring import FocusRing
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.pages.train_page import TrainPage
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import Theme
from tuner_gui.gui.widgets.basics import column
from tuner_gui.gui.widgets.message_bar import MessageBar
from tuner_gui.gui.widgets.top_bar import TopBar
from tuner_gui.gui.window_drops import WindowDrops

TRAIN, RESULTS, COMPARE, TRY, PREDICT, RUNS = range(6)
SIZE = QSize(1280, 800)
FRAME = QSize(16, 48)
"""What the frame that the system draws may take."""
LEAVE_LIMIT_MS = 20_000
"""Longest wait for a run to save its checkpoint when the window is closed."""


class MainWindow(QMainWindow):
    """Top bar, messages, pages; takes drops and asks before it is closed during a run."""

    first_painted = Signal()

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Tuner")
        self.setMinimumSize(960, 620)
        self._session = session
        self._settings = settings
        self._theme = theme
        self._painted = False
        self._leaving = False
        self._top = TopBar()
        self._messages = MessageBar()
        self._train = TrainPage(session, settings)
        self._device = DeviceControl(self._top, session, settings, self._show_notice)
        self._made: dict[int, Page] = {}
        self._pages = QStackedWidget()
        self._pages.addWidget(self._train)
        self._compose()
        self._drops = WindowDrops(self, self._judge)
        self._announcer = Announcer(self, session)
        self._focus_ring = FocusRing(self)
        self._leave_timer = QTimer(self, singleShot=True, interval=LEAVE_LIMIT_MS)
        self._connect()
        theme.dress()
        self._place()
        self.show_page(TRAIN)

    def show_page(self, number: int) -> None:
        """Bring page `number` to the front."""
        page = self._train if number == TRAIN else self._made.get(number) or self._make_page(number)
        self._pages.setCurrentWidget(page)
        self._top.set_page(number)

    def show_problem(self, error: TunerError) -> None:
        """Show a message that is in nobody's way."""
        self._messages.show_problem(error)

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        layout = column(spacing=0)
        layout.addWidget(self._top)
        layout.addWidget(self._messages)
        layout.addWidget(self._pages, 1)
        page = QWidget()
        page.setLayout(layout)
        self.setCentralWidget(page)
        # Nothing is marked as focused before the first Tab.
        page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        page.setFocus()

    def _connect(self) -> None:
        session = self._session
        self._top.page_chosen.connect(self.show_page)
        self._top.theme_clicked.connect(self._on_theme_clicked)
        self._theme.changed.connect(self._on_theme_changed)
        self._train.hub_clicked.connect(self._on_hub_clicked)
        self._train.hub_dataset_clicked.connect(self._on_hub_dataset_clicked)
        self._train.compare_clicked.connect(lambda: self.show_page(COMPARE))
        self._leave_timer.timeout.connect(self.close)
        self._drops.dropped.connect(self._on_dropped)
        self._drops.refused.connect(self.show_problem)
        session.problem_raised.connect(self.show_problem)
        self._announcer.noticed.connect(self._show_notice, Qt.ConnectionType.QueuedConnection)
        session.run.started.connect(self._messages.hide)
        session.shown.results_asked.connect(self._on_results_asked)
        session.dataset_opened.connect(self._messages.hide)
        actions.add_shortcuts(
            self,
            {
                "open": self._train.browse,
                "undo_fix": self._undo,
                "start": self._start,
                "pause": self._toggle_pause,
                "export": self._export,
                "theme": self._on_theme_clicked,
                "page_train": lambda: self.show_page(TRAIN),
                "page_results": lambda: self.show_page(RESULTS),
                "page_compare": lambda: self.show_page(COMPARE),
                "page_try": lambda: self.show_page(TRY),
                "page_predict": lambda: self.show_page(PREDICT),
                "page_runs": lambda: self.show_page(RUNS),
                "quit": self.close,
            },
        )

    def _make_page(self, number: int) -> Page:
        from tuner_gui.gui.pages.compare_page import ComparePage
        from tuner_gui.gui.pages.predict_page import PredictPage
        from tuner_gui.gui.pages.results_page import ResultsPage
        from tuner_gui.gui.pages.runs_page import RunsPage
        from tuner_gui.gui.pages.try_page import TryPage

        kinds = {
            RESULTS: ResultsPage,
            COMPARE: ComparePage,
            TRY: TryPage,
            PREDICT: PredictPage,
            RUNS: RunsPage,
        }
        page = self._made[number] = kinds[number](self._session, self._settings)
        page.problem_raised.connect(self.show_problem)
        page.train_clicked.connect(self._on_train_asked)
        if isinstance(page, RunsPage):
            page.resumed.connect(self._on_train_asked)
            page.results_clicked.connect(lambda: self.show_page(RESULTS))
        elif isinstance(page, ComparePage):
            page.try_clicked.connect(lambda: self.show_page(TRY))
        self._pages.addWidget(page)
        return page

    def _place(self) -> None:
        room = self.screen().availableGeometry().size()
        self.resize(SIZE.boundedTo(room - FRAME))
        if self._settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self._settings.geometry.encode()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    # --- dropping --------------------------------------------------------------------------------

    def _judge(self, files: list[str]) -> Drop:
        page = self._pages.currentWidget()
        return (page.judge_drop(files) if isinstance(page, Page) else None) or judge(files)

    def _on_dropped(self, drop: Drop) -> None:
        page = self._pages.currentWidget()
        if isinstance(page, Page) and drop.page_takes_it:
            page.take_drop(drop)
            return
        assert drop.path is not None
        self.show_page(TRAIN)
        if drop.kind == "model":
            self._train.use_model(str(drop.path))
        else:
            self._session.open_dataset(drop.path, validation=drop.validation, test=drop.test)

    # --- what happens ----------------------------------------------------------------------------

    def _start(self) -> None:
        page = self._pages.currentWidget()
        if isinstance(page, Page | TrainPage):
            page.start()

    def _export(self) -> None:
        page = self._pages.currentWidget()
        if not (isinstance(page, Page) and page.export()):
            self._train.controller.export()

    def _undo(self) -> None:
        for page in self._made.values():
            if page is self._pages.currentWidget():
                page.undo()
                return
        self._session.data.undo_fix()

    def _toggle_pause(self) -> None:
        for control in (self._session.run, self._session.experiment):
            (control.unpause if control.state is RunState.PAUSED else control.pause)()

    def _on_theme_clicked(self) -> None:
        self._theme.toggle()
        self._settings.theme = self._theme.choice

    def _on_theme_changed(self) -> None:
        icons.redraw()
        self._top.show_theme()
        self._train.restyle()
        for page in self._made.values():
            page.restyle()

    def _show_notice(self, notice: TunerError) -> None:
        self._messages.show_problem(notice, notice=True)

    def _on_hub_clicked(self) -> None:
        dialog = HubDialog(self._session, self)
        dialog.fetched.connect(self._train.use_model)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_hub_dataset_clicked(self) -> None:
        dialog = HubDatasetDialog(self._session, self)
        dialog.fetched.connect(lambda path: self._session.open_dataset(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_results_asked(self) -> None:
        self.show_page(RESULTS)

    def _on_train_asked(self) -> None:
        self.show_page(TRAIN)

    def changeEvent(self, event: QEvent) -> None:
        """Coming back to the window takes the notification away."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._announcer.hide()

    # --- closing ---------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """During a run ask once; otherwise end everything and go."""
        if self._must_wait():
            event.ignore()
            return
        self._settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._announcer.hide()
        self._session.close()
        self._train.wait()
        for page in self._made.values():
            page.wait()
        super().closeEvent(event)

    def _must_wait(self) -> bool:
        """True while something has to come to its end first; the window is closed again when it has."""
        session = self._session
        if self._leaving:
            return self._leave_timer.isActive() and session.queue.busy
        if session.run.active or session.experiment.active:
            dialog = LeaveDialog(self, experiment=session.experiment.active)
            dialog.chosen.connect(self._on_leave_chosen)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
            return True
        task = session.queue.current
        if task is not None and task.kind in ("export", "fetch"):
            self._leave()
            session.queue.send("cancel")
            return True
        return False

    def _leave(self) -> None:
        """From now on nothing is asked any more: the window goes when the engine has nothing left to do."""
        self._leaving = True
        self._announcer.leave()
        self._leave_timer.start()
        self._session.queue.idle.connect(self.close)

    def _on_leave_chosen(self, leave: str) -> None:
        self._leave()
        run = self._session.run
        (run.suspend if leave == "suspend" else run.cancel)()
        self._session.experiment.stop()
        if not self._session.queue.busy:
            self.close()
