"""Mistakes on the Results page: listed, read, and found by words, labels and cells."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from desk import Desk
from results_hands import (
    PREDICTED,
    SURE,
    TRUE,
    choose_line,
    listed,
    open_mistakes,
    open_run,
)
from scored_runs import one_label
from tuner_gui.gui.widgets.results.confusion_map import ConfusionMap


def test_mistakes_are_listed_surest_first_and_read_in_full(desk: Desk, table: Path, runs: Path) -> None:
    open_mistakes(desk, runs, table, one_label())
    desk.until(lambda: len(listed(desk)) == 10)
    assert desk.button("mistakesTab").text() == "Mistakes · 10"
    assert desk.button("allRowsTab").text() == "All test rows · 60"
    sure = [int(cells[SURE].removesuffix(" %")) for cells in listed(desk)]
    assert sure == sorted(sure, reverse=True)
    assert all(cells[TRUE] != cells[PREDICTED] for cells in listed(desk))
    # row 1,150 is the 115th: index 114, true 114 % 3 = 0
    assert listed(desk)[0][0] == "1,150"
    assert desk.find("mistakeText", QPlainTextEdit).toPlainText() == "Headline number 114, told at length"
    assert "test row 1,150 · true: negative · predicted: neutral" in desk.text("mistakeTitle")
    choose_line(desk, 1)
    assert "Headline number 108" in desk.find("mistakeText", QPlainTextEdit).toPlainText()


def test_a_click_on_the_title_turns_the_order_round(desk: Desk, table: Path, runs: Path) -> None:
    open_mistakes(desk, runs, table, one_label())
    desk.until(lambda: len(listed(desk)) == 10)
    before = [cells[0] for cells in listed(desk)]
    header = desk.find("mistakesTable", QTableView).horizontalHeader()
    assert header.model().headerData(SURE, Qt.Orientation.Horizontal) == "Sure ↓"
    header.sectionClicked.emit(SURE)
    desk.until(lambda: [cells[0] for cells in listed(desk)] == before[::-1])
    assert header.model().headerData(SURE, Qt.Orientation.Horizontal) == "Sure ↑"


def test_words_and_labels_filter_the_rows(desk: Desk, table: Path, runs: Path) -> None:
    open_mistakes(desk, runs, table, one_label())
    desk.click("allRowsTab")
    desk.until(lambda: len(listed(desk)) == 60)
    QTest.keyClicks(desk.find("mistakeFilter", QLineEdit), "NUMBER 77")
    desk.until(lambda: len(listed(desk)) == 1)
    desk.find("mistakeFilter", QLineEdit).clear()
    box = desk.find("trueFilter", QComboBox)
    box.setCurrentIndex(box.findData("neutral"))
    box.activated.emit(box.currentIndex())
    desk.until(lambda: len(listed(desk)) == 20)
    assert {cells[TRUE] for cells in listed(desk)} == {"neutral"}
    QTest.keyClicks(desk.find("mistakeFilter", QLineEdit), "nowhere")
    desk.until(lambda: desk.find("noMistakes", QLabel).isVisible())
    assert not desk.button("saveMistakesButton").isEnabled()
    assert desk.find("mistakeText", QPlainTextEdit).toPlainText() == ""


def test_a_click_on_a_cell_shows_its_rows(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label())
    shown = desk.find("confusionMap", ConfusionMap)
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.grid.rect(0, 1).center())
    desk.until(lambda: desk.find("mistakesView", QWidget).isVisible() and len(listed(desk)) == 10)
    assert {(cells[TRUE], cells[PREDICTED]) for cells in listed(desk)} == {("negative", "neutral")}
    assert desk.button("allRowsTab").isChecked()
    assert desk.find("trueFilter", QComboBox).currentText() == "negative"


def test_the_keyboard_chooses_a_cell_too(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label())
    shown = desk.find("confusionMap", ConfusionMap)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    assert shown.accessibleDescription().startswith(
        "0 of 20 rows that are “neutral” were labelled “negative”"
    )
    QTest.keyClick(shown, Qt.Key.Key_Right)
    QTest.keyClick(shown, Qt.Key.Key_Return)
    desk.until(lambda: desk.find("mistakesView", QWidget).isVisible() and len(listed(desk)) == 20)


def test_cells_hold_rows_or_shares(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label())
    shown = desk.find("confusionMap", ConfusionMap)
    assert [shown.words(0, column) for column in range(3)] == ["10", "10", "0"]
    desk.click("confusionShares")
    assert [shown.words(0, column) for column in range(3)] == ["50", "50", "0"]


def test_seventy_seven_classes_scroll_below_their_labels(desk: Desk, table: Path, runs: Path) -> None:
    labels = tuple(f"a class with a long name {index}" for index in range(77))
    open_run(desk, runs, table, one_label(labels, wrong_every=2))
    shown = desk.find("confusionMap", ConfusionMap)
    assert shown.horizontalScrollBar().maximum() > 0
    assert shown.height() <= 430
    last = shown.grid.rect(0, 76)
    assert last.left() > shown.viewport().width()
    for _ in range(77):
        QTest.keyClick(shown, Qt.Key.Key_Right)
    assert shown.viewport().rect().contains(shown.grid.rect(0, 76).center())
    assert shown.grid.at(QPoint(5, 5)) is None
    confusions = desk.find("confusionList", QTableView)
    assert confusions.isVisible()
    QTest.mouseClick(
        confusions.viewport(),
        Qt.MouseButton.LeftButton,
        pos=confusions.visualRect(confusions.model().index(0, 0)).center(),
    )
    desk.until(lambda: desk.find("mistakesView", QWidget).isVisible())
