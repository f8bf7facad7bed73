from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

import huggingface_hub
import numpy as np
import pytest
from safetensors.numpy import save

from fake_hub import SHA, FakeHub, running_hub, wait_for_downloads
from tuner_gui.engine.control import Control
from tuner_gui.engine.models import catalog, hub
from tuner_gui.errors import CancelledError, EnvironmentProblemError, ModelError

MODEL = "org/tiny"
WEIGHTS = save({"weight": np.zeros((1024, 1024), dtype=np.float32)})


@pytest.fixture
def fake_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with running_hub(tmp_path / "cache", monkeypatch) as server:
        server.repositories[MODEL] = model_files()
        yield server


def model_files() -> dict[str, bytes]:
    return {
        "config.json": json.dumps({"model_type": "bert", "architectures": ["BertModel"]}).encode(),
        "tokenizer.json": b"{}",
        "model.safetensors": WEIGHTS,
        "pytorch_model.bin": b"a pickle",
        "onnx/model.onnx": b"something else",
        "README.md": b"---\nlicense: mit\n---\n",
        "other/README.md": b"something else",
    }


def test_downloads_what_is_needed_and_nothing_else(fake_hub: FakeHub) -> None:
    folder = catalog.resolve(MODEL)

    assert {path.name for path in folder.iterdir()} == {
        "config.json",
        "tokenizer.json",
        "model.safetensors",
        "README.md",
    }
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    info = catalog.describe(MODEL, folder)
    assert (info.name, info.license, info.parameters) == (MODEL, "mit", 1024 * 1024)


def test_progress_counts_bytes_up_to_the_total(fake_hub: FakeHub) -> None:
    seen: list[tuple[int, int]] = []

    hub.fetch(MODEL, progress=lambda done, total: seen.append((done, total)))

    needed = ("config.json", "tokenizer.json", "README.md", "model.safetensors")
    total = sum(len(model_files()[name]) for name in needed)
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)
    assert {entry[1] for entry in seen} == {total}


def test_a_downloaded_model_is_used_without_the_network(fake_hub: FakeHub) -> None:
    folder = hub.fetch(MODEL)
    fake_hub.close()

    assert hub.fetch(MODEL) == folder


def test_offline_and_not_in_the_cache(fake_hub: FakeHub) -> None:
    fake_hub.close()

    with pytest.raises(ModelError, match="cannot be reached") as caught:
        hub.fetch(MODEL)

    assert "works offline" in caught.value.hint


def test_offline_with_half_a_model_in_the_cache(fake_hub: FakeHub) -> None:
    folder = hub.fetch(MODEL)
    (folder / "model.safetensors").unlink()
    fake_hub.close()

    with pytest.raises(ModelError, match="cannot be reached"):
        hub.fetch(MODEL)


def test_cancel_in_the_middle_of_a_file_returns_at_once_and_keeps_what_was_complete(
    fake_hub: FakeHub,
) -> None:
    fake_hub.stalls = "model.safetensors"
    control = Control()
    small = sum(len(model_files()[name]) for name in ("config.json", "tokenizer.json", "README.md"))

    def cancel_within_the_weights(done: int, total: int) -> None:
        assert total > small
        if done > small:
            control.request("cancel")

    with pytest.raises(CancelledError):
        hub.fetch(MODEL, progress=cancel_within_the_weights, control=control)

    assert not fake_hub.released.is_set()
    fake_hub.stalls = ""
    fake_hub.released.set()
    wait_for_downloads()
    assert hub.cached(MODEL) is None
    hub.fetch(MODEL)
    assert fake_hub.downloads.count("tokenizer.json") == 1


def test_cancelled_before_it_began(fake_hub: FakeHub) -> None:
    fake_hub.stalls = "config.json"
    control = Control()
    control.request("cancel")

    with pytest.raises(CancelledError):
        hub.fetch(MODEL, control=control)


def test_stop_does_not_end_a_download(fake_hub: FakeHub) -> None:
    control = Control()
    control.request("stop")

    assert hub.fetch(MODEL, control=control).name == SHA


def test_unknown_model(fake_hub: FakeHub) -> None:
    with pytest.raises(ModelError, match="There is no model org/nothing") as caught:
        hub.fetch("org/nothing")

    assert "spelling" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (HTTPStatus.FORBIDDEN, "GatedRepo", "is gated"),
        (HTTPStatus.UNAUTHORIZED, "GatedRepo", "is gated"),
        (HTTPStatus.FORBIDDEN, "", "is gated"),
        (HTTPStatus.UNAUTHORIZED, "RepoNotFound", "or it is private"),
        (HTTPStatus.UNAUTHORIZED, "", "or it is private"),
        (HTTPStatus.INTERNAL_SERVER_ERROR, "", "HTTP 500"),
    ],
)
def test_a_refusal_is_explained(fake_hub: FakeHub, status: HTTPStatus, code: str, message: str) -> None:
    fake_hub.errors[MODEL] = (status, code)

    with pytest.raises(ModelError, match=message) as caught:
        hub.fetch(MODEL)

    assert caught.value.hint


def test_only_pickled_weights_are_refused_before_anything_is_downloaded(fake_hub: FakeHub) -> None:
    del fake_hub.repositories[MODEL]["model.safetensors"]

    with pytest.raises(ModelError, match=r"pytorch_model\.bin, a Python pickle"):
        hub.fetch(MODEL)

    assert fake_hub.downloads == []


def test_no_weights_at_all(fake_hub: FakeHub) -> None:
    fake_hub.repositories[MODEL] = {"model.gguf": b"x", "config.json": b"{}"}

    with pytest.raises(ModelError, match="no weights that Tuner can load"):
        hub.fetch(MODEL)


def test_weights_without_a_config(fake_hub: FakeHub) -> None:
    del fake_hub.repositories[MODEL]["config.json"]

    with pytest.raises(ModelError, match=r"no config\.json"):
        hub.fetch(MODEL)


def test_sharded_weights(fake_hub: FakeHub) -> None:
    files = fake_hub.repositories[MODEL]
    del files["model.safetensors"]
    shards = [f"model-0000{number}-of-00002.safetensors" for number in (1, 2)]
    files |= {name: save({name: np.zeros(4, dtype=np.float32)}) for name in shards}
    files["model.safetensors.index.json"] = json.dumps(
        {"weight_map": {name: name for name in shards}}
    ).encode()

    folder = hub.fetch(MODEL)

    assert all((folder / name).is_file() for name in shards)


def test_too_little_disk_space_is_said_before_downloading(
    fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nearly_full(_path: object) -> Any:
        return shutil._ntuple_diskusage(10**9, 10**9 - 10**6, 10**6)

    monkeypatch.setattr(shutil, "disk_usage", nearly_full)

    with pytest.raises(ModelError, match=r"needs 0\.0 GB on the disk"):
        hub.fetch(MODEL)

    assert fake_hub.downloads == []


def test_a_disk_that_fills_up_meanwhile(fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", "blob")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", full)

    with pytest.raises(EnvironmentProblemError, match="the disk is full"):
        hub.fetch(MODEL)
