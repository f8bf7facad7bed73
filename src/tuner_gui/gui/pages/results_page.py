"""The Results page: how good a finished run is, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from tuner_gui.errors import TunerError
from tuner_gui.gui import actions
from tuner_gui.gui.dialogs.export_dialog import Subject
from tuner_gui.gui.dialogs.handing_on import open_export
from tuner_gui.gui.mistake_search import Wanted
from tuner_gui.gui.mistakes_controller import MistakesController
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.run_results import Results, RunResults
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import Card, column, label, row
from tuner_gui.gui.widgets.empty_state import NoModel
from tuner_gui.gui.widgets.results.headline import Headline
from tuner_gui.gui.widgets.results.mistakes_view import MistakesView
from tuner_gui.gui.widgets.results.scores_view import ScoresView
from tuner_gui.gui.widgets.run_chooser import RunChooser
from tuner_gui.runs.store import RunInfo

SCORES, MISTAKES = range(2)
RESULTS, EMPTY = range(2)
WAITING, READABLE, UNREADABLE = range(3)
CENTER = Qt.AlignmentFlag.AlignHCenter
CHOOSER_WIDTH = 380
PAIR = 2
LOW = 680
"""Below this height the mistakes take the place of the headline."""


class ResultsPage(Page):
    """Of the run that `session.shown` shows."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultsPage")
        self._session = session
        self._settings = settings
        self._run: RunInfo | None = None
        self._folder: Path | None = None
        self.results = RunResults(self)
        self.headline = Headline()
        self.scores = ScoresView()
        self.mistakes = MistakesView()
        self.controller = MistakesController(self.mistakes, self.results, session, settings)
        self._version_words = label(wrap=True, name="correctedNote", numbers=True)
        self._version = Card(kind="notice")
        self._version.body.addWidget(self._version_words)
        self._body = QStackedWidget()
        self._pages = QStackedWidget()
        self._tabs = QButtonGroup(self)
        self._export = actions.button("export", name="resultsExportButton")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_results())
        words = self.tr("Once there is one, its scores and its mistakes are shown here.")
        empty = NoModel("results", words)
        empty.train_clicked.connect(self.train_clicked)
        self._stack.addWidget(empty)
        layout = column(spacing=0)
        layout.addWidget(self._stack)
        self.setLayout(layout)
        self._connect()
        self._on_shown_changed(session.shown.run)

    def restyle(self) -> None:
        """Take the colours in force."""
        self.scores.restyle()
        self.mistakes.restyle()

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self.results.wait()
        self.controller.wait()

    def export(self) -> bool:
        """See `Page.export`; what is calibrated and decided here goes into it."""
        run = self._run
        if run is None or run.data is None:
            return False
        pair = len(run.data.text_columns) == PAIR
        subject = Subject(Path(run.folder), run.config, run.data.task, pair)
        open_export(self._session, self._settings, subject, self.window())
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is on disk now."""
        super().showEvent(event)
        self._session.shown.refresh()
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out in a low window what can be spared."""
        super().resizeEvent(event)
        self._arrange()

    # --- parts -----------------------------------------------------------------------------------

    def _build_results(self) -> QWidget:
        chooser = RunChooser(self._session.shown, "resultsRunChooser")
        chooser.setFixedWidth(CHOOSER_WIDTH)
        top = row(spacing=SPACE_1)
        top.addWidget(chooser)
        top.addStretch()
        for number, (name, words) in enumerate(
            (("scoresTab", self.tr("Scores")), ("mistakesPageTab", self.tr("Mistakes")))
        ):
            tab = QPushButton(words)
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._tabs.addButton(tab, number)
            top.addWidget(tab)
        top.addSpacing(SPACE_2)
        top.addWidget(self._export)
        self._tabs.button(SCORES).setChecked(True)
        self._pages.addWidget(self.scores)
        self._pages.addWidget(self.mistakes)
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addLayout(top)
        layout.addWidget(self._body, 1)
        readable = column(spacing=SPACE_3)
        readable.addWidget(self.headline)
        readable.addWidget(self._version)
        readable.addWidget(self._pages, 1)
        body = QWidget()
        body.setLayout(readable)
        waiting = label(self.tr("Reading the results…"), "muted")
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body.addWidget(waiting)
        self._body.addWidget(body)
        self._body.addWidget(self._build_unreadable())
        self._version.hide()
        page = QWidget()
        page.setLayout(layout)
        return page

    def _build_unreadable(self) -> QWidget:
        self._unreadable_title = label(kind="title", name="resultsUnreadable", wrap=True)
        self._unreadable_words = label(kind="muted", wrap=True)
        self._unreadable_title.setAlignment(CENTER)
        self._unreadable_words.setAlignment(CENTER)
        layout = column(spacing=SPACE_2, margin=SPACE_4)
        layout.addStretch(2)
        layout.addWidget(self._unreadable_title)
        layout.addWidget(self._unreadable_words)
        layout.addStretch(3)
        page = QWidget()
        page.setLayout(layout)
        return page

    def _connect(self) -> None:
        results, scores = self.results, self.scores
        self._session.shown.changed.connect(self._on_shown_changed)
        self._tabs.idClicked.connect(self._show_tab)
        self._export.clicked.connect(self.export)
        results.loaded.connect(self._on_loaded)
        results.unreadable.connect(self._on_unreadable)
        results.problem_raised.connect(self.problem_raised)
        self.controller.problem_raised.connect(self.problem_raised)
        self.controller.retrained.connect(self.train_clicked)
        scores.rows_wanted.connect(self._on_rows_wanted)
        scores.reliability.calibrate_clicked.connect(self._on_calibrate)
        scores.reliability.undo_clicked.connect(self._on_uncalibrate)
        scores.threshold.threshold_chosen.connect(results.set_threshold)

    def _show_tab(self, number: int) -> None:
        self._tabs.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)
        self._arrange()

    def _arrange(self) -> None:
        """In a low window the rows need the room."""
        self.headline.setVisible(self._tabs.checkedId() == SCORES or self.height() >= LOW)

    # --- which run -------------------------------------------------------------------------------

    def _on_shown_changed(self, run: RunInfo | None) -> None:
        self._run = run
        self._stack.setCurrentIndex(EMPTY if run is None else RESULTS)
        if run is None:
            self.results.close()
        elif self.isVisible():
            self._read()

    def _read(self) -> None:
        shown = self.results.results
        if self._run is not None and (shown is None or shown.folder != Path(self._run.folder)):
            self.results.show(self._run)

    def _on_unreadable(self, error: TunerError) -> None:
        self._folder = None
        self._unreadable_title.setText(error.message)
        self._unreadable_words.setText(error.hint)
        self._stack.setCurrentIndex(RESULTS)
        self._body.setCurrentIndex(UNREADABLE)

    def _on_loaded(self, results: Results) -> None:
        another = self._folder != results.folder
        self._folder = results.folder
        self._stack.setCurrentIndex(RESULTS)
        self._body.setCurrentIndex(READABLE)
        self.headline.set_analysis(results.analysis)
        self.scores.set_analysis(results.analysis)
        if another:
            self.scores.verticalScrollBar().setValue(0)
        self._show_version(results)
        self.controller.show_results(results, another=another)

    def _show_version(self, results: Results) -> None:
        corrected = len(results.run.config.dataset.corrections)
        labels = self.tr("1 corrected label") if corrected == 1 else self.tr("{0} corrected labels")
        words = self.tr(
            "Trained and tested with {0}: another version of the dataset. "
            "Its scores do not compare with those of runs without these corrections."
        )
        self._version_words.setText(words.format(labels.format(corrected)))
        self._version.setVisible(bool(corrected))

    # --- decisions -------------------------------------------------------------------------------

    def _on_calibrate(self) -> None:
        results = self.results.results
        if results is not None and results.analysis.fitted_temperature is not None:
            self.results.set_temperature(results.analysis.fitted_temperature)

    def _on_uncalibrate(self) -> None:
        self.results.set_temperature(1.0)

    # --- mistakes --------------------------------------------------------------------------------

    def _on_rows_wanted(self, true: str, predicted: str) -> None:
        self._show_tab(MISTAKES)
        self.mistakes.filters.want(Wanted(only="all", true=true, predicted=predicted))
