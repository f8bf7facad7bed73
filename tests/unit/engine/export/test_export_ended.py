"""Exports that end before they are checked: refused, failed or cancelled, and nothing is left."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from jobs_by_hand import config, do, train
from tables import films
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Failed, RunCancelled, StageChanged
from tuner_gui.engine.export.folder import export_run
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.requests import ExportJob, ExportKind
from tuner_gui.errors import ExportError


@pytest.fixture(scope="module")
def finished(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    train(config(films(folder), tiny_model), folder / "run")
    return folder / "run"


@pytest.fixture
def copied(finished: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(finished, tmp_path / "run"))


def left(folder: Path) -> list[str]:
    """What lies there beside the home and the run."""
    return sorted(path.name for path in folder.iterdir() if path.name not in ("tuner-home", "run"))


def test_a_tokenizer_that_needs_transformers_cannot_be_had_as_onnx(copied: Path, tmp_path: Path) -> None:
    (copied / "model" / "tokenizer.json").rename(copied / "model" / "other.json")
    shutil.copy(copied / "model" / "other.json", tmp_path / "kept.json")
    job = ExportJob(run_dir=str(copied), destination=str(tmp_path / "out"), kind="onnx")
    events: list[AnyEvent] = []
    execute(job, Control(), events.append)
    assert isinstance(events[-1], Failed)
    assert left(tmp_path) == ["kept.json"]


def test_a_model_that_cannot_be_converted(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise torch.onnx.OnnxExporterError("no such operator")

    monkeypatch.setattr("torch.onnx.export", fails)
    job = ExportJob(run_dir=str(copied), destination=str(tmp_path / "out"), kind="onnx")
    with pytest.raises(ExportError, match="cannot be converted") as caught:
        export_run(job, control=Control(), emit=lambda event: None)
    assert "no such operator" in caught.value.detail
    assert left(tmp_path) == []


@pytest.mark.parametrize("kind", ["zip", "onnx"])
def test_nothing_is_overwritten(kind: ExportKind, finished: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    end = do(ExportJob(run_dir=str(finished), destination=str(tmp_path / "out"), kind=kind))[-1]
    assert isinstance(end, Failed)
    assert "overwrite" in end.message
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("stage", ["exporting", "verifying"])
def test_a_cancelled_export_leaves_nothing(stage: str, finished: Path, tmp_path: Path) -> None:
    control = Control()
    events: list[AnyEvent] = []

    def emit(event: AnyEvent) -> None:
        events.append(event)
        if event == StageChanged(stage=stage):  # type: ignore[arg-type]
            control.request("cancel")

    execute(
        ExportJob(run_dir=str(finished), destination=str(tmp_path / "out.zip"), kind="zip"), control, emit
    )
    assert isinstance(events[-1], RunCancelled)
    assert left(tmp_path) == []
