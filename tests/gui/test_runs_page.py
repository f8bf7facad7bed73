"""The Runs page: runs found, named, compared, deleted and brought back, cleaned up, imported, reused."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QWidget,
)

from desk import Desk
from made_runs import config_of, keep_rows, make_run
from tuner_gui import paths
from tuner_gui.engine.config import Correction, Hyperparameters, RunConfig
from tuner_gui.engine.requests import ExportJob, TrainJob
from tuner_gui.errors import CancelledError
from tuner_gui.gui import run_shelf
from tuner_gui.gui.main_window import RESULTS, RUNS, TRAIN
from tuner_gui.gui.pages.runs_page import RunsPage
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_order import NAME, SCORE
from tuner_gui.gui.widgets.runs_list import RunsList
from tuner_gui.gui.widgets.runs_table import RunsTable
from tuner_gui.runs.importing import Progress
from tuner_gui.runs.notes import Notes, annotate_run, read_notes
from tuner_gui.runs.store import list_runs


class Shelf:
    """Hands for the list of runs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.click("page_runs")
        desk.until(lambda: desk.window.findChild(RunsTable) and self.table.runs.rowCount())

    @property
    def table(self) -> RunsTable:
        return self.desk.find("runsTable", RunsTable)

    @property
    def names(self) -> list[str]:
        return [str(self.table.runs.index(row, NAME).data()) for row in range(self.table.runs.rowCount())]

    def choose(self, *names: str) -> None:
        flags = QItemSelectionModel.SelectionFlag
        self.table.clearSelection()
        for name in names:
            index = self.table.runs.index(self.names.index(name), NAME)
            self.table.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)

    def menu(self, key: str) -> None:
        """Choose an entry of the menu, which does not pop up: the platform of the tests cannot do that."""
        listed = self.desk.window.findChild(RunsList)
        assert listed is not None
        menu = listed.menu()
        action = next(each for each in menu.actions() if each.objectName() == f"{key}RunAction")
        assert action.isEnabled()
        action.trigger()
        menu.deleteLater()

    def type_name(self, name: str) -> None:
        editor = self.table.viewport().findChild(QLineEdit)
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        QTest.keyClicks(editor, name)
        QTest.keyClick(editor, Qt.Key.Key_Return)


@pytest.fixture
def shelf(desk: Desk) -> Shelf:
    """Runs of six datasets, the newest of `movies`."""
    for number in range(6):
        make_run(paths.runs_dir(), number, status="finished", accuracy=0.6 + number / 50)
    return Shelf(desk)


def test_search_and_tags_find_runs(desk: Desk, shelf: Shelf) -> None:
    assert shelf.names == ["movies", "complaints 2025", "sms-spam", "tickets", "reviews", "headlines"]
    assert desk.text("runFacts").startswith("6 · 546 MB")
    assert not desk.find("runTagBox", QComboBox).isVisible()
    search = desk.find("runSearch", QLineEdit)
    QTest.keyClicks(search, "lora")  # the mode of one
    assert shelf.names == ["tickets"]
    search.clear()
    QTest.keyClicks(search, "movies sms")
    assert shelf.names == []
    assert not desk.button("openRunButton").isEnabled()
    search.clear()
    assert shelf.table.chosen[0].name == "movies"
    annotate_run(paths.runs_dir() / "made-00002-lora", note="The odd one", tags=["final"])
    desk.window.show_page(TRAIN)
    desk.click("page_runs")
    tags = desk.find("runTagBox", QComboBox)
    desk.until(lambda: tags.isVisible())
    tags.setCurrentIndex(tags.findData("final"))
    tags.activated.emit(tags.currentIndex())
    assert shelf.names == ["tickets"]
    tags.setCurrentIndex(0)
    tags.activated.emit(0)
    QTest.keyClicks(search, "odd")
    assert shelf.names == ["tickets"]


def test_a_click_on_a_title_sorts(shelf: Shelf) -> None:
    header = shelf.table.horizontalHeader()
    place = header.sectionViewportPosition(SCORE) + 20
    for first in ("headlines", "movies"):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
        assert shelf.names[0] == first
        assert shelf.table.chosen[0].name == "movies"


def test_a_name_is_typed_in_place_and_shown_everywhere(desk: Desk, shelf: Shelf) -> None:
    shelf.choose("reviews")
    shelf.table.setFocus()
    QTest.keyClick(shelf.table, Qt.Key.Key_F2)
    assert shelf.table.editing
    desk.window._made[RUNS]._on_listed([])  # type: ignore[attr-defined]
    assert shelf.table.editing, "what is read from the disk meanwhile takes nothing away"
    shelf.type_name("The best so far")
    desk.until(lambda: "The best so far" in shelf.names)
    assert [run.name for run in shelf.table.chosen] == ["The best so far"]
    desk.until(lambda: "The best so far" in [run.name for run in desk.session.shown.runs])
    assert "reviews" in [run.name for run in list_runs()]


def test_note_and_tags_are_written_down(desk: Desk, shelf: Shelf) -> None:
    shelf.menu("notes")
    QTest.keyClicks(desk.find("noteText", QPlainTextEdit), "Looks good")
    QTest.keyClicks(desk.find("tagsBox", QLineEdit), "final, to check")
    desk.click("notesOkButton")
    desk.until(lambda: shelf.table.runs.entry(0).notes.tags)
    assert read_notes(shelf.table.runs.entry(0).folder) == Notes(
        note="Looks good", tags=("final", "to check")
    )


def test_a_run_that_is_exported_is_not_deleted(desk: Desk, shelf: Shelf, tmp_path: Path) -> None:
    desk.script.hold_export = True
    (folder,) = paths.runs_dir().glob("made-00002-*")  # of “tickets”
    task = desk.session.models.ask(ExportJob(run_dir=str(folder), destination=str(tmp_path / "out")))
    desk.until(lambda: desk.session.queue.current is task)
    shelf.choose("sms-spam", "tickets")
    shelf.menu("delete")
    desk.until(lambda: "sms-spam" not in shelf.names)
    assert "tickets" in shelf.names
    assert desk.message == "“tickets” cannot be deleted now: its model is being used."
    assert desk.text("shelfText") == "1 run deleted."
    desk.session.models.cancel(task)
    desk.until(lambda: desk.session.queue.current is None)
    shelf.choose("tickets")
    shelf.menu("delete")
    desk.until(lambda: "tickets" not in shelf.names)


def test_delete_keys_and_both_ways_back(desk: Desk, shelf: Shelf) -> None:
    shelf.choose("sms-spam", "tickets")
    shelf.table.setFocus()
    QTest.keyClick(shelf.table, Qt.Key.Key_Delete)
    desk.until(lambda: shelf.names == ["movies", "complaints 2025", "reviews", "headlines"])
    assert desk.text("shelfText") == "2 runs deleted."
    assert shelf.table.chosen[0].name == "headlines"  # not the first of all: another Del would delete that
    desk.until(lambda: len(desk.session.shown.runs) == 4)
    desk.click("undoDeleteButton")
    desk.until(lambda: len(shelf.names) == 6)
    assert not desk.find("shelfBar", QWidget).isVisible()
    shelf.choose("movies")
    shelf.menu("delete")
    desk.until(lambda: len(shelf.names) == 5)
    desk.window.activateWindow()
    shelf.table.setFocus()
    QTest.keyClick(shelf.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: len(shelf.names) == 6)
    assert len(list_runs()) == 6


def test_runs_tested_on_the_same_rows_are_compared(desk: Desk) -> None:
    for number, mode in enumerate(("layerwise", "head")):
        make_run(paths.runs_dir(), number, status="finished", config=config_of(0, mode=mode))  # type: ignore[arg-type]
    shelf = Shelf(desk)
    assert not desk.button("compareRunsButton").isEnabled()
    shelf.table.selectAll()
    desk.click("compareRunsButton")
    assert desk.text("compareWords").startswith("Tested on the same 104 rows.")
    table = desk.find("compareTable", QTableWidget)
    rows = {table.verticalHeaderItem(row).text(): row for row in range(table.rowCount())}
    assert [_cell(table, rows["Training mode"], place) for place in (0, 1)] == [
        "Head only",
        "Differential learning rates",
    ]
    assert _cell(table, rows["95 % interval"], 0) == "77.0–91.0"
    assert "Seed" not in rows
    desk.click("compareCloseButton")


def _cell(table: QTableWidget, row: int, place: int) -> str:
    item = table.item(row, place)
    assert item is not None
    return item.text()


def test_a_corrected_dataset_is_another_version(desk: Desk) -> None:
    plain = config_of(0)
    dataset = msgspec.structs.replace(plain.dataset, corrections=(Correction(row=3, label="positive"),))
    make_run(paths.runs_dir(), 0, status="finished", config=plain)
    make_run(paths.runs_dir(), 6, status="finished", config=msgspec.structs.replace(plain, dataset=dataset))
    shelf = Shelf(desk)
    shelf.table.selectAll()
    desk.click("compareRunsButton")
    words = desk.text("compareWords")
    assert words.startswith("Not tested on the same rows")
    assert "labels were corrected" in words


def test_a_table_that_was_changed_in_between_is_noticed_by_its_rows(desk: Desk) -> None:
    for number, target in ((0, 0), (6, 1)):
        folder = make_run(paths.runs_dir(), number, status="finished", config=config_of(0))
        keep_rows(folder, ["a text", "another"], [0, target])
    shelf = Shelf(desk)
    shelf.table.selectAll()
    desk.click("compareRunsButton")
    desk.until(lambda: "the table was changed in between" in desk.text("compareWords"))
    desk.click("compareCloseButton")


def test_what_was_asked_is_done_when_the_window_is_closed(desk: Desk, shelf: Shelf) -> None:
    folders = [entry.folder for entry in shelf.table.runs.entries]
    runs = desk.window._made[RUNS]
    assert isinstance(runs, RunsPage)
    for number, folder in enumerate(folders):
        runs._shelf.rename(folder, f"Name {number}")
    desk.window.close()
    assert [read_notes(folder).name for folder in folders] == [f"Name {number}" for number in range(6)]


def test_one_import_at_a_time_and_it_can_be_cancelled(
    desk: Desk, shelf: Shelf, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def slow(source: Path, progress: Progress) -> Path:
        progress(1, 2)
        reached.set()
        go_on.wait(10)
        if not progress(2, 2):
            raise CancelledError("cancelled")
        return source

    monkeypatch.setattr(run_shelf, "import_run", slow)
    desk.click("importRunButton")
    desk.until(lambda: reached.is_set() and desk.find("shelfBar", QWidget).isVisible())
    desk.click("importRunButton")
    assert "wait until it is done" in desk.message
    desk.click("cancelImportButton")
    go_on.set()
    desk.until(lambda: not desk.find("shelfBar", QWidget).isVisible())
    assert len(list_runs()) == 6


def test_cleaning_up_says_what_goes_and_frees_it(desk: Desk) -> None:
    done = make_run(paths.runs_dir(), 0, status="finished", checkpoint=5_000_000)
    waiting = make_run(paths.runs_dir(), 3, status="interrupted", checkpoint=7_000_000)
    Shelf(desk)
    desk.click("cleanRunsButton")
    desk.until(lambda: desk.window.findChild(QCheckBox, "cleanEndedBox"))
    assert desk.button("cleanOkButton").text() == "Free 5.0 MB"
    assert not desk.button("cleanTrashBox").isEnabled()
    desk.click("cleanOkButton")
    desk.until(lambda: desk.find("shelfBar", QWidget).isVisible())
    assert desk.text("shelfText") == "5.0 MB freed."
    assert not (done / "checkpoints").exists()
    assert (waiting / "checkpoints").exists()


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run on a stick, which the dialog for folders chooses."""
    folder = make_run(tmp_path / "stick", 1, status="finished")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(folder))
    return folder


def test_a_run_is_imported_from_the_empty_page(desk: Desk, stick: Path) -> None:
    desk.click("page_runs")
    desk.until(lambda: desk.find("runsEmpty", QWidget).isVisible())
    desk.click("importFirstButton")
    desk.until(lambda: desk.find("runsTable", RunsTable).runs.rowCount() == 1)
    desk.until(lambda: desk.text("shelfText") == "The run was imported.")
    assert (paths.runs_dir() / stick.name / "model" / "model.safetensors").exists()


def test_what_cannot_be_imported_is_told(desk: Desk, shelf: Shelf, stick: Path) -> None:
    (stick / "model" / "evil.py").write_text("boom")
    desk.click("importRunButton")
    desk.until(lambda: desk.message)
    assert "could run code" in desk.message
    assert not desk.find("shelfBar", QWidget).isVisible()
    assert len(list_runs()) == 6


def reusable(table: Path) -> RunConfig:
    return msgspec.structs.replace(
        config_of(0, mode="head", path=str(table), seed=7),
        dataset=msgspec.structs.replace(
            config_of(0, path=str(table)).dataset, text_columns=("headline",), label_columns=("sentiment",)
        ),
        hyperparameters=Hyperparameters(epochs=5, learning_rate=3e-5),
    )


def test_settings_of_a_run_are_used_again(desk: Desk, table: Path) -> None:
    config = reusable(table)
    make_run(paths.runs_dir(), 0, config=config)
    Shelf(desk).menu("clone")
    assert desk.window._pages.currentWidget() is desk.window._train
    desk.until(lambda: desk.session.why_not_start == "")
    assert desk.session.choice.config() == msgspec.structs.replace(
        config, dataset=desk.session.choice.config().dataset
    )
    assert desk.session.choice.config().dataset.path == str(table)
    shown = [
        desk.find(f"{name}Box", QLineEdit).text() for name in ("epochs", "learningRate", "seed", "batchSize")
    ]
    assert shown == ["5", "3e-05", "7", ""]
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    job = next(job for job in desk.engine.jobs if isinstance(job, TrainJob))
    assert (job.config.mode, job.config.seed, job.config.hyperparameters.epochs) == ("head", 7, 5)


def test_a_table_that_is_gone_is_told(desk: Desk, tmp_path: Path) -> None:
    make_run(paths.runs_dir(), 0, config=reusable(tmp_path / "gone.csv"))
    Shelf(desk).menu("clone")
    assert "gone.csv is not there any more" in desk.message
    assert desk.session.choice.mode == "head"
    assert desk.session.choice.hyperparameters.epochs == 5


def test_an_interrupted_run_is_resumed_from_the_list(desk: Desk, table: Path) -> None:
    folder = make_run(paths.runs_dir(), 0, status="interrupted", config=reusable(table))
    Shelf(desk)
    desk.click("resumeButton")
    desk.until_state(RunState.FINISHED)
    job = next(job for job in desk.engine.jobs if isinstance(job, TrainJob))
    assert job.resume
    assert job.run_dir == str(folder)


def test_results_are_shown_of_the_run_chosen(desk: Desk, shelf: Shelf) -> None:
    shelf.choose("tickets")
    desk.click("runResultsButton")
    assert desk.window._pages.currentWidget() is desk.window._made[RESULTS]
    desk.until(lambda: desk.session.shown.run is not None and desk.session.shown.run.name == "tickets")


def test_undo_on_the_train_page_brings_no_run_back(desk: Desk, shelf: Shelf) -> None:
    shelf.menu("delete")
    desk.until(lambda: len(shelf.names) == 5)
    desk.window.show_page(TRAIN)
    desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert len(list_runs()) == 5


def test_a_list_knows_what_can_be_done(desk: Desk, shelf: Shelf) -> None:
    listed = desk.window.findChild(RunsList)
    assert listed is not None
    shelf.choose("movies", "tickets")
    enabled = {action.objectName() for action in listed.menu().actions() if action.isEnabled()} - {""}
    assert enabled == {"compareRunAction", "deleteRunAction"}
