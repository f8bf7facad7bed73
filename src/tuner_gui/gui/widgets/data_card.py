"""Step 1: the dataset, and which column plays which role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from tuner_gui.gui import data_words, icons, text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_2, SPACE_3
from tuner_gui.gui.widgets.bar_list import Bar, BarList
from tuner_gui.gui.widgets.basics import ElidedLabel, StepCard, column, embolden, label, row
from tuner_gui.gui.widgets.drop_zone import DropZone
from tuner_gui.gui.widgets.role_boxes import RoleBoxes

CLASSES_SHOWN = 4
HEADER_HEIGHT = 26
"""With the link in it and without, so that nothing moves when a table comes."""


def class_bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Bars of the first classes, as shares of the largest."""
    largest = max((rows for _, rows in counts), default=0) or 1
    shown = counts[: CLASSES_SHOWN + 1] if len(counts) == CLASSES_SHOWN + 1 else counts[:CLASSES_SHOWN]
    return [Bar(name, rows / largest, text.count(rows)) for name, rows in shown]


class DataCard(StepCard):
    """Empty it is the drop zone; with a dataset it shows and edits its roles."""

    browse_clicked = Signal()
    folder_clicked = Signal()
    hub_clicked = Signal()
    sample_clicked = Signal()
    recent_chosen = Signal(str)
    look_clicked = Signal()
    findings_clicked = Signal()
    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, QCoreApplication.translate("DataCard", "Data"), parent)
        self._recent: list[str] = []
        self._data: Dataset | None = None
        self.roles = RoleBoxes()
        self._change = _link("changeDatasetButton", self.tr("Change"), self.tr("Open another table."))
        self._change.clicked.connect(self._on_change_clicked)
        self.header.addWidget(self._change)
        self.header.addStrut(HEADER_HEIGHT)
        self._zone = DropZone()
        self._zone.browse_clicked.connect(self.browse_clicked)
        self._zone.sample_clicked.connect(self.sample_clicked)
        self._zone.folder_clicked.connect(self.folder_clicked)
        self._zone.hub_clicked.connect(self.hub_clicked)
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
        self._facts.setText(data_words.facts(data.table))
        self.roles.set_dataset(data)
        self._show_classes(data)
        self._show_rest(data)
        checks = data.things_to_check
        self._check.setText(data_words.things(checks))
        self._check.setVisible(bool(checks) and not data.is_preview)
        self._problem.setText(self._problem_words(data))
        self._problem.setVisible(bool(self._problem.text()))

    def _build_loaded(self) -> QWidget:
        self._file = ElidedLabel(name="datasetName")
        embolden(self._file)
        self._facts = label(kind="small", name="datasetFacts", numbers=True)
        self._bars = BarList(clickable=True)
        self._bars.setObjectName("classBars")
        self._bars.setAccessibleName(self.tr("Rows per class"))
        self._bars.chosen.connect(self.class_chosen)
        self._more = label(kind="small", name="moreClasses")
        self._rest = label(kind="small", wrap=True, name="datasetSplit", numbers=True)
        self._check = _link("findingsButton", "", self.tr("Show what was found in the data."), "warning")
        icons.set_icon(self._check, "warning", "warning")
        self._check.clicked.connect(self.findings_clicked)
        look = _link("lookButton", self.tr("Look at the data"), self.tr("Show rows, classes and lengths."))
        look.clicked.connect(self.look_clicked)
        self._problem = label(kind="invalid", wrap=True, name="dataProblem")
        layout = column(spacing=SPACE_2)
        names = column(spacing=1)
        names.addWidget(self._file)
        names.addWidget(self._facts)
        foot = row(spacing=SPACE_3)
        foot.addWidget(self._check)
        foot.addStretch()
        foot.addWidget(look)
        layout.addLayout(names)
        layout.addWidget(self.roles)
        layout.addWidget(self._bars)
        layout.addWidget(self._more)
        layout.addWidget(self._rest)
        layout.addWidget(self._problem)
        layout.addLayout(foot)
        page = QWidget()
        page.setLayout(layout)
        return page

    def _show_loaded(self, loaded: bool) -> None:
        self._zone.setVisible(not loaded)
        self._loaded.setVisible(loaded)
        self._change.setVisible(loaded)

    def _show_classes(self, data: Dataset) -> None:
        bars = class_bars(data.survey.counts)
        self._bars.set_bars(bars)
        self._bars.setVisible(bool(bars))
        hidden = len(data.survey.counts) - len(bars)
        more = self.tr("and {0} more classes")
        if data.task == "regression":
            more = self.tr("and {0} more ranges")
        self._more.setText(more.format(text.count(hidden)) if bars and hidden else "")
        self._more.setVisible(bool(self._more.text()))

    def _show_rest(self, data: Dataset) -> None:
        """How the rows are split, and how many wait for a label."""
        if data.is_preview:
            words = [self.tr("Reading the rest…")]
        else:
            words = [data_words.split_sizes(data)]
            if data.survey.unlabelled:
                unlabelled = data_words.rows(data.survey.unlabelled)
                words.append(self.tr("{0} without a label, to be predicted").format(unlabelled))
        self._rest.setText("\n".join(word for word in words if word))
        self._rest.setVisible(bool(self._rest.text()))

    def _problem_words(self, data: Dataset) -> str:
        if data.is_preview or data.problem is None:
            return ""
        if data.too_many_bad_rows is not None:
            return self.tr("Some rows do not fit the others. Say beside this what to do with them.")
        return f"{data.problem.message} {data.problem.hint}".strip()

    def _on_change_clicked(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Browse…"), self.browse_clicked.emit)
        menu.addAction(self.tr("Folder…"), self.folder_clicked.emit)
        menu.addAction(self.tr("Dataset from the Hub…"), self.hub_clicked.emit)
        menu.addAction(self.tr("Sample: finance headlines"), self.sample_clicked.emit)
        if self._recent:
            menu.addSeparator()
        for file in self._recent:
            short = menu.fontMetrics().elidedText(file, Qt.TextElideMode.ElideMiddle, 360)
            menu.addAction(short, partial(self.recent_chosen.emit, file))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._change.mapToGlobal(self._change.rect().bottomLeft()))


def _link(name: str, words: str, tip: str, kind: str = "link") -> QPushButton:
    result = QPushButton(words)
    result.setObjectName(name)
    result.setProperty("kind", kind)
    result.setToolTip(tip)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return result
