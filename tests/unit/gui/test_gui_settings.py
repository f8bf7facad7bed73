from __future__ import annotations

import json
from pathlib import Path

import pytest

from tuner_gui.errors import TunerError
from tuner_gui.gui import settings
from tuner_gui.gui.settings import Settings


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    file = tmp_path / "config" / "settings.json"
    settings.save(Settings(theme="dark"), file)
    assert json.loads(file.read_text()) == {"version": 1, "theme": "dark"}
    assert settings.load(file) == Settings(theme="dark")


def test_the_device_chosen_and_the_gpu_found_are_remembered(tmp_path: Path) -> None:
    remembered = Settings(device="cuda", gpu="cuda", gpu_name="NVIDIA H200")
    settings.save(remembered, tmp_path / "settings.json")
    assert settings.load(tmp_path / "settings.json") == remembered


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"theme": 7}', b"\xff\xfe", b'{"recent_files": "x"}']
)
def test_a_broken_file_never_blocks_the_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    assert settings.load(file) == Settings()


def test_fields_of_a_newer_tuner_are_ignored(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"version": 9, "theme": "light", "hologram": true}')
    assert settings.load(file).theme == "light"


def test_recent_files_are_few_newest_first_and_without_doubles() -> None:
    remembered = Settings()
    for number in (1, 2, 3, 4, 5, 6, 2):
        remembered.remember_file(Path(f"/data/{number}.csv"))
    assert [Path(file).stem for file in remembered.recent_files] == ["2", "6", "5", "4", "3"]


def test_a_place_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where a folder should be")
    with pytest.raises(TunerError):
        settings.save(Settings(theme="dark"), tmp_path / "config" / "settings.json")
