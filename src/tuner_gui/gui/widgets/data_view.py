"""The dataset in the right half of the Train page: what is in it, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from tuner_gui.gui import data_words, icons
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.bad_rows_bar import BadRowsBar
from tuner_gui.gui.widgets.basics import ElidedLabel, column, label, row, strong
from tuner_gui.gui.widgets.data_charts import DataCharts
from tuner_gui.gui.widgets.findings import FindingList
from tuner_gui.gui.widgets.reading_bar import ReadingBar
from tuner_gui.gui.widgets.rows_view import RowsView

SIDE_BY_SIDE = 780
"""From this width on rows and findings stand beside each other."""
LOW = 660
"""Below this height charts and reader leave room for the rows."""
FINDINGS_WIDTH = 300
ROWS, FINDINGS = range(2)


class DataView(QWidget):
    """Header, charts, rows and findings of one dataset."""

    split_clicked = Signal()
    run_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataView")
        self.reading = ReadingBar()
        self.bad_rows = BadRowsBar()
        self.charts = DataCharts()
        self.rows = RowsView()
        self.findings = FindingList()
        self._has_findings = False
        self._title = ElidedLabel(name="dataTitle")
        self._title.setProperty("kind", "title")
        self._run = self._button("backToRunButton", self.tr("Back to the run"), "back")
        self._run.clicked.connect(self.run_clicked)
        self._run.hide()
        self._split = self._button("splitButton", self.tr("Split…"), "split")
        self._split.setToolTip(self.tr("Which rows to learn from, which to choose by and which to test on."))
        self._split.clicked.connect(self.split_clicked)
        self._splits = label(kind="small", name="splitSizes", wrap=True, numbers=True)
        self._findings_title = strong(name="findingsTitle")
        self._tabs = QButtonGroup(self)
        self._tabs.idClicked.connect(self._on_tab_clicked)
        self._compose()

    def set_dataset(self, data: Dataset) -> None:
        """Show `data`."""
        self._title.set_words(data.path.name, tip=str(data.path))
        self.reading.set_dataset(data)
        self.bad_rows.set_dataset(data)
        self.charts.set_dataset(data)
        self.rows.set_dataset(data)
        self.findings.set_findings(data.findings, data.survey.applied)
        self._has_findings = bool(data.findings or data.survey.applied)
        self._tabs.button(FINDINGS).setText(self._findings_words(data))
        self._findings_title.setText(self._findings_words(data))
        sizes = data_words.split_sizes(data)
        way = data_words.split_way(data.config)
        self._splits.setText(self.tr("Split {0}: {1}").format(way, sizes) if sizes else "")
        self._arrange()

    def set_run_known(self, known: bool) -> None:
        """Whether there is a run to go back to."""
        self._run.setVisible(known)

    def show_findings(self) -> None:
        """Bring what is to be checked to the front."""
        self._tabs.button(FINDINGS).setChecked(True)
        self.findings.verticalScrollBar().setValue(0)
        self._arrange()

    def show_rows(self) -> None:
        """Bring the rows to the front."""
        self._tabs.button(ROWS).setChecked(True)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        top = row(spacing=SPACE_2)
        top.addWidget(self._title, 1)
        top.addWidget(self._split)
        top.addWidget(self._run)
        head = column(spacing=2)
        head.addLayout(top)
        head.addWidget(self.reading)
        tabs = row(spacing=SPACE_2)
        for number, (name, words) in enumerate((("rowsTab", self.tr("Rows")), ("findingsTab", ""))):
            tab = QPushButton(words)
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._tabs.addButton(tab, number)
            tabs.addWidget(tab)
        self._tabs.button(ROWS).setChecked(True)
        tabs.setContentsMargins(0, 0, SPACE_1, 0)
        self._tab_bar = QWidget()
        self._tab_bar.setLayout(tabs)
        self._tab_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        bar = row(spacing=SPACE_2)
        bar.addWidget(self._tab_bar)
        bar.addWidget(self.rows.filter_bar, 100)
        bar.addStretch()
        bar.addWidget(self._findings_title)
        self._findings_title.setIndent(SPACE_1)
        self._findings_title.setFixedWidth(FINDINGS_WIDTH + SPACE_1)
        body = row(spacing=SPACE_3)
        body.addWidget(self.rows, 1)
        body.addWidget(self.findings)
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_2, SPACE_4, SPACE_4, SPACE_4)
        layout.addLayout(head)
        layout.addWidget(self.bad_rows)
        layout.addWidget(self.charts)
        below = column(spacing=SPACE_2)
        below.addLayout(bar)
        below.addLayout(body, 1)
        layout.addLayout(below, 1)
        layout.addWidget(self._splits)
        self.setLayout(layout)

    def _button(self, name: str, words: str, icon: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.set_icon(button, icon, "muted")
        return button

    def _findings_words(self, data: Dataset) -> str:
        return data_words.things(data.things_to_check) if data.things_to_check else self.tr("Findings")

    def _on_tab_clicked(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= SIDE_BY_SIDE
        at_findings = self._tabs.checkedId() == FINDINGS and self._has_findings
        self._tab_bar.setVisible(not wide and self._has_findings)
        self._findings_title.setVisible(wide and self._has_findings)
        self.rows.setVisible(wide or not at_findings)
        self.rows.filter_bar.setVisible(wide or not at_findings)
        self.findings.setVisible(self._has_findings and (wide or at_findings))
        low = self.height() < LOW
        self.charts.set_low(low)
        self.rows.set_low(low)
        self._splits.setVisible(not low)
        self.findings.setMinimumWidth(FINDINGS_WIDTH)
        self.findings.setMaximumWidth(FINDINGS_WIDTH if wide else 16_777_215)
