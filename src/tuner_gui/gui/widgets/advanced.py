"""Settings nobody has to touch: empty means the default, which stands there in grey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.engine.config import MODES, Hyperparameters, Mode
from tuner_gui.engine.facts import LearningRate, ModeEstimate
from tuner_gui.gui import text
from tuner_gui.gui.rate_groups import groups_of
from tuner_gui.gui.settings_table import more_settings, usual_settings
from tuner_gui.gui.theme import SPACE_3
from tuner_gui.gui.widgets.field_grid import FieldGrid
from tuner_gui.gui.widgets.fold import Fold
from tuner_gui.gui.widgets.layer_rates import LayerRates


class Advanced(Fold):
    """A collapsed line that opens into the fields that matter for the mode, and the rates of its layers."""

    changed = Signal(object, int)
    """Hyperparameters, seed."""
    invalid = Signal(str)
    """Message about what cannot be used as it stands."""
    find_rate_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Advanced"),
            "advancedToggle",
            self.tr("Epochs, batch size, learning rates, maximum length, seed and more."),
            parent,
        )
        self._mode: Mode = MODES[0]
        self._said: tuple[Hyperparameters, int] | str = (Hyperparameters(), 0)
        """What was emitted last."""
        self._factors: dict[Mode, dict[str, float]] = {}
        self._defaults = Hyperparameters()
        self._usual: tuple[LearningRate, ...] = ()
        self._fields = FieldGrid(usual_settings(), "advanced")
        self._rest = FieldGrid(more_settings(), "more")
        self._rates = LayerRates()
        self._find = self._find_link()
        self._fields.set_beside("learning_rate", self._find)
        more = Fold(self.tr("More"), "moreToggle", self.tr("Warm-up, weight decay and other fine points."))
        more.body.addWidget(self._rest)
        more.opened.connect(self.opened)
        self.body.setSpacing(SPACE_3)
        for part in (self._fields, self._rates, more):
            self.body.addWidget(part)
        for grid in (self._fields, self._rest):
            grid.set_mode(self._mode)
            grid.edited.connect(self._on_edited)
        self._rates.changed.connect(self._on_rates_changed)

    def set_mode(self, mode: Mode) -> None:
        """Show what matters for `mode`; what was typed for another one is kept, and not used."""
        if mode == self._mode:
            return
        self._mode = mode
        self._usual = ()
        for grid in (self._fields, self._rest):
            grid.set_mode(mode)
        self._draw_rates()
        self._on_edited()

    def set_defaults(self, estimate: ModeEstimate) -> None:
        """Show in grey what an empty field stands for, and the rates of the layers."""
        self._defaults, self._usual = estimate.hyperparameters, estimate.learning_rates
        for grid in (self._fields, self._rest):
            grid.set_defaults(self._defaults)
        self._draw_rates()

    def set_values(self, values: Hyperparameters, seed: int) -> None:
        """Put values into the fields; what has its default is left empty. Nothing is emitted."""
        self._factors = {self._mode: dict(values.rate_factors)}
        for grid in (self._fields, self._rest):
            grid.set_values(values, seed)
        self._said = (values, seed)
        self._draw_rates()

    def set_learning_rate(self, rate: float) -> None:
        """Put a learning rate into its field."""
        self.open()
        self._fields.set_value("learning_rate", text.rate(rate, 2))

    def set_find_reason(self, reason: str) -> None:
        """Why no learning rate can be looked for; empty: one can."""
        self._find.setEnabled(not reason)
        self._find.setToolTip(reason or self.tr("Try rising learning rates on your data and suggest one."))

    # --- parts -----------------------------------------------------------------------------------

    def _find_link(self) -> QPushButton:
        result = QPushButton(self.tr("Find…"))
        result.setObjectName("findRateButton")
        result.setAccessibleName(self.tr("Find learning rate"))
        result.setProperty("kind", "link")
        result.clicked.connect(self.find_rate_clicked)
        return result

    def _draw_rates(self) -> None:
        usual, values = self._defaults.learning_rate, self._fields.read()[0]
        if not usual:
            return
        rate = values.get("learning_rate", usual)
        groups = groups_of(self._usual, usual, rate, self._chosen_factors)
        self._rates.set_groups(groups, self._mode)

    @property
    def _chosen_factors(self) -> Mapping[str, float]:
        return self._factors.get(self._mode, {})

    def _on_rates_changed(self, factors: dict[str, float]) -> None:
        self._factors[self._mode] = factors
        self._on_edited()

    def _on_edited(self) -> None:
        values, problem = self._read((self._fields, self._rest))
        if problem:
            self._said = problem
            self.invalid.emit(problem)
            return
        seed = int(values.pop("seed", 0))
        said = Hyperparameters(rate_factors=dict(self._chosen_factors), **values), seed
        self._draw_rates()
        if said != self._said:
            self._said = said
            self.changed.emit(*said)

    @staticmethod
    def _read(grids: Sequence[FieldGrid]) -> tuple[dict[str, Any], str]:
        """Of all fields: what they say, and the first thing that is wrong."""
        values: dict[str, Any] = {}
        problems = []
        for grid in grids:
            found, problem = grid.read()
            values |= found
            problems.append(problem)
        return values, next(filter(None, problems), "")
