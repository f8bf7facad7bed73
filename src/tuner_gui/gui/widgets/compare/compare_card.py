"""What the cards of the Compare page have in common."""

from __future__ import annotations

from PySide6.QtCore import Signal

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui.widgets.results.card import ResultCard


class CompareCard(ResultCard):
    """Shows a part of an `ExperimentResult`; the view asks it to when it is in sight."""

    way_chosen = Signal(str)
    """Id of a way of training."""
    pair_chosen = Signal(str, str)
    """Ids of two."""

    def show_result(self, result: ExperimentResult) -> None:
        """Show this part of what came of an experiment, all of it or what there is so far."""
        raise NotImplementedError

    def set_chosen(self, way: str) -> None:
        """Mark a way of training; empty: none."""

    def set_pair(self, a: str, b: str) -> None:
        """Put two ways side by side."""

    def suits(self, result: ExperimentResult) -> bool:
        """Whether there is anything for it to show."""
        return bool(result.summary)
