from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tuner_gui.engine.models.safety import check_folder, check_sha256, read_config
from tuner_gui.engine.models.weights import read_header, weight_files
from tuner_gui.errors import ModelError


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_model, tmp_path / "model")


def test_a_whole_model_passes(folder: Path) -> None:
    check_folder(folder)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        check_folder(tmp_path / "nothing")


def test_no_config(folder: Path) -> None:
    (folder / "config.json").unlink()

    with pytest.raises(ModelError, match=r"no config\.json"):
        check_folder(folder)


@pytest.mark.parametrize("content", ["", "{", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")])
def test_a_config_that_is_no_json(folder: Path, content: str) -> None:
    (folder / "config.json").write_bytes(content.encode("latin-1"))

    with pytest.raises(ModelError, match="cannot be read as JSON") as caught:
        check_folder(folder)

    assert caught.value.detail


@pytest.mark.parametrize("content", ["[]", "{}", '{"model_type": 3}'])
def test_a_config_without_an_architecture(folder: Path, content: str) -> None:
    (folder / "config.json").write_text(content)

    with pytest.raises(ModelError, match="does not name the model's architecture"):
        read_config(folder)


def test_no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()

    with pytest.raises(ModelError, match="has no weights"):
        check_folder(folder)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth", "last.ckpt"])
def test_pickled_weights_are_refused_with_the_reason(folder: Path, name: str) -> None:
    (folder / "model.safetensors").rename(folder / name)

    with pytest.raises(ModelError, match="can run any program") as caught:
        check_folder(folder)

    assert name in caught.value.message
    assert "safetensors" in caught.value.hint


def test_pickled_weights_beside_safetensors_do_no_harm(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"never opened")

    check_folder(folder)


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_weights_that_are_cut_short(folder: Path, keep: int) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:keep])

    with pytest.raises(ModelError, match="damaged or cut short"):
        check_folder(folder)


def test_weights_with_a_broken_header(folder: Path) -> None:
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[8:20] = b"not json at "
    weights.write_bytes(content)

    with pytest.raises(ModelError, match="damaged or cut short") as caught:
        check_folder(folder)

    assert "SafetensorError" in caught.value.detail


def test_a_quantized_model(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "gptq"}
    (folder / "config.json").write_text(json.dumps(config))

    with pytest.raises(ModelError, match="quantized"):
        check_folder(folder)


def shard(folder: Path, weight_map: object) -> None:
    (folder / "model.safetensors").unlink()
    save_file({"a": np.zeros(3, dtype=np.float32)}, folder / "model-00001-of-00002.safetensors")
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))


def test_sharded_weights_with_all_shards(folder: Path) -> None:
    shard(folder, {"a": "model-00001-of-00002.safetensors"})

    check_folder(folder)

    assert [file.name for file in weight_files(folder)] == ["model-00001-of-00002.safetensors"]


def test_sharded_weights_with_one_missing(folder: Path) -> None:
    shard(folder, {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"})

    with pytest.raises(ModelError, match=r"1 of its 2 weight files are missing, such as model-00002"):
        check_folder(folder)


def test_an_index_that_points_elsewhere(folder: Path) -> None:
    shard(folder, {"a": "../other/model.safetensors"})

    with pytest.raises(ModelError, match="outside the model's folder"):
        check_folder(folder)


@pytest.mark.parametrize("weight_map", [None, ["a"], {"a": 1}])
def test_a_damaged_index(folder: Path, weight_map: object) -> None:
    shard(folder, weight_map)

    with pytest.raises(ModelError, match="list of weight files"):
        check_folder(folder)


def test_the_header_counts_numbers_that_can_be_trained(tmp_path: Path) -> None:
    save_file(
        {"weight": np.zeros((3, 4), dtype=np.float32), "position_ids": np.zeros((1, 512), dtype=np.int64)},
        tmp_path / "x.safetensors",
    )

    tensors = {tensor.name: tensor for tensor in read_header(tmp_path / "x.safetensors")}

    assert tensors["weight"].shape == (3, 4)
    assert tensors["weight"].parameters == 12
    assert tensors["position_ids"].parameters == 0


def test_sha256(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()

    check_sha256(tmp_path, {"file": digest})

    with pytest.raises(ModelError, match="not the one that was published") as caught:
        check_sha256(tmp_path, {"file": "0" * 64})
    assert digest in caught.value.detail
    with pytest.raises(ModelError, match="is missing"):
        check_sha256(tmp_path, {"other": digest})
