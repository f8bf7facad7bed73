"""The keyboard, readers for the blind, small windows: who works differently can work too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from desk import Desk
from fake_engine import write_table
from scored_runs import make_run, one_label
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.basics import ElidedLabel


def empty(desk: Desk, table: Path) -> None:
    """As it is at the first start, with what was open before."""
    desk.window._train.data_card.set_recent([str(table)])


def loaded(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("advancedToggle")
    desk.click("addSecondTextButton")


def running(desk: Desk, table: Path) -> None:
    desk.script.hold_at = 6
    desk.open(table)
    desk.click("startButton")
    desk.until(lambda: desk.session.run.run is not None and len(desk.session.run.run.history.loss) == 5)


def finished(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)


def runs(desk: Desk, table: Path) -> None:
    finished(desk, table)
    desk.click("page_runs")
    desk.until(lambda: desk.button("openRunButton").isEnabled())


def past(desk: Desk, table: Path) -> None:
    runs(desk, table)
    desk.click("openRunButton")
    desk.until(lambda: desk.window.findChild(QAbstractButton, "past_exportButton") is not None)


def broken(desk: Desk, table: Path) -> None:
    table.write_bytes(bytes(range(256)) * 40)
    desk.drop(table)
    desk.until(lambda: desk.message)


def hub(desk: Desk, table: Path) -> None:
    desk.window._on_hub_clicked()


def findings(desk: Desk, table: Path) -> None:
    """Rows that repeat, so that there is something to mend and something mended."""
    table.write_text(table.read_text() + "\n".join(table.read_text().splitlines()[1:10]) + "\n")
    desk.open(table)
    desk.click("findingsButton")
    desk.click("fix_drop_duplicates")
    desk.until(lambda: desk.window.findChild(QAbstractButton, "undo_drop_duplicates") is not None)


def hub_dataset(desk: Desk, table: Path) -> None:
    desk.click("hub_datasetButton")


def split(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("splitButton")


def columns(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.window._train.data_card.roles._choose_columns()


def results(desk: Desk, table: Path) -> None:
    folder = make_run(
        table.parent / "tuner-home" / "data" / "runs" / "one", table, one_label(("ham", "spam"))
    )
    desk.click("page_results")
    desk.session.shown.choose(folder)
    desk.until(lambda: desk.find("headline", QWidget).isVisible())


def mistakes(desk: Desk, table: Path) -> None:
    results(desk, table)
    desk.click("mistakesPageTab")
    desk.until(lambda: desk.button("labelWrongButton").isEnabled())
    desk.click("labelWrongButton")
    desk.click("labelOkButton")
    desk.until(lambda: desk.button("retrainButton").isVisible())


def trying(desk: Desk, table: Path) -> None:
    finished(desk, table)
    desk.click("page_try")
    desk.until(lambda: desk.find("tryPageText", QPlainTextEdit).isVisible())
    QTest.keyClicks(desk.find("tryPageText", QPlainTextEdit), "Profit rose")
    desk.until(lambda: desk.button("answerWhyButton").isVisible())
    desk.click("answerWhyButton")
    desk.until(lambda: desk.find("answerWhyText", QWidget).isVisible())


def predicting(desk: Desk, table: Path) -> None:
    finished(desk, table)
    desk.click("page_predict")
    desk.drop(table)
    desk.until(lambda: desk.button("predictButton").isEnabled())


def exporting(desk: Desk, table: Path) -> None:
    finished(desk, table)
    desk.click("exportButton")


def publishing(desk: Desk, table: Path) -> None:
    exporting(desk, table)
    desk.click("publishButton")


def tuning(desk: Desk, table: Path) -> None:
    """Everything under Advanced, a rate changed, and a mode that hardly fits."""
    desk.script.fits = {"layerwise": "tight"}
    desk.open(table)
    desk.click("advancedToggle")
    desk.click("moreToggle")
    desk.until(lambda: desk.find("rateChart", QWidget).isVisible())
    desk.find("rateChart", QWidget).setFocus()
    QTest.keyClick(desk.find("rateChart", QWidget), Qt.Key.Key_Up)
    assert desk.button("resetRatesButton").isVisible()


def finding_rate(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("advancedToggle")
    desk.click("findRateButton")
    desk.until(lambda: desk.button("useRateButton").isVisible())


def settings_of_a_run(desk: Desk, table: Path) -> None:
    finished(desk, table)
    desk.click("runSettingsButton")


def unfit(desk: Desk, table: Path) -> None:
    desk.script.fits = {"layerwise": "wont_fit"}
    desk.open(table)
    desk.until(lambda: desk.session.estimate is not None)
    desk.click("startButton")


def planning(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("page_compare")
    desk.click("compareAdvancedToggle")
    desk.until(lambda: desk.button("startComparisonButton").isEnabled())


def comparing(desk: Desk, table: Path) -> None:
    """Everything is done, and can be looked at."""
    planning(desk, table)
    desk.click("startComparisonButton")
    desk.until(lambda: desk.session.experiment.state is RunState.FINISHED)
    desk.until(lambda: desk.find("wayBar", QWidget).isVisible())


STATES = [
    planning,
    comparing,
    tuning,
    finding_rate,
    settings_of_a_run,
    unfit,
    trying,
    predicting,
    exporting,
    publishing,
    empty,
    loaded,
    findings,
    running,
    finished,
    runs,
    past,
    broken,
    hub,
    hub_dataset,
    split,
    columns,
    results,
    mistakes,
]


def controls(window: QWidget) -> Iterator[QWidget]:
    """Everything visible that the keyboard reaches."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            yield widget


@pytest.mark.parametrize("state", STATES)
def test_every_control_has_a_name(desk: Desk, table: Path, state: Callable[[Desk, Path], None]) -> None:
    state(desk, table)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in controls(desk.window)
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert not nameless


def walk(desk: Desk, steps: int) -> list[str]:
    """Names of what gets the focus, one Tab after the other."""
    desk.window.activateWindow()
    names = []
    for _ in range(steps):
        QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        names.append(focused.objectName() if focused is not None else "")
    return names


def test_tab_goes_from_top_to_start_and_through_the_data(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.until(lambda: desk.button("findingsButton").isVisible() and desk.button("deviceStatus").isEnabled())
    # Of tabs and modes only the chosen one; arrow keys go to the others.
    assert walk(desk, 24) == [
        "page_train",
        "deviceStatus",
        "themeButton",
        "changeDatasetButton",
        "textColumnBox",
        "addSecondTextButton",
        "labelColumnBox",
        "taskBox",
        "classBars",
        "findingsButton",
        "lookButton",
        "baseModelBox",
        "mode_layerwise",
        "advancedToggle",
        "startButton",
        "splitButton",
        "encodingBox",
        "delimiterBox",
        "headerBox",
        "classDistribution",
        "rowsTab",
        "rowFilter",
        "dataTable",
        "rowReader",
    ]


def test_nothing_is_framed_at_the_start_and_after_a_click_only_after_a_key(desk: Desk, table: Path) -> None:
    def framed() -> list[str]:
        return [
            widget.objectName() for widget in desk.window.findChildren(QWidget) if widget.property("keyFocus")
        ]

    desk.open(table)
    desk.window.activateWindow()
    assert framed() == []
    desk.click("mode_head")
    assert desk.button("mode_head").hasFocus()
    assert framed() == []
    QTest.keyClick(desk.button("mode_head"), Qt.Key.Key_Tab)
    assert framed() == ["advancedToggle"]
    QTest.keyClick(desk.button("advancedToggle"), Qt.Key.Key_Backtab)
    assert framed() == ["mode_head"]


def test_figures_in_the_log_are_of_equal_width(desk: Desk, table: Path) -> None:
    finished(desk, table)
    metrics = QFontMetrics(desk.find("log", QPlainTextEdit).font())
    assert metrics.horizontalAdvance("11:11:11") == metrics.horizontalAdvance("00:00:00")


def test_a_long_name_is_shortened_and_told_whole(desk: Desk, tmp_path: Path) -> None:
    path = write_table(tmp_path / f"{'very-' * 30}long.csv")
    desk.open(path)
    label = desk.find("datasetName", ElidedLabel)
    assert label.width() < QFontMetrics(label.font()).horizontalAdvance(label.text())
    assert label.toolTip() == str(path)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    title = desk.find("runTitle", ElidedLabel)
    assert title.toolTip() == title.text()


@pytest.mark.parametrize(
    "state", [empty, loaded, tuning, findings, running, finished, results, mistakes, runs]
)
def test_nothing_is_cut_off_at_the_side_of_a_small_window(
    desk: Desk, table: Path, state: Callable[[Desk, Path], None]
) -> None:
    desk.window.resize(1024, 680)
    state(desk, table)
    QApplication.processEvents()
    cut = [
        widget.objectName() or type(widget).__name__
        for widget in controls(desk.window)
        if widget.mapTo(desk.window, widget.rect().topRight()).x() >= desk.window.width()
        or widget.width() < min(widget.minimumSizeHint().width(), 400)
    ]
    assert not cut
