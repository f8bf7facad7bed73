"""How a run ended, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from tuner_gui.engine.events import Metrics
from tuner_gui.gui import actions, icons, text
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.theme import SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import column, label, restyle, row


class FinishBanner(QFrame):
    """One sentence and the button that comes next."""

    export_clicked = Signal()
    resume_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finishBanner")
        self._picture = QLabel()
        self._title = label(wrap=True, kind="title", name="bannerTitle")
        self._note = label(kind="small", wrap=True, name="bannerNote")
        self._export = actions.button("export", kind="accent", tone="on_accent")
        self._resume = QPushButton(self.tr("Resume"))
        self._resume.setObjectName("resumeRunButton")
        self._resume.setToolTip(self.tr("Continue from the last checkpoint."))
        icons.set_icon(self._resume, "resume")
        self._export.clicked.connect(self.export_clicked)
        self._resume.clicked.connect(self.resume_clicked)
        words = column(spacing=1)
        words.addWidget(self._title)
        words.addWidget(self._note)
        layout = row(spacing=SPACE_2 + 2)
        layout.setContentsMargins(SPACE_3, SPACE_2 + 2, SPACE_2 + 2, SPACE_2 + 2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        layout.addWidget(self._resume)
        layout.addWidget(self._export)
        self.setLayout(layout)
        self.hide()

    def show_finished(self, metrics: Metrics) -> None:
        """The score, with its interval and the number of rows it rests on."""
        score = metrics.test
        title = self.tr("Best accuracy {0} on {1} test rows").format(
            text.with_interval(score), text.count(score.n)
        )
        note = self.tr("95 % interval in brackets · macro F1 {0} · best at epoch {1}").format(
            text.percent(score.macro_f1), f"{metrics.best_epoch:.1f}"
        )
        self._show("success", title, note, export=True)

    def show_ended(self, state: RunState) -> None:
        """It ended otherwise."""
        if state is RunState.INTERRUPTED:
            title = self.tr("The run was interrupted")
            self._show("notice", title, self.tr("It can continue from its last checkpoint."), resume=True)
        elif state is RunState.CANCELLED:
            self._show("card", self.tr("The run was cancelled"), self.tr("Nothing of it was kept."))
        elif state is RunState.FAILED:
            self._show(
                "error", self.tr("The run failed"), self.tr("Change what the message says, then start again.")
            )

    def set_exporting(self, words: str) -> None:
        """An export is under way, or (empty) not any more."""
        self._export.setEnabled(not words)
        self._export.setText(words or actions.specs()["export"].text)

    def set_busy(self, reason: str) -> None:
        """Say why the buttons have to wait; empty: they need not."""
        for button, tip in ((self._export, actions.specs()["export"].tip), (self._resume, "")):
            button.setEnabled(not reason)
            button.setToolTip(reason or tip)

    def _show(self, kind: str, title: str, note: str, *, export: bool = False, resume: bool = False) -> None:
        icon, tone = {"success": ("check", "success"), "error": ("warning", "danger")}.get(
            kind, ("info", "warning" if kind == "notice" else "muted")
        )
        icons.set_icon(self._picture, icon, tone, 22)  # type: ignore[arg-type]
        restyle(self, "kind", kind)
        self._title.setText(title)
        self._note.setText(note)
        self._export.setVisible(export)
        self._resume.setVisible(resume)
        self.show()
