"""The list of runs: search, tags, a table, and buttons for what can be done with the runs chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from tuner_gui.gui import actions, icons, text
from tuner_gui.gui.models.runs_model import RunsModel
from tuner_gui.gui.run_deeds import MENU, SEPARATOR, deeds, possible
from tuner_gui.gui.run_order import (
    DURATION,
    MODE,
    NAME,
    SCORE,
    SIZE,
    STARTED,
    STATUS,
    TREND,
    tags_of,
)
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4, figures
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.inputs import ComboBox, field
from tuner_gui.gui.widgets.run_cells import Sparkline, TwoLines
from tuner_gui.runs.index import RunEntry

ROW_HEIGHT = 48
WIDTHS = {MODE: 176, SCORE: 164, TREND: 96, STATUS: 96, STARTED: 136, DURATION: 92, SIZE: 84}
BUTTONS = ("reveal", "resume", "compare", "results", "open")


class RunsList(QWidget):
    """Shows runs; says what a person wants done with those chosen."""

    asked = Signal(str)
    """Key of a deed, see `run_deeds`."""
    renamed = Signal(object, str)
    """Folder of a run, and its new name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds()
        self._busy = False
        self._wanted: set[Path] = set()
        self._model = RunsModel(self)
        self._model.renamed.connect(self.renamed)
        self._search = field(
            "runSearch", self.tr("Search runs"), self.tr("Name, dataset, mode, tag or note.")
        )
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(280)
        self._search.textChanged.connect(self._on_searched)
        self._tags = ComboBox("runTagBox", self.tr("Tag"))
        self._tags.setMaximumWidth(180)
        self._tags.activated.connect(self._on_tag_chosen)
        self._facts = label(kind="small", name="runFacts", numbers=True)
        self._table = self._build_table()
        self._buttons = {key: self._button(key) for key in (*BUTTONS, "clean", "import")}
        self._more = self._build_more()
        self._compose()
        self._add_keys()
        self._update()

    @property
    def chosen(self) -> list[RunEntry]:
        """The runs chosen, from top to bottom."""
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        return [self._model.entry(number) for number in rows]

    @property
    def entries(self) -> list[RunEntry]:
        """All runs, whether shown or not."""
        return self._model.entries

    def set_entries(self, entries: list[RunEntry]) -> None:
        """Show `entries`; what was chosen stays chosen."""
        self._keep_choice()
        self._model.set_entries(entries)
        self._fill_tags(tags_of(entries))
        self._choose_again()

    def choose(self, folder: Path) -> None:
        """Choose one run, as soon as it is shown."""
        self._wanted = {folder}
        self._choose_again()

    def set_busy(self, busy: bool) -> None:
        """Another run is under way: none can be resumed."""
        self._busy = busy
        self._update()

    def edit_name(self) -> None:
        """Let the name of the run chosen be typed."""
        rows = self._table.selectionModel().selectedRows(NAME)
        if rows:
            self._table.edit(rows[0])

    # --- parts -----------------------------------------------------------------------------------

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("runsTable")
        table.setAccessibleName(self.tr("Runs"))
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu_requested)
        table.setShowGrid(False)
        table.setFont(figures(table.font()))
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        two = TwoLines(table)
        for section, delegate in {
            NAME: two,
            SCORE: two,
            MODE: TwoLines(table, dot=True),
            TREND: Sparkline(table),
        }.items():
            table.setItemDelegateForColumn(section, delegate)
        numbers = table.verticalHeader()
        numbers.hide()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(ROW_HEIGHT)
        self._set_header(table)
        table.activated.connect(self._on_activated)
        table.selectionModel().selectionChanged.connect(self._update)
        self._model.modelAboutToBeReset.connect(self._keep_choice)
        self._model.modelReset.connect(self._choose_again)
        return table

    def _set_header(self, table: QTableView) -> None:
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for section, width in WIDTHS.items():
            header.resizeSection(section, width)
        header.setSortIndicator(STARTED, Qt.SortOrder.DescendingOrder)
        table.setSortingEnabled(True)

    def _button(self, key: str) -> QPushButton:
        spec = self._deeds[key]
        names = {"reveal": "showFolderButton", "resume": "resumeButton", "open": "openRunButton"}
        result = QPushButton(spec.text)
        result.setObjectName(names.get(key, f"{key}RunsButton"))
        result.setToolTip(actions.tooltip(spec))
        if spec.icon:
            icons.set_icon(result, spec.icon)
        result.clicked.connect(lambda: self.asked.emit(key))
        return result

    def _build_more(self) -> QToolButton:
        result = QToolButton()
        result.setObjectName("moreRunsButton")
        result.setAccessibleName(self.tr("More"))
        result.setToolTip(self.tr("More that can be done with the runs chosen."))
        result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.set_icon(result, "more")
        result.clicked.connect(self._on_more_clicked)
        return result

    def _compose(self) -> None:
        top = row(spacing=SPACE_2)
        top.addWidget(label(self.tr("Runs"), "hero"))
        top.addSpacing(SPACE_2)
        top.addWidget(self._facts, 0, Qt.AlignmentFlag.AlignBottom)
        top.addStretch()
        top.addWidget(self._tags)
        top.addWidget(self._search, 1)
        bottom = row(spacing=SPACE_2)
        for key in ("import", "clean"):
            bottom.addWidget(self._buttons[key])
        bottom.addStretch()
        bottom.addWidget(self._more)
        for key in BUTTONS:
            bottom.addWidget(self._buttons[key])
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addLayout(top)
        layout.addWidget(self._table, 1)
        layout.addLayout(bottom)
        self.setLayout(layout)

    def _add_keys(self) -> None:
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)  # not while a name is edited
        delete.activated.connect(lambda: self._ask("delete"))
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._search.setFocus)

    def menu(self) -> QMenu:
        """What can be done with the runs chosen."""
        menu = QMenu(self)
        menu.setObjectName("runMenu")
        chosen = self.chosen
        for key in MENU:
            if key == SEPARATOR:
                menu.addSeparator()
                continue
            spec = self._deeds[key]
            action = QAction(spec.text, menu)
            action.setObjectName(f"{key}RunAction")
            action.setEnabled(possible(key, chosen, busy=self._busy))
            if spec.shortcut:
                action.setShortcut(QKeySequence(spec.shortcut))
            action.triggered.connect(lambda _checked=False, asked=key: self.asked.emit(asked))
            menu.addAction(action)
        return menu

    # --- what happens ----------------------------------------------------------------------------

    def _keep_choice(self) -> None:
        self._wanted = {entry.folder for entry in self.chosen} or self._wanted

    def _choose_again(self) -> None:
        rows = self._model.rows_of(self._wanted) or ([0] if self._model.rowCount() else [])
        selection = QItemSelection()
        for number in rows:
            selection.select(self._model.index(number, 0), self._model.index(number, 0))
        flags = QItemSelectionModel.SelectionFlag
        model = self._table.selectionModel()
        model.select(selection, flags.ClearAndSelect | flags.Rows)
        if rows:
            model.setCurrentIndex(self._model.index(rows[0], NAME), flags.NoUpdate)
            self._table.scrollTo(self._model.index(rows[0], NAME))
        self._update()

    def _update(self) -> None:
        chosen = self.chosen
        for key, button in self._buttons.items():
            button.setEnabled(possible(key, chosen, busy=self._busy))
        tip = self.tr("Wait until the run under way has ended.") if self._busy else self._deeds["resume"].tip
        self._buttons["resume"].setToolTip(tip)
        self._more.setEnabled(bool(chosen))
        shown, every = self._model.rowCount(), len(self._model.entries)
        counted = self.tr("{0} of {1}") if shown != every else "{1}"
        size = text.size(sum(entry.use.total for entry in self._model.entries))
        words = counted.format(text.count(shown), text.count(every))
        self._facts.setText(self.tr("{0} · {1} on disk").format(words, size))

    def _fill_tags(self, tags: list[str]) -> None:
        wanted = self._model.wanted.tag if self._model.wanted.tag in tags else ""
        with QSignalBlocker(self._tags):
            self._tags.clear()
            self._tags.addItem(self.tr("All tags"), "")
            for tag in tags:
                self._tags.addItem(tag, tag)
            self._tags.setCurrentIndex(self._tags.findData(wanted))
        self._tags.setVisible(bool(tags))
        self._model.want(tag=wanted)

    def _on_searched(self, words: str) -> None:
        self._model.want(words=words)

    def _on_tag_chosen(self) -> None:
        self._model.want(tag=self._tags.currentData() or "")

    def _on_activated(self, _index: QModelIndex) -> None:
        self._ask("open")

    def _on_menu_requested(self, position: QPoint) -> None:
        if self.chosen:
            self.menu().popup(self._table.viewport().mapToGlobal(position))

    def _on_more_clicked(self) -> None:
        menu = self.menu()
        menu.popup(self._more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _ask(self, key: str) -> None:
        if possible(key, self.chosen, busy=self._busy):
            self.asked.emit(key)
