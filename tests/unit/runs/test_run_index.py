"""The index: quick, true to the folders, and never needed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from made_runs import events_of, make_run, started
from tuner_gui.engine.events import Validated, encode
from tuner_gui.runs import index
from tuner_gui.runs.index import INDEX_FILE, list_entries
from tuner_gui.runs.notes import annotate_run, rename_run
from tuner_gui.runs.store import list_runs, load_run
from tuner_gui.runs.trend import POINTS, read_trend, thinned


def settle(root: Path) -> None:
    """As if nothing had been written for an hour."""
    past = time.time() - 3600
    for folder in root.iterdir():
        if folder.is_dir():
            os.utime(folder / "run.json", (past, past))
            os.utime(folder, (past, past))


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the runs that were read anew."""
    read: list[str] = []

    def counted(folder: Path) -> object:
        read.append(folder.name)
        return load_run(folder)

    monkeypatch.setattr(index, "load_run", counted)
    return read


def test_what_the_list_says(tmp_path: Path) -> None:
    first = make_run(tmp_path, 0, checkpoint=1000)
    make_run(tmp_path, 3)
    rename_run(first, "Mine")
    annotate_run(first, note="n", tags=["t"])
    newest, entry = list_entries(tmp_path)
    assert [run.id for run in list_runs(tmp_path)] == [newest.info.id, entry.info.id]
    assert (entry.name, entry.notes.tags, entry.status) == ("Mine", ("t",), "finished")
    assert entry.info.name == "Mine"
    assert entry.folder == first
    assert entry.score is not None and entry.score.n == 104
    assert entry.seconds == 60.0
    assert entry.use.checkpoints == 1000
    assert entry.use.model > 90_000_000
    assert len(entry.trend) == 12
    assert entry.trend[-1] > entry.trend[0]


def test_nothing_is_read_twice_until_it_changes(tmp_path: Path, reads: list[str]) -> None:
    folders = [make_run(tmp_path, number) for number in range(3)]
    settle(tmp_path)
    once = list_entries(tmp_path)
    assert len(reads) == 3
    assert list_entries(tmp_path) == once
    assert len(reads) == 3
    rename_run(folders[1], "Another")
    assert [entry.name for entry in list_entries(tmp_path)] == ["tickets", "Another", "headlines"]
    assert reads[3:] == [folders[1].name]


def test_a_run_that_was_just_written_is_not_trusted(tmp_path: Path, reads: list[str]) -> None:
    make_run(tmp_path)
    list_entries(tmp_path)
    list_entries(tmp_path)
    assert len(reads) == 2


def test_a_running_run_is_read_every_time(tmp_path: Path, reads: list[str]) -> None:
    folder = make_run(tmp_path, status="running")
    settle(tmp_path)
    assert list_entries(tmp_path)[0].status == "interrupted"  # nobody owns it
    assert folder.name in reads


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_a_broken_index_is_made_anew(tmp_path: Path, reads: list[str], damage: bytes) -> None:
    make_run(tmp_path)
    settle(tmp_path)
    list_entries(tmp_path)
    (tmp_path / INDEX_FILE).write_bytes(damage)
    assert len(list_entries(tmp_path)) == 1
    assert len(list_entries(tmp_path)) == 1
    assert len(reads) == 2


def test_an_index_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    make_run(tmp_path)
    (tmp_path / INDEX_FILE).mkdir()
    assert len(list_entries(tmp_path)) == 1


def test_runs_that_moved_as_a_whole_are_found_where_they_are(tmp_path: Path) -> None:
    make_run(tmp_path / "old")
    settle(tmp_path / "old")
    list_entries(tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    (entry,) = list_entries(tmp_path / "new")
    assert entry.folder.parent == tmp_path / "new"
    assert Path(entry.info.folder) == entry.folder


def test_damaged_runs_and_notes_hide_nothing_else(tmp_path: Path) -> None:
    damaged, noted, _good = (make_run(tmp_path, number) for number in range(3))
    (damaged / "run.json").write_text("{broken")
    (noted / "notes.json").write_text("{broken")
    assert [entry.name for entry in list_entries(tmp_path)] == ["tickets", "reviews"]


def test_a_run_that_is_gone_is_not_listed(tmp_path: Path) -> None:
    folder = make_run(tmp_path)
    settle(tmp_path)
    list_entries(tmp_path)
    folder.rename(tmp_path / ".hidden")
    assert list_entries(tmp_path) == []
    assert list_runs(tmp_path) == []
    assert list_entries(tmp_path / "nowhere") == []


def test_the_trend_leaves_out_what_was_lost_in_a_crash(tmp_path: Path) -> None:
    folder = make_run(tmp_path, steps=12)
    before = read_trend(folder)
    again = Validated(step=12, epoch=3.0, loss=0.1, metrics={"accuracy": 0.99}, best=True)
    with (folder / "events.jsonl").open("ab") as file:
        file.write(encode(started(12, resumed_at=10)) + encode(again) + encode(again)[:30])
    assert read_trend(folder) == (*before[:10], 0.99)


def test_a_long_trend_is_thinned_and_keeps_its_ends(tmp_path: Path) -> None:
    values = tuple(float(number) for number in range(1000))
    thin = thinned(values)
    assert len(thin) == POINTS
    assert (thin[0], thin[-1]) == (0.0, 999.0)
    assert list(thin) == sorted(set(thin))
    assert thinned(values[:5]) == values[:5]
    folder = make_run(tmp_path)
    (folder / "events.jsonl").unlink()
    assert read_trend(folder) == ()
    assert sum(isinstance(event, Validated) for event in events_of(0, 0.8, 60)) == 12
