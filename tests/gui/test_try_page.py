"""Try it: type, and see what one model says, or two."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QWidget

from desk import Desk
from tuner_gui.engine.config import Decision
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import ExplainJob, PredictJob
from tuner_gui.engine.results.decision import write_decision
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.bar_list import BarList


def train(desk: Desk, table: Path) -> Path:
    if desk.session.choice.dataset is None:
        desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    run = desk.session.run.run
    assert run is not None
    assert run.folder is not None
    desk.until(lambda: desk.session.shown.folder == run.folder)
    return run.folder


def show(desk: Desk) -> None:
    desk.click("page_try")
    desk.until(lambda: desk.find("tryPageText", QPlainTextEdit).isVisible())


def type_text(desk: Desk, words: str, name: str = "tryPageText") -> None:
    QTest.keyClicks(desk.find(name, QPlainTextEdit), words)


def bars(desk: Desk, prefix: str = "answer") -> BarList:
    return desk.find(f"{prefix}Bars", BarList)


def questions(desk: Desk) -> list[tuple[str, ...]]:
    """The texts the engine was asked about, without those that only have a model loaded."""
    asked = [job.texts[0] for job in desk.engine.jobs if isinstance(job, PredictJob)]
    return [texts for texts in asked if any(map(str.strip, texts))]


def test_without_a_model_the_page_says_so(desk: Desk) -> None:
    desk.click("page_try")
    desk.until(lambda: desk.find("tryEmpty", QWidget).isVisible())
    desk.click("tryTrainButton")
    assert desk.find("dropZone", QWidget).isVisible()


def test_bars_follow_the_typing_without_a_button(desk: Desk, table: Path) -> None:
    train(desk, table)
    show(desk)
    assert "Accuracy 84.1 %" in desk.text("answerFacts")
    type_text(desk, "Profit rose")
    desk.until(lambda: bars(desk).bars)
    assert (bars(desk).bars[0].label, bars(desk).bars[0].value) == ("positive", "81.0 %")
    desk.until(lambda: questions(desk)[-1] == ("Profit rose",))
    assert len(questions(desk)) < len("Profit rose"), "every key was asked about"
    desk.find("tryPageText", QPlainTextEdit).clear()
    desk.until(lambda: not bars(desk).bars)


def test_of_many_classes_the_likeliest_are_shown_and_the_rest_counted(desk: Desk, table: Path) -> None:
    desk.script.labels = tuple(f"class {index}" for index in range(77))
    train(desk, table)
    show(desk)
    type_text(desk, "x")
    desk.until(lambda: bars(desk).bars)
    assert len(bars(desk).bars) == 8
    assert desk.text("answerMore") == "and 69 more, together 0.2 %"


def test_a_number_comes_with_its_usual_error(desk: Desk, table: Path) -> None:
    desk.script.task, desk.script.labels = "regression", ("price",)
    train(desk, table)
    show(desk)
    type_text(desk, "x")
    desk.until(lambda: desk.text("answerAnswer"))
    assert desk.text("answerAnswer") == "price: 3.457"
    assert desk.text("answerMore").startswith("Between 3.045 and 3.869, give or take")


def test_the_chosen_threshold_is_marked(desk: Desk, table: Path) -> None:
    desk.script.task, desk.script.none_given = "multi_label", True
    write_decision(train(desk, table), Decision(threshold=0.7))
    show(desk)
    type_text(desk, "x")
    desk.until(lambda: bars(desk).bars)
    assert bars(desk)._limit == 0.7
    assert desk.text("answerAnswer") == "None above 70 %"
    assert "70 %" in desk.text("answerMore")


def test_two_runs_answer_the_same_text(desk: Desk, table: Path) -> None:
    first, second = train(desk, table), train(desk, table)
    show(desk)
    desk.click("compareButton")
    desk.until(lambda: desk.find("otherAnswerChooser", QComboBox).currentData() == str(first))
    type_text(desk, "x")
    desk.until(lambda: bars(desk).bars and bars(desk, "otherAnswer").bars)
    asked = [job.run_dir for job in desk.engine.jobs if isinstance(job, PredictJob)][-2:]
    assert asked == [str(second), str(first)]
    assert not desk.button("compareButton").isEnabled()
    desk.click("otherAnswerCloseButton")
    assert not desk.find("otherAnswerCard", QWidget).isVisible()
    assert desk.button("compareButton").isEnabled()


def test_why_marks_the_text_until_it_changes(desk: Desk, table: Path) -> None:
    train(desk, table)
    show(desk)
    assert not desk.button("answerWhyButton").isVisible()
    type_text(desk, "Profit rose")
    desk.until(lambda: questions(desk)[-1:] == [("Profit rose",)] and bars(desk).bars)
    desk.click("answerWhyButton")
    desk.until(lambda: desk.text("answerWhyTitle") == "Why “positive” has 81.0 %")
    bars(desk).chosen.emit("neutral")
    desk.until(lambda: desk.text("answerWhyTitle") == "Why “neutral” has 81.0 %")
    jobs = [job for job in desk.engine.jobs if isinstance(job, ExplainJob)]
    assert [job.label for job in jobs] == ["", "neutral"]
    type_text(desk, "!")
    assert not desk.find("answerWhyView", QWidget).isVisible()


def test_during_a_run_the_page_says_that_the_engine_is_busy(desk: Desk, table: Path) -> None:
    train(desk, table)
    desk.script.hold_at = 3
    desk.click("startButton")
    desk.until(lambda: desk.session.run.active)
    show(desk)
    type_text(desk, "Profit rose")
    desk.until(lambda: desk.text("answerNote").startswith("A run is under way"))
    assert questions(desk) == []
    desk.engine.release()
    desk.until(lambda: bars(desk).bars)
    assert not desk.find("answerNote", QLabel).isVisible()


def test_a_model_that_cannot_answer_says_why(desk: Desk, table: Path) -> None:
    train(desk, table)
    desk.script.fail["predict"] = Failed(message="The model is gone.")
    show(desk)
    type_text(desk, "x")
    desk.until(lambda: desk.message == "The model is gone.")
    assert desk.text("answerNote") == "The model could not answer."


def test_pairs_get_two_fields_and_both_are_needed(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    lines = [
        f"First sentence number {i},Second sentence number {i},{'yes' if i % 2 else 'no'}" for i in range(40)
    ]
    table.write_text("one,two,same\n" + "\n".join(lines) + "\n", encoding="utf-8")
    desk.open(table)
    if len(desk.session.choice.dataset.text_columns) == 1:  # type: ignore[union-attr]
        desk.click("addSecondTextButton")
        box = desk.find("secondTextColumnBox", QComboBox)
        box.setCurrentIndex(box.findText("two"))
        box.activated.emit(box.currentIndex())
        desk.until(lambda: desk.session.why_not_start == "")
    train(desk, table)
    show(desk)
    type_text(desk, "x")
    second = desk.find("tryPageSecondText", QPlainTextEdit)
    assert second.isVisible()
    assert second.accessibleName() == "two"
    type_text(desk, "y", "tryPageSecondText")
    desk.until(lambda: bars(desk).bars)
    assert questions(desk) == [("x", "y")]
