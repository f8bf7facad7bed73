"""Run folders: made, recorded, found again, and never lying about how they stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from scores import accuracy
from tuner_gui.engine.config import DatasetConfig, Execution, Hyperparameters, RunConfig
from tuner_gui.engine.events import (
    AnyEvent,
    Checkpointed,
    DataReady,
    Failed,
    RunCancelled,
    RunFinished,
    RunStarted,
    RunSuspended,
    StageChanged,
    Stepped,
    encode,
)
from tuner_gui.engine.facts import DeviceInfo, Metrics
from tuner_gui.errors import EngineDiedError, EnvironmentProblemError, RunError
from tuner_gui.runs.recorder import record
from tuner_gui.runs.store import (
    Owner,
    create_run,
    find_run,
    list_runs,
    load_run,
    read_events,
    reopen_run,
    save_run,
)

CONFIG = RunConfig(dataset=DatasetConfig(path="/data/head lines.csv"))
SCORE = accuracy(0.8, 0.7, 50, (0.67, 0.89))
METRICS = Metrics(
    test=SCORE,
    validation=SCORE,
    train_seconds=10.0,
    rows_per_second=60.0,
    peak_memory_bytes=10**9,
    parameters=100,
    trainable_parameters=100,
    epochs=3.0,
    best_epoch=2.5,
    learning_rate=2e-4,
)
DATA = DataReady(
    train=70, validation=15, test=15, labels=("a", "b"), text_columns=("t",), label_columns=("l",)
)


def started(resumed_at: int = 0) -> RunStarted:
    return RunStarted(
        parameters=100,
        trainable_parameters=100,
        device=DeviceInfo(kind="cpu", name="CPU", memory_bytes=1, precision="fp32"),
        hyperparameters=Hyperparameters(epochs=3),
        total_steps=30,
        steps_per_epoch=10,
        learning_rates=(),
        resumed_at=resumed_at,
    )


def step(number: int, loss: float = 1.0) -> Stepped:
    return Stepped(
        step=number,
        epoch=number / 10,
        loss=loss,
        metric=0.5,
        learning_rate=1e-4,
        rows_per_second=1.0,
        memory_bytes=1,
        seconds_left=1.0,
    )


def play(folder: Path, *events: AnyEvent) -> None:
    for _ in record(folder, iter(events)):
        pass


def test_a_finished_run(tuner_home: Path) -> None:
    folder = create_run(CONFIG)
    assert folder.parent == tuner_home / "data" / "runs"
    assert load_run(folder).status == "running"
    play(folder, StageChanged(stage="reading"), DATA, started(), step(1), RunFinished(metrics=METRICS))
    info = load_run(folder)
    assert info.status == "finished"
    assert info.metrics == METRICS
    assert info.data == DATA
    assert info.timings["reading"] >= 0
    assert info.versions["torch"]
    assert info.ended is not None
    assert info.owner is None
    assert json.loads((folder / "metrics.json").read_bytes())["test"]["metrics"]["accuracy"] == 0.8
    assert json.loads((folder / "run.json").read_bytes())["schema_version"] == 1


def test_how_the_machine_computes_is_kept_for_the_next_time() -> None:
    folder = create_run(CONFIG)
    chosen = Execution(attention="eager", linear="onednn", dropout="cheap")
    play(folder, DATA, msgspec.structs.replace(started(), execution=chosen))
    assert load_run(folder).config == msgspec.structs.replace(CONFIG, execution=chosen)


def test_folder_names_are_plain_and_never_clash() -> None:
    names = {create_run(CONFIG).name for _ in range(5)}
    assert len(names) == 5
    assert all("head-lines" in name and " " not in name for name in names)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (RunSuspended(step=3), "interrupted"),
        (RunCancelled(), "cancelled"),
        (Failed(message="no"), "failed"),
        (None, "interrupted"),
    ],
)
def test_how_a_run_that_began_to_train_can_end(end: AnyEvent | None, status: str) -> None:
    folder = create_run(CONFIG)
    play(folder, started(), step(1), *([end] if end else []))
    assert load_run(folder).status == status


def test_a_dead_engine_leaves_an_interrupted_run() -> None:
    folder = create_run(CONFIG)

    def dying() -> Iterator[AnyEvent]:
        yield started()
        raise EngineDiedError("killed")

    with pytest.raises(EngineDiedError):
        list(record(folder, dying()))
    assert load_run(folder).status == "interrupted"


@pytest.mark.parametrize("end", [RunCancelled(), Failed(message="bad data")])
def test_nothing_is_left_of_a_run_that_never_trained(end: AnyEvent) -> None:
    folder = create_run(CONFIG)
    play(folder, StageChanged(stage="reading"), end)
    assert not folder.exists()
    assert list_runs() == []


def test_a_run_whose_process_is_gone_was_interrupted() -> None:
    folder = create_run(CONFIG)
    info = load_run(folder)
    assert info.owner is not None
    assert info.owner.pid == os.getpid()
    # The same id, but a process that began at another time.
    save_run(folder, msgspec.structs.replace(info, owner=Owner(pid=os.getpid(), started=1.0)))
    assert load_run(folder).status == "interrupted"
    assert reopen_run(folder).status == "running"
    assert load_run(folder).status == "running"


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (RunFinished(metrics=METRICS), "is finished"),
        (RunCancelled(), "cancelled"),
        (Failed(message="x"), "failed"),
    ],
)
def test_only_an_interrupted_run_can_be_resumed(end: AnyEvent, said: str) -> None:
    folder = create_run(CONFIG)
    play(folder, started(), end)
    with pytest.raises(RunError, match=said):
        reopen_run(folder)


def test_a_running_run_cannot_be_resumed() -> None:
    with pytest.raises(RunError, match="still running"):
        reopen_run(create_run(CONFIG))


def test_runs_are_listed_newest_first_and_a_damaged_one_is_left_out() -> None:
    folders = [create_run(CONFIG) for _ in range(3)]
    for number, folder in enumerate(folders):
        save_run(folder, msgspec.structs.replace(load_run(folder), created=float(number)))
    (folders[1] / "run.json").write_text("{broken")
    assert [run.id for run in list_runs()] == [folders[2].name, folders[0].name]
    with pytest.raises(RunError):
        load_run(folders[1])


def test_a_run_is_found_by_folder_and_by_id() -> None:
    folder = create_run(CONFIG)
    assert find_run(str(folder)) == folder
    assert find_run(folder.name) == folder
    with pytest.raises(RunError, match="no run"):
        find_run("nonsense")


def test_a_taken_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "precious").write_text("x")
    with pytest.raises(RunError, match="already exists"):
        create_run(CONFIG, tmp_path / "taken")
    with pytest.raises(RunError, match="already exists"):
        create_run(CONFIG, tmp_path / "taken" / "precious")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["precious"]


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentProblemError, match="folder could not be made"):
        create_run(CONFIG, tmp_path / "file" / "run")


def test_history_gives_repeated_steps_once_and_skips_a_cut_line() -> None:
    folder = create_run(CONFIG)
    play(folder, started(), step(1), step(2), Checkpointed(step=2), step(3, loss=9.0))
    with (folder / "events.jsonl").open("ab") as file:
        file.write(encode(step(4))[:20])
    assert [event.step for event in read_events(folder) if isinstance(event, Stepped)] == [1, 2, 3]
    with (folder / "events.jsonl").open("ab") as file:
        file.write(b"\n")
    play(folder, started(resumed_at=2), step(3, loss=5.0), RunFinished(metrics=METRICS))
    steps = [event for event in read_events(folder) if isinstance(event, Stepped)]
    assert [(event.step, event.loss) for event in steps] == [(1, 1.0), (2, 1.0), (3, 5.0)]


def test_a_run_without_events_has_no_history() -> None:
    assert list(read_events(create_run(CONFIG))) == []


FIRST_READING = """
import sys
from pathlib import Path
from tuner_gui.runs.store import load_run

made = []
sys.setprofile(lambda frame, event, _: made.append(frame.f_code.co_name) if event == "call" else None)
load_run(Path(sys.argv[1]))
sys.setprofile(None)
assert "load_run" in made
print(*(name for name in made if "annotations" in name))
"""


def test_reading_the_first_run_makes_no_types(tmp_path: Path) -> None:
    """Two threads that make a type of msgspec's together crash; pages list the runs in threads."""
    folder = create_run(CONFIG, tmp_path / "run")
    command = [sys.executable, "-c", FIRST_READING, str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == ""
