"""The client and a real engine process: jobs, commands, death and no orphans."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tables import films
from tuner_gui.engine.client import DEVICE_VARIABLE, EngineClient
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
from tuner_gui.engine.device import VARIABLE
from tuner_gui.engine.events import EngineReady, Failed, RunCancelled, RunFinished, RunSuspended, Stepped
from tuner_gui.engine.replies import ModelFetched
from tuner_gui.engine.requests import FetchModelJob, TrainJob
from tuner_gui.errors import EngineDiedError

GONE_SECONDS = 20.0


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineClient]:
    """One for all: it starts a process when there is none, so tests may end or kill theirs."""
    client = EngineClient(log_file=tmp_path_factory.mktemp("log") / "engine.log")
    yield client
    pid = client.pid
    client.close()
    assert not client.alive
    assert pid is None or has_ended(pid)


def job(tiny_model: Path, folder: Path, epochs: int = 2) -> TrainJob:
    config = RunConfig(
        dataset=DatasetConfig(path=str(films(folder))),
        base_model=str(tiny_model),
        hyperparameters=Hyperparameters(epochs=epochs),
    )
    return TrainJob(config=config, run_dir=str(folder / "run"))


def has_ended(pid: int) -> bool:
    """Wait on the process itself; a zombie has ended."""
    deadline = time.monotonic() + GONE_SECONDS
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).wait(0.05) is not None:
                return True
        except psutil.TimeoutExpired:
            continue
        except psutil.NoSuchProcess:
            return True
    return False


def test_one_process_serves_job_after_job(client: EngineClient, tiny_model: Path, tmp_path: Path) -> None:
    client.close()
    client.warm()
    pid = client.pid
    events = list(client.run(FetchModelJob(base_model=str(tiny_model))))
    assert isinstance(events[0], EngineReady)
    assert events[0].pid == pid
    assert client.ready == events[0]
    assert isinstance(events[-1], ModelFetched)
    events = list(client.run(job(tiny_model, tmp_path)))
    assert not any(isinstance(event, EngineReady) for event in events)
    assert isinstance(events[-1], RunFinished)
    events = list(client.run(FetchModelJob(base_model=str(tmp_path / "nothing"))))
    assert isinstance(events[-1], Failed)
    assert client.pid == pid


def test_commands_reach_the_run(client: EngineClient, tiny_model: Path, tmp_path: Path) -> None:
    def ended_by(action: str, folder: Path) -> object:
        folder.mkdir()
        event: object = None
        for event in client.run(job(tiny_model, folder, epochs=500)):
            if isinstance(event, Stepped) and event.step == 2:
                client.send(action)  # type: ignore[arg-type]
        return event

    assert isinstance(ended_by("cancel", tmp_path / "a"), RunCancelled)
    assert isinstance(ended_by("suspend", tmp_path / "b"), RunSuspended)
    stopped = ended_by("stop", tmp_path / "c")
    assert isinstance(stopped, RunFinished)
    assert stopped.stopped_early


def test_an_abandoned_run_ends_the_process(client: EngineClient, tiny_model: Path, tmp_path: Path) -> None:
    events = client.run(job(tiny_model, tmp_path, epochs=500))
    for event in events:
        if isinstance(event, Stepped):
            break
    pid = client.pid
    assert pid is not None
    events.close()  # type: ignore[attr-defined]
    assert not client.alive
    assert has_ended(pid)


def test_a_command_given_while_the_engine_still_starts_is_heard(
    client: EngineClient, tiny_model: Path, tmp_path: Path
) -> None:
    client.close()
    events = client.run(job(tiny_model, tmp_path, epochs=500))
    first = next(events)
    client.send("cancel")
    assert isinstance(first, EngineReady)
    assert isinstance(list(events)[-1], RunCancelled)


def test_a_killed_engine_is_noticed_and_replaced(
    client: EngineClient, tiny_model: Path, tmp_path: Path
) -> None:
    events = client.run(job(tiny_model, tmp_path, epochs=500))
    for event in events:
        if isinstance(event, Stepped):
            break
    killed = client.pid
    assert killed is not None
    psutil.Process(killed).kill()
    with pytest.raises(EngineDiedError, match="killed"):
        list(events)
    assert not client.alive
    events = client.run(FetchModelJob(base_model=str(tiny_model)))
    assert isinstance(next(events), EngineReady)
    assert isinstance(list(events)[-1], ModelFetched)
    assert client.pid != killed


def test_no_orphan_survives_a_killed_window(tiny_model: Path) -> None:
    """A parent that is killed cannot say goodbye; the engine must notice by itself."""
    program = (
        "import sys; from tuner_gui.engine.client import EngineClient;"
        "from tuner_gui.engine.requests import FetchModelJob; client = EngineClient();"
        f"list(client.run(FetchModelJob(base_model={str(tiny_model)!r})));"  # up and idle: it writes nothing
        "print(client.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        engine = int(parent.stdout.readline())
        assert psutil.pid_exists(engine)
        parent.kill()
        assert has_ended(engine)


def test_close_is_idempotent_and_send_without_engine_is_harmless() -> None:
    client = EngineClient()
    client.send("cancel")
    client.close()
    client.close()
    assert client.pid is None


def started_with(client: EngineClient, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment in which `client` would start its process."""
    seen: list[dict[str, str]] = []

    def popen(*_: object, env: dict[str, str], **__: object) -> None:
        seen.append(env)

    monkeypatch.setattr(subprocess, "Popen", popen)
    client.warm()
    return seen[0]


def test_the_engine_is_told_what_to_compute_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNER_DEVICE", "xpu")
    assert DEVICE_VARIABLE == VARIABLE
    assert started_with(EngineClient(), monkeypatch)[VARIABLE] == "xpu"
    assert started_with(EngineClient(device="cpu"), monkeypatch)[VARIABLE] == "cpu"
