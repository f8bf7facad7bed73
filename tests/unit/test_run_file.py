"""`python -m tuner_gui.engine RUN.json`, in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tables import films
from tuner_gui import commands, run_file
from tuner_gui.engine.config import DatasetConfig, Execution, Hyperparameters, RunConfig
from tuner_gui.engine.requests import TrainJob
from tuner_gui.runs.store import create_run, load_run, save_run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[TrainJob]:
    """The jobs that would be done; none is."""
    jobs: list[TrainJob] = []

    def train_job(job: TrainJob, *_: Any, as_json: bool) -> int:
        jobs.append(job)
        return 0

    def assist(job: TrainJob) -> int:
        jobs.append(job)
        return 0

    for module in (commands, run_file):
        monkeypatch.setattr(module, "train_job", train_job)
        monkeypatch.setattr(module, "assist", assist)
    return jobs


def write(folder: Path, **changes: Any) -> Path:
    films(folder)
    file = folder / "mine.json"
    file.write_text(json.dumps({"dataset": {"path": "films.csv"}, "mode": "full"} | changes))
    return file


def test_a_configuration_is_trained_beside_its_file(tmp_path: Path, asked: list[TrainJob]) -> None:
    (tmp_path / "small").mkdir()
    file = write(tmp_path, base_model="small", hyperparameters={"epochs": 2})
    assert run_file.main([str(file)]) == 0
    expected = RunConfig(
        dataset=DatasetConfig(path=str(tmp_path / "films.csv")),
        base_model=str(tmp_path / "small"),
        mode="full",
        hyperparameters=Hyperparameters(epochs=2),
    )
    assert asked == [TrainJob(config=expected, run_dir=str(tmp_path / "mine"))]
    assert load_run(tmp_path / "mine").config == expected


def interrupt(folder: Path) -> None:
    save_run(folder, msgspec.structs.replace(load_run(folder), status="interrupted", owner=None))


def test_the_same_command_goes_on_with_it(tmp_path: Path, asked: list[TrainJob]) -> None:
    file = write(tmp_path)
    assert run_file.main([str(file)]) == 0
    interrupt(tmp_path / "mine")
    assert run_file.main([str(file)]) == 0
    assert [job.resume for job in asked] == [False, True]
    assert asked[0].config == asked[1].config
    interrupt(tmp_path / "mine")
    assert run_file.main([str(tmp_path / "mine" / "run.json")]) == 0
    assert asked[2] == asked[1]


def test_what_was_measured_does_not_make_it_another_run(tmp_path: Path, asked: list[TrainJob]) -> None:
    file = write(tmp_path)
    run_file.main([str(file)])
    info = load_run(tmp_path / "mine")
    measured = msgspec.structs.replace(info.config, execution=Execution(linear="onednn"))
    save_run(tmp_path / "mine", msgspec.structs.replace(info, config=measured))
    interrupt(tmp_path / "mine")
    assert run_file.main([str(file)]) == 0
    assert asked[1].config.execution == Execution(linear="onednn")


def test_the_settings_of_a_run_are_used_again_elsewhere(tmp_path: Path, asked: list[TrainJob]) -> None:
    config = RunConfig(dataset=DatasetConfig(path=str(films(tmp_path))), seed=3, execution=Execution())
    old = create_run(config, tmp_path / "old")
    assert run_file.main([str(old / "run.json"), "--output", str(tmp_path / "new")]) == 0
    (job,) = asked
    assert job == TrainJob(
        config=msgspec.structs.replace(config, execution=None), run_dir=str(tmp_path / "new")
    )


def test_only_the_first_process_touches_the_folder(
    tmp_path: Path, asked: list[TrainJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "1")
    assert run_file.main([str(write(tmp_path))]) == 0
    assert not (tmp_path / "mine").exists()
    (job,) = asked
    assert job.resume, "the first process says whether there is something to resume"
    assert job.run_dir == str(tmp_path / "mine")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nothing", "JSON is malformed"),
        ('{"rows": 1}', "missing required field `dataset`"),
        ('{"config": {"dataset": {"path": "a"}}}', "missing required field `id`"),
        ('{"dataset": {"path": "a"}, "hyperparameters": {"epochs": 0}}', "Epochs must lie between"),
    ],
)
def test_what_is_no_run_is_said_to_be_none(
    content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[TrainJob]
) -> None:
    file = tmp_path / "x.json"
    file.write_text(content)
    assert run_file.main([str(file)]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"error: {file} is no run: ")
    assert said in errors
    assert "hint: It must be the run.json of a run folder" in errors
    assert not asked


def test_what_cannot_be_gone_on_with_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[TrainJob]
) -> None:
    assert run_file.main([str(tmp_path / "none.json")]) == 2
    assert "No such file" in capsys.readouterr().err
    file = write(tmp_path)
    run_file.main([str(file)])
    assert run_file.main([str(file)]) == 2
    assert "is still running" in capsys.readouterr().err
    copy = tmp_path / "copy.json"
    copy.write_bytes((tmp_path / "mine" / "run.json").read_bytes())
    assert run_file.main([str(copy)]) == 2
    assert "a copy of a run's file" in capsys.readouterr().err
    write(tmp_path, seed=1)
    assert run_file.main([str(file)]) == 2
    assert "other settings" in capsys.readouterr().err
    assert len(asked) == 1


def test_another_process_says_which_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RANK", "3")
    assert run_file.main([str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.startswith("process 3: error: ")
