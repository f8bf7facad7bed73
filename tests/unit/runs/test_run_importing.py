"""Runs from elsewhere: copied whole, or refused with a reason; nothing half done is left."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from made_runs import make_run, sparse
from tuner_gui import paths
from tuner_gui.errors import CancelledError, RunError
from tuner_gui.runs.importing import import_run
from tuner_gui.runs.index import list_entries
from tuner_gui.runs.notes import rename_run
from tuner_gui.runs.store import Owner, list_runs, load_run, reopen_run, save_run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = make_run(tmp_path / "stick", status="interrupted", checkpoint=20 * 2**20)
    rename_run(folder, "From a stick")
    return folder


def test_a_run_is_copied_with_everything_but_its_cache(source: Path) -> None:
    sparse(source / "cache" / "tokens.arrow", 10)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    folder = import_run(source, progress)
    assert folder.parent == paths.runs_dir()
    assert told[-1][0] == told[-1][1] > 20 * 2**20
    assert len(told) > 3
    assert not (folder / "cache").exists()
    assert (folder / "checkpoints" / "step-000020" / "model.safetensors").stat().st_size == 20 * 2**20
    (entry,) = list_entries()
    assert entry.name == "From a stick"
    assert reopen_run(folder).config == load_run(source).config


def test_a_run_that_its_computer_left_running_can_be_resumed(source: Path) -> None:
    info = load_run(source)
    save_run(source, msgspec.structs.replace(info, status="running", owner=Owner(pid=1, started=5.0)))
    assert load_run(import_run(source)).status == "interrupted"


def test_a_second_import_gets_a_folder_of_its_own(source: Path) -> None:
    assert {import_run(source).name for _ in range(2)} == {source.name, f"{source.name}-2"}
    assert {run.id for run in list_runs()} == {source.name, f"{source.name}-2"}


@pytest.mark.parametrize("wanted", ["../../escaped", "..", "/etc/passwd", ".trash", "a b/ç"])
def test_an_id_leads_nowhere_else(source: Path, wanted: str) -> None:
    save_run(source, msgspec.structs.replace(load_run(source), id=wanted))
    folder = import_run(source)
    assert folder.parent == paths.runs_dir()
    assert not folder.name.startswith(".")
    assert load_run(folder).id == folder.name


def test_links_are_refused(source: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (source / "model").mkdir()
    (source / "model" / "tokenizer.json").symlink_to(tmp_path / "secret")
    refused(source, "link")


@pytest.mark.parametrize("name", ["model/pytorch_model.bin", "checkpoints/state.PT", "modeling.py"])
def test_files_that_can_run_code_are_refused(source: Path, name: str) -> None:
    sparse(source / name, 3)
    refused(source, "could run code")


def test_a_model_with_code_of_its_own_is_refused(source: Path) -> None:
    (source / "model").mkdir()
    (source / "model" / "config.json").write_text('{"auto_map": {"AutoModel": "evil--x"}}')
    refused(source, "code of its own")


def refused(source: Path, why: str) -> None:
    with pytest.raises(RunError, match=why):
        import_run(source)
    assert list(paths.runs_dir().glob("*")) == []


def test_what_is_no_run_is_refused(tmp_path: Path, source: Path) -> None:
    with pytest.raises(RunError, match="no run in"):
        import_run(tmp_path)
    (source / "run.json").write_text("{broken")
    with pytest.raises(RunError, match="no readable run"):
        import_run(source)
    with pytest.raises(RunError, match="already"):
        import_run(make_run(paths.runs_dir()))


def test_a_run_under_way_is_refused(source: Path) -> None:
    reopen_run(source)
    with pytest.raises(RunError, match="under way"):
        import_run(source)


def test_cancelling_leaves_nothing(source: Path) -> None:
    with pytest.raises(CancelledError):
        import_run(source, lambda done, total: done * 2 < total)
    assert list(paths.runs_dir().glob("*")) == []


def test_a_full_disk_is_told_before_anything_is_copied(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(source)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(RunError, match="are free"):
        import_run(source)
