"""What a person says of single rows on the Results page, and what becomes of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from desk import Desk
from results_hands import (
    MARK,
    SURE,
    choose_line,
    correct_label,
    listed,
    open_mistakes,
    show,
)
from scored_runs import make_run, numbers, one_label, several_labels
from tuner_gui.engine.config import Correction
from tuner_gui.engine.requests import ExplainJob, TrainJob
from tuner_gui.engine.results.marks import Mark, read_marks
from tuner_gui.gui.run_control import RunState


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
