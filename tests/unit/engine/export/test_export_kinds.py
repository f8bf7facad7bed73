"""What each kind of export leaves, what is chosen after training in it, and what its check refuses."""

from __future__ import annotations

import dataclasses
import json
import shutil
import stat
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import numpy as np
import onnx
import pyarrow as pa
import pytest
import torch
from safetensors.torch import save
from transformers import AutoModelForSequenceClassification

from jobs_by_hand import config, train
from tables import film_labels, film_rows, films
from tuner_gui.engine.config import Decision, Hyperparameters
from tuner_gui.engine.control import Control
from tuner_gui.engine.export.folder import export_run
from tuner_gui.engine.export.onnx_folder import OPSET
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.export.verifier import Verifier
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportJob, ExportKind
from tuner_gui.engine.results.decision import write_decision
from tuner_gui.engine.results.scored import read_scored, softmax, write_scored
from tuner_gui.errors import ExportError, LossyExportError

ENOUGH = Hyperparameters(epochs=12, batch_size=16, learning_rate=5e-3)
CHOSEN = Decision(temperature=2.5, threshold=0.3)
BESIDE = (
    *("README.md", "config.json", "example.py", "scoring.py", "serve.py"),
    *("tokenizer.json", "tokenizer_config.json"),
)
"""What lies beside the weights."""


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    with Verifier(Control()) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def converted_once() -> Iterator[None]:
    """The same weights are converted to a graph once; what becomes of the graph is done each time."""
    programs: dict[bytes, Any] = {}
    convert = torch.onnx.export

    def once(model: torch.nn.Module, *args: Any, **kwargs: Any) -> Any:
        weights = save(model.state_dict())
        if weights not in programs:
            programs[weights] = convert(model, *args, **kwargs)
        return programs[weights]

    with patch("torch.onnx.export", once):
        yield


@pytest.fixture(scope="module")
def finished(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose outputs are to be read in an own way."""
    folder = tmp_path_factory.mktemp("finished")
    settings = msgspec.structs.replace(config(films(folder, 200), tiny_model), hyperparameters=ENOUGH)
    train(settings, folder / "run")
    write_decision(folder / "run", CHOSEN)
    return folder / "run"


@pytest.fixture
def copied(finished: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(finished, tmp_path / "run"))


@pytest.fixture(scope="module")
def onnx_folder(finished: Path, verifier: Verifier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(export(finished, tmp_path_factory.mktemp("onnx") / "out", "onnx", verifier).path)


def export(
    run: Path, destination: Path, kind: ExportKind, verifier: Verifier, *, anyway: bool = False
) -> Exported:
    job = ExportJob(run_dir=str(run), destination=str(destination), kind=kind, anyway=anyway)
    return export_run(job, control=Control(), emit=lambda event: None, verifier=verifier)


def expected(run: Path) -> np.ndarray:
    """Calibrated probabilities of the rows checked."""
    return softmax(Source.of(run).reference.logits)


def left(folder: Path) -> list[str]:
    """What lies there beside the home and the run."""
    return sorted(path.name for path in folder.iterdir() if path.name not in ("tuner-home", "run"))


# --- what was chosen after training -------------------------------------------------------------


def test_plain_transformers_gives_calibrated_probabilities(
    finished: Path, verifier: Verifier, tmp_path: Path
) -> None:
    from transformers import pipeline

    end = export(finished, tmp_path / "out", "folder", verifier)
    assert end.largest_difference < 1e-4
    saved = json.loads((tmp_path / "out" / "config.json").read_bytes())
    assert (saved["tuner_threshold"], saved["tuner_text_columns"]) == (0.3, ["text"])
    assert saved["tuner_strip_markup"] is False
    texts = [text for (text,) in Source.of(finished).reference.texts]
    classify: Any = pipeline("text-classification", model=str(tmp_path / "out"), device="cpu", top_k=None)
    said: list[dict[str, float]] = [
        {entry["label"]: entry["score"] for entry in answer} for answer in classify(texts)
    ]
    found = np.asarray([[answer["bad"], answer["good"]] for answer in said])
    assert found == pytest.approx(expected(finished), abs=1e-5)
    assert found != pytest.approx(softmax(read_scored(finished).logits[: len(found)]), abs=1e-2)
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "temperature 2.5" in card
    assert "probability is 0.3 or more" in card
    mode = (tmp_path / "out" / "model.safetensors").stat().st_mode
    assert mode & stat.S_IROTH


def test_the_trained_model_itself_stays_as_it_is(finished: Path, verifier: Verifier, tmp_path: Path) -> None:
    before = (finished / "model" / "model.safetensors").read_bytes()
    export(finished, tmp_path / "out", "folder", verifier)
    assert (finished / "model" / "model.safetensors").read_bytes() == before
    assert (tmp_path / "out" / "model.safetensors").read_bytes() != before


def test_an_architecture_without_a_place_for_the_calibration(
    copied: Path, verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = AutoModelForSequenceClassification.from_pretrained(copied / "model")
    trained.classifier = torch.nn.Sequential(trained.classifier, torch.nn.Tanh())
    monkeypatch.setattr(AutoModelForSequenceClassification, "from_pretrained", lambda *a, **k: trained)
    with pytest.raises(ExportError, match="calibration cannot") as caught:
        export(copied, tmp_path / "out", "folder", verifier)
    assert "temperature 1" in caught.value.hint
    write_decision(copied, Decision(threshold=0.3))  # nothing to calibrate
    assert export(copied, tmp_path / "out", "folder", verifier).agreement == 1.0


def test_several_labels_are_given_from_the_threshold_on(
    tiny_model: Path, verifier: Verifier, tmp_path: Path
) -> None:
    train(config(film_labels(tmp_path), tiny_model), tmp_path / "run")
    write_decision(tmp_path / "run", CHOSEN)
    end = export(tmp_path / "run", tmp_path / "out", "onnx", verifier)
    assert end.agreement == 1.0
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "all labels of 0.3 or more" in card


# --- what each kind is --------------------------------------------------------------------------


def test_a_zip_holds_the_folder(finished: Path, verifier: Verifier, tmp_path: Path) -> None:
    end = export(finished, tmp_path / "out.zip", "zip", verifier)
    assert end.size_bytes == (tmp_path / "out.zip").stat().st_size
    with zipfile.ZipFile(tmp_path / "out.zip") as file:
        assert file.testzip() is None
        assert set(file.namelist()) == {f"model/{name}" for name in (*BESIDE, "model.safetensors")}
    assert left(tmp_path) == ["out.zip"]


def test_an_onnx_graph_takes_any_number_of_rows_and_tokens(onnx_folder: Path) -> None:
    import onnxruntime  # type: ignore[import-untyped]

    model = onnx.load(onnx_folder / "model.onnx")
    onnx.checker.check_model(model, full_check=True)
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", OPSET)]
    session = onnxruntime.InferenceSession(onnx_folder / "model.onnx")
    assert [output.name for output in session.get_outputs()] == ["logits", "probabilities"]
    assert all(given.shape == ["rows", "tokens"] for given in session.get_inputs())
    for shape in ((1, 2), (1, 64), (7, 3), (40, 17)):
        inputs = {given.name: np.ones(shape, dtype=np.int64) for given in session.get_inputs()}
        logits, probabilities = session.run(None, inputs)
        assert logits.shape == probabilities.shape == (shape[0], 2)
        assert probabilities == pytest.approx(softmax(logits), abs=1e-5)


def test_an_onnx_file_tells_nothing_of_this_computer(onnx_folder: Path) -> None:
    content = (onnx_folder / "model.onnx").read_bytes()
    for told in (b"site-packages", b"onnx_folder.py", str(Path.home()).encode() + b"/", sys.prefix.encode()):
        assert told not in content


def test_an_onnx_folder_has_no_second_copy_of_the_weights(onnx_folder: Path) -> None:
    assert left(onnx_folder) == sorted((*BESIDE, "model.onnx"))
    card = (onnx_folder / "README.md").read_text(encoding="utf-8")
    assert "library_name: onnx" in card
    assert "pip install onnxruntime tokenizers" in card
    assert "Intended use" in card
    assert not any(text in card for text, _ in film_rows(200))


def test_int8_is_smaller_and_says_what_it_costs(finished: Path, verifier: Verifier, tmp_path: Path) -> None:
    end = export(finished, tmp_path / "out", "onnx_int8", verifier, anyway=True)
    assert end.size_ratio is not None and end.size_ratio < 0.9  # most of a tiny graph is no weights
    assert end.speed_ratio is not None and end.speed_ratio > 0
    assert end.score_change is not None
    assert 0 < end.largest_difference < 1
    assert [path.name for path in (tmp_path / "out").glob("*.onnx*")] == ["model.onnx"]
    assert "8 bits" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["onnx", "onnx_int8"])
def test_large_weights_lie_in_a_file_of_their_own(
    kind: ExportKind, finished: Path, verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.export.onnx_folder._ONE_FILE_BYTES", 0)
    end = export(finished, tmp_path / "out", kind, verifier, anyway=True)
    assert end.size_ratio is not None and 0.5 < end.size_ratio < 1.5
    files = sorted(path.name for path in (tmp_path / "out").glob("*onnx*"))
    assert files == (["model.onnx", "model.onnx.data"] if kind == "onnx" else ["model.onnx"])


# --- what is refused ----------------------------------------------------------------------------


def let_it_have_been_better(run: Path) -> None:
    """Have the trained model say the opposite of what it said, and be right: no export of it is."""
    scored = read_scored(run)
    data = scored.data
    right = 1 - scored.logits.argmax(axis=1)
    for name, values in (("logits", np.eye(2)[right] * 4), ("target", right[:, None])):
        column = pa.FixedSizeListArray.from_arrays(values.astype(np.float32).ravel(), values.shape[1])
        data = data.set_column(data.column_names.index(name), name, column)
    write_scored(run, dataclasses.replace(scored, data=data))


def test_int8_that_loses_more_than_two_points_is_refused_unless_it_is_wanted(
    copied: Path, verifier: Verifier, tmp_path: Path
) -> None:
    let_it_have_been_better(copied)
    with pytest.raises(LossyExportError, match="more than two points") as caught:
        export(copied, tmp_path / "out", "onnx_int8", verifier)
    assert "--anyway" in caught.value.hint
    assert "Export anyway" in caught.value.hint
    assert left(tmp_path) == []
    end = export(copied, tmp_path / "out", "onnx_int8", verifier, anyway=True)
    assert end.score_change is not None and end.score_change < -0.02


@pytest.mark.parametrize("kind", ["folder", "zip", "onnx"])
def test_an_exact_kind_that_differs_is_refused_even_if_it_is_wanted(
    kind: ExportKind, copied: Path, verifier: Verifier, tmp_path: Path
) -> None:
    let_it_have_been_better(copied)
    with pytest.raises(ExportError, match="not the trained one"):
        export(copied, tmp_path / "out", kind, verifier, anyway=True)
    assert left(tmp_path) == []


def test_an_onnx_whose_tokenizer_is_another_is_refused(
    copied: Path, verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgotten(file: Path, tokenizer: Any) -> None:
        """Nothing says how texts are cut and padded."""

    monkeypatch.setattr("tuner_gui.engine.export.onnx_folder._fix_lengths", forgotten)
    with pytest.raises(ExportError):
        export(copied, tmp_path / "out", "onnx", verifier)
    assert left(tmp_path) == []


# --- the fresh process --------------------------------------------------------------------------


def test_a_broken_export_does_not_end_the_verifier(
    finished: Path, onnx_folder: Path, verifier: Verifier, tmp_path: Path
) -> None:
    texts = Source.of(finished).reference.texts
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ExportError, match="fresh program") as caught:
        verifier.ask("folder", tmp_path, texts)
    assert "Traceback" in caught.value.detail
    answer = verifier.ask("onnx", onnx_folder, texts)
    assert np.asarray(answer["probabilities"]) == pytest.approx(expected(finished), abs=1e-4)
    assert answer["labels"] == ["bad", "good"]
