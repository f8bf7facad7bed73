"""Score and cost of every way of training, in a chart."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import text, wording
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.compare.way_chart import WayChart


class ScoresCard(CompareCard):
    """Best first; a click chooses a way."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Scores and what they cost"), "compareScoresCard", parent)
        self.chart = WayChart()
        self.chart.way_chosen.connect(self.way_chosen)
        self.body.addWidget(self.chart)

    def show_result(self, result: ExperimentResult) -> None:
        """Show all ways."""
        self.chart.set_result(result)
        rows = text.count(max((way.rows for way in result.summary), default=0))
        if result.config.folds:
            words = self.tr(
                "{0} by {1}-fold cross-validation: every one of {2} rows was tested once. Bars are 95 % "
                "intervals; grey are the baselines, which there are to beat."
            ).format(wording.metric(result.metric), result.config.folds, rows)
        else:
            words = self.tr(
                "{0} on {1} test rows that chose nothing. Bars are 95 % intervals; grey are the baselines, "
                "which there are to beat."
            ).format(wording.metric(result.metric), rows)
        self.set_note(words)

    def set_chosen(self, way: str) -> None:
        """Mark a way."""
        self.chart.set_chosen(way)

    def restyle(self) -> None:
        """Take the colours in force."""
        self.chart.update()
