"""The Results page, on runs made by hand: what suits each task, and what can be decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QSlider,
    QTableView,
    QWidget,
)

from desk import Desk
from results_hands import (
    cards,
    open_run,
    show,
    takes_wheel,
)
from scored_runs import make_run, numbers, one_label, several_labels
from tuner_gui.engine.config import Correction, Decision
from tuner_gui.engine.requests import ExportJob
from tuner_gui.engine.results.decision import read_decision, write_decision
from tuner_gui.engine.results.scored import write_scored
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.tokens import DARK, LIGHT
from tuner_gui.gui.widgets.results.confusion_map import ConfusionMap
from tuner_gui.gui.widgets.results.curve_cards import CurveCard
from tuner_gui.gui.widgets.results.plot import ResultPlot
from tuner_gui.gui.widgets.results.scores_view import ScoresView


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


def test_what_was_decided_is_exported_from_here(desk: Desk, table: Path, runs: Path, tmp_path: Path) -> None:
    folder = open_run(desk, runs, table, several_labels())
    desk.settings.export_folder = str(tmp_path)
    desk.click("resultsExportButton")
    desk.click("exportOkButton")
    desk.until(lambda: desk.find("exportResult", QWidget).isVisible())
    (job,) = [job for job in desk.engine.jobs if isinstance(job, ExportJob)]
    assert job.run_dir == str(folder)
    desk.click("exportOkButton")


def test_the_keys_of_export_mean_the_run_shown(desk: Desk, table: Path, runs: Path) -> None:
    open_run(desk, runs, table, one_label())
    assert desk.window.findChild(QDialog, "exportDialog") is None
    QTest.keyClick(desk.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: desk.find("exportDialog", QDialog).isVisible())
    desk.click("exportCancelButton")


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
