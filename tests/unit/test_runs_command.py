"""`tuner-gui runs …`: what can be done with runs without the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made_runs import make_run
from tuner_gui import paths
from tuner_gui.cli import EXIT_BAD_INPUT, run


def tuner(*arguments: str) -> int:
    return run(arguments, lambda _dataset, _start: "there is no display")


def test_runs_are_named_tagged_deleted_and_imported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = make_run(tmp_path / "stick", 0, checkpoint=2_000_000)
    assert tuner("runs", "import", str(folder)) == 0
    assert Path(capsys.readouterr().out.strip()).parent == paths.runs_dir()
    assert tuner("runs", "rename", folder.name, "The best so far") == 0
    assert tuner("runs", "tag", folder.name, "final", "to check, soon") == 0
    assert tuner("runs") == 0
    assert capsys.readouterr().out.rstrip().endswith("The best so far  #final  #to check  #soon")
    assert tuner("runs", "--json") == 0
    (run,) = json.loads(capsys.readouterr().out)
    assert (run["name"], run["tags"], run["note"]) == ("The best so far", ["final", "to check", "soon"], "")
    assert run["config"]["mode"] == "layerwise"
    assert tuner("runs", "clean") == 0
    assert capsys.readouterr().out == "2.0 MB freed.\n"
    assert tuner("runs", "delete", folder.name) == 0
    assert "in the trash for a week" in capsys.readouterr().out
    assert tuner("runs", "restore", folder.name) == 0
    assert capsys.readouterr().out.strip() == str(paths.runs_dir() / folder.name)
    assert tuner("runs", "restore", folder.name) == EXIT_BAD_INPUT
    assert "not in the trash" in capsys.readouterr().err
    assert tuner("runs", "delete", folder.name) == 0
    capsys.readouterr()
    assert tuner("runs") == 0
    assert "No runs yet" in capsys.readouterr().out
    assert tuner("runs", "delete", folder.name) == EXIT_BAD_INPUT
    assert "There is no run" in capsys.readouterr().err
