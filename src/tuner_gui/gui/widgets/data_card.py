"""Step 1: the dataset, and which column plays which role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QPushButton, QToolButton, QWidget

from tuner_gui.gui import icons, text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.basics import ElidedLabel, StepCard, column, embolden, label
from tuner_gui.gui.widgets.drop_zone import DropZone
from tuner_gui.gui.widgets.findings import Findings
from tuner_gui.gui.widgets.inputs import ComboBox

CLASSES_SHOWN = 4
HEADER_HEIGHT = 26
"""With the link in it and without, so that nothing moves when a table comes."""


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
        self._data: Dataset | None = None
        self._change = QPushButton(self.tr("Change"))
        self._change.setObjectName("changeDatasetButton")
        self._change.setProperty("kind", "link")
        self._change.setToolTip(self.tr("Open another table."))
        self._change.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._change.clicked.connect(self._on_change_clicked)
        self.header.addWidget(self._change)
        self.header.addStrut(HEADER_HEIGHT)
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
        """Show `data`; what is open stays open while it is still the same."""
        if data is self._data:
            return
        self._data = data
        self._show_loaded(data is not None)
        if data is None:
            return
        self._file.set_words(data.path.name, tip=str(data.path))
        delimiter = {",": self.tr("comma"), ";": self.tr("semicolon"), "\t": self.tr("tab"), "|": "|"}
        self._facts.setText(
            self.tr("{0} rows · {1} · {2} · {3}").format(
                text.count(data.table.rows),
                self._classes(data),
                data.table.encoding,
                delimiter.get(data.table.delimiter, data.table.delimiter),
            )
        )
        self._fill_boxes(data)
        self._show_classes(data)
        problem = data.problem
        told = "error" if problem is not None else ""  # what the problem says need not be listed again
        findings = [found for found in data.findings if found.severity != told]
        self._findings.set_findings(findings if data.examined else ())
        self._problem.setText(f"{problem.message} {problem.hint}".strip() if problem is not None else "")
        self._problem.setVisible(problem is not None)

    def _build_loaded(self) -> QWidget:
        self._file = ElidedLabel(name="datasetName")
        embolden(self._file)
        self._facts = label(kind="small")
        self._text = ComboBox("textColumnBox", self.tr("Text column"))
        self._second = ComboBox("secondTextColumnBox", self.tr("Second text column"))
        self._label = ComboBox("labelColumnBox", self.tr("Label column"))
        self._text.setToolTip(self.tr("The column with the texts to learn from."))
        self._second.setToolTip(self.tr("The other text of each pair, such as the answer to a question."))
        self._label.setToolTip(self.tr("The column with what the model learns to predict."))
        for box in (self._text, self._second, self._label):
            box.activated.connect(self._on_role_activated)
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
        layout.addLayout(self._build_roles())
        layout.addWidget(self._bars)
        layout.addWidget(self._more)
        layout.addWidget(self._problem)
        layout.addWidget(self._findings)
        page = QWidget()
        page.setLayout(layout)
        QWidget.setTabOrder(self._text, self._add)
        QWidget.setTabOrder(self._add, self._second)
        return page

    def _build_roles(self) -> QGridLayout:
        """One line per role; the second text, which few need, waits behind a plus."""
        self._add = QToolButton()
        self._add.setObjectName("addSecondTextButton")
        self._add.setAccessibleName(self.tr("Add a second text"))
        self._add.setToolTip(self.tr("Label pairs of texts, such as a question and its answer."))
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self._on_add_clicked)
        icons.set_icon(self._add, "add", "muted")
        self._second_caption = label(self.tr("Second text"), "muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1 + 2)
        lines = (
            (label(self.tr("Text"), "muted"), self._text),
            (self._second_caption, self._second),
            (label(self.tr("Label"), "muted"), self._label),
        )
        for index, (caption, box) in enumerate(lines):
            caption.setBuddy(box)
            grid.addWidget(caption, index, 0)
            grid.addWidget(box, index, 1, 1, 1 if box is self._text else 2)
        grid.addWidget(self._add, 0, 2)
        grid.setColumnStretch(1, 1)
        return grid

    def _classes(self, data: Dataset) -> str:
        if not data.examined:
            return self.tr("{0} classes").format(text.UNKNOWN)
        count = len(data.counts)
        return self.tr("1 class") if count == 1 else self.tr("{0} classes").format(text.count(count))

    def _show_second(self, shown: bool) -> None:
        self._second.setVisible(shown)
        self._second_caption.setVisible(shown)
        self._add.setVisible(not shown)

    def _on_add_clicked(self) -> None:
        self._show_second(True)
        self._second.setFocus(Qt.FocusReason.TabFocusReason)

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
        self._show_second(bool(texts[1]))
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
