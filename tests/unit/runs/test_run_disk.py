"""Deleting with a way back, and freeing what nobody needs: nothing outside a run is ever touched."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from made_runs import make_run, sparse
from tuner_gui import paths
from tuner_gui.errors import RunError
from tuner_gui.runs.disk import DiskUse, clean_run, clean_runs, disk_use, freeable
from tuner_gui.runs.store import list_runs, load_run, reopen_run, save_run
from tuner_gui.runs.trash import delete_run, empty_trash, list_trash, restore_run, trash_bytes


@pytest.fixture
def root() -> Path:
    return paths.runs_dir()


def running(folder: Path) -> Path:
    """The run belongs to this process."""
    save_run(folder, msgspec.structs.replace(load_run(folder), status="interrupted"))
    reopen_run(folder)
    return folder


def test_delete_and_undo(root: Path) -> None:
    folder = make_run(root)
    deleted = delete_run(folder)
    assert list_runs() == []
    assert trash_bytes() > 90_000_000
    assert [each.folder for each in list_trash()] == [folder]
    assert restore_run(deleted) == folder
    assert [run.folder for run in list_runs()] == [str(folder)]
    with pytest.raises(RunError, match="not in the trash"):
        restore_run(deleted)


def test_undo_when_the_name_is_taken_adds_a_number(root: Path) -> None:
    deleted = delete_run(make_run(root))
    again = delete_run(make_run(root))
    assert restore_run(deleted).name == "made-00000-layerwise"
    assert restore_run(again).name == "made-00000-layerwise-2"


def test_what_may_not_be_deleted(root: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="under way"):
        delete_run(running(make_run(root)))
    with pytest.raises(RunError, match="not lie among"):
        delete_run(make_run(tmp_path / "elsewhere"))
    assert len(list_runs()) == 1
    assert (tmp_path / "elsewhere" / "made-00000-layerwise" / "run.json").exists()


def test_a_folder_that_cannot_be_moved_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_run(root)

    def held(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(RunError, match="could not be deleted") as caught:
        delete_run(folder)
    assert "open" in caught.value.hint


def test_a_link_is_deleted_without_what_it_leads_to(root: Path, tmp_path: Path) -> None:
    elsewhere = make_run(tmp_path / "elsewhere")
    root.mkdir(parents=True)
    (root / "linked").symlink_to(elsewhere, target_is_directory=True)
    delete_run(root / "linked")
    assert trash_bytes() == 0
    assert empty_trash() == 1
    assert (elsewhere / "run.json").exists()


def test_the_trash_keeps_what_is_young(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = make_run(root, 0)
    with monkeypatch.context() as long_ago:
        long_ago.setattr(time, "time", lambda: 1_000_000.0)
        delete_run(old)
    young = delete_run(make_run(root, 1))
    assert empty_trash(older_than=3600) == 1
    assert list_trash() == [young]
    assert empty_trash() == 1
    assert not young.trashed.exists()


def test_links_inside_a_run_are_removed_and_not_followed(root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    sparse(precious / "file", 5000)
    folder = make_run(root, checkpoint=10)
    (folder / "checkpoints" / "link").symlink_to(precious, target_is_directory=True)
    assert disk_use(folder).checkpoints < 5000
    clean_run(folder)
    delete_run(folder)
    empty_trash()
    assert (precious / "file").stat().st_size == 5000


@pytest.mark.parametrize(
    ("status", "asked", "freed"),
    [
        ("finished", False, 11),
        ("failed", False, 11),
        ("cancelled", False, 11),
        ("interrupted", False, 1),
        ("interrupted", True, 11),
        ("running", True, 0),
    ],
)
def test_what_can_be_freed(status: str, asked: bool, freed: int) -> None:
    use = DiskUse(model=1000, checkpoints=10, cache=1, rest=100)
    assert freeable(status, use, interrupted=asked) == freed  # type: ignore[arg-type]
    assert use.total == 1111


def test_cleaning_up_leaves_the_model_and_what_can_be_resumed(root: Path) -> None:
    finished = make_run(root, 0, checkpoint=500)
    waiting = make_run(root, 3, checkpoint=700)
    sparse(waiting / "cache" / "tokens.arrow", 30)
    busy = running(make_run(root, 1, checkpoint=900))
    assert clean_runs(list_runs()) == 530
    assert not (finished / "checkpoints").exists()
    assert (finished / "model" / "model.safetensors").exists()
    assert (waiting / "checkpoints").exists()
    assert not (waiting / "cache").exists()
    assert (busy / "checkpoints").exists()
    assert clean_runs(list_runs(), interrupted=True) == 700
    with pytest.raises(RunError, match="under way"):
        clean_run(busy)
