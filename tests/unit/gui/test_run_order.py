"""Which runs a list shows, in which order, and what can be done with them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication

from made_runs import config_of, make_run
from scores import correlation
from tuner_gui.engine.config import Correction
from tuner_gui.gui import run_words
from tuner_gui.gui.models.runs_model import LINES_ROLE, RunsModel
from tuner_gui.gui.run_deeds import MENU, deeds, possible
from tuner_gui.gui.run_order import (
    COLUMNS,
    DURATION,
    MODE,
    NAME,
    SCORE,
    SIZE,
    STARTED,
    STATUS,
    TREND,
    Wanted,
    arrange,
    tags_of,
)
from tuner_gui.gui.widgets.run_cells import line_points
from tuner_gui.gui.widgets.runs_table import stretches
from tuner_gui.runs.index import RunEntry, list_entries
from tuner_gui.runs.notes import annotate_run, rename_run


@pytest.fixture
def entries(tmp_path: Path) -> list[RunEntry]:
    """Three finished runs of growing score, an interrupted, a failed and a cancelled one; newest first."""
    folders = [make_run(tmp_path, number, accuracy=0.6 + number / 10, steps=24) for number in range(6)]
    rename_run(folders[0], "Alpha")
    annotate_run(folders[0], note="Corrected in March", tags=["final"])
    annotate_run(folders[3], tags=["Draft", "final"])
    return list_entries(tmp_path)


def names(entries: list[RunEntry], **wanted: object) -> list[str]:
    return [entry.name for entry in arrange(entries, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["movies", "complaints 2025", "sms-spam", "tickets", "reviews", "Alpha"]),
        ({"words": "march final"}, ["Alpha"]),
        ({"words": "HEADLINES.csv"}, ["Alpha"]),
        ({"words": "scratch"}, ["complaints 2025"]),
        ({"words": "interrupted"}, ["sms-spam"]),
        ({"words": "nothing of the kind"}, []),
        ({"tag": "final"}, ["sms-spam", "Alpha"]),
        ({"tag": "final", "words": "alpha"}, ["Alpha"]),
        ({"tag": "gone"}, []),
    ],
)
def test_what_is_found(entries: list[RunEntry], wanted: dict[str, str], found: list[str]) -> None:
    assert names(entries, **wanted) == found


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        (NAME, False, ["Alpha", "complaints 2025", "movies", "reviews", "sms-spam", "tickets"]),
        (SCORE, True, ["tickets", "reviews", "Alpha", "movies", "complaints 2025", "sms-spam"]),
        (SCORE, False, ["Alpha", "reviews", "tickets", "movies", "complaints 2025", "sms-spam"]),
        (STARTED, False, ["Alpha", "reviews", "tickets", "sms-spam", "complaints 2025", "movies"]),
        (DURATION, True, ["movies", "complaints 2025", "sms-spam", "tickets", "reviews", "Alpha"]),
        (STATUS, False, ["movies", "complaints 2025", "tickets", "reviews", "Alpha", "sms-spam"]),
    ],
)
def test_order_and_what_has_no_value_last(
    entries: list[RunEntry], column: int, descending: bool, order: list[str]
) -> None:
    assert names(entries, column=column, descending=descending) == order


def test_every_column_can_be_sorted_by(entries: list[RunEntry]) -> None:
    for column in (NAME, MODE, SCORE, TREND, STATUS, STARTED, DURATION, SIZE):
        assert len(names(entries, column=column)) == 6
    assert tags_of(entries) == ["Draft", "final"]


def test_what_the_cells_say(qapp: QApplication, entries: list[RunEntry], tmp_path: Path) -> None:
    model = RunsModel()
    model.set_entries(entries)
    assert (model.rowCount(), model.columnCount()) == (6, COLUMNS)
    row = model.rows_of({entries[-1].location})[0]
    said = {column: model.index(row, column).data() for column in range(COLUMNS)}
    assert said[NAME] == "Alpha"
    assert said[SCORE] == "Accuracy 60.0 % (50.6–69.4) · 104 rows"
    assert said[DURATION] == "1 min"
    assert said[SIZE] == "91 MB"
    assert model.index(row, NAME).data(LINES_ROLE) == ("Alpha", "headlines.csv #final")
    assert model.index(row, SCORE).data(LINES_ROLE) == ("Accuracy 60.0 %", "50.6–69.4 · 104 rows")
    assert "Corrected in March" in model.index(row, NAME).data(Qt.ItemDataRole.ToolTipRole)
    failed = next(number for number in range(6) if model.entry(number).status == "failed")
    assert model.index(failed, STATUS).data(Qt.ItemDataRole.ToolTipRole) == "Something failed."
    assert model.index(failed, SCORE).data() == "–"
    assert model.index(failed, SCORE).data(LINES_ROLE) is None


def test_numbers_are_shown_without_percent_and_corrections_are_told(
    qapp: QApplication, tmp_path: Path
) -> None:
    plain = config_of(0)
    corrections = tuple(Correction(row=row, label="b") for row in (3, 4))
    dataset = msgspec.structs.replace(plain.dataset, corrections=corrections)
    make_run(tmp_path, 0, config=msgspec.structs.replace(plain, dataset=dataset))
    (entry,) = list_entries(tmp_path)
    model = RunsModel()
    model.set_entries([msgspec.structs.replace(entry, score=correlation(0.873, 0.4, 50, (0.818, 0.912)))])
    assert model.index(0, NAME).data(LINES_ROLE)[1] == "headlines.csv · 2 labels corrected"
    assert model.index(0, SCORE).data(LINES_ROLE) == ("Pearson 0.873", "0.818 to 0.912 · 50 rows")


def test_a_name_that_is_the_same_is_not_written(qapp: QApplication, entries: list[RunEntry]) -> None:
    model = RunsModel()
    model.set_entries(entries)
    told: list[str] = []
    model.renamed.connect(lambda _folder, name: told.append(name))
    index = model.index(0, NAME)
    model.setData(index, "movies ")
    model.setData(index, "Other")
    assert told == ["Other"]
    assert index.data() == "movies"
    assert not model.setData(model.index(0, STATUS), "finished")


def test_what_can_be_done(entries: list[RunEntry]) -> None:
    by_status = {entry.status: entry for entry in entries}
    finished, interrupted = by_status["finished"], by_status["interrupted"]
    running = msgspec.structs.replace(interrupted, status="running")

    def keys(*chosen: RunEntry, busy: bool = False) -> set[str]:
        return {key for key in deeds() if possible(key, chosen, busy=busy)} - {"clean", "import"}

    single = {"open", "rename", "notes", "clone", "reveal"}
    assert keys() == set()
    assert keys(finished) == single | {"results", "delete"}
    assert keys(interrupted) == single | {"resume", "delete"}
    assert keys(interrupted, busy=True) == single | {"delete"}
    assert keys(running) == single
    assert keys(finished, interrupted) == {"compare", "delete"}
    assert keys(finished, running) == {"compare"}
    assert keys(*[finished] * 9) == {"delete"}
    assert set(MENU) - {""} <= deeds().keys()


def test_reasons_stand_in_one_sentence() -> None:
    assert run_words.apart(()) == ""
    words = run_words.apart(("seed", "corrections", "seed"))
    assert words.count("seeds differ") == 1
    assert "labels were corrected" in words
    assert run_words.value("dataset", "C:\\data\\a.csv") == "a.csv"
    assert run_words.value("learning_rate", 2e-5) == "2e-5"
    assert run_words.value("rows", None) == "all"
    assert run_words.value("fixes", ()) == "–"


def test_lines_fill_their_room() -> None:
    room = QRectF(10, 5, 30, 20)
    points = line_points([0.2, 0.8, 0.5, 0.5], room)
    assert [(point.x(), point.y()) for point in points[:2]] == [(10, 25), (20, 5)]
    assert points[-1].x() == 40
    assert {point.y() for point in line_points([0.3, 0.3], room)} == {15}


def test_stretches_of_rows() -> None:
    assert stretches([]) == []
    assert stretches([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)]
