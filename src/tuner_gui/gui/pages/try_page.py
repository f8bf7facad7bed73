"""The Try page: type a text, see at once what one model says, or two beside each other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QWidget

from tuner_gui.engine.config import Decision
from tuner_gui.engine.replies import Explained, Predicted
from tuner_gui.engine.requests import ExplainJob
from tuner_gui.engine.results.decision import read_decision
from tuner_gui.errors import TunerError
from tuner_gui.gui import icons
from tuner_gui.gui.model_tasks import ModelJob, ModelTask, folder_of
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.shown_run import ShownRun
from tuner_gui.gui.theme import SPACE_3, SPACE_4
from tuner_gui.gui.try_control import TryControl
from tuner_gui.gui.widgets.answer_card import AnswerCard
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.empty_state import NoModel
from tuner_gui.gui.widgets.text_card import TextCard
from tuner_gui.runs.store import RunInfo

EMPTY, TRY = range(2)


class TryPage(Page):
    """Of the run that `session.shown` shows, and beside it of another one."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tryPage")
        self._session = session
        self._other = ShownRun(self)
        self._control = TryControl(session, self)
        self._reasons: dict[AnswerCard, ModelTask] = {}
        self._texts = TextCard()
        self._first = AnswerCard(session.shown, "answer")
        self._second = AnswerCard(self._other, "otherAnswer", closable=True)
        self._second.hide()
        self._stack = QStackedWidget()
        self._compose()
        self._connect()
        self._on_run_changed()
        self._on_run_state_changed()

    def restyle(self) -> None:
        """Take the colours in force."""
        for card in self._cards:
            card.why.restyle()

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._other.wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is on disk now, and have the model at hand before it is asked."""
        super().showEvent(event)
        self._session.shown.refresh()
        self._prepare()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        empty = NoModel("try", self.tr("Here you type a text and see what a model says of it."))
        empty.train_clicked.connect(self.train_clicked)
        self._compare = QPushButton(self.tr("Compare with…"))
        self._compare.setObjectName("compareButton")
        self._compare.setToolTip(self.tr("Ask another model about the same text."))
        icons.set_icon(self._compare, "split")
        header = row(spacing=SPACE_3)
        header.addWidget(label(self.tr("Try it"), "hero"))
        header.addStretch()
        header.addWidget(self._compare)
        page = QWidget()
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addLayout(header)
        layout.addLayout(self._columns(), 1)
        page.setLayout(layout)
        self._stack.addWidget(empty)
        self._stack.addWidget(page)
        whole = column(spacing=0)
        whole.addWidget(self._stack)
        self.setLayout(whole)

    def _columns(self) -> QHBoxLayout:
        answers = row(spacing=SPACE_3)
        answers.addWidget(self._first, 1)
        answers.addWidget(self._second, 1)
        inside = QWidget()
        inside.setProperty("kind", "page")
        inside.setLayout(answers)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what lies in it
        self._scroll.setWidget(inside)
        self._body = row(spacing=SPACE_3)
        self._body.addWidget(self._texts, 2)
        self._body.addWidget(self._scroll, 3)
        return self._body

    def _connect(self) -> None:
        self._texts.changed.connect(self._on_text_changed)
        self._compare.clicked.connect(self._on_compare)
        self._second.close_clicked.connect(self._on_compare_ended)
        self._control.answered.connect(self._on_answered)
        self._control.status_changed.connect(self._on_status_changed)
        self._control.problem_raised.connect(self.problem_raised)
        self._other.problem_raised.connect(self.problem_raised)
        self._session.shown.listed.connect(self._update_page)
        self._session.run.state_changed.connect(self._on_run_state_changed)
        for card in (self._first, self._second):
            card.shown.changed.connect(self._on_run_changed)
            card.why_asked.connect(self._on_why_asked)

    @property
    def _cards(self) -> list[AnswerCard]:
        return [self._first] if self._second.isHidden() else [self._first, self._second]

    @property
    def _askable(self) -> list[AnswerCard]:
        """Cards whose model takes as many texts as there are fields."""
        return [card for card in self._cards if card.width_in_texts == self._first.width_in_texts > 0]

    # --- asking ----------------------------------------------------------------------------------

    def _folders(self) -> list[Path]:
        return [card.shown.folder for card in self._askable if card.shown.folder is not None]

    def _prepare(self) -> None:
        if self.isVisible():
            self._control.prepare(self._folders(), self._first.width_in_texts)

    def _on_text_changed(self) -> None:
        for card in self._cards:
            card.why.clear()
            if not self._texts.texts:
                card.clear()
        self._control.set_question(self._texts.texts, self._folders())

    def _on_answered(self, folder: Path, answer: Predicted) -> None:
        for card in self._askable:
            if card.shown.folder == folder:
                card.show_answer(answer)

    def _on_status_changed(self, words: str) -> None:
        for card in self._askable:
            card.show_status(words, stale=words == self._control.busy_reason != "")

    def _on_why_asked(self, name: str) -> None:
        card = self.sender()
        assert isinstance(card, AnswerCard)
        folder = card.shown.folder
        if folder is None or not self._texts.texts:
            return
        card.why.show_waiting(self.tr("Looking for the words that matter…"))
        job = ExplainJob(run_dir=str(folder), texts=self._texts.texts, label=name)
        task = self._reasons[card] = self._session.models.ask(job)
        task.answered.connect(self._on_explained)
        task.gave_up.connect(self._on_not_explained)
        task.failed.connect(self.problem_raised)

    def _on_explained(self, job: ModelJob, event: object) -> None:
        assert isinstance(job, ExplainJob)
        assert isinstance(event, Explained)
        if job.texts != self._texts.texts:  # typed on since then
            return
        for card in self._cards:
            if self._reasons.get(card) is self.sender() and card.shown.folder == folder_of(job):
                card.show_reasons(event)

    def _on_not_explained(self) -> None:
        for card, task in self._reasons.items():
            if task is self.sender():
                card.why.clear()

    # --- which runs ------------------------------------------------------------------------------

    def _update_page(self) -> None:
        self._stack.setCurrentIndex(TRY if self._session.shown.runs else EMPTY)
        self._compare.setEnabled(len(self._session.shown.runs) > 1 and self._second.isHidden())

    def _on_run_changed(self, _run: RunInfo | None = None) -> None:
        for card in self._cards:
            card.show_run(card.shown.run, self._decision(card.shown.folder))
        data = self._first.shown.run.data if self._first.shown.run is not None else None
        self._texts.set_columns(data.text_columns if data is not None else ())
        for card in self._cards:
            odd = card not in self._askable and card.width_in_texts > 0
            takes = self.tr("This model takes two texts at once.")
            only = self.tr("This model takes one text at a time.")
            card.show_status((takes if card.width_in_texts > 1 else only) if odd else "")
        self._update_page()
        self._prepare()
        self._control.set_question(self._texts.texts, self._folders())

    def _decision(self, folder: Path | None) -> Decision:
        try:
            return read_decision(folder) if folder is not None else Decision()
        except TunerError as error:
            self.problem_raised.emit(error)
            return Decision()

    def _on_compare(self) -> None:
        """Begin with a run that is not the one shown already."""
        first = self._session.shown.run
        others = [run for run in self._session.shown.runs if run != first]
        self._second.show()
        self._body.setStretchFactor(self._scroll, 5)
        if self._other.run not in others:
            alike = [run for run in others if first is not None and run.name == first.name]
            self._other.choose(Path((alike or others)[0].folder))
        self._on_run_changed()

    def _on_compare_ended(self) -> None:
        self._second.hide()
        self._body.setStretchFactor(self._scroll, 3)
        self._on_run_changed()

    def _on_run_state_changed(self) -> None:
        for card in (self._first, self._second):
            card.set_busy(self._control.busy_reason)
