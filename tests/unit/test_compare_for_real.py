"""`compare` with the real engine, in this process: tiny models, all files, and a kept model that is a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs_by_hand import do
from tables import films, write_csv
from tuner_gui import patient_engine
from tuner_gui.cli import run
from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.requests import AnyJob
from tuner_gui.runs.experiments import find_experiment, read_result
from tuner_gui.runs.store import list_runs

QUICK = ("--modes", "head,full", "--seeds", "2", "--epochs", "2", "--max-length", "16", "--batch-size", "16")


class NearEngine:
    """The engine without a process."""

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        yield from do(job)

    def send(self, action: str) -> None:
        raise AssertionError(action)

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def near_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_engine, "EngineClient", NearEngine)


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], lambda dataset, start: "there is no display")


def compared(folder: Path) -> ExperimentResult:
    result = read_result(find_experiment(str(folder)))
    assert result is not None
    return result


def test_two_modes_and_two_seeds(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "experiment"
    data = films(tmp_path, 320)
    status = tuner("compare", data, "--models", tiny_model, *QUICK, "--json", "--output", folder)
    out, errors = capsys.readouterr()
    assert status == 0, errors
    result = compared(folder)
    written = json.loads(out)
    assert written["verdict"] == result.verdict != ""
    assert len(result.runs) == 2 + 2 * 2
    assert {way.mode for way in result.summary} == {"constant", "words", "head", "full"}
    assert len(result.pairs) == 6
    assert result.complete
    assert result.way("full").trainable_parameters > result.way("head").trainable_parameters > 0
    assert "[6/6] " in errors
    assert not (folder / "shared").exists()
    assert {"report.html", "report.pdf", "comparison.csv"} <= {path.name for path in folder.iterdir()}
    assert "warning: The report" not in errors
    models = {path.parent.name for path in folder.glob("runs/*/model")}
    assert models == {result.way("head").kept, result.way("full").kept}
    assert list_runs() == []

    kept = folder / "runs" / result.way("full").kept
    assert tuner("results", kept, "--json") == 0
    score = json.loads(capsys.readouterr().out)["test"]
    assert score["n"] == result.way("full").rows == 48
    assert tuner("predict", kept, data, "--output", tmp_path / "labelled.csv") == 0
    assert "320 of 320 rows labelled" in capsys.readouterr().out


def test_every_row_is_tested_once_in_parts(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = tuner(
        "compare", films(tmp_path, 60), "--models", tiny_model, *QUICK, "--modes", "full", "--seeds", "1",
        "--folds", "2", "--output", tmp_path / "experiment",
    )  # fmt: skip
    out, errors = capsys.readouterr()
    assert status == 0, errors
    result = compared(tmp_path / "experiment")
    assert result.way("full").rows == 60
    assert "[5/6] full, seed 0, fold 1 of 2: accuracy" in errors
    assert "cross-validation" in out
    assert list(tmp_path.glob("experiment/runs/*/model")) == []


def test_data_that_cannot_be_learned_from_is_told_before_anything_is_trained(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(f"a good film {number}", "good") for number in range(40)]
    table = write_csv(tmp_path / "one.csv", ("text", "label"), rows)
    assert tuner("compare", table, "--models", tiny_model, *QUICK) == 2
    assert "error: " in capsys.readouterr().err
    assert tuner("compare", tmp_path / "absent.csv", "--models", tiny_model) == 2
    assert "absent.csv" in capsys.readouterr().err
