"""Four numbers set large."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from tuner_gui.engine.config import Metric
from tuner_gui.engine.events import Validated
from tuner_gui.gui import text, wording
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.gui.theme import HEADLINE_POINTS, SPACE_1, SPACE_2, SPACE_3, tabular
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, label, row


class _Note(ElidedLabel):
    """A word beside a number: whole or, where there is no room, only in the tooltip."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it if it fits."""
        if self.fits:
            super().paintEvent(event)


class Tile(Card):
    """A caption, a number, a word beside it."""

    def __init__(self, caption: str, tip: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setToolTip(tip)
        self.setAccessibleName(caption)
        self.body.setContentsMargins(SPACE_3 + 2, SPACE_2 + 2, SPACE_2, SPACE_2 + 2)
        self.body.setSpacing(0)
        self._value = QLabel(text.UNKNOWN)
        self._value.setFont(tabular(self.font(), HEADLINE_POINTS))
        self._value.setStyleSheet(f"font-size: {HEADLINE_POINTS}pt;")
        self._note = _Note()
        self._note.setProperty("kind", "small")
        line = row(spacing=SPACE_1 + 2)
        line.addWidget(self._value, 0, Qt.AlignmentFlag.AlignBaseline)
        line.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBaseline)
        self._caption = label(caption, "small")
        self.body.addWidget(self._caption)
        self.body.addLayout(line)

    def set_quantity(self, caption: str, tip: str) -> None:
        """Say what the number is."""
        if self._caption.text() != caption:
            self._caption.setText(caption)
            self.setAccessibleName(caption)
            self.setToolTip(tip)

    def show_value(self, value: str, note: str = "", caption: str = "") -> None:
        """Set number, word and, when it changes, the caption; what is the same is not painted again."""
        if caption and self._caption.text() != caption:
            self._caption.setText(caption)
        if self._value.text() != value:
            self._value.setText(value)
            self.setAccessibleDescription(f"{value} {note}")
        if self._note.text() != note:
            self._note.set_words(note)


class Tiles(QWidget):
    """Main metric on validation, loss, speed and memory of a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score = Tile("", "", "metricTile")
        self._show_metric("accuracy")
        self._loss = Tile(
            self.tr("Loss"), self.tr("How wrong the model is on the rows it learns from."), "lossTile"
        )
        self._speed = Tile(self.tr("Speed"), self.tr("Training rows per second."), "speedTile")
        self._memory = Tile(self.tr("Memory"), self.tr("Memory the engine uses now."), "memoryTile")
        layout = row(spacing=SPACE_3)
        for tile, stretch in ((self._score, 6), (self._loss, 4), (self._speed, 4), (self._memory, 4)):
            layout.addWidget(tile, stretch)
        self.setLayout(layout)

    def draw(self, history: RunHistory) -> None:
        """Show how the run stands; once it is finished, its best."""
        metrics, last, metric = history.metrics, history.last, history.metric
        self._show_metric(metric)
        validation = history.validations[-1] if history.validations else None
        if metrics is not None:
            note = self.tr("n = {0}").format(text.count(metrics.validation.n))
            self._score.show_value(text.metric(metric, metrics.validation.value), note)
        elif validation is not None:
            note = self._validation_note(history, validation)
            self._score.show_value(text.metric(metric, validation.main[1]), note)
        else:
            self._score.show_value(text.UNKNOWN)
        smooth = history.loss.smooth
        self._loss.show_value(f"{smooth[-1]:.3f}" if len(smooth) else text.UNKNOWN)
        speed = metrics.rows_per_second if metrics is not None else last.rows_per_second if last else 0.0
        number, _, unit = text.speed(speed).partition(" ")
        self._speed.show_value(number if speed else text.UNKNOWN, unit if speed else "")
        used = metrics.peak_memory_bytes if metrics is not None else last.memory_bytes if last else 0
        number, _, unit = text.size(used).partition(" ")
        caption = self.tr("Peak memory") if metrics is not None else self.tr("Memory")
        if history.rows_at_once and metrics is None:
            unit += self.tr(" · {0} rows at once").format(history.rows_at_once)
        self._memory.show_value(number if used else text.UNKNOWN, unit if used else "", caption)

    def _validation_note(self, history: RunHistory, validation: Validated) -> str:
        if not history.is_whole(validation):
            return self.tr("{0} rows").format(text.count(validation.rows))
        if validation.best:
            return self.tr("▲ best")
        return self._below_best(history)

    def _below_best(self, history: RunHistory) -> str:
        if history.best is None:
            return ""
        return self.tr("best {0}").format(text.metric(*history.best.main))

    def _show_metric(self, metric: Metric) -> None:
        tip = self.tr("{0} Measured on the validation rows; the model does not learn from them.")
        caption = self.tr("{0} on validation").format(wording.metric(metric))
        self._score.set_quantity(caption, tip.format(wording.metric_line(metric)))
