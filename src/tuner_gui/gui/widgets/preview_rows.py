"""The first rows of a table, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from tuner_gui.gui.models.rows_model import RowsModel
from tuner_gui.gui.theme import SPACE_2, figures
from tuner_gui.gui.widgets.basics import column, label

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table

WIDEST = 360
NARROWEST = 72
LINE = 32


class PreviewRows(QWidget):
    """A caption, and a table that shows no more than it is given."""

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowsModel(self)
        self._caption = label(kind="small", name=f"{name}Caption")
        view = self._view = QTableView()
        view.setObjectName(name)
        view.setAccessibleName(accessible_name)
        view.setModel(self._model)
        view.setFont(figures(view.font()))
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.verticalHeader().setDefaultSectionSize(LINE)
        view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        view.horizontalHeader().setHighlightSections(False)
        layout = column(spacing=SPACE_2)
        layout.addWidget(self._caption)
        layout.addWidget(view, 1)
        self.setLayout(layout)

    @property
    def model(self) -> RowsModel:
        """What is shown."""
        return self._model

    def show_table(self, table: Table, caption: str) -> None:
        """Show `table` from its first row."""
        self._caption.setText(caption)
        self._model.set_table(table)
        self._view.scrollToTop()
        self._view.resizeColumnsToContents()
        for section in range(min(200, self._model.columnCount())):
            width = self._view.columnWidth(section)
            self._view.setColumnWidth(section, max(NARROWEST, min(WIDEST, width)))
