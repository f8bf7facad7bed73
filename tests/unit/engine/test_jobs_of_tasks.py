"""Runs of several labels and of numbers: trained, exported, loaded by transformers alone, used further."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs_by_hand import SHORT, config, do, export, train
from one_verifier import one_verifier
from tables import film_labels, film_pairs, film_prices, film_rows, films, write_csv
from tuner_gui.engine.config import METRICS, DatasetConfig, Fix, Hyperparameters, Mode, RunConfig, Task
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import (
    AnyEvent,
    DataReady,
    Failed,
    Logged,
    Progressed,
    RunCancelled,
    RunFinished,
    RunStarted,
    Validated,
)
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import Exported, Predicted, RowsPredicted
from tuner_gui.engine.requests import PredictJob, PredictRowsJob

ENOUGH = Hyperparameters(epochs=30, batch_size=16, learning_rate=3e-3)
ROWS = 240
UNLABELLED = 7


def run_config(
    path: Path,
    model: Path,
    mode: Mode = "layerwise",
    hyperparameters: Hyperparameters = SHORT,
    **dataset: Any,
) -> RunConfig:
    return RunConfig(
        dataset=DatasetConfig(path=str(path), **dataset),
        base_model=str(model),
        mode=mode,
        hyperparameters=hyperparameters,
    )


@pytest.fixture(scope="module", autouse=True)
def one_process() -> Iterator[None]:
    """Every export is checked by the same fresh process."""
    with one_verifier():
        yield


@pytest.fixture(scope="module")
def runs(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Task, Path]:
    """Folders of finished runs of tables whose last rows have no label."""
    folder = tmp_path_factory.mktemp("runs")
    tables: dict[Task, Path] = {
        "multi_label": film_labels(folder, ROWS, empty=UNLABELLED),
        "regression": film_prices(folder, ROWS, empty=UNLABELLED),
    }
    for task, path in tables.items():
        end = train(run_config(path, tiny_model, hyperparameters=ENOUGH), folder / task)[-1]
        assert isinstance(end, RunFinished), end
    return {task: folder / task for task in tables}


def pipeline(folder: Path, **options: Any) -> Any:
    """The exported model as anyone would use it."""
    from transformers import pipeline

    return pipeline("text-classification", model=str(folder), device="cpu", **options)


@pytest.mark.parametrize("task", ["multi_label", "regression"])
def test_a_run_reports_its_own_metrics(task: Task, runs: dict[Task, Path]) -> None:
    metrics = json.loads((runs[task] / "metrics.json").read_bytes())
    assert tuple(metrics["test"]["metrics"]) == METRICS[task]
    assert metrics["test"]["metric"] == METRICS[task][0]
    assert metrics["test"]["metrics"][METRICS[task][0]] > 0.85
    low, high = metrics["test"]["interval"]
    assert low <= metrics["test"]["metrics"][METRICS[task][0]] <= high
    run = json.loads((runs[task] / "run.json").read_bytes())
    assert run["data"]["task"] == task
    assert run["data"]["unlabelled"] == UNLABELLED


def test_numbers_are_tested_and_saved_in_their_units(runs: dict[Task, Path]) -> None:
    metrics = json.loads((runs["regression"] / "metrics.json").read_bytes())
    assert 50 < metrics["test"]["metrics"]["mae"] < 500
    with (runs["regression"] / "predictions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["row", "label", "predicted"]
    error = sum(abs(float(row["label"]) - float(row["predicted"])) for row in rows) / len(rows)
    assert error == pytest.approx(metrics["test"]["metrics"]["mae"], rel=1e-3)


def test_labels_are_joined_in_the_table_of_predictions(runs: dict[Task, Path]) -> None:
    metrics = json.loads((runs["multi_label"] / "metrics.json").read_bytes())
    with (runs["multi_label"] / "predictions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["label"] for row in rows} == {"film; good", "bad; film", "good", "bad"}
    right = sum(row["label"] == row["predicted"] for row in rows)
    assert right / len(rows) == pytest.approx(metrics["test"]["metrics"]["subset_accuracy"])
    assert all(0.5 <= float(row["confidence"]) <= 1 for row in rows)


def test_an_export_of_labels_works_without_tuner(runs: dict[Task, Path], tmp_path: Path) -> None:
    end = export(runs["multi_label"], tmp_path / "model")
    assert isinstance(end, Exported), end
    saved = json.loads((tmp_path / "model" / "config.json").read_bytes())
    assert saved["problem_type"] == "multi_label_classification"
    (answer,) = pipeline(tmp_path / "model", top_k=None)(["the film number 3 was great"])
    scores = {entry["label"]: entry["score"] for entry in answer}
    assert set(scores) == {"film", "good", "bad"}
    assert min(scores["film"], scores["good"]) > 0.5 > scores["bad"]
    assert sum(scores.values()) > 1.2  # each by itself
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "top_k=None" in card
    assert "micro F1 (95 % interval)" in card


def test_an_export_of_numbers_works_without_tuner(runs: dict[Task, Path], tmp_path: Path) -> None:
    end = export(runs["regression"], tmp_path / "model")
    assert isinstance(end, Exported), end
    saved = json.loads((tmp_path / "model" / "config.json").read_bytes())
    assert saved["problem_type"] == "regression"
    assert saved["id2label"] == {"0": "price"}
    classify = pipeline(tmp_path / "model")
    (good,) = classify("the film number 3 was great")
    (bad,) = classify("the film number 3 was poor")
    assert good["label"] == "price"
    assert good["score"] == pytest.approx(3000, abs=700)
    assert bad["score"] == pytest.approx(1000, abs=700)
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "Pearson (95 % interval)" in card
    assert "in the units of the data" in card


def test_an_export_of_pairs_works_without_tuner(tiny_model: Path, tmp_path: Path) -> None:
    train(config(film_pairs(tmp_path), tiny_model), tmp_path / "run")
    assert isinstance(export(tmp_path / "run", tmp_path / "model"), Exported)
    answer = pipeline(tmp_path / "model")({"text": "the film was good", "text_pair": "it was seen"})
    assert answer["label"] in ("good", "bad")


@pytest.mark.parametrize("task", ["multi_label", "regression"])
def test_a_model_can_be_tried(task: Task, runs: dict[Task, Path]) -> None:
    end = do(PredictJob(run_dir=str(runs[task]), texts=(("the film was great",),)))[-1]
    assert isinstance(end, Predicted), end
    assert end.task == task
    (prediction,) = end.predictions
    assert len(prediction.scores) == len(end.labels) == (3 if task == "multi_label" else 1)
    assert (prediction.labels == ()) == (task == "regression")


@pytest.mark.parametrize("mode", ["head", "scratch"])
@pytest.mark.parametrize("task", ["multi_label", "regression"])
def test_every_task_in_other_modes(mode: Mode, task: Task, tiny_model: Path, tmp_path: Path) -> None:
    path = film_labels(tmp_path) if task == "multi_label" else film_prices(tmp_path)
    settings = run_config(path, tiny_model, mode)
    events = train(settings, tmp_path / "run")
    assert isinstance(events[-1], RunFinished), events[-1]
    assert any(isinstance(event, Validated) for event in events)
    assert isinstance(export(tmp_path / "run", tmp_path / "model"), Exported)


# --- what was mended ----------------------------------------------------------------------------


def test_fixes_reach_training_and_card(tiny_model: Path, tmp_path: Path) -> None:
    rows = [(f"<p>{text} &amp; more</p>", label) for text, label in film_rows(100)]
    path = write_csv(
        tmp_path / "t.csv", ("text", "label"), rows[:80] + [r for r in rows[80:] if r[1] == "good"]
    )
    fixes = (Fix(id="class_weights"), Fix(id="strip_markup"), Fix(id="cap_length", value=9))
    events = train(run_config(path, tiny_model, fixes=fixes), tmp_path / "run")
    assert isinstance(events[-1], RunFinished), events[-1]
    (data,) = [event for event in events if isinstance(event, DataReady)]
    assert data.fixes == fixes
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    assert started.hyperparameters.max_length == 9
    assert any("weighted" in event.message for event in events if isinstance(event, Logged))
    assert isinstance(export(tmp_path / "run", tmp_path / "model"), Exported)
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "clean texts alike" in card
    assert "cut at 9 tokens" in card
    plain, marked = "the film was great & more", "<p>the film was great &amp; more</p>"
    end = do(PredictJob(run_dir=str(tmp_path / "run"), texts=((plain,), (marked,))))[-1]
    assert isinstance(end, Predicted)
    assert end.predictions[0] == end.predictions[1]


def test_class_weights_of_numbers_are_left_out_with_a_word(tiny_model: Path, tmp_path: Path) -> None:
    settings = run_config(film_prices(tmp_path), tiny_model, fixes=(Fix(id="class_weights"),))
    events = train(settings, tmp_path / "run")
    assert isinstance(events[-1], RunFinished), events[-1]
    (told,) = [
        e for e in events if isinstance(e, Logged) and "left out" in e.message and "weights" in e.message
    ]
    assert told.level == "warning"


# --- rows without a label -----------------------------------------------------------------------


def predict_rows(run: Path, destination: Path) -> list[Any]:
    return do(PredictRowsJob(run_dir=str(run), destination=str(destination)))


@pytest.mark.parametrize("task", ["multi_label", "regression"])
def test_rows_without_a_label_are_given_one(task: Task, runs: dict[Task, Path], tmp_path: Path) -> None:
    events = predict_rows(runs[task], tmp_path / "new.csv")
    end = events[-1]
    assert isinstance(end, RowsPredicted), end
    assert (end.path, end.rows) == (str(tmp_path / "new.csv"), UNLABELLED)
    assert [e.done for e in events if isinstance(e, Progressed)][-1] == UNLABELLED
    with (tmp_path / "new.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = film_rows(ROWS)
    assert [int(row["row"]) for row in rows] == list(range(ROWS - UNLABELLED + 1, ROWS + 1))
    assert all(texts[int(row["row"]) - 1][0] == row["text"] for row in rows)
    for row in rows:
        good = texts[int(row["row"]) - 1][1] == "good"
        found = float(row["predicted"]) > 2000 if task == "regression" else "good" in row["predicted"]
        assert found == good, row
    assert ("confidence" in rows[0]) == (task == "multi_label")


def test_predictions_never_overwrite(runs: dict[Task, Path], tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("mine")
    end = predict_rows(runs["regression"], tmp_path / "new.csv")[-1]
    assert isinstance(end, Failed)
    assert "overwrite" in end.message
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["new.csv"]
    assert (tmp_path / "new.csv").read_text() == "mine"


def test_predictions_can_be_cancelled(runs: dict[Task, Path], tmp_path: Path) -> None:
    control = Control()
    events: list[AnyEvent] = []
    control.request("cancel")
    job = PredictRowsJob(run_dir=str(runs["regression"]), destination=str(tmp_path / "new.csv"))
    execute(job, control, events.append)
    assert isinstance(events[-1], RunCancelled)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_table_without_such_rows_says_so(tiny_model: Path, tmp_path: Path) -> None:
    train(config(films(tmp_path), tiny_model), tmp_path / "run")
    end = predict_rows(tmp_path / "run", tmp_path / "new.csv")[-1]
    assert isinstance(end, Failed)
    assert "empty label" in end.message
