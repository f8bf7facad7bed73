"""The Runs page: all runs, what can be done with them, and one of them in full."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QStackedWidget, QWidget

from tuner_gui.errors import TunerError
from tuner_gui.gui import icons, text
from tuner_gui.gui.background import Background
from tuner_gui.gui.dialogs.clean_dialog import CleanDialog
from tuner_gui.gui.dialogs.compare_dialog import CompareDialog
from tuner_gui.gui.dialogs.notes_dialog import NotesDialog
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.past_run import PastRun, read_past_run
from tuner_gui.gui.past_run_view import PastRunView
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_order import tags_of
from tuner_gui.gui.run_shelf import CleanPlan, RunShelf
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import column, label
from tuner_gui.gui.widgets.runs_list import RunsList
from tuner_gui.gui.widgets.shelf_bar import ShelfBar
from tuner_gui.runs.index import RunEntry

LIST, EMPTY, DETAIL = range(3)
CENTER = Qt.AlignmentFlag.AlignHCenter


class RunsPage(Page):
    """A table of runs; opening one shows its plots again."""

    resumed = Signal()
    """A run goes on; it is watched on the Train page."""
    results_clicked = Signal()
    """The run that the session shows is to be looked at."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsPage")
        self._session = session
        self._settings = settings
        self._resume_when_read = False
        self._past: PastRun | None = None
        self._reader = Background(self)
        self._reader.done.connect(self._on_read)
        self._reader.failed.connect(self.problem_raised)
        self._shelf = RunShelf(self)
        self._list = RunsList()
        self._bar = ShelfBar()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._build_empty())
        layout = column(spacing=0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._bar)
        self.setLayout(layout)
        self._connect()

    def refresh(self) -> None:
        """Look on disk again."""
        self._shelf.refresh()

    def undo(self) -> None:
        """Bring back the runs that were deleted last."""
        self._shelf.undo()

    def restyle(self) -> None:
        """Take the colours in force."""
        if self._stack.count() > DETAIL:
            self._detail.restyle()

    def wait(self) -> None:
        """Block until nothing is done with runs any more."""
        self._shelf.wait()
        self._reader.wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is on disk now."""
        super().showEvent(event)
        self._list.set_busy(self._session.run.active)
        self.refresh()

    # --- parts -----------------------------------------------------------------------------------

    def _connect(self) -> None:
        shelf = self._shelf
        self._list.asked.connect(self._on_asked)
        self._list.table.renamed.connect(shelf.rename)
        self._list.table.editing_ended.connect(self.refresh)
        self._bar.undo_clicked.connect(shelf.undo)
        self._bar.cancel_clicked.connect(shelf.cancel_import)
        shelf.listed.connect(self._on_listed)
        shelf.changed.connect(self._on_changed)
        shelf.deleted.connect(self._on_deleted)
        shelf.restored.connect(self._bar.hide)
        shelf.planned.connect(self._on_planned)
        shelf.freed.connect(self._on_freed)
        shelf.import_progressed.connect(self._bar.show_import)
        shelf.import_ended.connect(self._bar.hide)
        shelf.imported.connect(self._on_imported)
        shelf.problem_raised.connect(self.problem_raised)
        self._session.run.state_changed.connect(self._on_run_state_changed)

    def _build_empty(self) -> QWidget:
        layout = column(spacing=SPACE_2)
        layout.addStretch(2)
        layout.addWidget(label(self.tr("No runs yet"), "hero"), 0, CENTER)
        words = self.tr("Every run you start is kept here: its plots, its score and its model.")
        layout.addWidget(label(words, "muted"), 0, CENTER)
        layout.addSpacing(SPACE_2)
        first = _button(self.tr("Train a model"), "trainFirstButton", self.train_clicked)
        icons.set_icon(first, "play")
        bring = _button(self.tr("Import a run…"), "importFirstButton", self._import)
        bring.setProperty("kind", "link")
        for button in (first, bring):
            layout.addWidget(button, 0, CENTER)
        layout.addStretch(3)
        page = QWidget()
        page.setObjectName("runsEmpty")
        page.setLayout(layout)
        return page

    @cached_property
    def _detail(self) -> PastRunView:
        view = PastRunView(self._session, self._settings)
        view.back_clicked.connect(self._on_back)
        view.resume_clicked.connect(self._on_resume_shown)
        self._stack.addWidget(view)
        return view

    # --- what a person asks for ------------------------------------------------------------------

    def _on_asked(self, key: str) -> None:
        one: dict[str, Callable[[RunEntry], None]] = {
            "open": lambda entry: self._read(entry, resume=False),
            "resume": lambda entry: self._read(entry, resume=True),
            "results": self._show_results,
            "notes": self._edit_notes,
            "clone": self._clone,
            "reveal": lambda entry: _reveal(entry.folder),
        }
        several: dict[str, Callable[[list[RunEntry]], None]] = {
            "rename": lambda _chosen: self._list.table.edit_name(),
            "compare": lambda chosen: self._open(CompareDialog(chosen, self)),
            "delete": self._delete,
            "clean": lambda _chosen: self._shelf.plan_cleaning(),
            "import": lambda _chosen: self._import(),
        }
        chosen = self._list.chosen
        if key in several:
            several[key](chosen)
        elif chosen:
            one[key](chosen[0])

    def _read(self, entry: RunEntry, *, resume: bool) -> None:
        folder = entry.folder
        self._resume_when_read = resume
        self._reader.start(lambda: read_past_run(folder))

    def _show_results(self, entry: RunEntry) -> None:
        self._session.shown.choose(entry.folder)
        self.results_clicked.emit()

    def _edit_notes(self, entry: RunEntry) -> None:
        dialog = NotesDialog(entry, tags_of(self._list.entries), self)
        folder = entry.folder
        dialog.chosen.connect(lambda note, tags: self._shelf.annotate(folder, note, tags))
        self._open(dialog)

    def _clone(self, entry: RunEntry) -> None:
        self.train_clicked.emit()
        self._session.use_settings(entry.info.config)

    def _delete(self, chosen: list[RunEntry]) -> None:
        used = [entry for entry in chosen if self._session.models.uses(entry.folder)]
        self._shelf.delete(entry.folder for entry in chosen if entry not in used)
        if used:
            words = self.tr("{0} cannot be deleted now: its model is being used.")
            hint = self.tr(
                "Wait until it is exported or the table is labelled, or cancel that, then delete it."
            )
            names = ", ".join(f"“{entry.name}”" for entry in used)
            self.problem_raised.emit(TunerError(words.format(names), hint=hint))

    def _import(self) -> None:
        words = self.tr("Folder of a run (with run.json)")
        name = QFileDialog.getExistingDirectory(self, words, str(Path.home()))
        if name:
            self._shelf.import_folder(Path(name))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- what comes of it ------------------------------------------------------------------------

    def _on_listed(self, entries: list[RunEntry]) -> None:
        if self._list.table.editing:  # a name that is typed is not taken away; see `editing_ended`
            return
        self._list.set_entries(entries)
        if self._stack.currentIndex() != DETAIL:
            self._stack.setCurrentIndex(LIST if entries else EMPTY)

    def _on_changed(self) -> None:
        self.refresh()
        self._session.shown.refresh()

    def _on_deleted(self, number: int) -> None:
        words = self.tr("1 run deleted.") if number == 1 else self.tr("{0} runs deleted.")
        self._bar.tell(words.format(text.count(number)), undo=True)

    def _on_planned(self, plan: CleanPlan) -> None:
        dialog = CleanDialog(plan, self)
        dialog.chosen.connect(
            lambda ended, interrupted, trash: self._shelf.clean(
                ended=ended, interrupted=interrupted, trash=trash
            )
        )
        self._open(dialog)

    def _on_freed(self, size: int) -> None:
        self._bar.tell(self.tr("{0} freed.").format(text.size(size)))

    def _on_imported(self, folder: Path) -> None:
        self._list.reveal(folder)
        self._bar.tell(self.tr("The run was imported."))

    # --- one run ---------------------------------------------------------------------------------

    def _on_read(self, past: PastRun) -> None:
        self._past = past
        if self._resume_when_read:
            self._on_resume_shown()
            return
        self._detail.show_run(past, self._busy_reason())
        self._stack.setCurrentWidget(self._detail)
        self._bar.hide()

    def _on_resume_shown(self) -> None:
        past = self._past
        if past is None:
            return
        if self._session.run.active:
            self.problem_raised.emit(TunerError(self._busy_reason()))
            return
        self._stack.setCurrentIndex(LIST)
        self._session.run.resume(Path(past.info.folder), past.info.config, past.history)
        self.resumed.emit()

    def _on_back(self) -> None:
        self._stack.setCurrentIndex(LIST)
        self.refresh()

    def _busy_reason(self) -> str:
        return self.tr("Wait until the run under way has ended.") if self._session.run.active else ""

    def _on_run_state_changed(self, _state: RunState) -> None:
        self._list.set_busy(self._session.run.active)
        if self._stack.count() > DETAIL:
            self._detail.set_busy(self._busy_reason())
        if self.isVisible():
            self.refresh()


def _reveal(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _button(words: str, name: str, slot: object) -> QPushButton:
    result = QPushButton(words)
    result.setObjectName(name)
    result.clicked.connect(slot)
    return result
