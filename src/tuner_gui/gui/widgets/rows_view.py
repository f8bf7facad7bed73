"""The rows of the dataset: a table, a filter above it, and below it the row chosen, to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QPushButton, QTableView, QWidget

from tuner_gui.gui import icons, text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.models.rows_model import RowsModel
from tuner_gui.gui.role_edit import role_of
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import ElidedLabel, column, label, row
from tuner_gui.gui.widgets.column_widths import fit_columns
from tuner_gui.gui.widgets.inputs import field
from tuner_gui.gui.widgets.role_header import RoleHeader
from tuner_gui.gui.widgets.row_numbers import RowNumbers

if TYPE_CHECKING:
    import numpy as np

READER_LINES, LOW_READER_LINES = 5, 3
_NO = frozenset({"", "0", "0.0", "false", "no"})


class RowsView(QWidget):
    """Shows and filters rows."""

    words_changed = Signal(str)
    class_cleared = Signal()
    role_chosen = Signal(str, str)
    """Column, role."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: Dataset | None = None
        self._wanted_row = 0
        self._fitting = self._pulled = False
        self._fit_timer = QTimer(self, singleShot=True, interval=0)  # the table inside has its size by then
        self._fit_timer.timeout.connect(self._fit)
        self.model = RowsModel(self)
        self.filter_bar = QWidget()
        """What is shown above the rows; whoever shows the rows gives it its place."""
        self._header = RoleHeader()
        self._header.sectionResized.connect(self._on_section_resized)
        self._header.role_chosen.connect(self.role_chosen)
        self._view = self._build_table()
        self._filter = field("rowFilter", self.tr("Find rows"), self.tr("Show only rows that contain this."))
        self._filter.setPlaceholderText(self.tr("Find in the rows…"))
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self.words_changed)
        self._chip = QPushButton()
        self._chip.setObjectName("classFilterChip")
        self._chip.setProperty("kind", "chip")
        self._chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the name
        self._chip.setToolTip(self.tr("Show the rows of all classes again."))
        self._chip.clicked.connect(self.class_cleared)
        icons.set_icon(self._chip, "close", "muted", 12)
        self._count = label(kind="small", name="rowCount", numbers=True)
        self._title = ElidedLabel(name="readerTitle")
        self._title.setProperty("kind", "small")
        self._reader = QPlainTextEdit(readOnly=True)
        self._reader.setObjectName("rowReader")
        self._reader.setProperty("kind", "field")
        self._reader.setAccessibleName(self.tr("The row chosen"))
        self._reader.setTabChangesFocus(True)
        self._compose()
        self.set_low(False)
        self.set_class(None)

    def set_low(self, low: bool) -> None:
        """Give the table more of the room, in a small window."""
        lines = LOW_READER_LINES if low else READER_LINES
        self._reader.setFixedHeight(QFontMetrics(self._reader.font()).lineSpacing() * lines + 18)

    def set_dataset(self, data: Dataset) -> None:
        """Show `data`, from its first row when it is another table."""
        another = self._data is None or self._data.table is not data.table
        columns_differ = self._data is None or self._data.table.columns != data.table.columns
        roles_differ = self._data is None or _roles(self._data) != _roles(data)
        self._data = data
        line = 0 if columns_differ else max(0, self._view.currentIndex().row())
        if another:
            self.model.set_table(data.table)
        self._header.set_config(data.config)
        if columns_differ or roles_differ:
            self._pulled = False
            self._header.put_first(_used(data))
            self._view.horizontalScrollBar().setValue(0)
            self._fit()
            self._on_selected()
        if another:
            self._choose_line(line)
        self._update_count()

    def show_rows(self, shown: np.ndarray | None) -> None:
        """Show only these rows; None: all."""
        if self._data is None:
            return
        if shown is not None or self.model.filtered:
            self.model.set_table(self._data.table, shown)
        line = self.model.line_of(self._wanted_row) if self._wanted_row else 0
        self._wanted_row = 0
        self._choose_line(max(0, line))
        self._update_count()

    def go_to(self, row: int) -> None:
        """Choose row number `row` of the file; when a filter hides it, the filter goes."""
        line = self.model.line_of(row)
        if line >= 0:
            self._choose_line(line)
            return
        self._wanted_row = row
        self._filter.clear()
        self.class_cleared.emit()

    def set_class(self, name: str | None) -> None:
        """Name the class whose rows are shown."""
        self._chip.setVisible(name is not None)
        shown = QFontMetrics(self._chip.font()).elidedText(name or "", Qt.TextElideMode.ElideRight, 160)
        self._chip.setText(shown.replace("&", "&&"))
        self._chip.setAccessibleName(self.tr("Only “{0}”; show all").format(name or ""))

    def clear_filter(self) -> None:
        """Show all rows, whatever they contain."""
        self._filter.clear()

    # --- parts -----------------------------------------------------------------------------------

    def _build_table(self) -> QTableView:
        view = QTableView()
        view.setObjectName("dataTable")
        view.setProperty("kind", "rows")
        view.setAccessibleName(self.tr("Rows of the dataset"))
        view.setModel(self.model)
        view.setHorizontalHeader(self._header)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setWordWrap(True)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu_requested)
        numbers = RowNumbers()
        view.setVerticalHeader(numbers)
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        numbers.setSectionResizeMode(numbers.ResizeMode.Fixed)
        view.selectionModel().selectionChanged.connect(self._on_selected)
        return view

    def _compose(self) -> None:
        top = row(spacing=SPACE_2)
        top.addWidget(self._filter, 1)
        top.addWidget(self._chip)
        top.addWidget(self._count)
        reader = column(spacing=SPACE_1)
        reader.addWidget(self._title)
        reader.addWidget(self._reader)
        self.filter_bar.setLayout(top)
        layout = column(spacing=SPACE_2)
        layout.addWidget(self._view, 1)
        layout.addLayout(reader)
        self.setLayout(layout)

    # --- sizes -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts take what room there is, until somebody pulls at a column."""
        super().resizeEvent(event)
        self._fit_timer.start()

    def _fit(self) -> None:
        if self._data is not None and not self._pulled:
            self._fitting = True
            fit_columns(self._view, self._header, self._data)
            self._fitting = False

    def _on_section_resized(self) -> None:
        if not self._fitting:
            self._pulled = True

    # --- what happens ----------------------------------------------------------------------------

    def _choose_line(self, line: int) -> None:
        if self.model.rowCount() == 0:
            self._on_selected()
            return
        first = max(0, self._header.logicalIndex(0))  # in view whatever the order of the columns
        index = self.model.index(min(line, self.model.rowCount() - 1), first)
        self._view.setCurrentIndex(index)
        self._view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _on_selected(self, _new: QItemSelection | None = None, _old: QItemSelection | None = None) -> None:
        line = self._view.currentIndex().row()
        if self._data is None or not 0 <= line < self.model.rowCount():
            self._title.set_words("")
            self._reader.clear()
            return
        labels = [self.model.cell(line, name) for name in self._data.label_columns[:20]]
        words = [self.tr("Row {0}").format(text.count(self.model.number(line)))]
        if len(labels) > 1:
            names = zip(self._data.label_columns, labels, strict=False)
            labels = [name for name, value in names if value.strip().lower() not in _NO]
        if self._data.label_columns:
            words.append(", ".join(each for each in labels if each.strip()) or self.tr("no label"))
        self._title.set_words(" · ".join(words))
        self._reader.setPlainText(self._whole(line))

    def _whole(self, line: int) -> str:
        assert self._data is not None
        names = self._data.text_columns or self._data.table.columns[:20]
        cells = [self.model.cell(line, name) for name in names]
        if len(cells) == 1:
            return cells[0]
        return "\n\n".join(f"{name}:\n{cell}" for name, cell in zip(names, cells, strict=True))

    def _on_menu_requested(self, position: QPoint) -> None:
        index = self._view.indexAt(position)
        section = index.column() if index.isValid() else self._view.currentIndex().column()
        if section >= 0:
            self._header.offer_roles(section)

    def _update_count(self) -> None:
        assert self._data is not None
        shown, all_rows = self.model.rowCount(), self._data.table.rows
        words = self.tr("{0} of {1}").format(text.count(shown), text.count(all_rows))
        self._count.setText(words if shown != all_rows else "")
        self._count.setVisible(shown != all_rows)


def _used(data: Dataset) -> list[int]:
    """Places of the columns that play a role: texts, then labels, then the others."""
    names = (*data.text_columns, *data.label_columns, data.config.split_column, data.config.time_column)
    columns = data.table.columns
    return [columns.index(name) for name in dict.fromkeys(names) if name in columns]


def _roles(data: Dataset) -> list[str]:
    return [role_of(data.config, name) for name in data.table.columns]
