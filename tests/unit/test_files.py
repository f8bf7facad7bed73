"""Writing whole files and folders or none."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tuner_gui.files import explain_os_error, new_folder, write_atomic


def test_write_atomic_replaces_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write_atomic(file, b"old")
    write_atomic(file, b"new")
    assert file.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_write_atomic_keeps_the_old_content_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    write_atomic(file, b"old")

    def full_disk(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_atomic(file, b"new")
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_new_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def fail_half_way() -> None:
        with new_folder(tmp_path / "model") as temporary:
            (temporary / "half").write_text("x")
            assert not (tmp_path / "model").exists()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []
    with new_folder(tmp_path / "model") as temporary:
        (temporary / "whole").write_text("x")
    assert [path.name for path in tmp_path.rglob("*")] == ["model", "whole"]


def test_new_folder_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "precious").write_text("x")
    with pytest.raises(FileExistsError), new_folder(tmp_path / "model"):
        pytest.fail("the block must not run")
    assert (tmp_path / "model" / "precious").read_text() == "x"


def test_new_folder_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with new_folder(tmp_path / "model") as temporary:
        (temporary / "a").write_text("x")
    assert (tmp_path / "model" / "a").exists()


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission"), (errno.EIO, "I/O")]
)
def test_os_errors_are_explained(number: int, said: str) -> None:
    explained = explain_os_error(OSError(number, "I/O error", "/some/file"), "Saving failed")
    assert said in explained.message
    assert "/some/file" in explained.message
    assert explained.hint
