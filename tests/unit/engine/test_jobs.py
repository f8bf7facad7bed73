"""Jobs from start to end in this process: what they report and exactly which files they leave."""

from __future__ import annotations

import collections
import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from jobs_by_hand import PLAIN, SHORT, config, do, export, train
from tables import film_pairs, film_rows, films, write_csv
from tuner_gui.engine.config import MODES, DatasetConfig, Decision, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.events import (
    BatchReduced,
    DataReady,
    Failed,
    RunCancelled,
    RunFinished,
    RunStarted,
    RunSuspended,
    Stepped,
    Validated,
)
from tuner_gui.engine.export.reference import read_reference
from tuner_gui.engine.replies import Estimated, Exported, Predicted
from tuner_gui.engine.requests import EstimateJob, PredictJob, TrainJob
from tuner_gui.runs.store import create_run


@pytest.fixture(scope="module")
def finished(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    train(config(films(folder), tiny_model), folder / "run")
    return folder / "run"


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_trains_and_leaves_these_files(mode: Mode, tiny_model: Path, tmp_path: Path) -> None:
    settings = config(films(tmp_path, 120), tiny_model, mode, hyperparameters=PLAIN)
    events = train(settings, tmp_path / "run")
    end = events[-1]
    assert isinstance(end, RunFinished), end
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "events.jsonl",
        "metrics.json",
        "model",
        "predictions.csv",
        "run.json",
        "scored.arrow",
    ]
    assert sorted(path.name for path in (tmp_path / "run" / "model").iterdir()) == [
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    steps = [event.step for event in events if isinstance(event, Stepped)]
    assert steps == list(range(1, started.total_steps + 1))
    assert len([event for event in events if isinstance(event, Validated)]) >= 10
    assert (started.trainable_parameters < started.parameters) == (mode in ("head", "lora"))
    assert end.metrics.test.n == 18
    assert end.metrics.epochs == 3


def test_it_learns_what_there_is_to_learn(tiny_model: Path, tmp_path: Path) -> None:
    settings = RunConfig(
        dataset=DatasetConfig(path=str(films(tmp_path, 200))),
        base_model=str(tiny_model),
        hyperparameters=Hyperparameters(epochs=12, batch_size=16, learning_rate=5e-3),
    )
    end = train(settings, tmp_path / "run")[-1]
    assert isinstance(end, RunFinished)
    assert end.metrics.test.value > 0.9
    low, high = end.metrics.test.interval
    assert low < end.metrics.test.value <= high


def test_predictions_name_row_label_and_confidence(finished: Path) -> None:
    with (finished / "predictions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    metrics = json.loads((finished / "metrics.json").read_bytes())
    assert len(rows) == metrics["test"]["n"]
    texts = film_rows(60)
    assert all(texts[int(row["row"]) - 1][1] == row["label"] for row in rows)
    assert all(0.5 <= float(row["confidence"]) <= 1.0 for row in rows)
    right = sum(row["label"] == row["predicted"] for row in rows)
    assert right / len(rows) == pytest.approx(metrics["test"]["metrics"]["accuracy"])


def test_metrics_hold_what_was_promised(finished: Path) -> None:
    metrics = json.loads((finished / "metrics.json").read_bytes())
    assert set(metrics) >= {
        "test",
        "validation",
        "train_seconds",
        "rows_per_second",
        "peak_memory_bytes",
        "parameters",
        "trainable_parameters",
        "epochs",
        "learning_rate",
    }
    assert set(metrics["test"]) >= {"metrics", "metric", "interval", "n", "loss"}
    assert list(metrics["test"]["metrics"]) == ["accuracy", "macro_f1"]
    assert metrics["peak_memory_bytes"] > 1_000_000
    assert metrics["rows_per_second"] > 0


def test_pairs_reach_the_model_as_pairs(tiny_model: Path, tmp_path: Path) -> None:
    events = train(config(film_pairs(tmp_path), tiny_model), tmp_path / "run")
    assert isinstance(events[-1], RunFinished), events[-1]
    (data,) = [event for event in events if isinstance(event, DataReady)]
    assert data.text_columns == ("first", "second")
    assert all(len(texts) == 2 for texts in read_reference(tmp_path / "run", Decision()).texts)


def test_a_separate_test_table_is_tested_on(tiny_model: Path, tmp_path: Path) -> None:
    other = write_csv(tmp_path / "test.csv", ("text", "label"), film_rows(30, seed=5))
    dataset = DatasetConfig(path=str(films(tmp_path)), test_path=str(other))
    settings = RunConfig(dataset=dataset, base_model=str(tiny_model), hyperparameters=SHORT)
    events = train(settings, tmp_path / "run")
    (data,) = [event for event in events if isinstance(event, DataReady)]
    assert (data.train, data.validation, data.test) == (51, 9, 30)


def test_stop_keeps_a_model(tiny_model: Path, tmp_path: Path) -> None:
    events = train(config(films(tmp_path), tiny_model), tmp_path / "run", after={4: "stop"})
    end = events[-1]
    assert isinstance(end, RunFinished)
    assert end.stopped_early
    assert 1.0 < end.metrics.epochs < 3.0
    assert (tmp_path / "run" / "model" / "model.safetensors").exists()


def test_cancel_keeps_no_model(tiny_model: Path, tmp_path: Path) -> None:
    events = train(config(films(tmp_path), tiny_model), tmp_path / "run", after={4: "cancel"})
    assert isinstance(events[-1], RunCancelled)
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["events.jsonl", "run.json"]


def test_a_suspended_run_ends_as_if_it_had_never_been(tiny_model: Path, tmp_path: Path) -> None:
    settings = config(films(tmp_path), tiny_model)
    whole = do(TrainJob(config=settings, run_dir=str(tmp_path / "whole")))[-1]
    job = TrainJob(config=settings, run_dir=str(tmp_path / "parts"))
    assert isinstance(do(job, after={5: "suspend"})[-1], RunSuspended)
    assert [path.name for path in (tmp_path / "parts" / "checkpoints").iterdir()] == ["step-000005"]
    resumed = TrainJob(config=settings, run_dir=str(tmp_path / "parts"), resume=True)
    events = do(resumed)
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    assert started.resumed_at == 5
    assert isinstance(whole, RunFinished)
    assert isinstance(events[-1], RunFinished)
    assert events[-1].metrics.test == whole.metrics.test
    assert events[-1].metrics.validation == whole.metrics.validation


def test_bad_data_is_one_clear_failure(tiny_model: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "one.csv", ("text", "label"), [(text, "good") for text, _ in film_rows()])
    end = do(TrainJob(config=config(path, tiny_model), run_dir=str(tmp_path / "run")))[-1]
    assert isinstance(end, Failed)
    assert end.kind == "DataError"
    assert end.hint
    assert not end.engine_unusable


def test_a_bug_is_reported_and_not_swallowed(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr("tuner_gui.engine.training.preparation.prepare", broken)
    job = TrainJob(config=config(films(tmp_path), tiny_model), run_dir=str(tmp_path / "run"))
    end = do(job)[-1]
    assert isinstance(end, Failed)
    assert "a bug" in end.message
    assert "Traceback" in end.detail


def test_no_memory_at_all_asks_for_a_new_engine(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*args: object, **kwargs: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("tuner_gui.engine.training.objective.SingleLabel.loss", no_memory)
    settings = config(films(tmp_path), tiny_model, hyperparameters=PLAIN)
    job = TrainJob(config=settings, run_dir=str(tmp_path / "run"))
    events = do(job)
    end = events[-1]
    parts = [event.rows_at_once for event in events if isinstance(event, BatchReduced)]
    assert parts[-1] == 1
    assert parts == sorted(parts, reverse=True)
    assert isinstance(end, Failed)
    assert "memory" in end.message
    assert end.engine_unusable


def test_a_lost_device_leaves_the_run_resumable(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, seen = torch.optim.AdamW.step, 0

    def lost(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen > 4:
            raise torch.AcceleratorError("CUDA error: unspecified launch failure\nand much more")
        return honest(self, *args, **kwargs)

    monkeypatch.setattr("tuner_gui.engine.training.trainer._CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr("tuner_gui.engine.training.trainer._CHECKPOINT_COST", 0.0)
    settings = config(films(tmp_path), tiny_model)
    with monkeypatch.context() as broken:
        broken.setattr(torch.optim.AdamW, "step", lost)
        end = train(settings, tmp_path / "run")[-1]
    assert isinstance(end, Failed)
    assert end.engine_unusable
    assert "stopped working: CUDA error: unspecified launch failure" in end.message
    assert "resumed" in end.hint
    assert json.loads((tmp_path / "run" / "run.json").read_bytes())["status"] == "interrupted"
    again = do(TrainJob(config=settings, run_dir=str(tmp_path / "run"), resume=True))
    (started,) = [event for event in again if isinstance(event, RunStarted)]
    assert started.resumed_at == 4
    assert isinstance(again[-1], RunFinished)


def test_a_device_that_is_asked_for_in_vain_fails_the_run(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNER_DEVICE", "mps")
    end = do(TrainJob(config=config(films(tmp_path), tiny_model), run_dir=str(tmp_path / "run")))[-1]
    assert isinstance(end, Failed)
    assert end.kind == "EnvironmentProblemError"
    assert "TUNER_DEVICE asks for mps" in end.message


# --- export -----------------------------------------------------------------------------------


def test_an_export_is_checked_in_a_fresh_process(finished: Path, tmp_path: Path) -> None:
    end = export(finished, tmp_path / "model")
    assert isinstance(end, Exported), end
    assert end.rows_checked == 18  # all test and validation rows: the table has only 60
    assert end.largest_difference < 1e-4
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == [
        "README.md",
        "config.json",
        "example.py",
        "model.safetensors",
        "scoring.py",
        "serve.py",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    saved = json.loads((tmp_path / "model" / "config.json").read_bytes())
    assert saved["id2label"] == {"0": "bad", "1": "good"}
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    metrics = json.loads((finished / "metrics.json").read_bytes())
    assert f"{metrics['test']['metrics']['accuracy']:.1%}" in card
    assert "layerwise" in card
    assert str(tmp_path) not in card


def test_an_export_that_differs_is_refused(finished: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(finished, copy)
    weights = load_file(copy / "model" / "model.safetensors")
    weights["classifier.bias"] += 0.01
    save_file(weights, copy / "model" / "model.safetensors", metadata={"format": "pt"})
    end = export(copy, tmp_path / "model")
    assert isinstance(end, Failed)
    assert "not the trained one" in end.message
    assert [path.name for path in tmp_path.iterdir() if "model" in path.name] == []


def test_an_export_never_overwrites(finished: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "precious").write_text("x")
    end = export(finished, tmp_path / "model")
    assert isinstance(end, Failed)
    assert "overwrite" in end.message
    assert [path.name for path in (tmp_path / "model").iterdir()] == ["precious"]


def test_a_full_disk_leaves_no_half_folder(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Any, target: Any, **kwargs: Any) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("shutil.copyfile", full)
    end = export(finished, tmp_path / "out" / "model")
    assert isinstance(end, Failed)
    assert end.hint
    assert list((tmp_path / "out").iterdir()) == []


def test_too_little_space_is_noticed_at_once(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(10, 10, 0))
    end = export(finished, tmp_path / "model")
    assert isinstance(end, Failed)
    assert "0 MB are free" in end.message


def test_a_run_without_model_cannot_be_exported(tiny_model: Path, tmp_path: Path) -> None:
    run = create_run(config(films(tmp_path), tiny_model), tmp_path / "run")
    end = export(run, tmp_path / "model")
    assert isinstance(end, Failed)
    assert end.kind == "RunError"


# --- trying it and estimating -------------------------------------------------------------------


def test_predict(finished: Path) -> None:
    end = do(PredictJob(run_dir=str(finished), texts=(("the film was great",), ("bad",))))[-1]
    assert isinstance(end, Predicted)
    assert end.labels == ("bad", "good")
    assert len(end.predictions) == 2
    for prediction in end.predictions:
        assert sum(prediction.scores) == pytest.approx(1.0)
        best = max(range(2), key=lambda i, p=prediction: p.scores[i])  # type: ignore[misc]
        assert prediction.labels == (end.labels[best],)


def test_estimate_covers_every_mode(tiny_model: Path, tmp_path: Path) -> None:
    texts = tuple((text,) for text, _ in film_rows(32))
    job = EstimateJob(config=config(films(tmp_path), tiny_model), rows=1000, sample_texts=texts)
    end = do(job)[-1]
    assert isinstance(end, Estimated), end
    assert {found.mode for found in end.modes} == set(MODES)
    assert all(found.seconds > 0 and found.memory_bytes > 0 for found in end.modes)
    assert all(None not in (found.hyperparameters.epochs,) for found in end.modes)
    more = do(EstimateJob(config=job.config, rows=100_000, sample_texts=texts))[-1]
    assert isinstance(more, Estimated)
    assert more.modes[0].seconds > 10 * end.modes[0].seconds
