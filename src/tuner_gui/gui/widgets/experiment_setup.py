"""What an experiment is to compare: modes and base models; everything else is chosen already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tuner_gui.engine.config import BUILTIN, MODES, DatasetConfig, Hyperparameters, Mode
from tuner_gui.engine.experiment import SHARES, ExperimentConfig
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.gui import experiment_words, text, wording
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, StepCard, column, label, row
from tuner_gui.gui.widgets.experiment_rules import ExperimentRules
from tuner_gui.gui.widgets.fold import Fold
from tuner_gui.gui.widgets.inputs import CheckBox

NAME_WIDTH = 230
"""Pixels; a long id would widen the column."""


class ExperimentSetup(QWidget):
    """Three cards and a fold. Emits `changed` whenever `config` would be another one."""

    changed = Signal()
    folder_clicked = Signal()
    hub_clicked = Signal()
    dataset_clicked = Signal()
    """Another dataset is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("experimentSetup")
        self._modes: dict[Mode, CheckBox] = {}
        self._times: dict[Mode, QLabel] = {}
        self._models: dict[str, CheckBox] = {}
        self._touched = False
        """The person chose base models here; the choice on the Train page does not count any more."""
        self._dataset = ElidedLabel(name="compareDataset")
        self._facts = label(kind="small", name="compareFacts", numbers=True)
        self._model_rows = column(spacing=SPACE_1)
        self._curve = CheckBox(self.tr("Would more labelled rows help?"))
        self.rules = ExperimentRules()
        self._compose()
        self._curve.toggled.connect(self.changed)
        self.rules.changed.connect(self.changed)

    # --- what is chosen --------------------------------------------------------------------------

    @property
    def missing(self) -> str:
        """What keeps the comparison from being started; empty when nothing does."""
        if not self.modes:
            return self.tr("Choose a training mode")
        if not self.models:
            return self.tr("Choose a base model")
        return self.rules.problem

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Those chosen, in the order in which they are offered."""
        return tuple(mode for mode, box in self._modes.items() if box.isChecked())

    @property
    def models(self) -> tuple[str, ...]:
        """Base models chosen."""
        return tuple(source for source, box in self._models.items() if box.isChecked())

    def config(
        self, dataset: DatasetConfig, hyperparameters: Hyperparameters, split_seed: int
    ) -> ExperimentConfig:
        """What is compared. Only where nothing is missing.

        Args:
            dataset: on which.
            hyperparameters: set for all modes.
            split_seed: decides the split.
        """
        return self.rules.applied(
            ExperimentConfig(
                dataset=dataset,
                modes=self.modes,
                base_models=self.models,
                shares=SHARES if self._curve.isChecked() else (),
                hyperparameters=hyperparameters,
                split_seed=split_seed,
            )
        )

    # --- what is shown ---------------------------------------------------------------------------

    def set_dataset(self, name: str, facts: str) -> None:
        """The dataset chosen on the Train page."""
        self._dataset.set_words(name)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))

    def set_models(self, sources: Sequence[str], chosen: str) -> None:
        """Offer base models; `chosen` is that of the Train page."""
        known = tuple(dict.fromkeys((BUILTIN, *sources, chosen)))
        checked = set(self.models) if self._touched else {chosen}
        if known != tuple(self._models):
            for box in self._models.values():
                self._model_rows.removeWidget(box)
                box.deleteLater()
            self._models = {source: self._model_box(source) for source in known}
        for source, box in self._models.items():
            was = box.blockSignals(True)
            box.setChecked(source in checked)
            box.blockSignals(was)
        self.changed.emit()

    def add_model(self, source: str) -> None:
        """Compare `source`, too."""
        kept = {*self.models, source}
        self._touched = True
        self.set_models([*self._models, source], source)
        for other, box in self._models.items():
            box.setChecked(other in kept)

    def set_plan(self, plan: ExperimentPlan | None) -> None:
        """How long each mode will take; None: not known yet."""
        seconds = experiment_words.seconds_by_mode(plan) if plan is not None else {}
        for mode, place in self._times.items():
            place.setText(text.about(seconds[mode]) if mode in seconds else "")
        self.rules.set_plan(plan)

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        layout = column(spacing=SPACE_3)
        layout.addWidget(self._data_card())
        layout.addWidget(self._mode_card())
        layout.addWidget(self._model_card())
        layout.addWidget(self._more_card())
        layout.addStretch()
        self.setLayout(layout)

    def _data_card(self) -> Card:
        card = StepCard(1, self.tr("Data"))
        change = QPushButton(self.tr("Change"))
        change.setObjectName("changeCompareDatasetButton")
        change.setProperty("kind", "link")
        change.setToolTip(self.tr("Choose the dataset on the Train page."))
        change.clicked.connect(self.dataset_clicked)
        card.header.addWidget(change)
        card.body.addWidget(self._dataset)
        card.body.addWidget(self._facts)
        return card

    def _mode_card(self) -> Card:
        card = StepCard(2, self.tr("Training modes"))
        for mode in MODES:
            box = self._modes[mode] = CheckBox(wording.mode_short(mode))
            box.setObjectName(f"compare_{mode}")
            box.setToolTip(f"{wording.mode_name(mode)}.\n{wording.mode_line(mode)}.")
            box.setChecked(True)
            box.toggled.connect(self.changed)
            time = self._times[mode] = label(kind="small", name=f"compareTime_{mode}", numbers=True)
            time.setToolTip(self.tr("Predicted for all its trainings here."))
            line = row(spacing=SPACE_2)
            line.addWidget(box)
            line.addStretch()
            line.addWidget(time)
            card.body.addLayout(line)
        note = self.tr("Two simple baselines are always in, to show what there is to beat.")
        card.body.addWidget(label(note, "small", wrap=True))
        return card

    def _model_card(self) -> Card:
        card = StepCard(3, self.tr("Base models"))
        card.body.addLayout(self._model_rows)
        links = row(spacing=SPACE_3)
        for name, words, signal in (
            ("compareFolderButton", self.tr("Folder…"), self.folder_clicked),
            ("compareHubButton", self.tr("From the Hub…"), self.hub_clicked),
        ):
            link = QPushButton(words)
            link.setObjectName(name)
            link.setProperty("kind", "link")
            link.clicked.connect(signal)
            links.addWidget(link)
        links.addStretch()
        card.body.addLayout(links)
        return card

    def _more_card(self) -> Card:
        card = Card()
        self._curve.setObjectName("compareCurveBox")
        shares = " · ".join(f"{share * 100:g}" for share in SHARES)
        tip = self.tr("Trains every mode with {0} % of the rows as well, and takes longer.").format(shares)
        self._curve.setToolTip(tip)
        card.body.addWidget(self._curve)
        card.body.addWidget(label(self.tr("Also trains with fewer rows; takes longer."), "small", wrap=True))
        fold = Fold(
            self.tr("Advanced"), "compareAdvancedToggle", self.tr("Seeds, budget, what difference matters.")
        )
        fold.body.addWidget(self.rules)
        card.body.addWidget(fold, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _model_box(self, source: str) -> CheckBox:
        name = wording.base_model(source)
        box = CheckBox(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH))
        box.setAccessibleName(name)
        box.setObjectName(f"compareModel_{source}")
        box.setToolTip(source if source != BUILTIN else self.tr("Works offline; a good start for English."))
        box.toggled.connect(self._on_model_toggled)
        self._model_rows.addWidget(box)
        return box

    def _on_model_toggled(self) -> None:
        self._touched = True
        self.changed.emit()
