"""A small table that can be sorted, as high as its rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView, QWidget

from tuner_gui.gui.models.facts_model import FactsModel
from tuner_gui.gui.theme import figures
from tuner_gui.gui.widgets.plot_menu import offer_plot_menu
from tuner_gui.gui.widgets.quick_cells import QuickCells

LINE = 28
AIR = 9
"""Pixels left and right of the words of a cell."""
ARROW = 14
"""Pixels of the arrow beside a title."""
MOST_LINES = 11
"""More of them scroll, unless `most_lines` says otherwise."""


class FactsTable(QTableView):
    """Shows a `FactsModel`; a row can be opened with the mouse or with Return."""

    row_chosen = Signal(tuple)
    """Cells of the row."""

    def __init__(
        self,
        model: FactsModel,
        name: str,
        words: str,
        stretched: tuple[int, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._facts = model
        self._sortable = False
        self.most_lines = MOST_LINES
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setModel(model)
        self.setProperty("kind", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(figures(self.font()))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(LINE)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for section in stretched:
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_opened)
        model.modelReset.connect(self.updateGeometry)
        self.horizontalScrollBar().rangeChanged.connect(self.updateGeometry)

    def fit_columns(self, widest: int) -> None:
        """Give each column the room of its longest words, up to `widest` pixels, for all rows to come.

        Measured here, since Qt asks the stylesheet about every cell, which takes longer than painting them.
        """
        self.setItemDelegate(QuickCells(AIR, self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._facts.modelReset.connect(lambda: self._fit(widest))
        self._fit(widest)

    def _fit(self, widest: int) -> None:
        metrics, titles = self.fontMetrics(), self.horizontalHeader().fontMetrics()
        for section in range(self._facts.columnCount()):
            title = titles.horizontalAdvance(self._facts.title(section)) + ARROW
            cells = (metrics.horizontalAdvance(words) for words in self._facts.words(section))
            self.setColumnWidth(section, min(widest, max(title, *cells, 0) + 2 * AIR + 2))

    def set_sorted_by(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by `column` until another title is clicked."""
        self._facts.sort(column, order)
        if not self._sortable:
            self._sortable = True
            self.horizontalHeader().setSectionsClickable(True)
            self.horizontalHeader().sectionClicked.connect(self._on_title_clicked)

    def sizeHint(self) -> QSize:
        """As high as its rows, up to a limit."""
        lines = min(self.most_lines, self._facts.rowCount())
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() else 0
        return QSize(300, self.horizontalHeader().sizeHint().height() + lines * LINE + 4 + below)

    def minimumSizeHint(self) -> QSize:
        """As high as its rows, up to a limit."""
        return QSize(160, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the row; the keys for copying copy the table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._facts.as_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to take the table along."""
        offer_plot_menu(self, event.globalPos(), self.accessibleName(), self._facts.as_text)

    def _on_title_clicked(self, section: int) -> None:
        """Largest first; once more, smallest first."""
        down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        self._facts.sort(section, up if self._facts.order == (section, down) else down)

    def _on_opened(self, index: QModelIndex) -> None:
        self.row_chosen.emit(self._facts.row(index.row()))
