"""The first rows of a table, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from tuner_gui.gui.models.rows_model import RowsModel
from tuner_gui.gui.theme import SPACE_2, figures
from tuner_gui.gui.widgets.basics import column, label

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table

WIDEST = 360
NARROWEST = 72
LINE = 32
MEASURED = 200
"""Columns that are looked at."""


class PreviewRows(QWidget):
    """A caption, and a table that shows no more than it is given."""

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowsModel(self)
        self._widths: list[int] = []
        self._caption = label(kind="small", name=f"{name}Caption")
        view = self._view = QTableView()
        view.setObjectName(name)
        view.setProperty("kind", "rows")
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
        view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
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
        self._widths = [
            max(NARROWEST, min(WIDEST, self._view.columnWidth(section)))
            for section in range(min(MEASURED, self._model.columnCount()))
        ]
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width that there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The widest column takes what the others leave."""
        if not self._widths:
            return
        whole = self._view.viewport().width()
        widest = self._widths.index(max(self._widths))
        for section, width in enumerate(self._widths):
            rest = max(0, whole - sum(self._widths)) if section == widest else 0
            self._view.setColumnWidth(section, width + rest)
