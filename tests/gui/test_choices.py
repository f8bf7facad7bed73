"""Choosing: files that are no tables, roles, fields under Advanced, themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget

from desk import Desk
from fake_engine import write_table
from tuner_gui.engine.requests import FetchModelJob, TrainJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.theme import colors


def empty(folder: Path) -> Path:
    path = folder / "empty.csv"
    path.write_bytes(b"")
    return path


def header_only(folder: Path) -> Path:
    path = folder / "header.csv"
    path.write_text("text,label\n")
    return path


def binary(folder: Path) -> Path:
    path = folder / "photo.csv"
    path.write_bytes(bytes(range(256)) * 40)
    return path


def missing(folder: Path) -> Path:
    return folder / "gone.csv"


@pytest.mark.parametrize("make", [empty, header_only, binary, missing])
def test_a_file_that_is_no_table_gives_a_message_and_the_window_goes_on(
    desk: Desk, table: Path, tmp_path: Path, make: object
) -> None:
    desk.drop(make(tmp_path))  # type: ignore[operator]
    desk.until(lambda: desk.message)
    assert not desk.button("startButton").isEnabled()
    desk.open(table)
    assert desk.message == ""
    assert desk.button("startButton").isEnabled()


def one_class(folder: Path) -> Path:
    return write_table(folder / "one.csv", classes=("good",))


def three_rows(folder: Path) -> Path:
    return write_table(folder / "three.csv", rows=3)


@pytest.mark.parametrize("make", [one_class, three_rows])
def test_a_table_that_cannot_be_learned_from_keeps_start_closed(
    desk: Desk, tmp_path: Path, make: object
) -> None:
    desk.drop(make(tmp_path))  # type: ignore[operator]
    desk.until(lambda: desk.session.choice.dataset is not None)
    assert not desk.button("startButton").isEnabled()


def test_the_window_says_while_dragging_why_it_will_not_take_something(desk: Desk, table: Path) -> None:
    overlay = desk.find("dropOverlay", QWidget)
    event = desk.drag(table, table)
    assert overlay.isVisible()
    assert overlay.accessibleName() == ("These are 2 files, and their names do not say what each is for")
    QApplication.sendEvent(desk.window, event)
    assert not overlay.isVisible()
    assert desk.message.startswith("These are 2 files")


def test_a_folder_with_a_model_becomes_the_base_model(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    desk.drop(folder)
    assert desk.session.choice.base_model == str(folder)
    assert desk.find("baseModelBox", QComboBox).currentText() == "my-model"


def test_mode_and_advanced_fields_reach_the_run(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("mode_head")
    desk.click("advancedToggle")
    for name, words in (("epochsBox", "2"), ("learningRateBox", "1e-3"), ("seedBox", "7")):
        QTest.keyClicks(desk.find(name, QLineEdit), words)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    config = next(job for job in desk.engine.jobs if isinstance(job, TrainJob)).config
    assert (config.mode, config.seed) == ("head", 7)
    assert config.hyperparameters.epochs == 2
    assert config.hyperparameters.learning_rate == 1e-3
    assert config.hyperparameters.batch_size is None


@pytest.mark.parametrize(("words", "message"), [("0", "between 1 and 1000"), ("many", "must be a number")])
def test_a_field_that_makes_no_sense_keeps_start_closed(
    desk: Desk, table: Path, words: str, message: str
) -> None:
    desk.open(table)
    desk.click("advancedToggle")
    epochs = desk.find("epochsBox", QLineEdit)
    QTest.keyClicks(epochs, words)
    assert message in desk.text("advancedMessage")
    assert not desk.button("startButton").isEnabled()
    epochs.clear()
    assert desk.button("startButton").isEnabled()


def test_the_mouse_wheel_never_changes_a_closed_box(desk: Desk, table: Path) -> None:
    desk.open(table)
    box = desk.find("labelColumnBox", QComboBox)
    before = box.currentText()
    wheel = QWheelEvent(
        QPointF(5, 5), box.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == before


def test_the_theme_is_switched_and_remembered(desk: Desk) -> None:
    assert not colors().dark
    desk.click("themeButton")
    assert colors().dark
    assert desk.settings.theme == "dark"
    desk.click("themeButton")
    assert not colors().dark


def test_many_classes_show_the_largest_and_how_many_more(desk: Desk, tmp_path: Path) -> None:
    classes = tuple(f"intent {number:02d}" for number in range(77))
    desk.open(write_table(tmp_path / "intents.csv", rows=770, classes=classes))
    assert desk.text("moreClasses") == "and 73 more classes"


def test_a_model_from_the_hub_is_fetched_and_chosen(desk: Desk) -> None:
    box = desk.find("baseModelBox", QComboBox)
    box.setCurrentIndex(box.findText("From Hugging Face Hub…"))
    box.activated.emit(box.currentIndex())
    assert not desk.button("hubDownloadButton").isEnabled()
    QTest.keyClicks(desk.find("hubIdBox", QLineEdit), "owner/small-model")
    desk.click("hubDownloadButton")
    desk.until(lambda: desk.session.choice.base_model == "owner/small-model")
    assert FetchModelJob(base_model="owner/small-model") in desk.engine.jobs
    assert desk.settings.recent_models == ["owner/small-model"]


def test_a_second_text_waits_behind_a_plus(desk: Desk, table: Path) -> None:
    desk.open(table)
    second = desk.find("secondTextColumnBox", QComboBox)
    assert not second.isVisible()
    desk.click("addSecondTextButton")
    assert second.isVisible()
    assert not desk.button("addSecondTextButton").isVisible()
    second.setCurrentIndex(second.findText("sentiment"))
    second.activated.emit(second.currentIndex())
    desk.until(lambda: desk.session.choice.dataset.text_columns == ("headline", "sentiment"))  # type: ignore[union-attr]


def test_what_stops_a_run_is_said_and_can_be_mended(desk: Desk, tmp_path: Path) -> None:
    table = write_table(tmp_path / "rare.csv")
    table.write_text(table.read_text() + "One of a kind,rare\n")
    desk.drop(table)
    desk.until(lambda: desk.find("dataProblem", QLabel).isVisible())
    assert "“rare”" in desk.text("dataProblem")
    assert not desk.button("startButton").isEnabled()
    desk.click("findingsButton")
    desk.click("fix_drop_labels")
    desk.until(lambda: desk.button("startButton").isEnabled())
    assert not desk.find("dataProblem", QLabel).isVisible()
