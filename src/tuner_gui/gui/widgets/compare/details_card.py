"""All figures of every way of training, in a table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import ExperimentResult, WayResult
from tuner_gui.gui import text, wording
from tuner_gui.gui.models.facts_model import Cell, Column, FactsModel, Told, told
from tuner_gui.gui.way_words import WayName
from tuner_gui.gui.widgets.compare import way_facts
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.results.facts_table import FactsTable

SCORE = 1
MOST_LINES = 22

WIDEST = 230
"""Pixels of a column; longer names are told in full by their tooltips."""


class DetailsCard(CompareCard):
    """Best first until a title is clicked; a click on a row chooses its way."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Details"), "compareDetailsCard", parent)
        self._shape: tuple[Metric | None, bool] = (None, False)
        self.model = FactsModel((), self)
        self.table = FactsTable(self.model, "compareDetailsTable", self.tr("All figures"), ())
        self.table.fit_columns(WIDEST)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.most_lines = MOST_LINES
        self.body.addWidget(self.table)
        self.set_note("")

    def show_result(self, result: ExperimentResult) -> None:
        """Show all ways."""
        energy = any(way.energy_joules is not None for way in result.summary)
        if (result.metric, energy) != self._shape:
            self._shape = (result.metric, energy)
            self.model.set_columns(self._columns(result.metric, energy))
            self.table.set_sorted_by(SCORE, Qt.SortOrder.DescendingOrder)
        self.model.set_rows([self._cells(way, result.metric, energy) for way in result.summary])

    def set_chosen(self, way: str) -> None:
        """Mark a way."""
        names = [self.model.row(line)[0] for line in range(self.model.rowCount())]
        ways = [name.way for name in names if isinstance(name, WayName)]
        if way in ways:
            self.table.selectRow(ways.index(way))
        else:
            self.table.clearSelection()

    def _columns(self, metric: Metric, energy: bool) -> tuple[Column, ...]:
        columns = [
            Column(self.tr("Way of training")),
            Column(
                wording.metric(metric),
                self.tr("{0} On the test rows, with its 95 % interval.").format(wording.metric_line(metric)),
                told,
            ),
        ]
        if metric != "macro_f1":
            other = self._second(metric)
            columns.append(Column(wording.metric(other), wording.metric_line(other), told))
        columns += [
            Column(self.tr("Seeds"), self.tr("How often it was trained."), told),
            Column(self.tr("± seeds"), self.tr("Standard deviation of the score between seeds."), told),
            Column(self.tr("Time"), way_facts.cost_tips()[0], told),
            Column(self.tr("Memory"), way_facts.cost_tips()[1], told),
            Column(self.tr("Trained"), way_facts.cost_tips()[3], told),
            Column(self.tr("Size"), way_facts.cost_tips()[2], told),
            Column(self.tr("Rows/s"), self.tr("How many rows it labels in a second here."), told),
        ]
        if energy:
            columns.append(
                Column(self.tr("Energy"), self.tr("What the graphics card took for one training."), told)
            )
        return tuple(columns)

    @staticmethod
    def _second(metric: Metric) -> Metric:
        """The other metric that is worth a column."""
        seconds: dict[Metric, Metric] = {"pearson": "spearman", "spearman": "pearson", "mae": "spearman"}
        return seconds.get(metric, "macro_f1")

    def _cells(self, way: WayResult, metric: Metric, energy: bool) -> tuple[Cell, ...]:
        seconds, memory, size, trained = way_facts.cost_words(way)
        cells: list[Cell] = [
            WayName(way.mode),
            Told(way.score, way_facts.score_words(way, metric)),
        ]
        if metric != "macro_f1":
            other = self._second(metric)
            value = way.metrics.get(other)
            cells.append(Told(value, text.metric(other, value) if value is not None else text.UNKNOWN))
        spread = self._points(way.deviation, metric)
        speed = text.count(round(way.predictions_per_second)) if way.predictions_per_second else text.UNKNOWN
        cells += [
            Told(way.seeds, text.count(way.seeds)),
            Told(way.deviation, spread),
            Told(way.seconds, seconds),
            Told(way.peak_memory_bytes, memory),
            Told(way.trainable_parameters, trained),
            Told(way.export_bytes, size),
            Told(way.predictions_per_second, speed),
        ]
        if energy:
            cells.append(Told(way.energy_joules, self._energy(way.energy_joules)))
        return tuple(cells)

    def _points(self, deviation: float | None, metric: Metric) -> str:
        if deviation is None:
            return text.UNKNOWN
        scaled = text.metric(metric, deviation)
        return scaled.replace(" %", "")

    def _energy(self, joules: float | None) -> str:
        if joules is None:
            return text.UNKNOWN
        if joules < 3600:
            return self.tr("{0} J").format(text.count(round(joules)))
        return self.tr("{0} Wh").format(f"{joules / 3600:,.1f}")

    def _on_row_chosen(self, cells: tuple[Cell, ...]) -> None:
        if isinstance(cells[0], WayName):
            self.way_chosen.emit(cells[0].way)
