"""`tuner-gui predict` in this process: what it prints, what it leaves, how it ends."""

from __future__ import annotations

import csv
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from predicting_bench import make_export
from tables import films
from tuner_gui.cli import run
from tuner_gui.engine.config import Decision
from tuner_gui.engine.predicting.kept import KeptLogits
from tuner_gui.engine.results.decision import write_decision


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], lambda dataset, start: "there is no display")


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_export(tmp_path_factory.mktemp("model") / "export", tiny_model)


def test_a_run_labels_a_table(tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, folder, result = films(tmp_path), tmp_path / "run", tmp_path / "out.csv"
    assert tuner("train", source, "--model", tiny_model, "--epochs", "2", "--output", folder) == 0
    write_decision(folder, Decision(temperature=2.0))
    capsys.readouterr()
    assert tuner("predict", folder, source, "--output", result) == 0
    out, errors = capsys.readouterr()
    assert "60 of 60 rows labelled" in out
    assert "Labelling rows" in errors
    assert "Texts are read from text" in errors
    with result.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["text", "label", "prediction", "confidence", "p_bad", "p_good"]


def test_an_exported_folder_does_too_and_answers_in_json(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "t.tsv"
    source.write_bytes("a good film|1\nbad|2\n|3\n".encode("utf-16"))
    result = tmp_path / "out.tsv"
    status = tuner(
        "predict", model, source, "--output", result, "--text", "column 1", "--delimiter", "pipe",
        "--encoding", "utf-16", "--no-header", "--excel-safe", "--json",
    )  # fmt: skip
    assert status == 0
    end = json.loads(capsys.readouterr().out)
    assert (end["rows"], end["predicted"], end["empty"]) == (3, 2, 1)
    assert result.read_bytes().decode("utf-16").splitlines()[2] == "|3||||"


def test_bad_input_is_an_error_and_a_hint(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = films(tmp_path)
    assert tuner("predict", model, source, "--output", source) == 2
    assert "overwrite" in capsys.readouterr().err
    assert tuner("predict", tmp_path, source, "--output", tmp_path / "out.csv") == 2
    assert "There is no run" in capsys.readouterr().err
    assert tuner("predict", model, tmp_path / "none.csv", "--output", tmp_path / "out.csv") == 2
    assert "does not exist" in capsys.readouterr().err


def test_an_interruption_can_be_gone_on_with(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, result = films(tmp_path, 600), tmp_path / "out.csv"
    append = KeptLogits.append

    def interrupted(self: Any, logits: Any) -> None:
        append(self, logits)
        signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(KeptLogits, "append", interrupted)
        assert tuner("predict", model, source, "--output", result) == 130
    assert "goes on behind" in capsys.readouterr().err
    assert not result.exists()
    assert tuner("predict", model, source, "--output", result) == 0
    assert "labelled before" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["films.csv", "out.csv"]
