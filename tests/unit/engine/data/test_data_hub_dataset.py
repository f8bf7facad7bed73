"""Datasets of the Hub: fetched once, used offline, and what goes wrong said in plain words."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants

from fake_hub import FakeHub, running_hub
from tuner_gui import paths
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.hub_dataset import fetch_dataset
from tuner_gui.engine.events import AnyEvent, Failed, Progressed, RunCancelled
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import DatasetFetched
from tuner_gui.engine.requests import FetchDatasetJob
from tuner_gui.errors import DataError

FILMS = "org/films"
CARD = b"""---
configs:
- config_name: short
  data_files:
  - split: train
    path: short/train.parquet
  - split: test
    path: short/test.parquet
- config_name: long
  data_files: long.csv
---
Films.
"""


def parquet(texts: list[str], labels: list[int]) -> bytes:
    """As `datasets` writes it: the names of the classes are in the schema."""
    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["bad", "good"])}
    )
    table = pa.table({"text": texts, "label": pa.array(labels, pa.int64())}, schema=features.arrow_schema)
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with running_hub(tmp_path / "cache", monkeypatch) as hub:
        texts = [f"the film number {number} was good" for number in range(20_000)]
        hub.datasets[FILMS] = {
            "README.md": CARD,
            "short/train.parquet": parquet(texts, [1] * len(texts)),
            "short/test.parquet": parquet(["the film was bad"], [0]),
            "long.csv": b"text,label\nthe film was long,bad\n",
        }
        hub.datasets["org/plain"] = {"train.jsonl": b'{"text": "a film", "label": "good"}\n'}
        yield hub


def refused(name: str, config_name: str = "") -> DataError:
    with pytest.raises(DataError) as caught:
        fetch_dataset(name, config_name)
    assert caught.value.hint
    assert not list(paths.datasets_dir().glob("*")) if paths.datasets_dir().exists() else True
    return caught.value


def test_a_config_is_fetched_with_its_splits_and_class_names(server: FakeHub) -> None:
    folder = fetch_dataset(FILMS, "short")
    assert folder.parent == paths.datasets_dir()
    saved = datasets.load_from_disk(folder)
    assert {part: len(rows) for part, rows in saved.items()} == {"train": 20_000, "test": 1}
    assert saved["test"].features["label"].names == ["bad", "good"]
    assert saved["test"][0] == {"text": "the film was bad", "label": 0}
    assert "long.csv" not in server.downloads


def test_what_was_fetched_is_used_without_a_connection(server: FakeHub) -> None:
    folder = fetch_dataset("org/plain")
    server.close()
    assert fetch_dataset("org/plain") == folder
    assert "cannot be reached" in refused_offline(FILMS).message


def refused_offline(name: str) -> DataError:
    with pytest.raises(DataError) as caught:
        fetch_dataset(name, "short")
    return caught.value


def test_what_other_programs_have_fetched_is_used_without_a_connection(server: FakeHub) -> None:
    fetch_dataset(FILMS, "short")
    shutil.rmtree(paths.datasets_dir())
    server.close()
    assert len(datasets.load_from_disk(fetch_dataset(FILMS, "short"))["train"]) == 20_000
    shutil.rmtree(paths.datasets_dir())
    assert "which config" in refused(FILMS).message
    assert "cannot be reached" in refused(FILMS, "long").message


def test_the_network_is_left_alone_when_it_shall_be(server: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    assert "cannot be reached" in refused(FILMS, "short").message
    assert server.downloads == []


@pytest.mark.parametrize("config_name", ["", "nonsense"])
def test_configs_are_listed_when_none_was_named_that_exists(server: FakeHub, config_name: str) -> None:
    error = refused(FILMS, config_name)
    assert "“short”, “long”" in error.hint


@pytest.mark.parametrize("name", ["org/nothing", "csv", "text", "../films", "a b", "/etc"])
def test_a_name_of_nothing(
    server: FakeHub, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "files.csv").write_text("text,label\nsecret,1\n")
    monkeypatch.chdir(tmp_path)  # `datasets` would take "csv" for a format and read what lies there
    assert name in refused(name).message


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (HTTPStatus.FORBIDDEN, "GatedRepo", "gated"),
        (HTTPStatus.UNAUTHORIZED, "GatedRepo", "gated"),
        (HTTPStatus.NOT_FOUND, "RepoNotFound", "private"),
        (HTTPStatus.INTERNAL_SERVER_ERROR, "", "HTTP 500"),
    ],
)
def test_the_hub_says_no(server: FakeHub, status: HTTPStatus, code: str, said: str) -> None:
    server.errors[FILMS] = (status, code)
    assert said in refused(FILMS).message


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"README.md": b"nothing but words"}, "cannot be read as a table"),
        ({"data.parquet": b"PAR1 not really"}, "cannot be read as a table"),
        ({"train.csv": b'a,b\n1,2\n"3,4,5\n6,7,8,9\n'}, "cannot be read as a table"),
        ({"odd.py": b"import os", "train.csv": b"a,b\n1,2\n"}, "code of its own"),
    ],
)
def test_a_dataset_that_is_no_table(server: FakeHub, files: dict[str, bytes], said: str) -> None:
    server.datasets["org/odd"] = files
    assert said in refused("org/odd").message


def test_the_job_tells_progress_and_where_it_lies(server: FakeHub) -> None:
    events: list[AnyEvent] = []
    execute(FetchDatasetJob(name=FILMS, config_name="short"), Control(), events.append)
    total = sum(len(server.datasets[FILMS][f"short/{part}.parquet"]) for part in ("train", "test"))
    progress = [event for event in events if isinstance(event, Progressed)]
    assert progress[-1].done == progress[-1].total == total
    assert isinstance(events[-1], DatasetFetched)
    assert Path(events[-1].path).is_dir()
    execute(FetchDatasetJob(name="org/nothing"), Control(), events.append)
    assert isinstance(events[-1], Failed)
    assert events[-1].kind == "DataError"


def test_cancel_in_the_middle_leaves_nothing(server: FakeHub) -> None:
    server.stalls = "short/train.parquet"
    control, events = Control(), list[AnyEvent]()

    def on_event(event: AnyEvent) -> None:
        events.append(event)
        if isinstance(event, Progressed):
            control.request("cancel")

    job = FetchDatasetJob(name=FILMS, config_name="short")
    worker = threading.Thread(target=execute, args=(job, control, on_event))
    worker.start()
    worker.join(timeout=30)
    assert not worker.is_alive()
    assert isinstance(events[-1], RunCancelled)
    assert not paths.datasets_dir().exists()
    server.stalls = ""
    server.released.set()
    assert fetch_dataset(FILMS, "short").is_dir()
