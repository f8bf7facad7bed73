"""`example.py` and `serve.py` of an export, run as programs, say what the trained model said."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jobs_by_hand import config, export, train
from one_verifier import one_verifier
from tables import film_labels, film_pairs, film_prices, films
from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.export.agreement import probabilities
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportKind
from tuner_gui.engine.results.decision import write_decision

BLOCK = "import sys\nfor name in {names}: sys.modules[name] = None\n"
"""From then on, importing them fails."""
ASK = "import json, example; json.dump(example.predict(json.load(sys.stdin)), sys.stdout)"
NOT_ALLOWED: dict[ExportKind, tuple[str, ...]] = {
    "folder": ("tuner_gui", "onnxruntime"),
    "onnx": ("tuner_gui", "torch", "transformers"),
}
TABLES = {"single_label": films, "regression": film_prices}


def make(table: Path, model: Path, folder: Path, kind: ExportKind) -> tuple[Source, Path]:
    """A trained run and its export."""
    train(config(table, model), folder / "run")
    write_decision(folder / "run", Decision(temperature=1.5, threshold=0.45))
    end = export(folder / "run", folder / "out", kind)
    assert isinstance(end, Exported), end
    return Source.of(folder / "run"), folder / "out"


@pytest.fixture(scope="module", autouse=True)
def one_process() -> Iterator[None]:
    """Every export is checked by the same fresh process."""
    with one_verifier():
        yield


@pytest.fixture(scope="module")
def made(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, Path]:
    """An ONNX export of several labels, which starts quickly."""
    folder = tmp_path_factory.mktemp("made")
    return make(film_labels(folder), tiny_model, folder, "onnx")


def program(folder: Path, *arguments: str, given: str = "") -> str:
    """What a program prints, started in an exported folder without Tuner's search path."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(folder: Path, kind: ExportKind, texts: list[Any]) -> list[dict[str, Any]]:
    code = BLOCK.format(names=NOT_ALLOWED[kind]) + ASK
    answers: list[dict[str, Any]] = json.loads(program(folder, "-c", code, given=json.dumps(texts)))
    return answers


@pytest.mark.parametrize("task", TABLES)
def test_the_example_says_what_the_model_said(task: Task, tiny_model: Path, tmp_path: Path) -> None:
    source, folder = make(TABLES[task](tmp_path), tiny_model, tmp_path, "folder")
    assert_same(source, asked(folder, "folder", [text for (text,) in source.reference.texts]))


def test_the_example_of_an_onnx_says_what_the_model_said(made: tuple[Source, Path]) -> None:
    source, folder = made
    assert_same(source, asked(folder, "onnx", [text for (text,) in source.reference.texts]))


def assert_same(source: Source, answers: list[dict[str, Any]]) -> None:
    """Scores, and what follows from them by the threshold."""
    task = source.data.task
    expected = probabilities(task, source.reference.logits)
    assert len(answers) == len(expected)
    for answer, row in zip(answers, expected, strict=True):
        if task == "regression":
            assert answer == {"value": pytest.approx(row[0], rel=1e-4)}
            continue
        assert list(answer["scores"]) == list(source.data.labels)
        assert list(answer["scores"].values()) == pytest.approx(row, abs=1e-4)
        given = row >= 0.45 if task == "multi_label" else np.arange(2) == int(row[1] >= 0.45)
        assert answer["labels"] == [name for name, yes in zip(source.data.labels, given, strict=True) if yes]


def test_the_example_takes_pairs(tiny_model: Path, tmp_path: Path) -> None:
    source, folder = make(film_pairs(tmp_path), tiny_model, tmp_path, "onnx")
    answers = asked(folder, "onnx", [list(pair) for pair in source.reference.texts])
    found = [list(answer["scores"].values()) for answer in answers]
    assert found == pytest.approx(probabilities("single_label", source.reference.logits), abs=1e-4)
    shown = json.loads(program(folder, "example.py", "first", "second"))
    assert shown["text"] == ["first", "second"]


def test_the_example_runs_from_a_terminal(made: tuple[Source, Path], tmp_path: Path) -> None:
    source, folder = made
    (text,) = source.reference.texts[0]
    # From another folder, too.
    lines = program(tmp_path, str(folder / "example.py"), text, "Größe „x“").splitlines()
    first, second = map(json.loads, lines)
    assert (first["text"], second["text"]) == (text, "Größe „x“")
    expected = probabilities("multi_label", source.reference.logits)[0]
    assert list(first["scores"].values()) == pytest.approx(expected, abs=1e-4)


# --- serve.py -----------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server that runs until the end of the block."""
    server = subprocess.Popen(
        [sys.executable, "serve.py", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    try:
        assert server.stdout
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.communicate()


def post(address: str, body: bytes) -> tuple[int, Any]:
    """Status and content of the answer."""
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_server_answers_and_refuses(made: tuple[Source, Path]) -> None:
    source, folder = made
    texts = [text for (text,) in source.reference.texts]
    with serving(folder) as address:
        assert address.startswith("http://127.0.0.1:")
        status, content = post(address, json.dumps({"texts": texts}).encode())
        assert status == 200
        found = [list(answer["scores"].values()) for answer in content["predictions"]]
        assert found == pytest.approx(probabilities("multi_label", source.reference.logits), abs=1e-4)
        assert post(address, b'{"texts": []}') == (200, {"predictions": []})
        for body in (
            b"",
            b"[]",
            b"{",
            b'{"texts": "a"}',
            b'{"texts": [3]}',
            b'{"texts": [["a", "b"]]}',
            b"\xff",
        ):
            status, content = post(address, body)
            assert status == 400, body
            assert "texts" in content["error"]
        assert post(address.replace("/predict", "/other"), b"{}")[0] == 404
        assert post(address, json.dumps({"texts": texts[:1]}).encode())[0] == 200
