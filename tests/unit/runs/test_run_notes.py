"""Names, notes and tags: kept beside the run, never in what the engine writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from made_runs import make_run
from tuner_gui.errors import EnvironmentProblemError, RunError
from tuner_gui.runs.notes import Notes, annotate_run, read_notes, rename_run, tidy_tags, write_notes


def test_what_is_said_is_kept_and_the_run_is_not_touched(tmp_path: Path) -> None:
    folder = make_run(tmp_path)
    before = (folder / "run.json").read_bytes()
    rename_run(folder, "  The best\nof  May ")
    annotate_run(folder, note=" Looks good. ", tags=["final, May", "FINAL"])
    annotate_run(folder, tags=["final"])
    assert read_notes(folder) == Notes(name="The best of May", note="Looks good.", tags=("final",))
    assert (folder / "run.json").read_bytes() == before


def test_nothing_said_leaves_no_file(tmp_path: Path) -> None:
    folder = make_run(tmp_path)
    assert read_notes(folder) == Notes()
    rename_run(folder, "x")
    rename_run(folder, " ")
    assert not (folder / "notes.json").exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([], ()),
        (["a,b", " b ", ",", "c  d"], ("a", "b", "c d")),
        (["Final", "final", "FINAL"], ("Final",)),
        (["x" * 100], ("x" * 40,)),
    ],
)
def test_tags_are_tidied(given: list[str], kept: tuple[str, ...]) -> None:
    assert tidy_tags(given) == kept


def test_a_damaged_file_is_told_and_not_overwritten(tmp_path: Path) -> None:
    folder = make_run(tmp_path)
    (folder / "notes.json").write_text("{broken")
    with pytest.raises(RunError, match="cannot be read"):
        rename_run(folder, "new")
    assert (folder / "notes.json").read_text() == "{broken"


def test_a_folder_that_is_gone_is_explained(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblemError, match="could not be kept"):
        write_notes(tmp_path / "gone", Notes(name="x"))
