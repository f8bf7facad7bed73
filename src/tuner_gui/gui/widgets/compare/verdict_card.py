"""The answer in words, on top of everything."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.engine.experiment import members
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import icons, verdict_words, way_words
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.compare.compare_card import CompareCard

POINTS = 14.0
"""Size of the words of the verdict."""


class VerdictCard(CompareCard):
    """What to take, set large; below it what it costs and what that rests on."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Verdict"), "verdictCard", parent)
        self._state = label(kind="muted", name="verdictState", numbers=True, wrap=True)
        self._first = label(wrap=True, name="verdictWords", numbers=True)
        self._first.setStyleSheet(f"font-size: {POINTS}pt; font-weight: 600;")
        self._rest = label(kind="muted", wrap=True, name="verdictRest", numbers=True)
        self.report = self._button("reportButton", self.tr("Report…"), "file")
        self.report.setToolTip(self.tr("All of this as one file to read, to print and to send on."))
        self.export = self._button("comparisonCsvButton", self.tr("Tables…"), "table")
        self.export.setToolTip(self.tr("Scores, costs and pairs as tables for a spreadsheet."))
        for button in (self.export, self.report):
            self.controls.addWidget(button)
        words = column(spacing=SPACE_2)
        words.addWidget(self._state)
        words.addWidget(self._first)
        words.addWidget(self._rest)
        whole = row(spacing=SPACE_1)
        whole.addLayout(words, 1)
        self.body.addLayout(whole)
        self.set_note("")

    @property
    def words(self) -> str:
        """All that is said."""
        return " ".join(filter(None, (each.text() for each in (self._state, self._first, self._rest))))

    def show_result(self, result: ExperimentResult) -> None:
        """Say the verdict; while trainings are missing, say how many are done."""
        state = self._state_words(result)
        self._state.setText(state)
        self._state.setVisible(bool(state))
        names = way_words.names_in_sentences(result)
        decision, test = result.decision, result.test
        if decision is None or test is None:
            first, rest = result.verdict, ""
        else:
            first = verdict_words.first_words(decision, test, names)
            rest = verdict_words.other_words(decision, test, names)
        if not first:
            first = self.tr("There is nothing to compare yet.")
        if not result.complete:
            first = self.tr("So far: {0}").format(first)
        self._first.setText(first)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self.setAccessibleDescription(self.words)
        for button in (self.report, self.export):
            button.setEnabled(bool(result.summary))

    def _state_words(self, result: ExperimentResult) -> str:
        if result.complete:
            return ""
        if result.config.folds is None:
            return self.tr("{0} trainings are done.").format(len(result.runs))
        planned = len(members(result.config))
        return self.tr("{0} of {1} trainings and baselines are done.").format(len(result.runs), planned)

    def _button(self, name: str, words: str, icon: str) -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        result.setProperty("kind", "small")
        icons.set_icon(result, icon)
        return result
