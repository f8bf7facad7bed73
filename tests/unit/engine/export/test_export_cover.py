"""Every kind of export agrees with the trained model: a pairwise cover, one fresh process for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs_by_hand import train
from pairwise import pairs_of, pairwise
from tables import film_labels, film_prices, films
from tiny_models import Architecture, make_tiny_model
from tuner_gui.engine.config import MODES, TASKS, DatasetConfig, Hyperparameters, Mode, RunConfig, Task
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import RunFinished
from tuner_gui.engine.export.folder import export_run
from tuner_gui.engine.export.verifier import Verifier
from tuner_gui.engine.requests import EXPORT_KINDS, ExportJob, ExportKind

ARCHITECTURES: tuple[Architecture, ...] = ("bert", "xlm-roberta", "deberta-v2", "modernbert", "llama")
COVER = pairwise(TASKS, MODES, EXPORT_KINDS, ARCHITECTURES)
KIN: list[tuple[Task, Mode, ExportKind, Architecture]] = [
    ("single_label", "full", "onnx", "distilbert"),
    ("multi_label", "head", "onnx", "gpt2"),
]
"""Architectures so near to one of the others that each is tried once, in the kind that differs most."""
TABLES = {"single_label": films, "multi_label": film_labels, "regression": film_prices}
ROWS = 220
"""Test rows."""


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier(Control()) as running:
        yield running


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[Architecture, Path]:
    folder = tmp_path_factory.mktemp("models")
    return {
        name: make_tiny_model(folder / name, name) for name in (*ARCHITECTURES, *(each[3] for each in KIN))
    }


def trained(task: Task, mode: Mode, model: Path, folder: Path) -> Path:
    """The folder of a short run with many test rows."""
    (folder / "test").mkdir(parents=True)
    dataset = DatasetConfig(
        path=str(TABLES[task](folder, 80)), test_path=str(TABLES[task](folder / "test", ROWS)), task=task
    )
    config = RunConfig(
        dataset=dataset,
        base_model=str(model),
        mode=mode,
        hyperparameters=Hyperparameters(epochs=4, batch_size=16, learning_rate=5e-3),
    )
    end = train(config, folder / "run")[-1]
    assert isinstance(end, RunFinished), end
    return folder / "run"


@pytest.mark.parametrize(("task", "mode", "kind", "architecture"), [*COVER, *KIN])
def test_an_export_says_what_the_trained_model_said(
    task: Task,
    mode: Mode,
    kind: ExportKind,
    architecture: Architecture,
    models: dict[Architecture, Path],
    verifier: Verifier,
    tmp_path: Path,
) -> None:
    run = trained(task, mode, models[architecture], tmp_path / "trained")
    job = ExportJob(run_dir=str(run), destination=str(tmp_path / "out"), kind=kind, anyway=True)
    end = export_run(job, control=Control(), emit=lambda event: None, verifier=verifier)

    assert end.kind == kind
    assert end.rows_checked >= 200
    assert end.score_change is not None
    assert (end.speed_ratio is not None) == (kind in ("onnx", "onnx_int8"))
    if kind != "onnx_int8":
        scale = 400 if task == "regression" else 1  # thousands, and a tolerance of a ten-thousandth of ten
        assert end.largest_difference < scale * (1e-3 if kind == "onnx" else 1e-4)
        assert end.agreement == 1.0
        # Pearson's r of a model that hardly tells rows apart shows how outputs are rounded.
        assert end.score_change == pytest.approx(0.0, abs=1e-4 if task == "regression" else 1e-6)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "tuner-home") == ["out", "trained"]


def test_the_cover_misses_no_pair() -> None:
    met = set().union(*map(pairs_of, COVER))
    choices = (TASKS, MODES, EXPORT_KINDS, ARCHITECTURES)
    sizes = [len(choice) for choice in choices]
    assert len(met) == sum(a * b for i, a in enumerate(sizes) for b in sizes[i + 1 :])
    assert len(COVER) < 30
