from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from made_experiments import made_experiment
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.errors import RunError
from tuner_gui.reporting.flip_rows import flips_of
from tuner_gui.reporting.flips import MOST


def result_in(folder: Path) -> ExperimentResult:
    return msgspec.json.decode((folder / "comparison.json").read_bytes(), type=ExperimentResult)


def test_rows_that_one_of_the_two_has_right(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "one", modes=("full", "scratch"))
    result = result_in(folder)
    found = flips_of(result, folder)
    assert found is not None and result.decision is not None
    assert (found.first, found.second) == (result.decision.recommended, result.decision.rival)
    assert len(found.rows) == MOST == len({row.row for row in found.rows})
    for row in found.rows:
        assert (row.first == row.truth) == row.first_right != (row.second == row.truth)
        assert row.texts[0].startswith("The ")
    assert 0 < sum(row.first_right for row in found.rows) < MOST, "both sides are shown"
    better = result.way(found.first).score > result.way(found.second).score
    assert better == (found.first_only > found.second_only)


def test_the_rows_of_all_folds(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "one", modes=("full", "scratch"), seeds=2, folds=5, rows=220)
    found = flips_of(result_in(folder), folder)
    assert found is not None and len(found.rows) == MOST


def test_with_nothing_to_compare_there_are_none(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "one", done=1)
    assert flips_of(result_in(folder), folder) is None


def test_rows_that_are_gone_are_an_error_in_plain_words(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "one", modes=("full", "scratch"))
    for rows in folder.glob("runs/*/scored.arrow"):
        rows.unlink()
    with pytest.raises(RunError):
        flips_of(result_in(folder), folder)
