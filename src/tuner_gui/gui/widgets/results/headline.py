"""The score of a run set large, with its interval; and beside it what there is to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tuner_gui.engine.config import Metric
from tuner_gui.engine.facts import Score
from tuner_gui.gui import text, wording
from tuner_gui.gui.theme import HEADLINE_POINTS, SPACE_2, SPACE_3, SPACE_6, colors, tabular
from tuner_gui.gui.widgets.basics import Card, column, label, row

if TYPE_CHECKING:
    from tuner_gui.engine.results.analysis import Analysis, Baseline


class IntervalStrip(QWidget):
    """Where the score lies between 0 and 1, how sure that is, and where the baseline lies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._value = self._baseline = 0.0
        self._interval = (0.0, 0.0)

    def set_score(self, value: float, interval: tuple[float, float], baseline: float) -> None:
        """Show a score; each number lies in 0..1 or, of a correlation, in -1..1."""
        self._value, self._interval, self._baseline = value, interval, baseline
        self.update()

    def sizeHint(self) -> QSize:
        """Low."""
        return QSize(160, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the baseline, the interval and the score."""
        c = colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.sunken))
        painter.drawRoundedRect(QRectF(0, middle - 3, self.width(), 6), 3, 3)
        low, high = (self._x(end) for end in self._interval)
        tint = QColor(c.accent)
        tint.setAlphaF(0.35)
        painter.setBrush(tint)
        painter.drawRoundedRect(QRectF(low, middle - 3, max(3.0, high - low), 6), 3, 3)
        painter.setPen(QPen(QColor(c.muted), 2))
        baseline = self._x(self._baseline)
        painter.drawLine(QPointF(baseline, middle - 7), QPointF(baseline, middle + 7))
        painter.setPen(QPen(QColor(c.surface), 1.5))
        painter.setBrush(QColor(c.accent))
        painter.drawEllipse(QPointF(self._x(self._value), middle), 6, 6)
        painter.end()

    def _x(self, value: float) -> float:
        return 7 + min(1.0, max(0.0, value)) * (self.width() - 14)


class Headline(Card):
    """Score, baseline, and a strip that shows how far they are apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("headline")
        self._caption = label(kind="small", name="headlineCaption")
        self._value = QLabel(text.UNKNOWN)
        self._value.setObjectName("headlineScore")
        self._value.setFont(tabular(self.font(), HEADLINE_POINTS + 3))
        self._value.setStyleSheet(f"font-size: {HEADLINE_POINTS + 3}pt;")
        self._interval = label(kind="muted", name="headlineInterval", numbers=True)
        self._baseline_caption = label(self.tr("Baseline"), "small")
        self._baseline_caption.setToolTip(
            self.tr("What always the same answer would score: what there is to beat.")
        )
        self._baseline = label(name="headlineBaseline", numbers=True)
        self._baseline.setFont(tabular(self.font(), HEADLINE_POINTS - 6))
        self._baseline.setStyleSheet(f"font-size: {HEADLINE_POINTS - 6}pt;")
        self._baseline_words = label(kind="muted", name="headlineBaselineWords", numbers=True)
        self._strip = IntervalStrip()
        self._others = label(kind="small", wrap=True, name="headlineOthers", numbers=True)
        self._note = label(kind="small", wrap=True, name="headlineNote", numbers=True)
        self._compose()

    def set_analysis(self, analysis: Analysis) -> None:
        """Show the score at the decision in force."""
        score, baseline = analysis.score, analysis.baseline
        value = baseline.metrics.get(score.metric, 0.0)
        self._caption.setText(
            self.tr("{0} on {1} test rows").format(wording.metric(score.metric), text.count(score.n))
        )
        self._caption.setToolTip(wording.metric_line(score.metric))
        self._value.setText(text.metric(score.metric, score.value))
        low, high = (text.metric(score.metric, end) for end in score.interval)
        self._interval.setText(self.tr("95 % interval {0} to {1}").format(low, high))
        self._baseline.setText(text.metric(score.metric, value))
        self._baseline_words.setText(baseline_words(baseline))
        self._strip.set_score(score.value, score.interval, value)
        self._others.setText(_others(score, baseline.metrics))
        self.setAccessibleName(
            f"{wording.score_line(score)}. {self._baseline_caption.text()} {self._baseline.text()}"
        )
        self._note.setText(self._decision_words(analysis))
        self._note.setVisible(bool(self._note.text()))

    def _compose(self) -> None:
        left = column(spacing=0)
        left.addWidget(self._caption)
        numbers = row(spacing=SPACE_3)
        numbers.addWidget(self._value, 0, Qt.AlignmentFlag.AlignBaseline)
        numbers.addWidget(self._interval, 0, Qt.AlignmentFlag.AlignBaseline)
        left.addLayout(numbers)
        right = column(spacing=0)
        right.addWidget(self._baseline_caption)
        right.addStretch()
        beside = row(spacing=SPACE_2)
        beside.addWidget(self._baseline, 0, Qt.AlignmentFlag.AlignBaseline)
        beside.addWidget(self._baseline_words, 1, Qt.AlignmentFlag.AlignBaseline)
        right.addLayout(beside)
        top = row(spacing=SPACE_6)
        top.addLayout(left)
        top.addLayout(right)
        middle = column(spacing=SPACE_2)
        middle.addStretch()
        middle.addWidget(self._strip)
        middle.addWidget(self._others)
        middle.addStretch()
        top.addLayout(middle, 1)
        self.body.addLayout(top)
        self.body.addWidget(self._note)

    def _decision_words(self, analysis: Analysis) -> str:
        decision, parts = analysis.decision, []
        if analysis.tradeoff is not None and decision.threshold != 0.5:
            parts.append(self.tr("threshold {0} %").format(round(decision.threshold * 100)))
        if decision.temperature != 1.0:
            parts.append(self.tr("calibrated with temperature {0}").format(f"{decision.temperature:.2f}"))
        if not parts:
            return ""
        words = self.tr("As you decided: {0}. Exports and predictions follow it.")
        return words.format(", ".join(parts))


def baseline_words(baseline: Baseline) -> str:
    """What the baseline always says."""
    if baseline.number is not None:
        return wording.translate("headline", "always {0}, the mean").format(text.number(baseline.number))
    if not baseline.labels:
        return wording.translate("headline", "always none")
    return wording.translate("headline", "always “{0}”").format(", ".join(baseline.labels))


def _others(score: Score, baseline: dict[Metric, float]) -> str:
    """The other metrics, each with the baseline's in brackets."""
    words = wording.translate("headline", "{0} {1} (baseline {2})")
    return " · ".join(
        words.format(wording.metric(name), text.metric(name, value), text.metric(name, baseline[name]))
        for name, value in score.metrics.items()
        if name != score.metric and name in baseline
    )
