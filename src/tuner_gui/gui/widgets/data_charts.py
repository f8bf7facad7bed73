"""Two cards above the rows: how many rows each class has, and how long the texts are."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_1, SPACE_3
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.basics import Card, label, row
from tuner_gui.gui.widgets.length_plot import LengthPlot, length_bars

HEIGHT, LOW_HEIGHT = 152, 106


class DataCharts(QWidget):
    """Distribution of the classes (or of the numbers) and of the lengths."""

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = BarList(clickable=True)
        self._bars.setObjectName("classDistribution")
        self._bars.setAccessibleName(self.tr("Rows per class"))
        self._bars.chosen.connect(self.class_chosen)
        page = QWidget()
        page.setProperty("kind", "page")
        inner = row()
        inner.addWidget(self._bars, 0, Qt.AlignmentFlag.AlignTop)
        inner.setContentsMargins(0, 0, SPACE_1, 0)
        page.setLayout(inner)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        self._classes_title = label(kind="small", name="classesTitle")
        classes = _card(self._classes_title, scroll)
        self._plot = LengthPlot()
        self._lengths_title = label(kind="small", name="lengthsTitle", numbers=True)
        lengths = _card(self._lengths_title, self._plot)
        layout = row(spacing=SPACE_3)
        layout.addWidget(classes, 1)
        layout.addWidget(lengths, 1)
        self.setLayout(layout)
        self.set_low(False)

    def set_low(self, low: bool) -> None:
        """Take less room, in a small window."""
        self.setFixedHeight(LOW_HEIGHT if low else HEIGHT)

    def set_dataset(self, data: Dataset) -> None:
        """Show the distributions of `data`."""
        counts = data.survey.counts
        largest = max((rows for _, rows in counts), default=1)
        self._bars.set_bars([Bar(name, rows / max(1, largest), text.count(rows)) for name, rows in counts])
        self._classes_title.setText(self._title(data))
        self._show_lengths(data)

    def _title(self, data: Dataset) -> str:
        if not data.label_columns:
            return self.tr("No label column chosen")
        if data.task == "regression":
            return self.tr("Rows by “{0}”").format(data.label_columns[0])
        return self.tr("Rows per class · {0}").format(text.count(len(data.survey.counts)))

    def _show_lengths(self, data: Dataset) -> None:
        cap = next((fix.value for fix in data.config.fixes if fix.id == "cap_length"), 0)
        bars = length_bars(data.lengths, cap) if data.lengths is not None else None
        self._plot.set_bars(bars)
        self._lengths_title.setToolTip(data.not_inspected)
        if data.not_inspected:
            self._lengths_title.setText(self.tr("Length in tokens · could not be found out"))
            return
        if bars is None or data.lengths is None:
            self._lengths_title.setText(self.tr("Length in tokens · waiting for the engine…"))
            return
        sample = text.count(data.lengths.rows)
        if not bars.cut_share:
            self._lengths_title.setText(self.tr("Length in tokens · none cut, of {0} rows").format(sample))
            return
        words = self.tr("Length in tokens · {0} cut, of {1} rows")
        self._lengths_title.setText(words.format(text.percent(bars.cut_share), sample))


def _card(title: QWidget, content: QWidget) -> Card:
    card = Card()
    card.body.setContentsMargins(SPACE_3, SPACE_3 - 2, SPACE_3, SPACE_3 - 2)
    card.body.setSpacing(SPACE_1)
    card.body.addWidget(title)
    card.body.addWidget(content, 1)
    return card
