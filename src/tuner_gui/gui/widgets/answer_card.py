"""One model on the Try page: which it is, what it says of the text, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.engine.config import Decision
from tuner_gui.engine.replies import Explained, Predicted
from tuner_gui.gui import icons, wording
from tuner_gui.gui.shown_run import ShownRun
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.answer_view import AnswerView
from tuner_gui.gui.widgets.basics import Card, label, row
from tuner_gui.gui.widgets.run_chooser import RunChooser
from tuner_gui.gui.widgets.why_view import WhyView
from tuner_gui.runs.store import RunInfo

BARS = 8


class AnswerCard(Card):
    """Shows the run of `shown` and its answers.

    Args:
        shown: whose run is asked.
        prefix: of the object names: `answer` or `otherAnswer`.
        closable: it can be taken away.
        parent: the page.
    """

    why_asked = Signal(str)
    """The label to explain; empty: the one predicted."""
    close_clicked = Signal()

    def __init__(
        self, shown: ShownRun, prefix: str, *, closable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}Card")
        self.shown = shown
        self._answer: Predicted | None = None
        self._status = ""
        self._busy = ""
        self._facts = label(kind="small", wrap=True, name=f"{prefix}Facts", numbers=True)
        self._note = label(kind="muted", wrap=True, name=f"{prefix}Note")
        self._view = AnswerView(prefix, most=BARS, clickable=True)
        self._view.label_chosen.connect(self._on_label_chosen)
        self._why_button = QPushButton(self.tr("Why?"))
        self._why_button.setObjectName(f"{prefix}WhyButton")
        icons.set_icon(self._why_button, "info")
        self._why_button.clicked.connect(self._on_why_clicked)
        self.why = WhyView(f"{prefix}Why")
        self._compose(prefix, closable)
        self.show_run(shown.run)

    def _compose(self, prefix: str, closable: bool) -> None:
        head = row(spacing=SPACE_2)
        self.chooser = RunChooser(self.shown, f"{prefix}Chooser")
        head.addWidget(self.chooser, 1)
        if closable:
            close = QPushButton()
            close.setObjectName(f"{prefix}CloseButton")
            close.setProperty("kind", "quiet")
            close.setAccessibleName(self.tr("Stop comparing"))
            close.setToolTip(self.tr("Stop comparing"))
            icons.set_icon(close, "close")
            close.clicked.connect(self.close_clicked)
            head.addWidget(close)
        foot = row(spacing=SPACE_2)
        foot.addWidget(self._why_button)
        foot.addStretch()
        self.body.addLayout(head)
        for part in (self._facts, self._note, self._view):
            self.body.addWidget(part)
        self.body.addLayout(foot)
        self.body.addWidget(self.why)
        self.body.addStretch()

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def width_in_texts(self) -> int:
        """How many texts the model takes at once; 0 without a model."""
        run = self.shown.run
        return len(run.data.text_columns) if run is not None and run.data is not None else 0

    def show_run(self, run: RunInfo | None, decision: Decision | None = None) -> None:
        """Another run is asked from now on."""
        score = run.metrics.test if run is not None and run.metrics is not None else None
        self._view.set_model(decision or Decision(), score)
        self._facts.setText(wording.score_line(score) if score is not None else "")
        self.clear()

    def show_answer(self, answer: Predicted) -> None:
        """What the model says of the text."""
        self._answer = answer
        self._view.show_answer(answer)
        self._update()

    def show_status(self, words: str, *, stale: bool = False) -> None:
        """Why there is no answer yet; `stale`: what is shown is about another text by now."""
        self._status = words
        if stale:
            self.clear()
        self._update()

    def set_busy(self, reason: str) -> None:
        """Why the model cannot be asked; empty: it can."""
        self._busy = reason
        self._update()

    def clear(self) -> None:
        """There is no answer."""
        self._answer = None
        self._view.clear()
        self.why.clear()
        self._update()

    def show_reasons(self, explained: Explained) -> None:
        """Which words speak for the label."""
        task = self._answer.task if self._answer is not None else "single_label"
        self.why.show_explained(explained, task)

    def _update(self) -> None:
        invitation = "" if self._answer is not None else self.tr("The answer appears here while you type.")
        words = self._status or invitation
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self._why_button.setVisible(self._answer is not None)
        self._why_button.setEnabled(not self._busy)
        tip = self.tr("Mark the words that speak for the answer. Click a label to ask about that one.")
        self._why_button.setToolTip(self._busy or tip)

    def _on_why_clicked(self) -> None:
        self.why_asked.emit("")

    def _on_label_chosen(self, name: str) -> None:
        if self._answer is not None and not self._busy:
            self.why_asked.emit(name)
