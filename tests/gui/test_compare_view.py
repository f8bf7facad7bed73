"""What the Compare page shows of an experiment, and what can be done with it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from made_experiments import made_experiment, made_result
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui.past_run import read_past_run
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.gui.theme import Theme
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.compare.view import CompareView

Show = Callable[..., CompareView]


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CompareView]:
    """All of it in sight at once."""
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(1100, 4000)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.wait()


def settled(qtbot: QtBot, view: CompareView) -> None:
    """Wait until everything is drawn and read."""
    qtbot.waitUntil(
        lambda: (
            not (
                view._timer.isActive()
                or view._reading.busy
                or view.flips.control.busy
                or any(view._in_sight(card) for card in view._stale)
            )
        )
    )


def shown(view: CompareView) -> list[CompareCard]:
    return [card for card in view._cards if card.isVisible()]


def made(qtbot: QtBot, view: CompareView, **what: Any) -> ExperimentResult:
    result = made_result(**what)
    view.show_result(result)
    settled(qtbot, view)
    return result


def button(view: CompareView, name: str) -> QAbstractButton:
    found = view.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton), name
    return found


def click_row(view: CompareView, line: int) -> None:
    chart = view.scores.chart
    QTest.mouseClick(
        chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, chart.row_rect(line).center()
    )


def test_the_verdict_stands_on_top_and_says_how_far_things_are(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view)
    assert view.verdict.words == result.verdict
    part = made(qtbot, view, done=5)
    assert view.verdict.words.startswith("5 of 17 trainings and baselines are done. So far: ")
    assert part.verdict in view.verdict.words.replace("So far: ", "")


def test_a_row_of_the_chart_tells_score_interval_and_costs(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view)
    chart, best = view.scores.chart, result.summary[0]
    words = chart.words_at(chart.row_rect(0).center().toPointF())
    low, high = best.ci
    assert f"{best.score * 100:.1f} %" in words
    assert f"{low * 100:.1f}–{high * 100:.1f}" in words
    assert "3 seeds" in words
    assert "time 1.5 min" in words
    assert chart.lines() == len(result.summary)
    assert words in chart.accessibleDescription()


def test_a_far_baseline_leaves_the_others_their_room(qtbot: QtBot, view: CompareView) -> None:
    labels = tuple(f"class {i}" for i in range(40))
    result = made(qtbot, view, labels=labels, rows=2000)
    constant = result.way("constant")
    assert view.scores.chart.scale.low > constant.score, "an arrow points to it instead"
    assert view.scores.chart.scale.low <= min(way.ci[0] for way in result.summary if not way.baseline)


def test_a_click_chooses_a_way_everywhere_and_another_one_none(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view)
    with qtbot.waitSignal(view.way_chosen) as said:
        click_row(view, 1)
    assert said.args == [result.summary[1].mode]
    settled(qtbot, view)
    (index,) = view.details.table.selectionModel().selectedRows()
    assert index.row() == 1
    assert view.scores.chart._chosen == result.summary[1].mode
    click_row(view, 1)
    settled(qtbot, view)
    assert view.chosen == ""
    assert not view.details.table.selectionModel().hasSelection()


def test_keys_choose_a_way_too(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view.scores.chart, key)
    assert view.chosen == result.summary[1].mode


def test_tables_are_sorted_by_number_and_copied_whole(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view, energy=True)
    table = view.details.table
    titles = [table.model().headerData(i, Qt.Orientation.Horizontal) for i in range(11)]
    seconds = titles.index("Time")
    table.horizontalHeader().sectionClicked.emit(seconds)
    slowest = max(result.summary, key=lambda way: way.seconds)
    assert slowest.mode == "scratch"
    assert view.details.model.row(0)[0] == "From scratch"
    assert titles[-1] == "Energy"
    table.setFocus()
    QTest.keySequence(table, QKeySequence(QKeySequence.StandardKey.Copy))
    copied = QGuiApplication.clipboard().text()
    assert copied.count("\n") == 1 + len(result.summary)
    made(qtbot, view)
    assert view.details.model.columnCount() == 10, "no energy, where nothing reports it"


def test_models_that_share_a_name_are_not_mistaken(qtbot: QtBot, view: CompareView) -> None:
    models = ("/one/bert", "/two/bert")
    result = made(qtbot, view, base_models=models, modes=("full", "head"), seeds=1)
    names = [view.details.model.row(line)[0] for line in range(view.details.model.rowCount())]
    assert names.count("Head only · bert") == 2
    for line, name in enumerate(names):
        if name == "Head only · bert":
            with qtbot.waitSignal(view.way_chosen) as said:
                view.details.table.clicked.emit(view.details.model.index(line, 0))
            assert said.args == [result.summary[line].mode], "both are sorted by score"
            settled(qtbot, view)
    view.pairs.table.clicked.emit(view.pairs.model.index(0, 0))
    assert view.chosen_pair is not None
    assert set(view.chosen_pair) <= {way.mode for way in result.summary}


def test_pairs_stand_with_the_better_one_first_and_lead_to_the_two(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view)
    model = view.pairs.model
    differences = [float(model.row(line)[2]) for line in range(model.rowCount())]
    assert differences == sorted(differences, reverse=True)
    assert min(differences) >= 0
    assert len(differences) == len(result.pairs)
    for line in range(model.rowCount()):
        assert float(model.row(line)[-1]) <= differences[line], "the lower end by bootstrap"
    view.pairs.table.row_chosen.emit(model.row(0))
    settled(qtbot, view)
    assert view.chosen_pair is not None
    assert view.pair.first.currentText() == model.row(0)[0]
    assert view.pair.second.currentText() == model.row(0)[1]
    assert "points" in view.pair.words


def test_the_recommended_one_and_its_rival_are_side_by_side_until_somebody_chooses(
    qtbot: QtBot, view: CompareView
) -> None:
    result = made(qtbot, view)
    assert result.decision is not None
    assert view.chosen_pair == (result.decision.recommended, result.decision.rival)
    box = view.pair.first
    box.setCurrentIndex(box.findData("scratch"))
    box.activated.emit(box.currentIndex())
    chosen = view.chosen_pair
    assert chosen is not None and chosen[0] == "scratch"
    view.show_result(msgspec.structs.replace(result, complete=False))
    assert view.chosen_pair == chosen, "what arrives does not take it away"


def test_classes_stand_by_how_much_they_differ(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view, labels=tuple(f"class {i}" for i in range(77)), rows=4000)
    view.choose_pair("full", "scratch")
    settled(qtbot, view)
    lines = view.classes.dumbbells._lines
    sizes = [abs(line.difference) for line in lines]
    assert sizes == sorted(sizes, reverse=True)
    assert len(lines) == 77
    scores = {each.label: each for each in result.way("full").classes}
    assert lines[0].a == scores[lines[0].label].f1
    assert view.classes.dumbbells.verticalScrollBar().maximum() > 0
    button(view, "recallTab").click()
    assert {line.label: line.a for line in view.classes.dumbbells._lines}[lines[0].label] == scores[
        lines[0].label
    ].recall


def test_a_regression_has_no_classes_and_one_way_no_pair(qtbot: QtBot, view: CompareView) -> None:
    made(qtbot, view, task="regression", labels=("rating",))
    assert view.classes not in shown(view)
    assert view.pair in shown(view)
    made(qtbot, view, done=1)
    assert not {view.pair, view.flips, view.pairs} & set(shown(view))
    assert view.data_curve not in shown(view)


def test_the_data_curve_answers_in_words(qtbot: QtBot, view: CompareView) -> None:
    result = made(qtbot, view, shares=(0.1, 0.3, 0.6))
    assert view.data_curve in shown(view)
    assert view.data_curve._answer.text() == result.curve_words
    view.data_curve.plot.hovered.emit(3.0)
    assert view.data_curve._readout.text().startswith("1,000 rows: ")
    assert "constant" not in view.data_curve.lines._items, "it learns nothing"


def test_learning_curves_are_read_from_the_folder(qtbot: QtBot, view: CompareView, tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "one", seeds=2)
    view.show_folder(folder)
    result = made(qtbot, view, seeds=2)
    qtbot.waitUntil(lambda: len(view.learning.ways) == len(result.config.modes))
    x, y = view.learning._means["head"]
    last = [read_past_run(folder / "runs" / f"head-s{seed}").history.validations[-1] for seed in (0, 1)]
    assert y[-1] == pytest.approx(sum(each.main[1] for each in last) / 2 * 100)
    button(view, "curveSecondsTab").click()
    seconds = view.learning._means["head"][0]
    assert seconds[-1] / x[-1] == pytest.approx(seconds[0] / x[0], rel=0.05), "at an even pace"
    assert seconds[-1] / x[-1] == pytest.approx(14 / 3, rel=0.1)


def test_learning_curves_are_live_before_there_is_any_result(
    qtbot: QtBot, view: CompareView, tmp_path: Path
) -> None:
    folder = made_experiment(tmp_path / "one", seeds=1)
    past = read_past_run(folder / "runs" / "full-s0").history
    live = RunHistory(mode="full", config=past.config)
    view.show_live({"full-s0": live}, "full-s0")
    assert view.learning not in shown(view)
    for event in past.validations[:2]:
        live.add(event, now=0.0)
    view.show_live({"full-s0": live}, "full-s0")
    qtbot.waitUntil(lambda: view.learning.ways == ("full",))
    assert len(view.learning._means["full"][0]) == 2
    live.add(past.validations[2], now=0.0)
    view.show_live({"full-s0": live}, "full-s0")
    qtbot.waitUntil(lambda: len(view.learning._means["full"][0]) == 3)


def test_what_is_out_of_sight_is_filled_when_it_comes_into_sight(qtbot: QtBot, view: CompareView) -> None:
    view.resize(1100, 500)
    made(qtbot, view)
    made(qtbot, view, done=9)
    assert view.scores.chart.lines() == 7
    assert {view.pairs, view.flips} <= view._stale
    view.verticalScrollBar().setValue(view.pairs.y())
    qtbot.waitUntil(lambda: view.pairs not in view._stale)
    assert view.flips in view._stale


class TestRowsThatFlipped:
    """With the rows of an experiment on the disk."""

    @pytest.fixture
    def flipped(self, qtbot: QtBot, view: CompareView, tmp_path: Path) -> CompareView:
        view.show_folder(made_experiment(tmp_path / "one", seeds=2))
        made(qtbot, view, seeds=2)
        view.choose_pair("full", "scratch")
        qtbot.waitUntil(lambda: self.pair(view) == ("full", "scratch"))
        settled(qtbot, view)
        return view

    @staticmethod
    def pair(view: CompareView) -> tuple[str, str] | None:
        found = view.flips.model.found
        return found.names if found is not None else None

    def test_they_are_counted_and_listed(self, flipped: CompareView) -> None:
        found = flipped.flips.model.found
        assert found is not None
        only_a, only_b = found.flips.counts
        assert only_a > only_b > 0
        assert flipped.flips.model.rowCount() == only_a + only_b
        assert button(flipped, "firstGainedTab").text() == f"Only Fine-tune right: {only_a}"
        assert f"Fine-tune alone is right in {only_a}" in flipped.flips._note.text()
        reader = flipped.findChild(QPlainTextEdit, "flipText")
        assert isinstance(reader, QPlainTextEdit)
        assert reader.toPlainText() == found.flips.texts(int(found.rows[0]))[0]

    def test_they_are_filtered(self, qtbot: QtBot, flipped: CompareView) -> None:
        model, filters = flipped.flips.model, flipped.flips.filters
        assert model.found is not None
        button(flipped, "secondGainedTab").click()
        qtbot.waitUntil(lambda: model.found is not None and model.found.wanted.side == "b")
        assert model.rowCount() == model.found.flips.counts[1]
        assert set(model.found.flips.gained[model.found.rows]) == {-1}
        filters.label.setCurrentIndex(filters.label.findData("neutral"))
        filters.label.activated.emit(filters.label.currentIndex())
        qtbot.waitUntil(lambda: model.found is not None and model.found.wanted.label == "neutral")
        assert {model.words(int(i), 2) for i in model.found.rows} == {"neutral"}
        filters.words.setText("no such words anywhere")
        qtbot.waitUntil(lambda: model.rowCount() == 0)
        none = flipped.findChild(QWidget, "noFlips")
        assert isinstance(none, QWidget) and none.isVisible()
        assert not button(flipped, "saveFlipsButton").isEnabled()

    def test_they_are_saved(self, qtbot: QtBot, flipped: CompareView, tmp_path: Path) -> None:
        with qtbot.waitSignal(flipped.rows_exported) as said:
            flipped.flips.save(tmp_path / "rows.csv", ("Fine-tune", "From scratch"))
        assert said.args == [tmp_path / "rows.csv"]
        with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        assert len(lines) == 1 + flipped.flips.model.rowCount()
        with qtbot.waitSignal(flipped.problem_raised) as problem:
            flipped.flips.save(tmp_path / "rows.csv", ("Fine-tune", "From scratch"))
        assert "already exists" in problem.args[0].message

    def test_rows_that_are_gone_are_a_problem_that_is_told(
        self, qtbot: QtBot, flipped: CompareView, tmp_path: Path
    ) -> None:
        (tmp_path / "one" / "runs" / "lora-s0" / "scored.arrow").unlink()
        with qtbot.waitSignal(flipped.problem_raised) as problem:
            flipped.choose_pair("lora", "full")
        assert "lacks the rows" in problem.args[0].message


def test_another_look_and_narrow_windows(qtbot: QtBot, qapp: QApplication, view: CompareView) -> None:
    labels = tuple(f"A class with quite a long name, number {i}" for i in range(5))
    models = ("builtin", "/models/a-model-with-a-name-that-is-hard-to-fit-anywhere-at-all")
    made(qtbot, view, labels=labels, base_models=models, seeds=1, shares=(0.1, 0.3, 0.6))
    theme = Theme(qapp, "dark")
    view.resize(640, 4000)
    view.restyle()
    settled(qtbot, view)
    assert view._grid.width() <= view.viewport().width(), "nothing is cut off at the right"
    assert view.grab(view.rect()).width() == 640
    theme.choose("light")
    theme.deleteLater()


def test_parts_have_names_for_those_who_cannot_see_them(qtbot: QtBot, view: CompareView) -> None:
    made(qtbot, view, shares=(0.1, 0.3, 0.6))
    for card in shown(view):
        assert card.accessibleName(), card.objectName()
        assert card.objectName()
        for child in card.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
                above = child.parentWidget()  # of a viewport, the view
                named = child.accessibleName() or (above is not None and above.accessibleName())
                named = named or (isinstance(child, QAbstractButton) and child.text())
                assert named, f"{card.objectName()}: {child.objectName()} {type(child).__name__}"
