"""Step 1: the dataset, and which column plays which role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.basics import ElidedLabel, StepCard, column, label
from tuner_gui.gui.widgets.drop_zone import DropZone
from tuner_gui.gui.widgets.findings import Findings
from tuner_gui.gui.widgets.inputs import ComboBox

CLASSES_SHOWN = 4


def class_bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Bars of the largest classes, as shares of the largest."""
    largest = max((rows for _, rows in counts), default=1)
    shown = counts[: CLASSES_SHOWN + 1] if len(counts) == CLASSES_SHOWN + 1 else counts[:CLASSES_SHOWN]
    return [Bar(name, rows / largest, text.count(rows)) for name, rows in shown]


class DataCard(StepCard):
    """Empty it is the drop zone; with a dataset it shows and edits its roles."""

    browse_clicked = Signal()
    sample_clicked = Signal()
    recent_chosen = Signal(str)
    roles_chosen = Signal(tuple, str)
    """Text columns, label column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, QCoreApplication.translate("DataCard", "Data"), parent)
        self._filling = False
        self._recent: list[str] = []
        self._change = QPushButton(self.tr("Change"))
        self._change.setObjectName("changeDatasetButton")
        self._change.setProperty("kind", "link")
        self._change.setToolTip(self.tr("Open another table."))
        self._change.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._change.clicked.connect(self._on_change_clicked)
        self.header.addWidget(self._change)
        self._zone = DropZone()
        self._zone.browse_clicked.connect(self.browse_clicked)
        self._zone.sample_clicked.connect(self.sample_clicked)
        self._zone.recent_chosen.connect(self.recent_chosen)
        self.body.addWidget(self._zone)
        self._loaded = self._build_loaded()
        self.body.addWidget(self._loaded)
        self._show_loaded(False)

    def set_recent(self, files: list[str]) -> None:
        """Datasets to offer again."""
        self._recent = files
        self._zone.set_recent(files)

    def set_dataset(self, data: Dataset | None) -> None:
        """Show `data`."""
        self._show_loaded(data is not None)
        if data is None:
            return
        self._file.setText(data.path.name)
        self._file.setToolTip(str(data.path))
        delimiter = {",": self.tr("comma"), ";": self.tr("semicolon"), "\t": self.tr("tab"), "|": "|"}
        self._facts.setText(
            self.tr("{0} rows · {1} classes · {2} · {3}").format(
                text.count(data.table.rows),
                text.count(len(data.counts)) if data.examined else text.UNKNOWN,
                data.table.encoding,
                delimiter.get(data.table.delimiter, data.table.delimiter),
            )
        )
        self._fill_boxes(data)
        self._show_classes(data)
        self._findings.set_findings(data.findings if data.examined else ())
        problem = data.problem
        self._problem.setText(f"{problem.message} {problem.hint}".strip() if problem is not None else "")
        self._problem.setVisible(problem is not None)

    def _build_loaded(self) -> QWidget:
        self._file = ElidedLabel()
        self._file.setObjectName("datasetName")
        bold = self._file.font()
        bold.setBold(True)
        self._file.setFont(bold)
        self._facts = label(kind="small")
        self._text = ComboBox("textColumnBox", self.tr("Text column"))
        self._second = ComboBox("secondTextColumnBox", self.tr("Second text column"))
        self._label = ComboBox("labelColumnBox", self.tr("Label column"))
        self._text.setToolTip(self.tr("The column with the texts to learn from."))
        self._second.setToolTip(self.tr("For pairs of texts, such as question and answer; otherwise none."))
        self._label.setToolTip(self.tr("The column with what the model learns to predict."))
        for box in (self._text, self._second, self._label):
            box.activated.connect(self._on_role_activated)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1 + 2)
        rows = (
            (self.tr("Text"), self._text),
            (self.tr("Second text"), self._second),
            (self.tr("Label"), self._label),
        )
        for index, (words, box) in enumerate(rows):
            grid.addWidget(label(words, "muted"), index, 0)
            grid.addWidget(box, index, 1)
        grid.setColumnStretch(1, 1)
        self._bars = BarList()
        self._bars.setObjectName("classBars")
        self._bars.setAccessibleName(self.tr("Rows per class"))
        self._more = label(kind="small", name="moreClasses")
        self._findings = Findings()
        self._problem = label(kind="invalid", wrap=True, name="dataProblem")
        layout = column(spacing=SPACE_2)
        names = column(spacing=1)
        names.addWidget(self._file)
        names.addWidget(self._facts)
        layout.addLayout(names)
        layout.addLayout(grid)
        layout.addWidget(self._bars)
        layout.addWidget(self._more)
        layout.addWidget(self._findings)
        layout.addWidget(self._problem)
        page = QWidget()
        page.setLayout(layout)
        return page

    def _show_loaded(self, loaded: bool) -> None:
        self._zone.setVisible(not loaded)
        self._loaded.setVisible(loaded)
        self._change.setVisible(loaded)

    def _fill_boxes(self, data: Dataset) -> None:
        self._filling = True
        names = list(data.table.columns)
        texts = [*data.text_columns, "", ""]
        for box, first, value in (
            (self._text, self.tr("choose…"), texts[0]),
            (self._second, self.tr("none"), texts[1]),
            (self._label, self.tr("choose…"), data.label_column),
        ):
            box.clear()
            if not value or box is self._second:
                box.addItem(first, "")
            for name in names:
                box.addItem(name, name)
            box.setCurrentIndex(box.findData(value))
        self._filling = False

    def _show_classes(self, data: Dataset) -> None:
        bars = class_bars(data.counts) if data.examined else []
        self._bars.set_bars(bars)
        self._bars.setVisible(bool(bars))
        hidden = len(data.counts) - len(bars)
        words = self.tr("and {0} more classes").format(text.count(hidden)) if bars and hidden else ""
        self._more.setText(words)
        self._more.setVisible(bool(words))

    def _on_role_activated(self) -> None:
        if self._filling:
            return
        chosen = (self._text.currentData(), self._second.currentData())
        self.roles_chosen.emit(tuple(name for name in chosen if name), self._label.currentData() or "")

    def _on_change_clicked(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Browse…"), self.browse_clicked.emit)
        menu.addAction(self.tr("Sample: finance headlines"), self.sample_clicked.emit)
        if self._recent:
            menu.addSeparator()
        for file in self._recent:
            short = menu.fontMetrics().elidedText(file, Qt.TextElideMode.ElideMiddle, 360)
            menu.addAction(short, partial(self.recent_chosen.emit, file))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._change.mapToGlobal(self._change.rect().bottomLeft()))
