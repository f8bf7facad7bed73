"""Predict: a table is dropped on a model, and comes back with labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QTableView, QWidget

from desk import Desk
from model_engine import ModelScript
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import PredictTableJob
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.drop_overlay import DropOverlay


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A table without labels, whose text column is named like the one the model learned from."""
    path = tmp_path / "fresh.csv"
    rows = [f"{index},Quarter {index} brought news number {index * 7}" for index in range(30)]
    path.write_text("id,headline\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the person answers when asked for the new file."""
    path = tmp_path / "out" / "labelled.csv"
    path.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    return path


def train(desk: Desk, table: Path) -> Path:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    run = desk.session.run.run
    assert run is not None
    assert run.folder is not None
    desk.until(lambda: desk.session.shown.folder == run.folder)
    return run.folder


def show(desk: Desk, path: Path) -> None:
    desk.click("page_predict")
    desk.drop(path)
    desk.until(lambda: desk.text("tableName") == path.name)


def start(desk: Desk) -> QLabel:
    desk.until(lambda: desk.button("predictButton").text() == "Predict…")
    desk.click("predictButton")
    return desk.find("tableResultTitle", QLabel)


def jobs(desk: Desk) -> list[PredictTableJob]:
    return [job for job in desk.engine.jobs if isinstance(job, PredictTableJob)]


def test_the_button_says_what_is_missing(desk: Desk, table: Path) -> None:
    desk.click("page_predict")
    assert desk.button("predictButton").text() == "Choose a model"
    assert desk.button("predictTrainButton").isVisible()
    desk.click("page_train")
    train(desk, table)
    desk.click("page_predict")
    desk.until(lambda: desk.button("predictButton").text() == "Drop a table")
    assert not desk.button("predictButton").isEnabled()
    assert desk.find("tableZone", QWidget).isVisible()
    assert "Reads “headline”" in desk.text("predictModelFacts")


def test_a_dropped_table_is_labelled_and_its_result_shown(
    desk: Desk, table: Path, fresh: Path, saved: Path
) -> None:
    folder = train(desk, table)
    desk.click("page_predict")
    desk.drag(fresh)
    assert desk.find("dropOverlay", DropOverlay).accessibleName() == "Drop to label the rows of fresh.csv"
    show(desk, fresh)
    assert desk.text("tableFacts").startswith("30 rows · CSV")
    assert desk.find("predictTextBox", QComboBox).currentData() == "headline"
    assert not desk.find("predictSecondTextBox", QComboBox).isVisible()
    preview = desk.find("predictPreview", QTableView)
    assert preview.model().rowCount() == 30
    assert desk.session.choice.dataset is not None
    assert desk.session.choice.dataset.table.path == table, "the dataset to train on was replaced"
    title = start(desk)
    desk.until(lambda: title.isVisible())
    assert title.text() == "990 rows labelled"
    assert "7 without a text · 3 not readable" in desk.text("tableResultFacts")
    assert desk.text("tableResultPath") == str(saved)
    (job,) = jobs(desk)
    assert (job.model, job.source, job.text_columns) == (str(folder), str(fresh), ("headline",))
    assert not job.excel_safe
    desk.until(lambda: preview.model().rowCount() == 2)
    assert preview.model().index(0, 1).data() == "positive"


def test_a_file_that_is_there_is_left_alone(desk: Desk, table: Path, fresh: Path, saved: Path) -> None:
    saved.write_text("precious")
    train(desk, table)
    show(desk, fresh)
    desk.find("excelSafeBox", QCheckBox).click()
    title = start(desk)
    desk.until(lambda: title.isVisible())
    assert jobs(desk)[0].destination == str(saved.with_name("labelled-2.csv"))
    assert jobs(desk)[0].excel_safe
    assert saved.read_text() == "precious"


def test_cancelled_it_can_be_continued(
    desk: Desk, script: ModelScript, table: Path, fresh: Path, saved: Path
) -> None:
    train(desk, table)
    show(desk, fresh)
    script.hold_table = True
    title = start(desk)
    desk.until(lambda: desk.text("tableProgressWords") == "500 of 1,000 rows")
    assert desk.button("predictButton").text() == "Under way"
    assert not desk.find("predictTextBox", QComboBox).isEnabled()
    desk.click("cancelTableButton")
    desk.until(lambda: desk.button("continueTableButton").isVisible())
    assert "is kept" in desk.text("tableProgressWords")
    script.hold_table = False
    desk.click("continueTableButton")
    desk.until(lambda: title.isVisible())
    first, second = jobs(desk)
    assert first == second
    assert not desk.find("tableProgress", QWidget).isVisible()


def test_another_column_can_be_read(desk: Desk, table: Path, fresh: Path, saved: Path) -> None:
    fresh.write_text("nr,words\n1,Profit rose a lot this year\n2,Costs rose even more\n", encoding="utf-8")
    train(desk, table)
    show(desk, fresh)
    box = desk.find("predictTextBox", QComboBox)
    assert box.currentData() == "words"
    box.setCurrentIndex(box.findData("nr"))
    box.activated.emit(box.currentIndex())
    start(desk)
    desk.until(lambda: jobs(desk))
    assert jobs(desk)[0].text_columns == ("nr",)


def test_an_exported_folder_labels_too(desk: Desk, fresh: Path, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exported"
    folder.mkdir()
    content = {"architectures": ["BertForSequenceClassification"], "tuner_text_columns": ["headline"]}
    (folder / "config.json").write_text(json.dumps(content))
    desk.click("page_predict")
    desk.drop(folder)
    assert desk.text("predictExportName") == "exported"
    show(desk, fresh)
    start(desk)
    desk.until(lambda: jobs(desk))
    assert jobs(desk)[0].model == str(folder)
    (folder / "config.json").write_text("{}")
    desk.drop(folder)
    assert desk.message == "There is no exported classifier in “exported”."


def test_what_goes_wrong_is_told_and_can_be_tried_again(
    desk: Desk, table: Path, fresh: Path, saved: Path
) -> None:
    train(desk, table)
    show(desk, fresh)
    desk.script.fail["predict_table"] = Failed(message="The disk is full.")
    start(desk)
    desk.until(lambda: desk.message == "The disk is full.")
    assert desk.button("continueTableButton").isVisible()
    desk.drop(fresh.parent)
    desk.until(lambda: "is a folder" in desk.message)
    assert desk.text("tableName") == fresh.name


def test_a_training_run_comes_first(desk: Desk, table: Path, fresh: Path) -> None:
    train(desk, table)
    show(desk, fresh)
    desk.script.hold_at = 3
    desk.click("page_train")
    desk.click("startButton")
    desk.until(lambda: desk.session.run.active)
    desk.click("page_predict")
    assert desk.button("predictButton").text() == "Wait until the run under way has ended"
    desk.engine.release()
    desk.until(lambda: desk.button("predictButton").text() == "Predict…")
