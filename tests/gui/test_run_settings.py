"""What a run was made with, live and past."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desk import Desk
from fake_engine import DEFAULTS, DEVICE
from tuner_gui.engine.config import DatasetConfig, Execution, Hyperparameters, Mode, RunConfig, Sampling
from tuner_gui.gui import run_words
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_settings import execution_words, setting_lines
from tuner_gui.gui.settings_table import more_settings, usual_settings
from tuner_gui.gui.widgets.rate_chart import RateChart
from tuner_gui.runs.comparing import settings_of
from tuner_gui.runs.store import RunInfo


def said(desk: Desk) -> dict[str, bool]:
    """Each line as a reader for the blind hears it, and whether it is bold."""
    dialog = desk.find("runSettingsDialog", QWidget)
    labels = dialog.findChildren(QLabel, "runSetting")
    return {each.accessibleName(): each.font().bold() for each in labels}


def test_what_was_chosen_is_bold_and_the_rest_are_defaults(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("advancedToggle")
    QTest.keyClicks(desk.find("epochsBox", QLineEdit), "3")
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    desk.click("runSettingsButton")
    lines = said(desk)
    assert lines["Epochs: 3, chosen"]
    assert lines["Layer-wise decay: 0.8"] is False
    assert not any("Rank" in line for line in lines), "it matters for another mode"
    chart = desk.find("run_rateChart", RateChart)
    assert len(chart.groups) == 9
    before = chart.groups
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Up)
    assert chart.groups is before, "nothing can be changed here"
    assert "CPU · 2 cores · fp32 · sdpa attention" in desk.text("runExecution")
    desk.click("runSettingsCloseButton")


def test_a_past_run_has_them_too(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("mode_lora")
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    desk.click("page_runs")
    desk.until(lambda: desk.button("openRunButton").isEnabled())
    desk.click("openRunButton")
    desk.until(lambda: desk.window.findChild(QWidget, "past_runSettingsButton") is not None)
    desk.until(lambda: desk.button("past_runSettingsButton").isVisible())
    desk.click("past_runSettingsButton")
    assert "Rank of the adapters: 8" in said(desk)


def config(mode: Mode, **settings: object) -> RunConfig:
    hyperparameters = Hyperparameters(**settings)  # type: ignore[arg-type]
    return RunConfig(
        dataset=DatasetConfig(path="news.csv"), mode=mode, hyperparameters=hyperparameters, seed=4
    )


def test_lines_of_a_model_from_scratch() -> None:
    lines = {
        line.name: (line.value, line.chosen)
        for line in setting_lines(config("scratch", own_tokenizer=False), DEFAULTS)
    }
    assert lines["Tokenizer"] == ("base model's", True)
    assert lines["Size of the model"] == ("base model's", False)
    assert lines["Seed"] == ("4", True)
    assert lines["Learning rate"] == ("2e-4", False)


def test_an_older_run_does_not_know_every_setting() -> None:
    older = Hyperparameters(epochs=3, batch_size=16, learning_rate=2e-4, max_length=64)
    lines = {line.name: line.value for line in setting_lines(config("layerwise"), older)}
    assert lines["Layer-wise decay"] == "–"


@pytest.mark.parametrize(
    ("execution", "words"),
    [
        (Execution(), "CPU · 2 cores · fp32 · sdpa attention"),
        (
            Execution(attention="eager", linear="onednn", dropout="cheap", checkpointing=True),
            "CPU · 2 cores · fp32 · eager attention · oneDNN · cheap dropout · activations computed again",
        ),
    ],
)
def test_how_it_was_computed(execution: Execution, words: str) -> None:
    assert execution_words(execution, DEVICE) == words


def test_every_setting_has_words_in_the_comparison() -> None:
    sampling = Sampling(seed=1, folds=5, fold=1, train_share=0.25)
    settings = msgspec.structs.replace(config("lora"), sampling=sampling)
    run = RunInfo(id="1", name="n", status="finished", created=0.0, config=settings)
    for name in settings_of(run):
        assert run_words.setting(name) != name, name
    assert run_words.value("rate_factors", {"head": 5.0, "block 3": 0.5}) == "head × 5, block 3 × 0.5"
    assert run_words.value("rate_factors", {}) == "–"
    assert run_words.value("own_tokenizer", True) == "own, of your texts"
    assert run_words.value("patience", 0) == "0"
    assert run_words.value("train_share", settings_of(run)["train_share"]) == "25 %"
    assert run_words.value("fold", settings_of(run)["fold"]) == "2/5"


def test_every_hyperparameter_can_be_set_in_the_window() -> None:
    asked_for = {each.key for each in (*usual_settings(), *more_settings())}
    assert asked_for == set(Hyperparameters.__struct_fields__) - {"rate_factors"} | {"seed"}
