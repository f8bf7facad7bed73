"""The rules of a comparison that nobody has to touch: seeds, budget, and what difference matters."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from tuner_gui.engine.comparing.records import REGION
from tuner_gui.engine.experiment import SEEDS, Budget, ExperimentConfig
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.gui.theme import SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import label, restyle
from tuner_gui.gui.widgets.inputs import ComboBox, field

SEED_CHOICES = (1, 2, 3, 5, 10)
REGIONS = (0.005, 0.01, 0.02, 0.05)
MOST_EPOCHS = 1000
MOST_MINUTES = 10_000.0
TYPING_MS = 400


class ExperimentRules(QWidget):
    """Fields below each other; an empty number is the one that planning finds."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = ""
        """What cannot be used as it stands."""
        self._seeds = ComboBox("compareSeedsBox", self.tr("Seeds"))
        self._budget = ComboBox("compareBudgetBox", self.tr("Budget"))
        self._amount = field("compareAmountBox", self.tr("Amount"), "")
        self._region = ComboBox("compareRegionBox", self.tr("Difference that matters"))
        self._message = label(kind="invalid", wrap=True, name="compareMessage")
        self._message.hide()
        self._amount_words = label(kind="small")
        self._fill()
        self._compose()
        # A plan is not asked for at every key.
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self.changed)
        for box in (self._seeds, self._region):
            box.currentIndexChanged.connect(self.changed)
        self._budget.currentIndexChanged.connect(self._on_budget_changed)
        self._amount.textEdited.connect(self._on_amount_edited)
        self._show_budget()

    def applied(self, config: ExperimentConfig) -> ExperimentConfig:
        """`config` with these rules."""
        amount = self._number
        return msgspec.structs.replace(
            config,
            seeds=self._seeds.currentData(),
            budget=self._kind,
            epochs=int(amount) if amount is not None and self._kind == "epochs" else None,
            seconds=amount * 60 if amount is not None and self._kind == "time" else None,
            region=self._region.currentData(),
        )

    def set_plan(self, plan: ExperimentPlan | None) -> None:
        """Show what planning found where nothing was chosen."""
        words = ""
        if plan is not None and self._kind == "epochs" and plan.config.epochs is not None:
            words = str(plan.config.epochs)
        elif plan is not None and self._kind == "time" and plan.config.seconds is not None:
            words = f"{plan.config.seconds / 60:.3g}"
        self._amount.setPlaceholderText(words)

    # --- parts -----------------------------------------------------------------------------------

    def _fill(self) -> None:
        for seeds in SEED_CHOICES:
            self._seeds.addItem(str(seeds), seeds)
        self._seeds.setCurrentIndex(SEED_CHOICES.index(SEEDS))
        words: dict[Budget, str] = {
            "epochs": self.tr("As many epochs for all"),
            "time": self.tr("As much time for all"),
            "defaults": self.tr("Each as it is best"),
        }
        for budget, name in words.items():
            self._budget.addItem(name, budget)
        for region in REGIONS:
            self._region.addItem(self.tr("{0} points").format(f"{region * 100:g}"), region)
        self._region.setCurrentIndex(REGIONS.index(REGION))
        self._region.setItemText(REGIONS.index(0.01), self.tr("1 point"))
        self._seeds.setToolTip(
            self.tr("Trainings of each mode. More tell better what is chance, and take longer.")
        )
        self._budget.setToolTip(self.tr("What the modes have in common, so that the comparison is fair."))
        self._region.setToolTip(self.tr("A smaller difference counts as none."))

    def _compose(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        lines = (
            (label(self.tr("Seeds"), "small"), self._seeds),
            (label(self.tr("Budget"), "small"), self._budget),
            (self._amount_words, self._amount),
            (label(self.tr("Same within"), "small"), self._region),
        )
        for place, (words, box) in enumerate(lines):
            grid.addWidget(words, place, 0)
            grid.addWidget(box, place, 1)
        grid.addWidget(self._message, len(lines), 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)

    # --- what is chosen --------------------------------------------------------------------------

    @property
    def _kind(self) -> Budget:
        kind: Budget = self._budget.currentData()
        return kind

    @property
    def _number(self) -> float | None:
        """What stands in the field; None: nothing that can be used."""
        words = self._amount.text().strip().replace(",", ".")
        try:
            number = float(words) if words else None
        except ValueError:
            return None
        if number is None or self._problem_of(number):
            return None
        return number

    def _problem_of(self, number: float) -> str:
        if self._kind == "epochs" and not (1 <= number <= MOST_EPOCHS and number == int(number)):
            return self.tr("Epochs must be a whole number between 1 and {0}.").format(MOST_EPOCHS)
        if self._kind == "time" and not 0.0 < number <= MOST_MINUTES:
            return self.tr("Minutes must lie above 0.")
        return ""

    def _on_budget_changed(self) -> None:
        self._amount.clear()
        self._amount.setPlaceholderText("")
        self._show_budget()
        self._check()
        self.changed.emit()

    def _show_budget(self) -> None:
        timed = self._kind == "time"
        words = self.tr("Minutes each") if timed else self.tr("Epochs each")
        self._amount_words.setText(words)
        self._amount.setAccessibleName(words)
        tip = self.tr("Empty: as it is best for the first of the modes.")
        self._amount.setToolTip(tip)
        for part in (self._amount_words, self._amount):
            part.setVisible(self._kind != "defaults")

    def _on_amount_edited(self) -> None:
        self._check()
        self._timer.start()

    def _check(self) -> None:
        words = self._amount.text().strip().replace(",", ".")
        self.problem = ""
        if words:
            try:
                self.problem = self._problem_of(float(words))
            except ValueError:
                self.problem = self.tr("Write a number here, or nothing.")
        self._message.setText(self.problem)
        self._message.setVisible(bool(self.problem))
        restyle(self._amount, "invalid", bool(self.problem))
