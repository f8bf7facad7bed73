"""Every two ways of training and what may be said of their difference, in a table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.comparing.records import Pair, turned
from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.tasks import PLAIN_NUMBERS
from tuner_gui.gui import text, verdict_words
from tuner_gui.gui.models.facts_model import Cell, Column, FactsModel, Told, told
from tuner_gui.gui.way_words import WayName, translate
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.results.facts_table import FactsTable

DIFFERENCE = 2
SMALLEST = 0.0001
"""Smaller probabilities are said to be below it."""

WIDEST = 230
"""Pixels of a column; longer names are told in full by their tooltips."""


class PairsCard(CompareCard):
    """Largest difference first until a title is clicked; a click puts the two side by side."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Every two of them"), "comparePairsCard", parent)
        self._shape: tuple[bool, Metric] | None = None
        self.model = FactsModel((), self)
        self.table = FactsTable(self.model, "comparePairsTable", self.tr("Differences of all pairs"), ())
        self.table.fit_columns(WIDEST)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.body.addWidget(self.table)

    def suits(self, result: ExperimentResult) -> bool:
        """Two ways make a pair."""
        return bool(result.pairs)

    def show_result(self, result: ExperimentResult) -> None:
        """Show all pairs."""
        exact = any(pair.p_mcnemar is not None for pair in result.pairs)
        if (exact, result.metric) != self._shape:
            self._shape = exact, result.metric
            self.model.set_columns(self._columns(exact, result.metric))
            self.table.set_sorted_by(DIFFERENCE, Qt.SortOrder.DescendingOrder)
        pairs = [turned(pair) if pair.difference < 0 else pair for pair in result.pairs]
        self.model.set_rows([self._cells(pair, result.metric, exact) for pair in pairs])
        words = self.tr(
            "Difference of the scores on the test rows, with its 95 % interval. Holm’s p counts that there "
            "are {0} pairs. Differences within {1} do not matter."
        )
        region = verdict_region(result.config.region, result.metric)
        self.set_note(words.format(len(result.pairs), region))

    def _columns(self, exact: bool, metric: Metric) -> tuple[Column, ...]:
        plain = metric in PLAIN_NUMBERS
        difference = self.tr("Difference") if plain else self.tr("Difference, points")
        columns = [
            Column(self.tr("One")),
            Column(self.tr("Other")),
            Column(difference, self.tr("Score of the one minus score of the other."), told),
            Column(
                self.tr("p"),
                self.tr("How likely a difference at least as large is where there is none."),
                told,
            ),
            Column(self.tr("Holm’s p"), self.tr("The same, corrected for the number of pairs."), told),
        ]
        if exact:
            tip = self.tr(
                "McNemar’s exact test: of models trained once each, by the rows only one has right."
            )
            columns.append(Column(self.tr("McNemar"), tip, told))
        columns.append(Column(self.tr("The one is…")))
        tip = self.tr("The interval by a paired bootstrap over rows and seeds: a second opinion.")
        columns.append(Column(self.tr("By bootstrap"), tip, told))
        return tuple(columns)

    def _cells(self, pair: Pair, metric: Metric, exact: bool) -> tuple[Cell, ...]:
        cells: list[Cell] = [
            WayName(pair.a),
            WayName(pair.b),
            Told(pair.difference, verdict_words.difference_figures(pair, metric)),
            Told(pair.p, p_words(pair.p)),
            Told(pair.p_holm, p_words(pair.p_holm)),
        ]
        if exact:
            cells.append(
                Told(pair.p_mcnemar, p_words(pair.p_mcnemar) if pair.p_mcnemar is not None else text.UNKNOWN)
            )
        cells += [verdict_words.pair_words(pair), Told(*_bootstrap(pair, metric))]
        return tuple(cells)

    def _on_row_chosen(self, cells: tuple[Cell, ...]) -> None:
        one, other = cells[:2]
        if isinstance(one, WayName) and isinstance(other, WayName):
            self.pair_chosen.emit(one.way, other.way)


def _bootstrap(pair: Pair, metric: Metric) -> tuple[float | None, str]:
    """The lower end, and both in words."""
    if pair.ci_bootstrap is None:  # of an experiment that an earlier Tuner compared
        return None, text.UNKNOWN
    low, high = pair.ci_bootstrap
    return low, verdict_words.interval_figures(low, high, metric)


def p_words(p: float) -> str:
    """`0.031`, `< 0.0001`."""
    if p < SMALLEST:
        return f"< {SMALLEST:g}"
    return f"{p:.4f}" if p < 0.001 else f"{p:.3f}"


def verdict_region(region: float, metric: Metric) -> str:
    """Region of practical equivalence in words."""
    scaled = text.metric(metric, region)
    if not scaled.endswith(" %"):
        return scaled
    points = f"{region * 100:g}"
    one = translate("pairs", "1 point")
    return one if points == "1" else translate("pairs", "{0} points").format(points)
