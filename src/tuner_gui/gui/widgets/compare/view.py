"""What came of an experiment: the right side of the Compare page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui.background import Background
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.gui.validation_curves import LiveCurves, RunCurve, read_curves
from tuner_gui.gui.widgets.compare.classes_card import ClassesCard
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.compare.data_curve_card import DataCurveCard
from tuner_gui.gui.widgets.compare.details_card import DetailsCard
from tuner_gui.gui.widgets.compare.flips_card import FlipsCard
from tuner_gui.gui.widgets.compare.learning_card import LearningCard
from tuner_gui.gui.widgets.compare.pair_card import PairCard
from tuner_gui.gui.widgets.compare.pairs_card import PairsCard
from tuner_gui.gui.widgets.compare.scores_card import ScoresCard
from tuner_gui.gui.widgets.compare.verdict_card import VerdictCard
from tuner_gui.gui.widgets.results.card import CardGrid

REDRAW_MS = 100
"""Nothing is drawn more often than so."""
NEAR = 200
"""Pixels: cards so far out of sight are drawn already."""


class CompareView(QScrollArea):
    """Cards for an `ExperimentResult`, best known so far; each is filled when it comes into sight."""

    way_chosen = Signal(str)
    """Id of a way of training that was clicked; empty: none any more."""
    report_clicked = Signal()
    tables_clicked = Signal()
    rows_exported = Signal(Path)
    problem_raised = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareView")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.result: ExperimentResult | None = None
        self._grid = CardGrid()
        # Nothing shines through: so the page is moved when it is scrolled, not painted anew.
        self._grid.setProperty("kind", "ground")
        self._grid.setAutoFillBackground(True)
        self.setWidget(self._grid)
        self._chosen = ""
        self._pair: tuple[str, str] | None = None
        self._pair_by_hand = False
        self._folder: Path | None = None
        self._live: dict[str, RunHistory] = {}
        self._live_curves = LiveCurves()
        self._versions: dict[str, int] = {}
        self._read: dict[str, RunCurve] = {}
        self._stale: set[CompareCard] = set()
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._timer.timeout.connect(self._flush)
        self._reading = Background(self)
        self._reading.done.connect(self._on_curves_read)
        self._reading.failed.connect(self.problem_raised)
        self._build()
        self.verticalScrollBar().valueChanged.connect(self._schedule)

    # --- what is shown ---------------------------------------------------------------------------

    def show_result(self, result: ExperimentResult) -> None:
        """Show what is known so far, or everything."""
        another = self.result is None or self.result.config != result.config
        self.result = result
        if another:
            self._pair_by_hand = False
            self.choose_way("")
        self._arrange(result)
        self._choose_pair(result)
        self._stale.update(self._cards)
        self._schedule()

    def show_live(self, histories: Mapping[str, RunHistory], current: str = "") -> None:
        """Draw learning curves, again and again while trainings go on.

        Args:
            histories: of the trainings so far, by key.
            current: key of the one under way; empty: none.
        """
        self._live = dict(histories)
        versions = {key: len(history.validations) for key, history in histories.items()}
        if versions == self._versions:
            return
        self._versions = versions
        if self.learning not in self._grid.cards and self._has_lines:
            shown = (*self._grid.cards, self.learning)
            self._grid.set_cards(tuple(card for card in self._cards if card in shown))
        self._stale.add(self.learning)
        self._schedule()

    def show_folder(self, folder: Path | None) -> None:
        """Read rows and learning curves from the folder of the experiment."""
        if folder != self._folder:
            self._folder = folder
            self._read = {}
            self._reading.forget()
            self.flips.set_folder(folder)
            self._stale.update((self.flips, self.learning))
            if self.result is not None:
                self._arrange(self.result)
            self._schedule()

    def clear(self) -> None:
        """Show nothing."""
        self.result, self._pair = None, None
        self._live, self._versions, self._live_curves = {}, {}, LiveCurves()
        self.show_folder(None)
        self._stale.clear()
        self._grid.set_cards(())

    def choose_way(self, way: str) -> None:
        """Mark a way of training everywhere; empty: none."""
        if way != self._chosen:
            self._chosen = way
            self._stale.update(self._cards)
            self._timer.start(0)

    def choose_pair(self, a: str, b: str) -> None:
        """Put two ways side by side."""
        self._pair = a, b
        self._stale.update((self.pair, self.classes, self.flips))
        self._timer.start(0)

    @property
    def chosen(self) -> str:
        """Id of the way that is marked; empty: none."""
        return self._chosen

    @property
    def chosen_pair(self) -> tuple[str, str] | None:
        """Ids of the two that are side by side."""
        return self._pair

    def restyle(self) -> None:
        """Take the colours in force."""
        for card in self._cards:
            card.restyle()

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self._timer.stop()
        self._reading.wait()
        self.flips.wait()

    # --- parts -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.verdict = VerdictCard()
        self.scores = ScoresCard()
        self.details = DetailsCard()
        self.pairs = PairsCard()
        self.learning = LearningCard()
        self.data_curve = DataCurveCard()
        self.pair = PairCard()
        self.classes = ClassesCard()
        self.flips = FlipsCard()
        self._cards: tuple[CompareCard, ...] = (
            self.verdict,
            self.scores,
            self.data_curve,
            self.learning,
            self.details,
            self.pairs,
            self.pair,
            self.classes,
            self.flips,
        )
        for card in self._cards:
            card.setParent(self._grid)
            card.hide()
            card.way_chosen.connect(self._on_way_chosen)
            card.pair_chosen.connect(self._on_pair_chosen)
        self.verdict.report.clicked.connect(self.report_clicked)
        self.verdict.export.clicked.connect(self.tables_clicked)
        self.flips.problem_raised.connect(self.problem_raised)
        self.flips.rows_exported.connect(self.rows_exported)

    def _arrange(self, result: ExperimentResult) -> None:
        self._grid.set_cards(tuple(card for card in self._cards if self._shows(card, result)))

    def _shows(self, card: CompareCard, result: ExperimentResult) -> bool:
        if card is self.learning:
            return self._has_lines or self._folder is not None
        if card is self.flips and self._folder is None:
            return False
        return card.suits(result)

    @property
    def _has_lines(self) -> bool:
        return any(each.validations for each in self._live.values())

    # --- drawing ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came meanwhile."""
        super().showEvent(event)
        self._schedule()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Plots place their names anew."""
        super().resizeEvent(event)
        self._stale.update((self.learning, self.data_curve))
        self._schedule()

    def _schedule(self) -> None:
        if self._stale and not self._timer.isActive():
            self._timer.start(REDRAW_MS)

    def _flush(self) -> None:
        """Fill the cards in sight, one at a time, so that the person can go on in between."""
        card = next((card for card in self._cards if card in self._stale and self._in_sight(card)), None)
        if card is None:
            return
        self._stale.discard(card)
        self._fill(card)
        QTimer.singleShot(0, self, self._flush)

    def _in_sight(self, card: CompareCard) -> bool:
        if not card.isVisible():
            return False
        place = QRect(card.mapTo(self._grid, card.rect().topLeft()), card.size())
        seen = QRect(0, self.verticalScrollBar().value(), self.viewport().width(), self.viewport().height())
        return place.intersects(seen.adjusted(0, -NEAR, 0, NEAR))

    def _fill(self, card: CompareCard) -> None:
        if card is self.learning:
            self._fill_learning()
        if self.result is None:
            return
        if card in (self.pair, self.classes, self.flips) and self._pair is not None:
            card.show_result(self.result)
            card.set_pair(*self._pair)
        else:
            card.show_result(self.result)
        card.set_chosen(self._chosen)

    def _fill_learning(self) -> None:
        live = self._live_curves.of(self._live)
        metric = next((each.metric for each in self._live.values() if each.data is not None), None)
        self.learning.set_curves({**self._read, **live}, metric if self.result is None else None)
        if self.result is None:
            self.learning.redraw()
            return
        missing = [run.key for run in self.result.runs if run.base_model and run.train_share == 1.0]
        unread = [key for key in missing if key not in self._read and key not in live]
        if unread and self._folder is not None and not self._reading.busy:
            self._reading.start(partial(read_curves, self._folder, self.result, frozenset(unread)))

    def _on_curves_read(self, curves: dict[str, RunCurve]) -> None:
        self._read |= curves
        self._stale.add(self.learning)
        self._schedule()

    # --- the person ------------------------------------------------------------------------------

    def _choose_pair(self, result: ExperimentResult) -> None:
        """By default the recommended one and its rival, or the two best, until the person chooses."""
        ways = [way.mode for way in result.summary]
        if self._pair_by_hand and self._pair is not None and set(self._pair) <= set(ways):
            return
        decision = result.decision
        if decision is not None and decision.rival:
            self._pair = decision.recommended, decision.rival
        elif len(ways) > 1:
            self._pair = ways[0], ways[1]
        else:
            self._pair = None

    def _on_way_chosen(self, way: str) -> None:
        self.choose_way("" if way == self._chosen else way)
        self.way_chosen.emit(self._chosen)

    def _on_pair_chosen(self, a: str, b: str) -> None:
        self._pair_by_hand = True
        self.choose_pair(a, b)
