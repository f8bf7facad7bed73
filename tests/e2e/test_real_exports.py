"""Every kind of export of the built-in model, trained on the sample, checked on two hundred rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs_by_hand import export, train
from tuner_gui import paths
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
from tuner_gui.engine.events import RunFinished
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportKind


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a short run."""
    config = RunConfig(
        dataset=DatasetConfig(path=str(paths.sample_dataset())),
        mode="head",
        hyperparameters=Hyperparameters(epochs=3, batch_size=16, max_length=24),
    )
    folder = tmp_path_factory.mktemp("real") / "run"
    end = train(config, folder)[-1]
    assert isinstance(end, RunFinished), end
    return folder


@pytest.mark.parametrize(
    ("kind", "tolerance"), [("folder", 1e-4), ("zip", 1e-4), ("onnx", 1e-3), ("onnx_int8", None)]
)
def test_every_kind_of_the_built_in_model(
    kind: ExportKind, tolerance: float | None, finished: Path, tmp_path: Path
) -> None:
    end = export(finished, tmp_path / "out", kind)
    assert isinstance(end, Exported), end
    assert end.rows_checked >= 200
    assert end.score_change is not None
    if tolerance is not None:
        assert end.largest_difference < tolerance
        assert (end.agreement, end.score_change) == (1.0, 0.0)
    else:
        assert end.agreement > 0.9
        assert end.score_change >= -0.02
        assert end.size_ratio is not None and end.size_ratio < 0.3
