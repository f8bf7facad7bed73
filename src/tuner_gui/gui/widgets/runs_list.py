"""The list of runs: search, tags, a table, and buttons for what can be done with the runs chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from tuner_gui.gui import actions, icons, text
from tuner_gui.gui.run_deeds import MENU, SEPARATOR, deeds, possible
from tuner_gui.gui.run_order import tags_of
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.inputs import ComboBox, field
from tuner_gui.gui.widgets.runs_table import RunsTable
from tuner_gui.runs.index import RunEntry

BUTTONS = {
    "reveal": "showFolderButton",
    "resume": "resumeButton",
    "compare": "compareRunsButton",
    "results": "runResultsButton",
    "open": "openRunButton",
}
ALWAYS = {"import": "importRunButton", "clean": "cleanRunsButton"}
"""Keys and object names of buttons, from left to right."""


class RunsList(QWidget):
    """Shows runs; says what a person wants done with those chosen."""

    asked = Signal(str)
    """Key of a deed, see `run_deeds`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds()
        self._busy = False
        self.table = RunsTable()
        self._search = field("runSearch", self.tr("Search runs"), self.tr("Name, data, mode, tag or note."))
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(280)
        self._tags = ComboBox("runTagBox", self.tr("Tag"))
        self._tags.setMaximumWidth(180)
        self._facts = label(kind="small", name="runFacts", numbers=True)
        self._buttons = {key: self._button(key, name) for key, name in (ALWAYS | BUTTONS).items()}
        self._more = self._build_more()
        self._compose()
        self._connect()
        self._update()

    @property
    def chosen(self) -> list[RunEntry]:
        """The runs chosen, from top to bottom."""
        return self.table.chosen

    @property
    def entries(self) -> list[RunEntry]:
        """All runs, whether shown or not."""
        return self.table.runs.entries

    def set_entries(self, entries: list[RunEntry]) -> None:
        """Show `entries`; what was chosen stays chosen."""
        self.table.runs.set_entries(entries)
        self._fill_tags(tags_of(entries))

    def reveal(self, folder: Path) -> None:
        """Choose one run, and let no filter hide it."""
        self._search.clear()
        self.table.runs.want(tag="")
        self.table.choose(folder)

    def set_busy(self, busy: bool) -> None:
        """Another run is under way: none can be resumed."""
        self._busy = busy
        self._update()

    def menu(self) -> QMenu:
        """What can be done with the runs chosen."""
        menu = QMenu(self)
        menu.setObjectName("runMenu")
        menu.aboutToHide.connect(menu.deleteLater)
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

    # --- parts -----------------------------------------------------------------------------------

    def _button(self, key: str, name: str) -> QPushButton:
        spec = self._deeds[key]
        result = QPushButton(spec.text)
        result.setObjectName(name)
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
        for key in ALWAYS:
            bottom.addWidget(self._buttons[key])
        bottom.addStretch()
        bottom.addWidget(self._more)
        for key in BUTTONS:
            bottom.addWidget(self._buttons[key])
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_searched)
        self._tags.activated.connect(self._on_tag_chosen)
        self.table.choice_changed.connect(self._update)
        self.table.activated.connect(self._on_activated)
        self.table.delete_pressed.connect(lambda: self._ask("delete"))
        self.table.customContextMenuRequested.connect(self._on_menu_requested)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._search.setFocus)

    # --- what happens ----------------------------------------------------------------------------

    def _update(self) -> None:
        chosen = self.chosen
        for key, button in self._buttons.items():
            button.setEnabled(possible(key, chosen, busy=self._busy))
        tip = self.tr("Wait until the run under way has ended.") if self._busy else self._deeds["resume"].tip
        self._buttons["resume"].setToolTip(tip)
        self._more.setEnabled(bool(chosen))
        shown, every = self.table.runs.rowCount(), len(self.entries)
        words = self.tr("{0} of {1}") if shown != every else "{1}"
        size = text.size(sum(entry.use.total for entry in self.entries))
        counted = words.format(text.count(shown), text.count(every))
        self._facts.setText(self.tr("{0} · {1} on disk").format(counted, size))

    def _fill_tags(self, tags: list[str]) -> None:
        wanted = self.table.runs.wanted.tag if self.table.runs.wanted.tag in tags else ""
        with QSignalBlocker(self._tags):
            self._tags.clear()
            self._tags.addItem(self.tr("All tags"), "")
            for tag in tags:
                self._tags.addItem(tag, tag)
            self._tags.setCurrentIndex(self._tags.findData(wanted))
        self._tags.setVisible(bool(tags))
        self.table.runs.want(tag=wanted)

    def _on_searched(self, words: str) -> None:
        self.table.runs.want(words=words)

    def _on_tag_chosen(self) -> None:
        self.table.runs.want(tag=self._tags.currentData() or "")

    def _on_activated(self, _index: QModelIndex) -> None:
        self._ask("open")

    def _on_menu_requested(self, position: QPoint) -> None:
        if self.chosen:
            self.menu().popup(self.table.viewport().mapToGlobal(position))

    def _on_more_clicked(self) -> None:
        menu = self.menu()
        menu.popup(self._more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _ask(self, key: str) -> None:
        if possible(key, self.chosen, busy=self._busy):
            self.asked.emit(key)
