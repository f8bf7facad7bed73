"""Results, explanations and corrected labels on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jobs_by_hand import config, train
from tables import film_labels, film_pairs, film_prices, films, write_csv
from tuner_gui.cli import run
from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.events import RunFinished
from tuner_gui.engine.results.decision import write_decision
from tuner_gui.engine.results.mistakes import find, test_rows
from tuner_gui.engine.results.mistakes import write_csv as write_list
from tuner_gui.engine.results.scored import read_scored
from tuner_gui.runs.store import list_runs

QUICK = ("--epochs", "2", "--learning-rate", "0.005")


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], lambda dataset, start: "there is no display")


@pytest.fixture(scope="module")
def runs(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of finished runs."""
    folder = tmp_path_factory.mktemp("runs")
    tables: dict[str, Path] = {
        "single_label": films(folder, 120),
        "multi_label": film_labels(folder, 120),
        "regression": film_prices(folder, 120),
        "pairs": film_pairs(folder),
    }
    for name, path in tables.items():
        end = train(config(path, tiny_model), folder / name)[-1]
        assert isinstance(end, RunFinished), end
    return {name: folder / name for name in tables}


def record(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert tuner("results", folder, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("task", ["single_label", "multi_label", "regression"])
def test_the_score_is_that_of_the_run(
    runs: dict[str, Path], task: Task, capsys: pytest.CaptureFixture[str]
) -> None:
    found = record(runs[task], capsys)
    trained = json.loads((runs[task] / "metrics.json").read_bytes())["test"]
    assert found["task"] == task
    assert found["test"]["metrics"] == pytest.approx(trained["metrics"])
    assert found["test"]["interval"] == pytest.approx(trained["interval"])
    assert found["test"]["loss"] == pytest.approx(trained["loss"], rel=1e-4)


def test_results_of_classes_in_words(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("results", runs["single_label"]) == 0
    out = capsys.readouterr().out
    for part in ("Test accuracy: ", "Baseline, always “", "precision", "Calibration: ", "Threshold: "):
        assert part in out
    assert "Likely label errors: " in out
    assert "As decided" not in out


def test_results_of_numbers_in_words(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("results", runs["regression"]) == 0
    out = capsys.readouterr().out
    assert "Baseline, always the mean, " in out
    assert "Largest errors:" in out
    assert "precision" not in out


def test_the_decision_in_effect_is_told(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = runs["multi_label"]
    write_decision(folder, Decision(temperature=1.5, threshold=0.25))
    assert tuner("results", folder) == 0
    assert "As decided: temperature 1.50, threshold 0.25" in capsys.readouterr().out
    assert record(folder, capsys)["decision"] == {"temperature": 1.5, "threshold": 0.25}
    (folder / "decision.json").unlink()


def test_an_explanation(runs: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("explain", runs["single_label"], "the film was great") == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "Integrated gradients" in head
    assert {line.split()[1] for line in lines} == {"the", "film", "was", "great"}
    assert tuner("explain", runs["pairs"], "the film", "a price", "--label", "bad", "--json") == 0
    assert json.loads(capsys.readouterr().out)["label"] == "bad"
    assert tuner("explain", runs["pairs"], "the film") == 2
    assert "“first” and “second”" in capsys.readouterr().err


def test_a_run_without_results_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("results", tmp_path) == 2
    assert "error: " in capsys.readouterr().err


def test_labels_are_corrected(tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = films(tmp_path)
    listed = write_csv(tmp_path / "wrong.csv", ("row", "label"), [("3", "bad"), ("4", "")])
    status = tuner(
        "train", path, "--model", tiny_model, *QUICK, "--correct", "1=bad", "--corrections", listed
    )
    assert status == 0
    assert "labels of 3 rows are corrected" in capsys.readouterr().err
    (info,) = list_runs()
    assert [(each.row, each.label) for each in info.config.dataset.corrections] == [
        (3, "bad"), (4, ""), (1, "bad"),
    ]  # fmt: skip
    assert tuner("results", info.folder) == 0
    out = capsys.readouterr().out
    assert "labels of 3 rows were corrected for this run" in out
    assert "another version of the dataset" in out


def test_a_saved_list_of_mistakes_can_be_handed_back(
    runs: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = test_rows(read_scored(runs["single_label"]), Decision())
    chosen = find(rows, only="all")[:3]
    marks = (rows.mark(int(chosen[0]), "label", "bad"), rows.mark(int(chosen[1]), "model"))
    write_list(tmp_path / "mistakes.csv", rows, chosen, marks)
    status = tuner("inspect", films(tmp_path, 120), "--corrections", tmp_path / "mistakes.csv", "--json")
    assert status == 0
    found = json.loads(capsys.readouterr().out)
    assert found["corrections"] == [{"row": int(rows.number[chosen[0]]), "label": "bad", "table": "own"}]


def test_corrections_that_make_no_sense(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = films(tmp_path)
    for wrong in ("bad", "=bad", "0=bad", "x=bad"):
        with pytest.raises(SystemExit):
            tuner("train", path, "--correct", wrong)
        assert "ROW=LABEL" in capsys.readouterr().err
    odd = write_csv(tmp_path / "odd.csv", ("line", "label"), [("3", "bad"), ("4", "bad")])
    assert tuner("train", path, "--corrections", odd) == 2
    assert "“row” and “label”" in capsys.readouterr().err
    no_number = write_csv(tmp_path / "no.csv", ("row", "label"), [("three", "bad"), ("4", "bad")])
    assert tuner("train", path, "--corrections", no_number) == 2
    assert "“three”" in capsys.readouterr().err
    assert tuner("train", path, "--correct", "1=fine") == 2
    assert "not among the labels" in capsys.readouterr().err
    assert not list_runs(), "a run that cannot begin leaves no folder"
