"""The Results page, on runs made by hand: what suits each task, what can be decided, marked and taken on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSlider,
    QTableView,
    QWidget,
)

from desk import Desk
from scored_runs import make_run, numbers, one_label, several_labels
from tuner_gui.engine.config import Correction, Decision
from tuner_gui.engine.requests import ExplainJob, TrainJob
from tuner_gui.engine.results.decision import read_decision, write_decision
from tuner_gui.engine.results.marks import Mark, read_marks
from tuner_gui.engine.results.scored import Scored, write_scored
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.tokens import DARK, LIGHT
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.confusion_map import ConfusionMap
from tuner_gui.gui.widgets.results.curve_cards import CurveCard
from tuner_gui.gui.widgets.results.plot import ResultPlot
from tuner_gui.gui.widgets.results.scores_view import ScoresView

TEXT, TRUE, PREDICTED, SURE, MARK = 1, 2, 3, 4, 5


@pytest.fixture
def runs(tuner_home: Path) -> Path:
    """Where Tuner keeps its runs."""
    return tuner_home / "data" / "runs"


def show(desk: Desk, folder: Path) -> None:
    """Open the page on the run in `folder`."""
    desk.click("page_results")
    desk.session.shown.choose(folder)
    desk.until(lambda: desk.find("headline", QWidget).isVisible())
    desk.until(lambda: desk.session.shown.folder == folder)


def open_run(desk: Desk, runs: Path, table: Path, scored: Scored) -> Path:
    folder = make_run(runs / "one", table, scored)
    show(desk, folder)
    return folder


def open_mistakes(desk: Desk, runs: Path, table: Path, scored: Scored) -> Path:
    folder = open_run(desk, runs, table, scored)
    desk.click("mistakesPageTab")
    desk.until(lambda: listed(desk))
    return folder


def cards(desk: Desk) -> set[str]:
    """Names of the cards that are shown."""
    return {card.objectName() for card in desk.window.findChildren(ResultCard) if card.isVisible()}


def listed(desk: Desk) -> list[list[str]]:
    """Cells of the mistakes listed."""
    model = desk.find("mistakesTable", QTableView).model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[str(model.index(line, column).data()) for column in columns] for line in rows]


def choose_line(desk: Desk, line: int) -> None:
    view = desk.find("mistakesTable", QTableView)
    view.selectRow(line)


def takes_wheel(widget: QWidget) -> bool:
    """Whether a widget keeps the wheel for itself, so that what it stands in does not scroll."""
    middle = widget.rect().center()
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    event = QWheelEvent(middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, -120), *none, False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


# --- which cards --------------------------------------------------------------------------------


def test_without_a_run_the_page_leads_to_training(desk: Desk) -> None:
    desk.click("page_results")
    desk.until(lambda: desk.find("resultsEmpty", QWidget).isVisible())
    desk.click("resultsTrainButton")
    assert desk.find("dropZone", QWidget).isVisible()


def test_one_label_shows_score_baseline_confusions_and_calibration(
    desk: Desk, table: Path, runs: Path
) -> None:
    open_run(desk, runs, table, one_label())
    assert desk.text("headlineScore") == "83.3 %"
    assert desk.text("headlineCaption") == "Accuracy on 60 test rows"
    assert desk.text("headlineInterval") == "95 % interval 72.0 % to 90.7 %"
    assert desk.text("headlineBaseline") == "33.3 %"
    assert desk.text("headlineBaselineWords") == "always “negative”"
    assert cards(desk) >= {"confusionCard", "classCard", "reliabilityCard", "rocCard"}
    assert "thresholdCard" not in cards(desk)
    classes = desk.find("classTable", QTableView).model()
    assert classes.rowCount() == 3


def test_two_classes_have_a_threshold_and_both_curves(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label(("ham", "spam")))
    assert cards(desk) >= {"confusionCard", "thresholdCard", "rocCard", "precisionRecallCard"}
    assert desk.text("thresholdCardNote") == "“spam” is given from this probability on, otherwise “ham”"


def test_several_labels_have_no_confusion_matrix(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, several_labels())
    assert cards(desk) == {"classCard", "thresholdCard", "reliabilityCard", "rocCard", "precisionRecallCard"}
    assert desk.text("headlineCaption") == "Micro F1 on 60 test rows"


def test_a_regression_shows_scatter_and_residuals(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, numbers())
    assert cards(desk) == {"scatterCard", "residualCard"}
    assert desk.text("headlineBaselineWords") == "always 3.000, the mean"
    assert "Mean absolute error" in desk.text("headlineOthers")


def test_another_run_shows_its_own_cards(desk: Desk, table: Path, runs: Path) -> None:
    other = make_run(runs / "two", table, numbers())
    open_run(desk, runs, table, one_label())
    box = desk.find("resultsRunChooser", QComboBox)
    assert box.count() == 2
    box.setCurrentIndex(box.findData(str(other)))
    box.activated.emit(box.currentIndex())
    desk.until(lambda: cards(desk) == {"scatterCard", "residualCard"})


def test_a_run_of_an_older_tuner_says_what_it_lacks(desk: Desk, table: Path, runs: Path) -> None:
    folder = make_run(runs / "old", table, None)
    desk.click("page_results")
    desk.session.shown.choose(folder)
    desk.until(lambda: desk.find("resultsUnreadable", QLabel).isVisible())
    assert "lacks the rows" in desk.text("resultsUnreadable")
    newer = make_run(runs / "new", table, one_label())
    show(desk, newer)
    assert not desk.find("resultsUnreadable", QLabel).isVisible()


def test_corrected_labels_are_said_to_be_another_version(desk: Desk, table: Path, runs: Path) -> None:
    corrections = (Correction(row=3, label="neutral"), Correction(row=4, label="neutral"))
    show(desk, make_run(runs / "one", table, one_label(), corrections))
    assert "2 corrected labels: another version of the dataset" in desk.text("correctedNote")
    assert desk.find("correctedNote", QLabel).isVisible()


def test_plots_take_the_colours_of_the_other_theme(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label(("ham", "spam")))
    plots = desk.window.findChildren(ResultPlot)
    assert len(plots) == 6
    assert {plot.view.backgroundBrush().color().name() for plot in plots} == {LIGHT.surface.lower()}
    desk.click("themeButton")
    assert {plot.view.backgroundBrush().color().name() for plot in plots} == {DARK.surface.lower()}


def test_the_wheel_over_a_plot_scrolls_the_page(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label(("ham", "spam")))
    plots = desk.find("scoresView", ScoresView).findChildren(ResultPlot)
    taking = [plot.objectName() for plot in plots if takes_wheel(plot.view.viewport())]
    assert not taking
    shown = desk.find("confusionMap", ConfusionMap)
    desk.until(lambda: shown.verticalScrollBar().maximum() == 0)  # once it has the height it asks for
    assert not takes_wheel(shown.viewport())
    assert takes_wheel(desk.find("scoresView", ScoresView).viewport())


def test_the_mouse_reads_a_curve(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label(("ham", "spam")))
    card = desk.find("rocCard", CurveCard)
    card.plot._point_at(100.0)
    assert card.readout == "false positives 100.0 % · true positives 100.0 %"
    card.plot._point_at(None)
    assert card.readout == ""


# --- deciding -----------------------------------------------------------------------------------


def test_one_click_calibrates_and_one_takes_it_back(desk: Desk, table: Path, runs: Path) -> None:
    folder = open_run(desk, runs, table, one_label())
    before = desk.text("reliabilityCardNote")
    assert desk.button("calibrateButton").text().startswith("Calibrate (temperature ")
    desk.click("calibrateButton")
    desk.until(lambda: desk.button("uncalibrateButton").isVisible())
    assert read_decision(folder).temperature not in (0.0, 1.0)
    assert desk.text("reliabilityCardNote") != before
    assert "calibrated with temperature" in desk.text("headlineNote")
    assert not desk.button("calibrateButton").isVisible()
    desk.click("uncalibrateButton")
    desk.until(lambda: desk.button("calibrateButton").isVisible())
    assert read_decision(folder) == Decision()
    assert desk.text("reliabilityCardNote") == before
    assert not desk.find("headlineNote", QLabel).isVisible()


def test_a_threshold_changes_what_is_given_and_stays_with_the_run(
    desk: Desk, table: Path, runs: Path
) -> None:
    folder = open_run(desk, runs, table, several_labels())
    score = desk.text("headlineScore")
    slider = desk.find("thresholdSlider", QSlider)
    assert slider.value() == 50
    assert not desk.button("usualThresholdButton").isEnabled()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    desk.until(lambda: desk.text("headlineNote").startswith("As you decided: threshold 55 %"))
    for _ in range(8):
        QTest.keyClick(slider, Qt.Key.Key_PageUp)
    desk.until(lambda: "threshold 95 %" in desk.text("headlineNote"))
    assert desk.text("headlineScore") != score
    assert read_decision(folder).threshold == pytest.approx(0.95)
    desk.click("usualThresholdButton")
    desk.until(lambda: desk.text("headlineScore") == score)
    assert read_decision(folder) == Decision()


def test_the_best_threshold_is_one_click_away(desk: Desk, table: Path, runs: Path) -> None:
    folder = make_run(runs / "one", table, several_labels())
    write_decision(folder, Decision(threshold=0.9))
    show(desk, folder)
    assert desk.find("thresholdSlider", QSlider).value() == 90
    desk.click("bestThresholdButton")
    desk.until(lambda: not desk.button("bestThresholdButton").isEnabled())
    desk.until(lambda: read_decision(folder).threshold != 0.9)
    assert f"({round(read_decision(folder).threshold * 100)} %)" in desk.button("bestThresholdButton").text()


# --- mistakes -----------------------------------------------------------------------------------


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


# --- marks --------------------------------------------------------------------------------------


def correct_label(desk: Desk, label: str) -> None:
    """Say that the label of the row read is wrong."""
    desk.click("labelWrongButton")
    names = desk.find("rightLabels", QListWidget)
    (item,) = names.findItems(label, Qt.MatchFlag.MatchExactly)
    names.setCurrentItem(item)
    desk.click("labelOkButton")
    desk.until(lambda: not desk.window.findChildren(QListWidget, "rightLabels"))


def test_marks_are_kept_and_taken_back(desk: Desk, table: Path, runs: Path) -> None:
    folder = open_mistakes(desk, runs, table, one_label())
    assert not desk.button("unmarkButton").isEnabled()
    desk.click("modelWrongButton")
    assert listed(desk)[0][MARK] == "model is wrong"
    choose_line(desk, 1)
    correct_label(desk, "positive")
    assert listed(desk)[1][MARK] == "→ positive"
    expected = (
        Mark(row=1090, test=True, verdict="label", label="positive"),
        Mark(row=1150, test=True, verdict="model"),
    )
    desk.until(lambda: read_marks(folder) == expected)
    desk.click("unmarkButton")
    desk.until(lambda: read_marks(folder) == expected[1:])
    assert listed(desk)[1][MARK] == ""
    assert not desk.button("retrainButton").isVisible()


def test_the_right_label_must_differ_from_the_wrong_one(desk: Desk, table: Path, runs: Path) -> None:
    open_mistakes(desk, runs, table, one_label())
    desk.click("labelWrongButton")
    names = desk.find("rightLabels", QListWidget)
    assert names.currentItem().text() == "neutral"  # what the model said
    names.setCurrentRow(0)
    assert not desk.button("labelOkButton").isEnabled()
    desk.click("labelCancelButton")


def test_several_labels_are_checked(desk: Desk, table: Path, runs: Path) -> None:
    open_mistakes(desk, runs, table, several_labels())
    desk.click("labelWrongButton")
    names = desk.find("rightLabels", QListWidget)
    for place in range(3):
        names.item(place).setCheckState(Qt.CheckState.Unchecked)
    desk.click("labelOkButton")
    desk.until(lambda: listed(desk)[0][MARK] == "→ (none)")


def test_a_number_is_typed(desk: Desk, table: Path, runs: Path) -> None:
    folder = open_mistakes(desk, runs, table, numbers())
    assert not desk.button("mistakesTab").isVisible()
    assert not desk.button("suspectTab").isVisible()
    off = [float(cells[SURE]) for cells in listed(desk)]
    assert off == sorted(off, reverse=True)
    text = desk.find("mistakeText", QPlainTextEdit).toPlainText()
    assert text.startswith("headline:\nHeadline number")
    assert "summary:\nAnd its summary" in text
    desk.click("labelWrongButton")
    line = desk.find("rightNumber", QLineEdit)
    line.setText("four")
    assert not desk.button("labelOkButton").isEnabled()
    line.setText("4.5")
    desk.click("labelOkButton")
    desk.until(lambda: [mark.label for mark in read_marks(folder)] == ["4.5"])


def test_training_again_takes_the_corrections_along(desk: Desk, table: Path, runs: Path) -> None:
    open_mistakes(desk, runs, table, one_label())
    correct_label(desk, "neutral")
    assert desk.button("retrainButton").text() == "Train again with 1 correction"
    assert "another version of the dataset" in desk.text("correctionsNote")
    desk.script.hold_at = 6
    desk.click("retrainButton")
    desk.until_state(RunState.RUNNING)
    assert desk.find("trainPage", QWidget).isVisible()
    (job,) = [job for job in desk.engine.jobs if isinstance(job, TrainJob)]
    assert job.config.mode == "head"
    assert job.config.dataset.corrections == (Correction(row=1150, label="neutral"),)
    desk.click("page_results")
    assert not desk.button("retrainButton").isEnabled()
    desk.engine.release()
    desk.until_state(RunState.FINISHED)
    desk.until(lambda: desk.button("retrainButton").isEnabled())


def test_corrections_of_the_run_itself_stay(desk: Desk, table: Path, runs: Path) -> None:
    earlier = (Correction(row=7, label="positive"), Correction(row=1150, label="positive"))
    show(desk, make_run(runs / "one", table, one_label(), earlier))
    desk.click("mistakesPageTab")
    desk.until(lambda: listed(desk))
    correct_label(desk, "neutral")
    desk.click("retrainButton")
    desk.until_state(RunState.FINISHED)
    (job,) = [job for job in desk.engine.jobs if isinstance(job, TrainJob)]
    assert [(each.row, each.label) for each in job.config.dataset.corrections] == [
        (7, "positive"),
        (1150, "neutral"),
    ]


def test_the_rows_listed_are_saved_with_their_marks(
    desk: Desk, table: Path, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_mistakes(desk, runs, table, one_label())
    correct_label(desk, "positive")
    file = tmp_path / "rows.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(file), ""))
    desk.click("saveMistakesButton")
    desk.until(file.exists)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert len(rows) == 1 + 10
    assert "Headline number 114, told at length" in rows[1]
    assert "positive" in rows[1][-1] or "positive" in rows[1]
    desk.click("saveMistakesButton")  # what is there is left alone
    desk.until((tmp_path / "rows-2.csv").exists)


def test_the_model_is_asked_why(desk: Desk, table: Path, runs: Path) -> None:
    folder = open_mistakes(desk, runs, table, one_label())
    desk.click("mistakeWhyButton")
    desk.until(lambda: desk.find("mistakeWhyText", QWidget).isVisible())
    (job,) = [job for job in desk.engine.jobs if isinstance(job, ExplainJob)]
    assert job.run_dir == str(folder)
    assert job.texts == ("Headline number 114, told at length",)
    assert not desk.find("mistakeText", QWidget).isVisible()
    choose_line(desk, 1)  # the answer was about another row
    assert desk.find("mistakeText", QWidget).isVisible()
    assert not desk.find("mistakeWhyText", QWidget).isVisible()


# --- the way there ------------------------------------------------------------------------------


def test_the_banner_of_a_run_leads_to_its_results(desk: Desk, table: Path, runs: Path) -> None:
    make_run(runs / "20990101-000000-newer", table, numbers())
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    run = desk.session.run.run
    assert run is not None and run.folder is not None
    write_scored(run.folder, one_label())
    desk.click("seeResultsButton")
    desk.until(lambda: desk.find("resultsPage", QWidget).isVisible())
    desk.until(lambda: desk.session.shown.folder == run.folder)
    desk.until(lambda: desk.find("headline", QWidget).isVisible())
    assert desk.text("headlineCaption") == "Accuracy on 60 test rows"


def test_a_past_run_leads_to_its_results_too(desk: Desk, table: Path, runs: Path) -> None:
    folder = make_run(runs / "one", table, one_label())
    desk.click("page_runs")
    desk.until(lambda: desk.button("openRunButton").isEnabled())
    desk.click("openRunButton")
    desk.until(lambda: desk.window.findChild(QAbstractButton, "past_seeResultsButton") is not None)
    desk.until(lambda: desk.button("past_seeResultsButton").isVisible())
    desk.click("past_seeResultsButton")
    desk.until(lambda: desk.session.shown.folder == folder)
    desk.until(lambda: desk.find("headline", QWidget).isVisible())
