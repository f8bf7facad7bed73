"""Finding a learning rate: the dialog beside the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QWidget

from desk import Desk
from fake_engine import SUGGESTED
from model_engine import ModelScript
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import FindRateJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.rate_plot import RatePlot


@pytest.fixture
def ready(desk: Desk, table: Path) -> Desk:
    desk.open(table)
    desk.click("advancedToggle")
    return desk


def jobs(desk: Desk) -> list[FindRateJob]:
    return [job for job in desk.engine.jobs if isinstance(job, FindRateJob)]


def gone(desk: Desk) -> bool:
    return desk.window.findChild(QWidget, "rateDialog") is None


def test_the_link_waits_for_a_dataset(desk: Desk, table: Path) -> None:
    desk.click("advancedToggle")
    assert not desk.button("findRateButton").isEnabled()
    assert desk.button("findRateButton").toolTip() == "Choose a dataset first"
    desk.open(table)
    assert desk.button("findRateButton").isEnabled()


def test_the_rate_suggested_is_put_into_the_field(ready: Desk) -> None:
    ready.click("mode_full")
    ready.click("findRateButton")
    assert not ready.find("rateDialog", QWidget).isModal()
    ready.until(lambda: ready.button("useRateButton").isVisible())
    (job,) = jobs(ready)
    assert job.config.mode == "full"
    assert ready.button("useRateButton").text() == "Use 2.1e-4"
    ready.click("useRateButton")
    assert ready.find("learningRateBox", QLineEdit).text() == "2.1e-4"
    assert ready.session.choice.hyperparameters.learning_rate == SUGGESTED
    assert not Path(job.scratch_dir).exists()
    ready.until(lambda: gone(ready))


def test_the_plot_grows_while_rates_are_tried_and_marks_the_answer(ready: Desk, script: ModelScript) -> None:
    script.hold_rates = True
    ready.click("findRateButton")
    plot = ready.find("ratePlot", RatePlot)
    ready.until(lambda: len(plot._tried) == 40)
    ready.until(lambda: len(plot._smooth.getData()[0]) > 0)
    assert not plot._mark.isVisible()
    low, high = plot.ends[0]
    assert low < -6.9 and -0.1 < high < 1.0, "the axis has room for the rates still to come"
    ready.engine.release()
    ready.until(plot._mark.isVisible)
    assert plot._mark.value() == pytest.approx(-3.678, abs=0.01)
    assert plot.words_at(-3.0) == "9.71e-4 · loss 0.562"


def test_trying_can_be_cancelled_and_tried_again(ready: Desk, script: ModelScript) -> None:
    script.hold_rates = True
    ready.click("findRateButton")
    ready.until(lambda: jobs(ready))
    (job,) = jobs(ready)
    ready.click("rateCancelButton")
    ready.until(lambda: ready.button("rateAgainButton").isVisible())
    assert ready.engine.sent == ["cancel"]
    assert not ready.button("useRateButton").isVisible()
    assert not Path(job.scratch_dir).exists()
    script.hold_rates = False
    ready.click("rateAgainButton")
    ready.until(lambda: ready.button("useRateButton").isVisible())
    ready.click("rateCancelButton")
    ready.until(lambda: gone(ready))


def test_what_went_wrong_is_shown_with_its_details(ready: Desk, script: ModelScript) -> None:
    script.fail["find_rate"] = Failed(
        message="The base model cannot be used.", hint="Choose another.", detail="Traceback: boom"
    )
    ready.click("findRateButton")
    ready.until(lambda: ready.find("rateMessageBar", QWidget).isVisible())
    assert ready.text("rateMessageText") == "The base model cannot be used."
    assert ready.text("rateMessageHint") == "Choose another."
    ready.click("rateMessageDetailsButton")
    shown = ready.find("rateMessageBar", QWidget).findChildren(QPlainTextEdit)
    assert any("boom" in each.toPlainText() for each in shown)
    assert not ready.button("useRateButton").isVisible()


def test_a_rate_found_for_other_settings_is_not_offered(ready: Desk) -> None:
    ready.click("findRateButton")
    use = ready.button("useRateButton")
    ready.until(use.isVisible)
    ready.click("mode_head")
    assert not use.isEnabled()
    assert "other settings" in use.toolTip()
    ready.click("mode_layerwise")
    assert use.isEnabled()
    QTest.keyClicks(ready.find("learningRateBox", QLineEdit), "1e-3")
    assert use.isEnabled(), "the rate itself is what is looked for"


def test_there_is_one_dialog_at_a_time(ready: Desk) -> None:
    ready.click("findRateButton")
    ready.until(lambda: ready.button("useRateButton").isVisible())
    ready.click("findRateButton")
    assert len(ready.window.findChildren(QAbstractButton, "useRateButton")) == 1
    assert len(jobs(ready)) == 1


def test_a_run_goes_first(ready: Desk, script: ModelScript) -> None:
    script.hold_rates = True
    ready.click("findRateButton")
    ready.until(lambda: jobs(ready))
    ready.click("startButton")
    ready.until(lambda: ready.button("rateAgainButton").isVisible())
    ready.until_state(RunState.FINISHED)


def test_closing_the_window_ends_it(ready: Desk, script: ModelScript) -> None:
    script.hold_rates = True
    ready.click("findRateButton")
    ready.until(lambda: jobs(ready))
    ready.window.close()
    assert not ready.window.isVisible()
    assert ready.engine.closed
