"""What a comparison will take, and the one accent button; disabled, it says what is missing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.errors import TunerError
from tuner_gui.gui import actions, experiment_words, icons
from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.widgets.basics import column, label

NAME = "startComparisonButton"


class CompareStart(QWidget):
    """Compare modes."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = label(wrap=True, name="comparePlan", numbers=True)
        self._notes = label(kind="small", wrap=True, name="comparePlanNotes")
        self._button = actions.button(
            "compare", kind="accent", name="startComparisonButton", tone="on_accent"
        )
        self._button.setProperty("large", True)
        self._words, self._tip = self._button.text(), self._button.toolTip()
        self._button.clicked.connect(self.clicked)
        layout = column(spacing=SPACE_1)
        for part in (self._plan, self._notes):
            layout.addWidget(part)
        layout.addSpacing(SPACE_1)
        layout.addWidget(self._button)
        self.setLayout(layout)

    def show_plan(self, plan: ExperimentPlan | None, problem: TunerError | None, reason: str) -> None:
        """Say what it will take.

        Args:
            plan: None: not known.
            problem: why it never will be.
            reason: what is missing; empty: nothing.
        """
        waiting = plan is None and problem is None and not reason
        words = experiment_words.plan_line(plan) if plan is not None else ""
        if waiting:
            words = self.tr("Working out how long it will take…")
        elif problem is not None and not reason:
            words = problem.message
        notes = "\n".join(plan.notes) if plan is not None else ""
        if problem is not None and not reason:
            notes = problem.hint
        for part, said in ((self._plan, words), (self._notes, notes)):
            part.setText(said)
            part.setVisible(bool(said))
        self._set_reason(reason, ready=plan is not None)

    def _set_reason(self, reason: str, *, ready: bool) -> None:
        self._button.setEnabled(ready and not reason)
        self._button.setText(reason or self._words)
        self._button.setToolTip(reason or self._tip)
        self._button.setAccessibleName(self._words)
        self._button.setAccessibleDescription(reason)
        if reason:
            icons.clear_icon(self._button)
        else:
            icons.set_icon(self._button, "compare", "on_accent")
