"""Every task on real datasets as they were found, with the built-in model, from table to export."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs_by_hand import export, train
from tuner_gui.engine.config import METRICS, DatasetConfig, Hyperparameters, Mode, RunConfig, Task
from tuner_gui.engine.events import DataReady, RunFinished, Stepped
from tuner_gui.engine.replies import Exported

pytestmark = pytest.mark.real_data


@dataclass(frozen=True)
class Found:
    """A dataset, and what is to be found in it without being told."""

    file: str
    task: Task
    texts: int
    labels: int
    """How many there are at most; a sample may lack some."""
    mode: Mode = "layerwise"
    rows: int = 240


DATASETS = (
    Found("mrpc/msr_paraphrase_train.txt", "single_label", texts=2, labels=2),
    Found("banking77/train.csv", "single_label", texts=1, labels=77, mode="head", rows=300),
    Found("goemotions/train.tsv", "multi_label", texts=1, labels=28),
    Found("stsb/sts-train.csv", "regression", texts=2, labels=1),
    Found("sms_spam/sms.tsv", "single_label", texts=1, labels=2, mode="head"),
    Found("germeval2018/germeval2018.training.txt", "single_label", texts=1, labels=4),
)


@pytest.mark.parametrize("found", DATASETS, ids=lambda found: found.file.split("/")[0])
def test_a_real_dataset_from_table_to_export(found: Found, real_data: Path, tmp_path: Path) -> None:
    config = RunConfig(
        dataset=DatasetConfig(path=str(real_data / found.file), max_rows=found.rows),
        mode=found.mode,
        hyperparameters=Hyperparameters(epochs=1, batch_size=16, max_length=24),
    )
    events = train(config, tmp_path / "run")
    end = events[-1]
    assert isinstance(end, RunFinished), end
    (data,) = [event for event in events if isinstance(event, DataReady)]
    assert (data.task, len(data.text_columns)) == (found.task, found.texts)
    assert 1 <= len(data.labels) <= found.labels
    assert found.labels // 2 <= len(data.labels)
    assert len([event for event in events if isinstance(event, Stepped)]) >= 10
    assert tuple(end.metrics.test.metrics) == METRICS[found.task]
    exported = export(tmp_path / "run", tmp_path / "model")
    assert isinstance(exported, Exported), exported
    saved = json.loads((tmp_path / "model" / "config.json").read_bytes())
    assert tuple(saved["id2label"].values()) == data.labels
