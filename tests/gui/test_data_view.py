"""The dataset on screen: rows, classes, findings, fixes, roles, and how the file is read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QTableView, QWidget

from data_engine import LIMIT
from desk import Desk
from fake_engine import write_table
from tables import write_csv
from tuner_gui.engine.config import DatasetConfig, Fix
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import InspectJob, TrainJob
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.widgets.bar_list import LINE, BarList
from tuner_gui.gui.widgets.length_plot import LengthPlot
from tuner_gui.gui.widgets.role_header import RoleHeader

WORDS = ("rose", "fell", "stayed", "doubled", "halved", "recovered", "slipped")


def news(number: int) -> str:
    return (
        f"Profit of company {number} {WORDS[number % 7]} in quarter {number % 4} of the year {1900 + number}"
    )


def messy(folder: Path) -> Path:
    """60 rows: a label in two spellings, 5 repeated rows, 5 without a label."""
    rows = [(news(number), ("good", "bad")[number % 2]) for number in range(50)]
    rows[:8:2] = [(text, "Good ") for text, _ in rows[:8:2]]
    rows += rows[10:15]
    rows += [(f"Nobody knows what to say of number {number} yet", "") for number in range(5)]
    return write_csv(folder / "messy.csv", ("text", "label"), rows)


def with_bad_rows(folder: Path, bad: int = 6, good: int = 60) -> Path:
    path = folder / "bad.csv"
    lines = [f"{news(number)},{('good', 'bad')[number % 2]}" for number in range(good)]
    lines += [f"one, two, three {number},good" for number in range(bad)]
    path.write_text("\n".join(["text,label", *lines]) + "\n", encoding="utf-8")
    return path


def data(desk: Desk) -> Dataset:
    found = desk.session.choice.dataset
    assert found is not None
    return found


def rows_shown(desk: Desk) -> int:
    return desk.find("dataTable", QTableView).model().rowCount()


def settle(desk: Desk) -> None:
    """Wait until the dataset is examined and the engine has looked at its sample."""
    desk.until(lambda: not desk.session.data.busy)
    desk.until(lambda: data(desk).lengths is not None)


def config_of_run(desk: Desk) -> DatasetConfig:
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    job = next(job for job in reversed(desk.engine.jobs) if isinstance(job, TrainJob))
    return job.config.dataset


def click_bar(desk: Desk, name: str, label: str) -> None:
    bars = desk.find(name, BarList)
    index = [bar.label for bar in bars.bars].index(label)
    point = bars.rect().topLeft()
    point.setX(20)
    point.setY(index * LINE + LINE // 2)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=point)


def pick(desk: Desk, name: str, words: str) -> None:
    box = desk.find(name, QComboBox)
    index = box.findText(words)
    assert index >= 0, [box.itemText(each) for each in range(box.count())]
    box.setCurrentIndex(index)
    box.activated.emit(index)


def choose_role(desk: Desk, column: str, role: str) -> None:
    header = desk.find("roleHeader", RoleHeader)
    menu = header.menu(data(desk).table.columns.index(column))
    next(action for action in menu.actions() if action.data() == role).trigger()
    desk.until(lambda: not desk.session.data.busy)


# --- looking -------------------------------------------------------------------------------------


def test_a_table_is_shown_with_its_first_row_to_read(desk: Desk, table: Path) -> None:
    desk.open(table)
    assert desk.find("dataView", QWidget).isVisible()
    assert rows_shown(desk) == 60
    assert desk.text("readerTitle") == "Row 1 · negative"
    assert desk.find("rowReader", QPlainTextEdit).toPlainText() == "Quarter 0 brought news number 0"


def test_the_first_rows_are_there_before_the_rest_is_read(desk: Desk, tmp_path: Path) -> None:
    path = write_table(tmp_path / "long.csv", rows=3_000)
    seen: list[tuple[bool, int, str]] = []
    model = desk.find("dataTable", QTableView).model()
    model.modelReset.connect(
        lambda: seen.append((data(desk).is_preview, rows_shown(desk), desk.session.why_not_start))
    )
    desk.open(path)
    assert (True, 1_000) in [each[:2] for each in seen]
    assert all(reason for preview, _, reason in seen if preview), "started with the first rows alone"
    assert rows_shown(desk) == 3_000
    assert "3,000 rows" in desk.text("datasetFacts")


@pytest.mark.parametrize("bars", ["classBars", "classDistribution"])
def test_a_click_on_a_class_shows_its_rows_and_the_cross_all_again(
    desk: Desk, table: Path, bars: str
) -> None:
    desk.open(table)
    click_bar(desk, bars, "neutral")
    desk.until(lambda: rows_shown(desk) == 20)
    assert desk.text("readerTitle") == "Row 2 · neutral"
    assert desk.button("classFilterChip").text() == "neutral"
    desk.click("classFilterChip")
    desk.until(lambda: rows_shown(desk) == 60)
    assert not desk.button("classFilterChip").isVisible()


def test_a_class_is_chosen_with_the_keyboard_too(desk: Desk, table: Path) -> None:
    desk.open(table)
    bars = desk.find("classDistribution", BarList)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(bars, key)
    assert desk.button("classFilterChip").text() == "neutral"


def test_rows_are_found_by_what_they_contain_whatever_the_capitals(desk: Desk, table: Path) -> None:
    desk.open(table)
    QTest.keyClicks(desk.find("rowFilter", QLineEdit), "quarter 1")
    desk.until(lambda: rows_shown(desk) == 11)  # 1 and 10 to 19
    assert desk.text("rowCount") == "11 of 60"
    click_bar(desk, "classDistribution", "negative")
    desk.until(lambda: rows_shown(desk) == 3)  # 12, 15 and 18


def test_a_filter_by_class_goes_with_its_class(desk: Desk, table: Path, tmp_path: Path) -> None:
    desk.open(table)
    click_bar(desk, "classBars", "neutral")
    desk.open(write_table(tmp_path / "other.csv", rows=40, classes=("yes", "no")))
    desk.until(lambda: rows_shown(desk) == 40)
    assert not desk.button("classFilterChip").isVisible()


def test_the_data_gives_way_to_the_run_and_is_a_click_away(desk: Desk, table: Path) -> None:
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    assert not desk.find("dataView", QWidget).isVisible()
    desk.click("lookButton")
    assert desk.find("dataView", QWidget).isVisible()
    desk.click("backToRunButton")
    assert desk.find("finishBanner", QWidget).isVisible()


# --- findings and fixes --------------------------------------------------------------------------


def test_what_the_engine_finds_joins_the_list_as_an_estimate(desk: Desk, table: Path) -> None:
    desk.open(table)
    settle(desk)
    (job,) = [job for job in desk.engine.jobs if isinstance(job, InspectJob)]
    assert (len(job.texts), job.total_rows, job.row_numbers[:2]) == (60, 60, (1, 2))
    assert "near_duplicates" in [finding.id for finding in data(desk).findings]
    page = desk.find("findingList", QWidget)
    assert any("estimated from 60 rows" in each.text() for each in page.findChildren(QLabel))
    bars = desk.find("lengthPlot", LengthPlot).bars
    assert bars is not None
    assert bars.limit == LIMIT
    assert bars.cut_share == 0
    assert desk.text("lengthsTitle") == "Length in tokens · none cut, of 60 rows"


def test_another_base_model_is_asked_anew_and_a_changed_mode_is_not(desk: Desk, table: Path) -> None:
    desk.open(table)
    settle(desk)
    desk.click("mode_head")
    desk.window._train.use_model("owner/other")
    assert data(desk).lengths is None
    settle(desk)
    models = [job.base_model for job in desk.engine.jobs if isinstance(job, InspectJob)]
    assert models == ["builtin", "owner/other"]


def test_a_run_does_not_wait_for_the_look_at_a_sample_which_comes_after_it(desk: Desk, table: Path) -> None:
    desk.script.hold_inspect = True  # type: ignore[attr-defined]
    desk.open(table)
    desk.until(lambda: "InspectJob" in desk.engine.kinds)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    assert desk.engine.sent[0] == "cancel"
    desk.until(lambda: data(desk).lengths is not None)
    kinds = desk.engine.kinds
    assert kinds.index("TrainJob") < len(kinds) - kinds[::-1].index("InspectJob")


def test_a_late_answer_about_another_dataset_is_not_taken_for_this_one(
    desk: Desk, table: Path, tmp_path: Path
) -> None:
    desk.script.hold_inspect = True  # type: ignore[attr-defined]
    desk.open(table)
    desk.until(lambda: "InspectJob" in desk.engine.kinds)
    desk.open(write_table(tmp_path / "other.csv", rows=40))
    desk.until(lambda: not desk.session._estimate_timer.isActive())
    desk.engine.release()
    settle(desk)
    lengths = data(desk).lengths
    assert lengths is not None
    assert lengths.rows == 40


def test_a_sample_that_cannot_be_looked_at_is_in_nobodys_way(desk: Desk, table: Path) -> None:
    desk.script.fail["inspect"] = Failed(message="The tokenizer is broken.")
    desk.open(table)
    desk.until(lambda: data(desk).not_inspected)
    assert desk.text("lengthsTitle") == "Length in tokens · could not be found out"
    assert desk.message == ""
    assert desk.button("startButton").isEnabled()


def test_a_fix_changes_the_counts_is_recorded_in_the_run_and_can_be_undone(
    desk: Desk, tmp_path: Path
) -> None:
    desk.open(messy(tmp_path))
    settle(desk)
    before = data(desk).survey.rows
    assert before == 55
    desk.click("findingsButton")
    desk.click("fix_drop_duplicates")
    desk.until(lambda: data(desk).survey.rows == 50)
    desk.click("fix_merge_labels")
    desk.until(lambda: len(data(desk).survey.counts) == 2)
    assert "duplicates" not in [finding.id for finding in data(desk).findings]
    assert desk.find("applied_drop_duplicates", QWidget).isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: len(data(desk).survey.counts) == 3)
    assert config_of_run(desk).fixes == (Fix(id="drop_duplicates"),)
    desk.click("lookButton")
    desk.window._train.data_view.show_findings()
    desk.click("undo_drop_duplicates")
    desk.until(lambda: data(desk).survey.rows == before)
    assert data(desk).config.fixes == ()


def test_the_link_on_the_card_leads_to_the_findings_and_an_example_to_its_row(
    desk: Desk, tmp_path: Path
) -> None:
    desk.open(messy(tmp_path))
    settle(desk)
    click_bar(desk, "classBars", "bad")
    desk.until(lambda: rows_shown(desk) < 60)
    desk.click("findingsButton")
    finding = next(each for each in data(desk).findings if each.id == "duplicates")
    row = finding.examples[0].row
    desk.window.findChildren(QWidget, f"example_{row}")[0].click()  # type: ignore[attr-defined]
    desk.until(lambda: desk.text("readerTitle").startswith(f"Row {row} ·"))


def test_rows_without_a_label_are_counted_as_to_be_predicted(desk: Desk, tmp_path: Path) -> None:
    desk.open(messy(tmp_path))
    assert "5 rows without a label, to be predicted" in desk.text("datasetSplit")


# --- roles and tasks -----------------------------------------------------------------------------


def pairs(folder: Path) -> Path:
    rows = [
        (
            news(number),
            f"It is said that number {number} {WORDS[number % 5]} a lot",
            str(number % 3),
            f"{number % 50 / 10}",
        )
        for number in range(120)
    ]
    return write_csv(folder / "pairs.csv", ("first", "second", "stars", "score"), rows)


def test_roles_are_changed_in_the_header_of_the_table(desk: Desk, tmp_path: Path) -> None:
    desk.open(pairs(tmp_path))
    choose_role(desk, "stars", "label")
    assert data(desk).label_columns == ("stars",)
    choose_role(desk, "second", "second_text")
    choose_role(desk, "first", "text")
    assert data(desk).text_columns == ("first", "second")
    assert desk.find("secondTextColumnBox", QComboBox).currentText() == "second"
    choose_role(desk, "second", "none")
    assert data(desk).text_columns == ("first",)
    assert config_of_run(desk).label_columns == ("stars",)


def test_a_number_is_learned_and_its_ranges_are_shown(desk: Desk, tmp_path: Path) -> None:
    desk.open(pairs(tmp_path))
    choose_role(desk, "score", "label")
    pick(desk, "taskBox", "A number")
    desk.until(lambda: data(desk).task == "regression" and not desk.session.data.busy)
    bars = desk.find("classDistribution", BarList).bars
    assert len(bars) == 10
    click_bar(desk, "classDistribution", bars[3].label)
    desk.until(lambda: rows_shown(desk) == dict(data(desk).survey.counts)[bars[3].label])
    assert config_of_run(desk).task == "regression"


def test_several_columns_of_labels(desk: Desk, tmp_path: Path) -> None:
    names = ("sport", "money", "war")
    rows = [(news(n), *(str(int(n % (place + 2) == 0)) for place in range(3))) for n in range(120)]
    desk.open(write_csv(tmp_path / "many.csv", ("text", *names), rows))
    assert data(desk).task == "multi_label"
    assert desk.find("labelColumnBox", QComboBox).currentText() == "3 columns"
    assert desk.find("taskBox", QComboBox).currentText() == "Several labels"
    assert desk.text("readerTitle") == "Row 1 · sport, money, war"
    click_bar(desk, "classDistribution", "war")
    desk.until(lambda: rows_shown(desk) == 30)
    choose_role(desk, "war", "none")
    assert data(desk).label_columns == ("sport", "money")


def test_an_open_list_is_left_alone_when_the_engine_has_something_to_say(desk: Desk, table: Path) -> None:
    desk.open(table)
    settle(desk)
    box = desk.find("labelColumnBox", QComboBox)
    with desk.qtbot.assertNotEmitted(box.model().rowsRemoved):
        desk.window._train.use_model("owner/other")
        settle(desk)


def test_a_choice_that_cannot_be_taken_is_said_and_can_be_changed_back(desk: Desk, table: Path) -> None:
    desk.open(table)
    pick(desk, "labelColumnBox", "headline")
    desk.until(lambda: not desk.session.data.busy)
    assert not desk.button("startButton").isEnabled()
    pick(desk, "textColumnBox", "headline")
    pick(desk, "labelColumnBox", "sentiment")
    desk.until(lambda: desk.button("startButton").isEnabled())


# --- reading -------------------------------------------------------------------------------------


def test_another_encoding_reads_the_file_again(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "umlaut.csv"
    lines = [f"Größe und Gewinn von Nummer {n},{('gut', 'schlecht')[n % 2]}" for n in range(60)]
    path.write_bytes("\n".join(["text,label", *lines]).encode("cp1252"))
    desk.open(path)
    assert data(desk).table.column("text")[0].startswith("Größe")
    desk.session.data.set_reading(data(desk).config.reading.__class__(encoding="cp1251"))
    desk.until(lambda: not desk.session.data.busy)
    assert data(desk).table.column("text")[0].startswith("GrцЯe")
    desk.session.data.set_reading(data(desk).config.reading.__class__())
    desk.until(lambda: data(desk).table.column("text")[0].startswith("Größe"))


def test_a_header_taken_for_a_row_is_put_right(desk: Desk, table: Path) -> None:
    desk.open(table)
    pick(desk, "headerBox", "no header row")
    desk.until(lambda: not desk.session.data.busy)
    assert data(desk).table.rows == 61
    pick(desk, "headerBox", "first row is a header")
    desk.until(lambda: data(desk).table.rows == 60)
    assert config_of_run(desk).reading.header is True


def test_a_reading_that_fails_keeps_what_was_there(desk: Desk, table: Path) -> None:
    desk.open(table)
    table.unlink()
    pick(desk, "headerBox", "no header row")
    desk.until(lambda: desk.message)
    assert data(desk).table.rows == 60
    assert rows_shown(desk) == 60
    assert desk.find("headerBox", QComboBox).currentText() == "first row is a header"
    assert desk.button("startButton").isEnabled()


def test_many_bad_rows_close_start_until_the_person_agrees(desk: Desk, tmp_path: Path) -> None:
    desk.drop(with_bad_rows(tmp_path))
    desk.until(lambda: desk.find("badRowsBar", QWidget).isVisible())
    assert "6 of 66 rows do not fit" in desk.text("badRowsText")
    assert not desk.button("startButton").isEnabled()
    desk.click("skipBadRowsButton")
    desk.until(lambda: desk.button("startButton").isEnabled())
    assert desk.button("skipBadRowsButton").text() == "Undo"
    assert config_of_run(desk).reading.skip_bad_rows


def test_the_list_of_bad_rows_is_saved(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tmp_path / "list.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(wanted), ""))
    desk.drop(with_bad_rows(tmp_path))
    desk.until(lambda: desk.find("badRowsBar", QWidget).isVisible())
    with desk.qtbot.waitSignal(desk.session.data.saved):
        desk.click("saveBadRowsButton")
    with wanted.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert desk.text("badRowsText").endswith("Saved as “list.csv”.")
    assert [line["line"] for line in lines] == [str(62 + n) for n in range(6)]


# --- splits and other ways in --------------------------------------------------------------------


def test_files_named_train_and_test_are_taken_as_such(desk: Desk, tmp_path: Path) -> None:
    train = write_table(tmp_path / "news-train.csv")
    test = write_table(tmp_path / "news-test.csv", rows=30)
    test.write_text(test.read_text().replace("Quarter", "Month"))
    desk.drop(test, train)
    desk.until(lambda: desk.session.why_not_start == "")
    assert (data(desk).config.path, data(desk).config.test_path) == (str(train), str(test))
    assert data(desk).survey.split_sizes[2] == 30


def test_the_split_is_chosen_in_a_dialog(desk: Desk, tmp_path: Path) -> None:
    rows = [(news(n), ("good", "bad")[n % 2], f"2024-01-{n % 28 + 1:02d}", "abc"[n % 3]) for n in range(90)]
    desk.open(write_csv(tmp_path / "dated.csv", ("text", "label", "when", "batch"), rows))
    desk.click("splitButton")
    pick(desk, "timeColumnBox", "when")
    desk.click("splitOkButton")
    desk.until(lambda: data(desk).config.time_column == "when")
    assert desk.text("splitSizes").startswith("Split by time, “when”")
    desk.click("splitButton")
    desk.until(lambda: desk.window.findChild(QWidget, "split_random") is not None)
    desk.button("split_random").click()
    desk.click("splitOkButton")
    desk.until(lambda: data(desk).config.time_column == "")


def test_a_dataset_from_the_hub_is_fetched_and_opened(desk: Desk, tmp_path: Path) -> None:
    desk.script.fetched = write_table(tmp_path / "fetched.csv")  # type: ignore[attr-defined]
    desk.click("hub_datasetButton")
    assert not desk.button("hubDatasetDownloadButton").isEnabled()
    QTest.keyClicks(desk.find("hubDatasetNameBox", QLineEdit), "glue")
    QTest.keyClicks(desk.find("hubDatasetConfigBox", QLineEdit), "mrpc")
    desk.click("hubDatasetDownloadButton")
    desk.until(lambda: desk.session.why_not_start == "")
    assert data(desk).path == tmp_path / "fetched.csv"
    (job,) = [job for job in desk.engine.jobs if type(job).__name__ == "FetchDatasetJob"]
    assert (job.name, job.config_name) == ("glue", "mrpc")  # type: ignore[union-attr]


def test_a_folder_of_texts_is_dropped(desk: Desk, tmp_path: Path) -> None:
    for label in ("good", "bad"):
        folder = tmp_path / "reviews" / label
        folder.mkdir(parents=True)
        for number in range(30):
            (folder / f"{number}.txt").write_text(f"{label}: {news(number)}", encoding="utf-8")
    desk.open(tmp_path / "reviews")
    assert dict(data(desk).survey.counts) == {"good": 30, "bad": 30}


def test_a_run_may_begin_as_soon_as_the_table_is_read(desk: Desk, tmp_path: Path) -> None:
    path = write_table(tmp_path / "long.csv", rows=3_000)
    desk.session.open_dataset(path, start=True)
    desk.until_state(RunState.FINISHED)
    assert data(desk).table.rows == 3_000


def test_a_label_with_an_ampersand_is_shown_as_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.open(write_table(tmp_path / "and.csv", classes=("R&D", "sales")))
    click_bar(desk, "classBars", "R&D")
    desk.until(lambda: rows_shown(desk) == 30)
    assert desk.button("classFilterChip").text() == "R&&D"
