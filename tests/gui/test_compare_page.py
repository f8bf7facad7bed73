"""The Compare page with a scripted engine: from the setup to what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk import Desk
from experiment_engine import ExperimentEngine, ExperimentScript
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import PlanExperimentJob, TrainJob
from tuner_gui.gui.experiment_shown import ExperimentState
from tuner_gui.gui.main_window import COMPARE, RESULTS, TRAIN, TRY
from tuner_gui.gui.notifier import Notifier
from tuner_gui.gui.pages.compare_page import ComparePage
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.theme import Theme
from tuner_gui.runs.experiments import list_experiments, load_experiment


class CompareDesk(Desk):
    """A window whose engines plan and compare."""

    script: ExperimentScript

    def _make_engine(self) -> ExperimentEngine:
        self.engines.append(ExperimentEngine(self.script))
        return self.engines[-1]  # type: ignore[return-value]

    @property
    def page(self) -> ComparePage:
        page = self.window._made[COMPARE]
        assert isinstance(page, ComparePage)
        return page

    def until_stands(self, state: ExperimentState) -> None:
        self.until(lambda: self.session.experiment.state is state)

    def small(self) -> None:
        """Two modes and one seed are enough."""
        for mode in ("full", "lora", "scratch"):
            self.click(f"compare_{mode}")
        self.find("compareSeedsBox", QComboBox).setCurrentIndex(0)
        self.until(lambda: "2 trainings" in self.text("comparePlan"))

    def until_at(self, key: str) -> None:
        """Wait until a training has made five steps."""
        experiment = self.session.experiment
        self.until(
            lambda: (
                experiment.member is not None
                and experiment.member.key == key
                and experiment.history is not None
                and len(experiment.history.loss) == 5
            )
        )


@pytest.fixture
def script() -> ExperimentScript:
    return ExperimentScript()


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, script: ExperimentScript) -> Iterator[CompareDesk]:
    """The window; afterwards no thread and no engine is left."""
    desk = CompareDesk(qtbot, Theme(qapp, "light"), script)
    qtbot.waitExposed(desk.window)
    yield desk
    for engine in desk.engines:
        engine.release()
    desk.session.experiment.stop()
    desk.until(lambda: not desk.session.queue.busy and not desk.session.experiment.active)
    desk.window._leaving = True
    desk.window.close()
    threads = [thread for owner in (desk.window, desk.session) for thread in owner.findChildren(QThread)]
    assert all(thread.isFinished() for thread in threads), "a thread is left"
    assert desk.engine.closed, "an engine is left"
    for part in (desk.theme, desk.session, desk.window):
        part.deleteLater()


@pytest.fixture
def ready(desk: CompareDesk, table: Path) -> CompareDesk:
    """The page with a dataset and a small plan."""
    desk.open(table)
    desk.click("page_compare")
    desk.small()
    return desk


def test_without_a_dataset_the_page_leads_to_one(desk: CompareDesk) -> None:
    desk.click("page_compare")
    assert desk.find("compareEmpty", QWidget).isVisible()
    assert desk.button("startComparisonButton").text() == "Choose a dataset first"
    assert not desk.button("startComparisonButton").isEnabled()
    desk.click("compareDatasetButton")
    assert desk.window._pages.currentWidget() is desk.window._train
    desk.click("page_compare")
    desk.click("compareSampleButton")
    desk.until(lambda: desk.text("comparePlan").startswith("15 trainings and 2 baselines, about"))
    assert desk.button("startComparisonButton").isEnabled()
    assert not desk.button("compareSampleButton").isVisible()


def test_the_plan_follows_what_is_chosen(ready: CompareDesk) -> None:
    desk = ready
    assert desk.text("comparePlan") == "2 trainings and 2 baselines, about 2 min"
    assert desk.text("compareTime_head") == "~20 s"
    assert desk.text("compareTime_full") == ""
    desk.click("compareCurveBox")
    desk.until(lambda: "10 trainings" in desk.text("comparePlan"))
    desk.click("compareAdvancedToggle")
    desk.find("compareAmountBox", QLineEdit).setText("7")
    desk.find("compareAmountBox", QLineEdit).textEdited.emit("7")
    desk.until(lambda: (plan := desk.session.experiment.planner.plan) is not None and plan.config.epochs == 7)
    desk.find("compareAmountBox", QLineEdit).setText("many")
    desk.find("compareAmountBox", QLineEdit).textEdited.emit("many")
    desk.until(lambda: not desk.button("startComparisonButton").isEnabled())
    assert desk.button("startComparisonButton").text() == "Write a number here, or nothing."


def test_a_model_with_a_long_name_is_added_without_widening_the_column(ready: CompareDesk) -> None:
    source = "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
    setup = ready.page.side.setup
    setup.add_model(source)
    ready.until(lambda: "4 trainings" in ready.text("comparePlan"))
    assert setup.models == ("builtin", source)
    assert setup.minimumSizeHint().width() <= ready.page.side.width()
    box = ready.button(f"compareModel_{source}")
    assert box.accessibleName() == source
    box.click()
    ready.until(lambda: "2 trainings" in ready.text("comparePlan"))


def test_no_mode_is_said_on_the_button(ready: CompareDesk) -> None:
    for mode in ("head", "layerwise"):
        ready.click(f"compare_{mode}")
    assert ready.button("startComparisonButton").text() == "Choose a training mode"


def test_a_plan_that_cannot_be_made_says_why(desk: CompareDesk, table: Path) -> None:
    desk.script.fail["plan_experiment"] = Failed(message="Too few rows.", hint="Add some.")
    desk.open(table)
    desk.click("page_compare")
    desk.until(lambda: desk.text("comparePlan") == "Too few rows.")
    assert desk.text("comparePlanNotes") == "Add some."
    assert not desk.button("startComparisonButton").isEnabled()
    jobs = [job for job in desk.engine.jobs if isinstance(job, PlanExperimentJob)]
    assert len(jobs) == 1


def test_from_start_to_the_models(ready: CompareDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = ready
    told: list[str] = []
    monkeypatch.setattr(Notifier, "tell", lambda _self, title, words: told.append(f"{title}: {words}"))
    desk.click("startComparisonButton")
    desk.until_stands(ExperimentState.FINISHED)
    assert desk.session.experiment.result is not None
    assert told == [f"The comparison is done: {desk.session.experiment.result.verdict}"]
    assert desk.text("experimentProgress") == "4 of 4 done"
    rows = desk.page.side.queue.model.rows
    assert [row.status for row in rows] == ["finished"] * 4
    assert [row.name for row in rows][2:] == ["Head only", "Differential learning rates"]
    assert desk.page.outcome.view.isVisible()
    assert desk.page.outcome.view.result is not None
    assert desk.page.outcome.view.result.complete
    assert desk.find("wayBar", QWidget).isVisible()
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile()))
    desk.page.outcome.view.report_clicked.emit()
    desk.until(lambda: bool(opened))
    assert Path(opened[0]).name == "report.html"
    assert Path(opened[0]).stat().st_size > 1000
    desk.click("wayTryButton")
    desk.until(lambda: desk.session.shown.folder is not None)
    assert desk.window._pages.currentWidget() is desk.window._made[TRY]
    assert desk.session.shown.folder is not None
    assert desk.session.shown.folder.parent.name == "runs"
    desk.click("page_compare")
    desk.click("wayResultsButton")
    assert desk.window._pages.currentWidget() is desk.window._made[RESULTS]


def test_failing_parts_are_marked_and_can_be_tried_again(ready: CompareDesk) -> None:
    desk = ready
    desk.script.fail_members["head-s0"] = Failed(message="The head came off.", hint="Screw it on.")
    QTest.keyClick(desk.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until_stands(ExperimentState.PREPARING)
    desk.until_stands(ExperimentState.FINISHED)
    assert desk.message == "The head came off."
    row = desk.page.side.queue.model.rows[2]
    assert (row.status, row.why) == ("failed", "The head came off.")
    assert "The head came off." in row.sentence
    desk.script.fail_members.clear()
    desk.click("retryMembersButton")
    desk.until(lambda: desk.session.experiment.statuses.get("head-s0") == "finished")
    desk.until_stands(ExperimentState.FINISHED)
    assert not desk.button("retryMembersButton").isVisible()


def test_pause_skip_stop_and_go_on(ready: CompareDesk) -> None:
    desk = ready
    desk.script.hold("head-s0")
    desk.click("startComparisonButton")
    desk.until_at("head-s0")
    assert not desk.find("experimentChooser", QComboBox).isEnabled()
    desk.click("pauseExperimentButton")
    desk.until_stands(ExperimentState.PAUSED)
    assert desk.button("pauseExperimentButton").text() == "Continue"
    desk.click("pauseExperimentButton")
    desk.until_stands(ExperimentState.RUNNING)
    desk.script.hold("layerwise-s0")
    desk.click("skipMemberButton")
    desk.until_at("layerwise-s0")
    assert desk.page.side.queue.model.rows[2].status == "skipped"
    desk.click("stopExperimentButton")
    desk.until_stands(ExperimentState.INTERRUPTED)
    assert desk.text("experimentWords") == "Stopped before the end"
    desk.script.let_go()
    desk.click("resumeExperimentButton")
    desk.until_stands(ExperimentState.FINISHED)
    assert desk.session.experiment.statuses["layerwise-s0"] == "finished"


def test_one_that_waits_can_be_skipped_from_its_menu(ready: CompareDesk) -> None:
    desk = ready
    desk.script.hold("head-s0")
    desk.click("startComparisonButton")
    desk.until_at("head-s0")
    menu = desk.page.side.queue.menu(3)
    (skip,) = menu.actions()
    skip.trigger()
    menu.deleteLater()
    assert desk.page.side.queue.model.rows[3].status == "skipped"
    assert desk.page.side.queue.menu(0).actions() == []


def test_a_run_waits_and_is_told_so(ready: CompareDesk) -> None:
    desk = ready
    desk.script.hold("head-s0")
    desk.click("startComparisonButton")
    desk.until_at("head-s0")
    desk.window.show_page(TRAIN)
    desk.click("startButton")
    desk.until(lambda: "present part of the comparison" in desk.message)
    desk.engine.release()
    desk.until_state(RunState.FINISHED)
    desk.until_stands(ExperimentState.FINISHED)
    trained = [job.config.mode for job in desk.engine.jobs if isinstance(job, TrainJob)]
    assert trained == ["head", "layerwise", "layerwise"]


def test_closing_asks_once_and_leaves_it_resumable(ready: CompareDesk) -> None:
    desk = ready
    desk.script.hold("head-s0")
    desk.click("startComparisonButton")
    desk.until_at("head-s0")
    desk.window.close()
    assert desk.window.isVisible()
    assert not desk.button("cancelRunButton").isVisible()
    desk.click("leaveResumableButton")
    desk.until(lambda: not desk.window.isVisible())
    (info,) = list_experiments()
    assert info.ended is None
    assert info.failed == {}
    assert info.owner is None


def test_an_unfinished_one_is_offered_on_the_next_visit(
    ready: CompareDesk, qtbot: QtBot, qapp: QApplication
) -> None:
    desk = ready
    desk.script.hold("head-s0")
    desk.click("startComparisonButton")
    desk.until_at("head-s0")
    desk.click("stopExperimentButton")
    desk.until_stands(ExperimentState.INTERRUPTED)
    desk.session.experiment.clear()
    page = ComparePage(desk.session, desk.settings)  # as another window would make it
    qtbot.addWidget(page)
    page.show()
    desk.until_stands(ExperimentState.INTERRUPTED)
    assert page.side.queue.isVisible()
    page.wait()


def test_earlier_ones_are_shown_and_deleted(ready: CompareDesk) -> None:
    desk = ready
    desk.click("startComparisonButton")
    desk.until_stands(ExperimentState.FINISHED)
    folder = desk.session.experiment.folder
    assert folder is not None
    desk.click("newExperimentButton")
    assert desk.session.experiment.folder is None
    assert desk.button("startComparisonButton").isVisible()
    chooser = desk.find("experimentChooser", QComboBox)
    desk.until(lambda: chooser.count() == 2)
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    desk.until_stands(ExperimentState.FINISHED)
    assert desk.session.experiment.folder == folder
    assert load_experiment(folder).ended is not None
    desk.click("deleteExperimentButton")
    desk.click("confirmKeepButton")
    desk.until(lambda: not desk.window.findChildren(QWidget, "confirmDialog"))
    assert folder.exists()
    desk.click("deleteExperimentButton")
    desk.click("confirmDoButton")
    desk.until(lambda: not folder.exists() and chooser.count() == 1)


def test_the_finish_banner_and_the_keys_lead_here(desk: CompareDesk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    desk.click("compareModesButton")
    assert desk.window._pages.currentWidget() is desk.page
    QTest.keyClick(desk.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert desk.window._pages.currentWidget() is desk.window._train
    QTest.keyClick(desk.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert desk.window._pages.currentWidget() is desk.page
