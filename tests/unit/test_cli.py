"""The command line in this process: what it prints, what it leaves, how it ends."""

from __future__ import annotations

import io
import json
import shutil
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from safetensors.torch import load_file

from one_verifier import one_verifier
from tables import film_labels, film_prices, film_rows, films, write_csv
from tuner_gui.cli import run
from tuner_gui.engine.models import catalog
from tuner_gui.engine.replies import Published
from tuner_gui.engine.requests import PublishJob
from tuner_gui.runs.store import list_runs

QUICK = ("--epochs", "2", "--learning-rate", "0.005")


def no_window(dataset: Path | None, start: bool) -> str:
    return "there is no display"


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], no_window)


@pytest.fixture(scope="module")
def one_process() -> Iterator[None]:
    """Exports are checked by the same fresh process."""
    with one_verifier():
        yield


@pytest.fixture(scope="module")
def trained(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that the command line made, for tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNER_HOME", str(folder / "tuner-home"))
        status = tuner("train", films(folder), "--model", tiny_model, *QUICK, "--output", folder / "run")
    assert status == 0
    return folder / "run"


@pytest.mark.usefixtures("one_process")
def test_train_prints_the_metrics_last_and_exports(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = tuner(
        "train", films(tmp_path), "--model", tiny_model, *QUICK, "--output", tmp_path / "run",
        "--export", tmp_path / "model", "--seed", "3", "--json",
    )  # fmt: skip
    out, errors = capsys.readouterr()
    assert status == 0
    metrics = json.loads(out.splitlines()[-1])
    assert metrics == json.loads((tmp_path / "run" / "metrics.json").read_bytes())
    assert metrics["test"]["n"] == 9
    assert metrics["learning_rate"] == 0.005
    assert metrics["epochs"] == 2
    assert "Exported" in errors
    assert (tmp_path / "model" / "model.safetensors").exists()
    info = json.loads((tmp_path / "run" / "run.json").read_bytes())
    assert info["config"]["seed"] == 3
    assert info["status"] == "finished"


@pytest.mark.usefixtures("one_process")
def test_train_says_the_score_in_words(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("train", films(tmp_path), "--model", tiny_model, *QUICK) == 0
    out = capsys.readouterr().out
    assert "Test accuracy: " in out
    assert "95 % interval" in out
    (info,) = list_runs()
    assert info.folder in out
    assert tuner("runs") == 0
    assert info.id in capsys.readouterr().out
    assert tuner("export", info.id, tmp_path / "model") == 0
    assert str(tmp_path / "model") in capsys.readouterr().out
    assert tuner("runs", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == info.id


def test_columns_can_be_named(tiny_model: Path, tmp_path: Path) -> None:
    rows = [(label, text, f"note {number}") for number, (text, label) in enumerate(film_rows())]
    path = write_csv(tmp_path / "t.csv", ("mood", "body", "note"), rows)
    status = tuner(
        "train", path, "--text", "body", "--text", "note", "--label", "mood", "--model", tiny_model, *QUICK
    )
    assert status == 0
    (info,) = list_runs()
    assert info.data is not None
    assert info.data.text_columns == ("body", "note")
    assert info.data.label_columns == ("mood",)


def interrupt_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Ctrl+C right after a step, once."""
    from tuner_gui.engine.training.trainer import Trainer

    original = Trainer._step

    def stepped(trainer: Trainer) -> None:
        original(trainer)
        if trainer.progress.step == step:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Trainer, "_step", stepped)


def test_ctrl_c_leaves_a_run_that_resumes(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        interrupt_at(patch, 2)
        assert tuner("train", films(tmp_path), "--model", tiny_model, *QUICK) == 130
    (info,) = list_runs()
    assert info.status == "interrupted"
    assert f"tuner-gui resume {info.id}" in capsys.readouterr().err
    assert tuner("resume", info.id, "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["epochs"] == 2
    assert list_runs()[0].status == "finished"
    assert tuner("resume", info.id) == 2
    assert "is finished" in capsys.readouterr().err


@pytest.mark.parametrize("change", ["vanish", "grow"])
def test_a_dataset_that_changed_during_the_run_is_named_and_nothing_is_lost(
    change: str,
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = films(tmp_path)
    with monkeypatch.context() as patch:
        interrupt_at(patch, 2)
        tuner("train", path, "--model", tiny_model, *QUICK)
    path.rename(tmp_path / "away.csv")
    if change == "grow":
        films(tmp_path, 70)
    (info,) = list_runs()
    assert tuner("resume", info.id) == 2
    error = capsys.readouterr().err
    assert ("changed since" if change == "grow" else "films.csv") in error
    (tmp_path / "away.csv").replace(path)
    assert tuner("resume", info.id) == 0


def test_a_file_that_vanishes_once_it_is_read_does_no_harm(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = films(tmp_path)
    from tuner_gui.engine.training.trainer import Trainer

    original = Trainer.train

    def train(trainer: Trainer) -> bool:
        path.unlink()
        return original(trainer)

    monkeypatch.setattr(Trainer, "train", train)
    assert tuner("train", path, "--model", tiny_model, *QUICK) == 0


# --- bad input: each ends with status 2, what, why, what next; no traceback, no run left behind -----

ROWS = film_rows(60)


def rows_file(folder: Path, rows: list[tuple[str, str]]) -> Path:
    return write_csv(folder / "table.csv", ("text", "label"), rows)


BAD_TABLES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "no file": (lambda folder: folder / "missing.csv", "missing.csv"),
    "empty file": (lambda folder: _written(folder / "e.csv", b""), "empty"),
    "header only": (lambda folder: rows_file(folder, []), "no rows"),
    "one column": (
        lambda folder: _written(folder / "o.csv", b"text\n" + b"some text here\n" * 30),
        "one column",
    ),
    "one class": (
        lambda folder: rows_file(folder, [(text, "good") for text, _ in ROWS]),
        "nothing to tell apart",
    ),
    "a class with one row": (lambda folder: rows_file(folder, [*ROWS, ("the film", "odd")]), "odd"),
    "label all unique": (
        lambda folder: rows_file(folder, [(text, f"id-{number}") for number, (text, _) in enumerate(ROWS)]),
        "label",
    ),
    "text column empty": (lambda folder: rows_file(folder, [("", label) for _, label in ROWS]), "text"),
    "3 rows": (lambda folder: rows_file(folder, ROWS[:3]), "3"),
    "a binary file named .csv": (
        lambda folder: _written(
            folder / "b.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 9
        ),
        "b.csv",
    ),
    "a folder": (lambda folder: folder, "folder"),
}


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def assert_refused(status: int, capsys: pytest.CaptureFixture[str], said: str) -> None:
    out, errors = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert "Traceback" not in errors
    first, second = [line for line in errors.splitlines() if line.startswith(("error: ", "hint: "))]
    assert first.startswith("error: ")
    assert said in errors
    assert second.startswith("hint: ")
    assert list_runs() == []


@pytest.mark.parametrize("name", BAD_TABLES)
def test_bad_tables(name: str, tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, said = BAD_TABLES[name]
    columns = (
        ("--text", "text", "--label", "label") if name in ("label all unique", "text column empty") else ()
    )
    status = tuner("train", make(tmp_path), "--model", tiny_model, *columns)
    assert_refused(status, capsys, said)


def without_weights(model: Path, folder: Path) -> Path:
    shutil.copytree(model, folder)
    (folder / "model.safetensors").unlink()
    return folder


def corrupt(model: Path, folder: Path) -> Path:
    shutil.copytree(model, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    return folder


def pickled(model: Path, folder: Path) -> Path:
    import torch

    shutil.copytree(model, folder)
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    return folder


@pytest.mark.parametrize(
    ("make", "said"), [(without_weights, "weights"), (corrupt, "model.safetensors"), (pickled, "pickle")]
)
def test_bad_model_folders(
    make: Callable[[Path, Path], Path],
    said: str,
    tiny_model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = tuner("train", films(tmp_path), "--model", make(tiny_model, tmp_path / "model"))
    assert_refused(status, capsys, said)


def test_a_builtin_model_with_a_wrong_sha256(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalog, "_BUILTIN_SHA256", dict.fromkeys(catalog._BUILTIN_SHA256, "0" * 64))
    catalog.builtin_folder.cache_clear()
    try:
        assert_refused(tuner("train", films(tmp_path)), capsys, "damaged or altered")
    finally:
        catalog.builtin_folder.cache_clear()


def test_no_permission_to_write(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    original = Path.mkdir

    def mkdir(path: Path, *args: object, **kwargs: object) -> None:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        original(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    status = tuner("train", films(tmp_path), "--model", tiny_model, "--output", tmp_path / "locked")
    assert_refused(status, capsys, "no permission")


def test_a_taken_export_folder_is_refused_before_training(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = tuner("train", films(tmp_path), "--model", tiny_model, "--export", tmp_path)
    assert_refused(status, capsys, "overwrite")


@pytest.mark.parametrize("option", [("--epochs", "0"), ("--learning-rate", "7"), ("--max-length", "2")])
def test_impossible_settings(
    option: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_refused(tuner("train", films(tmp_path), *option), capsys, "must")


def test_a_run_that_failed_leaves_its_output_folder_free(tiny_model: Path, tmp_path: Path) -> None:
    empty = _written(tmp_path / "e.csv", b"")
    assert tuner("train", empty, "--model", tiny_model, "--output", tmp_path / "run") == 2
    assert not (tmp_path / "run").exists()


def test_unknown_runs_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("resume", "nonsense") == 2
    assert "nonsense" in capsys.readouterr().err
    assert tuner("export", "nonsense", tmp_path / "x") == 2


def test_without_display_the_window_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner() == 2
    assert "no display" in capsys.readouterr().err


def test_the_window_gets_the_sample_for_the_demo() -> None:
    asked: list[tuple[Path | None, bool]] = []

    def window(dataset: Path | None, start: bool) -> int:
        asked.append((dataset, start))
        return 0

    assert run(["demo"], window) == 0
    (call,) = asked
    assert call[0] is not None
    assert call[0].name == "headlines.csv"
    assert call[1] is True


def test_a_bug_shows_its_traceback(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr("tuner_gui.engine.training.preparation.prepare", broken)
    assert tuner("train", films(tmp_path), "--model", tiny_model) == 1
    assert "KeyError" in capsys.readouterr().err


def test_records_are_json(trained: Path) -> None:
    lines = (trained / "events.jsonl").read_bytes().splitlines()
    assert lines
    assert all("event" in msgspec.json.decode(line) for line in lines)


def test_rows_without_a_label_are_labelled_when_asked(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = film_prices(tmp_path, 60, empty=3)
    new = tmp_path / "new.csv"
    assert tuner("train", path, "--model", tiny_model, *QUICK, "--predict", new) == 0
    out = capsys.readouterr().out
    assert "Test Pearson: " in out
    assert f"Predicted: {new} (3 rows)" in out
    lines = new.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "row,text,predicted"
    assert [line.split(",")[0] for line in lines[1:]] == ["58", "59", "60"]
    assert tuner("train", path, "--model", tiny_model, *QUICK, "--predict", new) == 2
    assert "--predict" in capsys.readouterr().err


def test_rows_without_a_label_are_offered(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = film_labels(tmp_path, 60, empty=2)
    assert tuner("train", path, "--model", tiny_model, *QUICK) == 0
    out = capsys.readouterr().out
    assert "Test micro F1: " in out
    (info,) = list_runs()
    assert f"2 rows without a label: tuner-gui predict-rows {info.id} FILE" in out
    assert tuner("predict-rows", info.id, tmp_path / "new.csv") == 0
    assert "(2 rows)" in capsys.readouterr().out
    assert tuner("predict-rows", info.id, tmp_path / "new.csv") == 2
    assert "overwrite" in capsys.readouterr().err
    assert tuner("runs") == 0
    assert "micro F1" in capsys.readouterr().out


# --- exporting and publishing -------------------------------------------------------------------


@pytest.mark.usefixtures("one_process")
def test_kinds_of_export(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("export", trained, tmp_path / "model.zip", "--kind", "zip") == 0
    assert zipfile.is_zipfile(tmp_path / "model.zip")
    assert "Beside" not in capsys.readouterr().out
    assert tuner("export", trained, tmp_path / "small", "--kind", "onnx-int8", "--anyway") == 0
    out = capsys.readouterr().out
    assert (tmp_path / "small" / "model.onnx").exists()
    assert "of the answers are the same" in out
    assert "times the speed" in out
    with pytest.raises(SystemExit):
        tuner("export", trained, tmp_path / "x", "--kind", "pickle")


def test_nothing_is_published_without_a_yes(
    trained: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))  # no terminal
    assert tuner("publish", trained, "anna/films") == 2
    errors = capsys.readouterr().err
    assert "Nothing was sent" in errors
    assert "--yes" in errors
    for name in ("model.safetensors", "README.md", "serve.py", "private: only its owner"):
        assert name in errors
    assert str(trained.parent) not in errors


@pytest.mark.parametrize(("answer", "sent"), [("yes\n", True), ("y\n", True), ("no\n", False), ("\n", False)])
def test_a_person_is_asked_at_the_terminal(
    answer: str,
    sent: bool,
    trained: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs: list[PublishJob] = []

    def perform(job: PublishJob, *listeners: object) -> Published:
        jobs.append(job)
        return Published(url="https://hub/anna/films", files=("model.safetensors",))

    stdin = io.StringIO(answer)
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    monkeypatch.setattr("tuner_gui.publishing.perform", perform)
    assert tuner("publish", trained, "anna/films", "--public") == (0 if sent else 2)
    out, errors = capsys.readouterr()
    assert "everyone can see it" in errors
    assert ("https://hub/anna/films" in out) == sent
    assert [job.private for job in jobs] == ([False] if sent else [])
