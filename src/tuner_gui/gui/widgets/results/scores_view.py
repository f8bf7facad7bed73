"""The cards that suit the task of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.widgets.results.card import CardGrid, ResultCard
from tuner_gui.gui.widgets.results.class_card import ClassCard
from tuner_gui.gui.widgets.results.confusion_card import ConfusionCard
from tuner_gui.gui.widgets.results.curve_cards import CurveCard
from tuner_gui.gui.widgets.results.number_cards import ResidualCard, ScatterCard
from tuner_gui.gui.widgets.results.reliability_card import ReliabilityCard
from tuner_gui.gui.widgets.results.threshold_card import ThresholdCard

if TYPE_CHECKING:
    from tuner_gui.engine.results.analysis import Analysis


class ScoresView(QScrollArea):
    """Shows an `Analysis`, a card for each part of it that there is."""

    rows_wanted = Signal(str, str)
    """True and predicted label; empty: any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scoresView")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._grid = CardGrid()
        self.setWidget(self._grid)
        self.confusion = ConfusionCard()
        self.classes = ClassCard()
        self.reliability = ReliabilityCard()
        self.threshold = ThresholdCard()
        self._roc = CurveCard(
            self.tr("ROC curve"), "rocCard", self.tr("false positives"), self.tr("true positives")
        )
        self._precision_recall = CurveCard(
            self.tr("Precision and recall"), "precisionRecallCard", self.tr("recall"), self.tr("precision")
        )
        self._scatter = ScatterCard()
        self._residuals = ResidualCard()
        self._every: tuple[ResultCard, ...] = (
            self.confusion,
            self.classes,
            self.threshold,
            self.reliability,
            self._roc,
            self._precision_recall,
            self._scatter,
            self._residuals,
        )
        for card in self._every:
            card.setParent(self._grid)
            card.hide()
        self.confusion.rows_wanted.connect(self.rows_wanted)
        self.classes.class_chosen.connect(self._on_class_chosen)

    def set_analysis(self, analysis: Analysis) -> None:
        """Show what there is."""
        shown: list[ResultCard] = []
        labels = analysis.scored.labels
        if analysis.confusion is not None:
            self.confusion.set_confusion(analysis.confusion, labels)
            shown.append(self.confusion)
        if analysis.classes:
            self.classes.set_classes(
                [
                    (each.label, each.precision, each.recall, each.f1, each.n, each.predicted)
                    for each in analysis.classes
                ]
            )
            shown.append(self.classes)
        shown += self._decision_cards(analysis)
        shown += self._curve_cards(analysis)
        if analysis.residuals is not None:
            for card in (self._scatter, self._residuals):
                card.set_numbers(analysis.residuals.true, analysis.residuals.predicted)
                shown.append(card)
        self._grid.set_cards(tuple(shown))

    def restyle(self) -> None:
        """Take the colours in force."""
        for card in self._every:
            card.restyle()

    def _decision_cards(self, analysis: Analysis) -> list[ResultCard]:
        shown: list[ResultCard] = []
        reliability, tradeoff, decision = analysis.reliability, analysis.tradeoff, analysis.decision
        if tradeoff is not None:
            self.threshold.set_tradeoff(
                tradeoff.thresholds, tradeoff.precision, tradeoff.recall, tradeoff.f1, tradeoff.best
            )
            self.threshold.set_threshold(decision.threshold, self._threshold_words(analysis))
            shown.append(self.threshold)
        if reliability is not None:
            self.reliability.set_bins(
                reliability.edges, reliability.confidence, reliability.accuracy, reliability.counts
            )
            raw = analysis.ece_raw if analysis.ece_raw is not None else reliability.ece
            self.reliability.set_calibration(
                reliability.ece, raw, decision.temperature, analysis.fitted_temperature, analysis.ece_fitted
            )
            shown.append(self.reliability)
        return shown

    def _threshold_words(self, analysis: Analysis) -> str:
        if analysis.scored.task == "multi_label":
            return self.tr("A label is given from this probability on")
        words = self.tr("“{0}” is given from this probability on, otherwise “{1}”")
        first, second = analysis.scored.labels
        return words.format(second, first)

    def _curve_cards(self, analysis: Analysis) -> list[ResultCard]:
        shown: list[ResultCard] = []
        whose = self._whose(analysis)
        if analysis.roc is not None:
            words = self.tr("Area {0} · {1}").format(f"{analysis.roc.area:.3f}", whose)
            self._roc.set_curve(analysis.roc.x, analysis.roc.y, (0.0, 1.0), words)
            shown.append(self._roc)
        if analysis.precision_recall is not None:
            curve = analysis.precision_recall
            # Where everything is given, precision is the share of what is true: what guessing reaches.
            positives = sum(each.n for each in analysis.classes[-1:])
            total = analysis.score.n
            if analysis.scored.task == "multi_label":
                positives = sum(each.n for each in analysis.classes)
                total *= len(analysis.classes)
            chance = positives / max(1, total)
            words = self.tr("Average precision {0} · {1}").format(f"{curve.area:.3f}", whose)
            self._precision_recall.set_curve(curve.x, curve.y, (chance, chance), words)
            shown.append(self._precision_recall)
        return shown

    def _whose(self, analysis: Analysis) -> str:
        rows = self.tr("{0} test rows").format(text.count(analysis.score.n))
        if analysis.scored.task == "multi_label":
            return self.tr("all labels together, {0}").format(rows)
        if len(analysis.scored.labels) == 2:
            return self.tr("“{0}” among {1}").format(analysis.scored.labels[1], rows)
        return self.tr("mean of each class against the rest, {0}").format(rows)

    def _on_class_chosen(self, name: str) -> None:
        self.rows_wanted.emit(name, "")
