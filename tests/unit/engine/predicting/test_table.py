"""Whole tables: tasks, decisions, what is kept of an attempt and how it is gone on with."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from predicting_bench import make_export, predict, predicted
from tables import write_csv
from tuner_gui.engine.config import Decision
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import Failed, Logged, Progressed, RunCancelled, StageChanged
from tuner_gui.engine.predicting.kept import KeptLogits
from tuner_gui.engine.predicting.labeller import Labeller
from tuner_gui.engine.predicting.model_place import ModelPlace


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_export(tmp_path_factory.mktemp("model") / "export", tiny_model)


def many(folder: Path, rows: int = 3000) -> Path:
    texts = [(str(at), f"the film number {at} was {('good', 'bad', 'poor')[at % 3]}") for at in range(rows)]
    return write_csv(folder / "many.csv", ("id", "text"), texts)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def logs(events: list[Any]) -> str:
    return " ".join(event.message for event in events if isinstance(event, Logged))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_progress_is_told_and_nothing_is_left_behind(model: Path, tmp_path: Path) -> None:
    source = many(tmp_path)
    events = predict(model, source, tmp_path / "out.csv")
    stages = [event.stage for event in events if isinstance(event, StageChanged)]
    assert stages == ["reading", "loading_model", "predicting", "writing"]
    for stage in ("predicting", "writing"):
        done = [event.done for event in events if isinstance(event, Progressed) and event.stage == stage]
        assert done == sorted(done)
        assert done[-1] == 3000
    assert files(tmp_path) == {"many.csv", "out.csv"}
    assert [row["id"] for row in rows_of(tmp_path / "out.csv")] == [str(at) for at in range(3000)]


def test_predictions_are_those_of_the_model_alone(model: Path, tmp_path: Path) -> None:
    from transformers import pipeline

    source = many(tmp_path, 300)
    predicted(model, source, tmp_path / "out.csv")
    rows = rows_of(tmp_path / "out.csv")
    alone: Any = pipeline("text-classification", model=str(model), device="cpu", top_k=None)
    for row, answer in zip(rows, alone([row["text"] for row in rows]), strict=True):
        shares = {one["label"]: one["score"] for one in answer}
        assert float(row["p_bad"]) == pytest.approx(shares["bad"], abs=1e-5)
        assert row["prediction"] == max(shares, key=lambda name: shares[name])


def test_cancel_keeps_what_is_computed_and_the_same_again_goes_on(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, control = many(tmp_path), Control()
    append = KeptLogits.append

    def cancelling(self: Any, logits: Any) -> None:
        append(self, logits)
        if self.rows > 1000:
            control.request("cancel")

    with monkeypatch.context() as patch:
        patch.setattr(KeptLogits, "append", cancelling)
        events = predict(model, source, tmp_path / "out.csv", control=control)
    assert isinstance(events[-1], RunCancelled)
    assert "are kept" in logs(events)
    assert files(tmp_path) == {"many.csv", ".out.csv.predictions"}
    events = predict(model, source, tmp_path / "out.csv")
    assert "labelled before" in logs(events)
    assert min(event.done for event in events if isinstance(event, Progressed)) > 1000
    assert files(tmp_path) == {"many.csv", "out.csv"}
    predicted(model, source, tmp_path / "whole.csv")
    whole, resumed = rows_of(tmp_path / "whole.csv"), rows_of(tmp_path / "out.csv")
    assert [(row["id"], row["prediction"]) for row in whole] == [
        (row["id"], row["prediction"]) for row in resumed
    ]
    assert np.allclose([float(row["p_bad"]) for row in whole], [float(row["p_bad"]) for row in resumed])


def test_what_is_kept_of_another_table_is_of_no_use(model: Path, tmp_path: Path) -> None:
    (tmp_path / ".out.csv.predictions").write_bytes(b'{"source": "another"}\n' + bytes(800))
    events = predict(model, many(tmp_path, 20), tmp_path / "out.csv")
    assert "starting anew" in logs(events)
    assert len(rows_of(tmp_path / "out.csv")) == 20


_CHILD = """
import sys, time
from tuner_gui.engine.predicting import table
from predicting_bench import predict
from pathlib import Path
table._FIRST_WINDOW = table._LARGEST_WINDOW = 200
append = table.KeptLogits.append
def slowly(self, logits):
    append(self, logits)
    print(self.rows, flush=True)
    time.sleep(0.05)
table.KeptLogits.append = slowly
predict(*map(Path, sys.argv[1:]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on Windows")
def test_a_killed_process_loses_little(model: Path, tmp_path: Path) -> None:
    source = many(tmp_path)
    path = os.pathsep.join(entry for entry in sys.path if entry)
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(model), str(source), str(tmp_path / "out.csv")],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert child.stdout is not None
    while int(child.stdout.readline()) < 600:
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    kept = tmp_path / ".out.csv.predictions"
    with kept.open("ab") as file:
        file.write(b"\0\0\0")  # as a crash in the middle of a write leaves it
    events = predict(model, source, tmp_path / "out.csv")
    assert min(event.done for event in events if isinstance(event, Progressed)) >= 600
    assert files(tmp_path) == {"many.csv", "out.csv"}
    predicted(model, source, tmp_path / "whole.csv")
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_nothing_is_overwritten(model: Path, tmp_path: Path) -> None:
    source = many(tmp_path, 20)
    end = predict(model, source, source)[-1]
    assert isinstance(end, Failed)
    assert "overwrite" in end.message


def test_several_labels(tiny_model: Path, tmp_path: Path) -> None:
    model = make_export(
        tmp_path / "model", tiny_model, names=("a", "b", "c"), task="multi_label", threshold=0.4
    )
    predicted(model, many(tmp_path, 60), tmp_path / "out.csv")
    for row in rows_of(tmp_path / "out.csv"):
        given = [name for name in "abc" if float(row[f"p_{name}"]) >= 0.4]
        assert row["prediction"] == "; ".join(given)
        shares = {name: float(row[f"p_{name}"]) for name in "abc"}
        least = min(share if name in given else 1 - share for name, share in shares.items())
        assert float(row["confidence"]) == pytest.approx(least, abs=2e-6)


def test_numbers(tiny_model: Path, tmp_path: Path) -> None:
    model = make_export(tmp_path / "model", tiny_model, names=("price",), task="regression")
    predicted(model, many(tmp_path, 20), tmp_path / "out.csv")
    rows = rows_of(tmp_path / "out.csv")
    assert list(rows[0]) == ["id", "text", "prediction"]
    assert len({float(row["prediction"]) for row in rows}) > 1


def test_pairs(tiny_model: Path, tmp_path: Path) -> None:
    model = make_export(tmp_path / "model", tiny_model, text_columns=("first", "second"))
    rows = [(f"the film {at}", "good" if at % 2 else "a bad price") for at in range(20)]
    source = write_csv(tmp_path / "pairs.csv", ("first", "second"), [*rows, ("alone", "")])
    end = predicted(model, source, tmp_path / "out.csv")
    assert (end.predicted, end.empty) == (20, 1)
    labeller = Labeller.of(ModelPlace.find(model))
    shares = [float(row["p_good"]) for row in rows_of(tmp_path / "out.csv")[:20]]
    expected = [prediction.scores[1] for prediction in labeller.predictions(rows)]
    assert shares == pytest.approx(expected, abs=1e-5)
    end_of_one = predict(model, source, tmp_path / "one.csv", text_columns=("first",))[-1]
    assert isinstance(end_of_one, Failed)
    assert "two texts" in end_of_one.message


def test_the_second_class_of_two_is_given_from_the_threshold_on(
    model: Path, tiny_model: Path, tmp_path: Path
) -> None:
    source = many(tmp_path, 60)
    predicted(model, source, tmp_path / "half.csv")
    shares = sorted(float(row["p_good"]) for row in rows_of(tmp_path / "half.csv"))
    threshold = (shares[29] + shares[30]) / 2
    other = make_export(tmp_path / "model", tiny_model, threshold=threshold)
    predicted(other, source, tmp_path / "out.csv")
    rows = rows_of(tmp_path / "out.csv")
    assert [row["prediction"] for row in rows].count("good") == 30
    assert all((row["prediction"] == "good") == (float(row["p_good"]) >= threshold) for row in rows)
    assert all(float(row["confidence"]) == float(row[f"p_{row['prediction']}"]) for row in rows)


def test_a_temperature_makes_less_sure_and_changes_no_label(model: Path) -> None:
    place = ModelPlace.find(model)
    texts = [("good",), ("a bad price",)]
    cold = Labeller.of(place).predictions(texts)
    warm = Labeller(
        Labeller.of(place).classifier, ModelPlace(place.folder, Decision(temperature=4.0))
    ).predictions(texts)
    for one, other in zip(cold, warm, strict=True):
        assert one.labels == other.labels
        assert max(other.scores) < max(one.scores)


def test_time_is_measured(model: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    end = predicted(model, many(tmp_path, 400), tmp_path / "out.csv")
    assert end.rows_per_second >= 400 / (time.monotonic() - started)
