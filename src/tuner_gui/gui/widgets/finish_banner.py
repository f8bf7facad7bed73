"""How a run ended, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from tuner_gui.engine.facts import Metrics
from tuner_gui.gui import actions, icons, text, wording
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.theme import SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import column, label, restyle, row


class FinishBanner(QFrame):
    """One sentence and the button that comes next."""

    export_clicked = Signal()
    resume_clicked = Signal()
    results_clicked = Signal()
    compare_clicked = Signal()
    predict_clicked = Signal()
    """Label the rows without a label; or, while that is under way, cancel it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finishBanner")
        self._picture = QLabel()
        self._title = label(wrap=True, kind="title", name="bannerTitle")
        self._note = label(kind="small", wrap=True, name="bannerNote")
        self._export = actions.button("export", kind="accent", tone="on_accent")
        self._results = QPushButton(self.tr("See results"))
        self._results.setObjectName("seeResultsButton")
        self._results.setToolTip(self.tr("What the model gets right and wrong, row by row."))
        self._results.clicked.connect(self.results_clicked)
        self._comparable = True
        self._compare = actions.button("compare", name="compareModesButton")
        self._compare.clicked.connect(self.compare_clicked)
        self._resume = QPushButton(self.tr("Resume"))
        self._resume.setObjectName("resumeRunButton")
        self._resume.setToolTip(self.tr("Continue from the last checkpoint."))
        icons.set_icon(self._resume, "resume")
        self._predict = QPushButton()
        self._predict.setObjectName("predictRowsButton")
        self._predict_tip = self.tr("Write a table with a label for every row that has none.")
        self._predict.setToolTip(self._predict_tip)
        self._unlabelled = 0
        self._predict.clicked.connect(self.predict_clicked)
        self._export.clicked.connect(self.export_clicked)
        self._resume.clicked.connect(self.resume_clicked)
        words = column(spacing=1)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._note)
        words.addStretch()
        layout = row(spacing=SPACE_2 + 2)
        layout.setContentsMargins(SPACE_3, SPACE_2 + 2, SPACE_2 + 2, SPACE_2 + 2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        buttons = column(spacing=SPACE_2)  # below each other: in a narrow window the words need the width
        for button in (self._resume, self._export, self._results, self._compare, self._predict):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self.hide()

    def offer_comparison(self, offered: bool) -> None:
        """Whether a comparison of the training modes comes next."""
        self._comparable = offered

    def show_finished(self, metrics: Metrics, *, unlabelled: int = 0, ending: str = "") -> None:
        """The score, with its interval and the number of rows it rests on.

        `unlabelled`: rows of the dataset that the model could label; `ending`: why it ended early.
        """
        note = self.tr("95 % interval in brackets · {0} · best at epoch {1}").format(
            wording.other_metrics(metrics.test), f"{metrics.best_epoch:.1f}"
        )
        if ending:
            note = f"{ending}\n{note}"
        self._unlabelled = unlabelled
        self._show("success", wording.score_line(metrics.test), note, export=True)
        self.set_predicting(None)
        self._predict.setVisible(bool(unlabelled))

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

    def set_predicting(self, share: float | None) -> None:
        """Rows are being labelled, `share` (0..1) of them are done; None: not, or not any more."""
        offer = self.tr("Predict {0} unlabelled rows…").format(text.count(self._unlabelled))
        if self._unlabelled == 1:
            offer = self.tr("Predict 1 unlabelled row…")
        under_way = self.tr("Cancel · {0} % labelled").format(round((share or 0.0) * 100))
        self._predict.setText(offer if share is None else under_way)
        self._predict.setProperty("underWay", share is not None)

    @property
    def predicting(self) -> bool:
        """Whether rows are being labelled."""
        return bool(self._predict.property("underWay"))

    def set_busy(self, reason: str) -> None:
        """Say why the buttons have to wait; empty: they need not."""
        for button, tip in (
            (self._export, actions.specs()["export"].tip),
            (self._resume, ""),
            (self._predict, self._predict_tip),
        ):
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
        self._results.setVisible(export)
        self._compare.setVisible(export and self._comparable)
        self._resume.setVisible(resume)
        self._predict.hide()
        self.show()
