"""Two processes share a run, on the CPU by gloo, and learn what one does."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification

import shared_run
import training_bench
from tables import films
from tuner_gui.engine.evaluation import inference
from tuner_gui.engine.events import Stepped
from tuner_gui.runs.store import load_run, read_events

TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
ACCELERATE = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
"""`--multi_gpu` is how it starts several without mpirun; where there is no GPU, Tuner takes the CPU."""
PATIENCE_SECONDS = 240.0

Outcome = tuple[dict[str, Any], dict[str, torch.Tensor]]


def start(launcher: list[str], *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*launcher, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )


def outcome(folder: Path, process: int) -> Outcome:
    found = json.loads((folder / f"process-{process}.json").read_text())
    return found, load_file(folder / f"process-{process}.safetensors")


@pytest.fixture(scope="module")
def alone(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What one process makes of the scenarios."""
    folder = tmp_path_factory.mktemp("alone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_bench, "VALIDATION", shared_run.UNEVEN)
        patch.setattr(inference, "ROWS_AT_ONCE", shared_run.ROWS_AT_ONCE)
        player = shared_run.Player(tiny_model, folder)
        player.play()
    player.save(folder)
    return outcome(folder, 0)


@pytest.fixture(scope="module")
def folder(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two processes leave behind."""
    folder = tmp_path_factory.mktemp("together")
    films(folder, 121)
    process = start(TORCHRUN, Path(shared_run.__file__), tiny_model, folder)
    printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, printed
    return folder


@pytest.fixture(scope="module")
def together(folder: Path) -> tuple[Outcome, Outcome]:
    """What they make of the scenarios: the first and the second."""
    return outcome(folder, 0), outcome(folder, 1)


SCENARIOS = ["curve", "single rows", "memory", "little memory", "spare"]
"""Those without dropout."""


@pytest.mark.parametrize("scenario", ["curve", "single rows"])
def test_the_first_gradients_are_those_of_one_process(
    scenario: str, alone: Outcome, together: tuple[Outcome, Outcome]
) -> None:
    prefix = f"{scenario}/gradient/"
    expected = {name: value for name, value in alone[1].items() if name.startswith(prefix)}
    assert max(float(value.abs().max()) for value in expected.values()) > 0.01
    for _, tensors in together:
        for name, value in expected.items():
            assert torch.allclose(tensors[name], value, rtol=0, atol=1e-5), name


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_losses_are_those_of_one_process(
    scenario: str, alone: Outcome, together: tuple[Outcome, Outcome]
) -> None:
    assert len(alone[0]["losses"][scenario]) >= 30
    for found, _ in together:
        assert found["losses"][scenario] == pytest.approx(alone[0]["losses"][scenario], abs=1e-3)
        assert found["validated"][scenario] == pytest.approx(alone[0]["validated"][scenario], abs=1e-3)


def test_all_cut_the_batch_when_memory_runs_out_in_one(together: tuple[Outcome, Outcome]) -> None:
    """Only the second has too little; of a batch of 7 the first has 4 rows, which makes a part more."""
    for found, _ in together:
        assert found["reduced"] == {"memory": [2], "little memory": [2, 1]}


def test_processes_keep_the_same_parameters_and_draw_apart(
    alone: Outcome, together: tuple[Outcome, Outcome]
) -> None:
    (first, ours), (_, theirs) = together
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert first["losses"]["whole"] != pytest.approx(alone[0]["losses"]["whole"], abs=1e-5), (
        "dropout is drawn"
    )


def test_a_run_that_one_process_ended_resumes_exactly(together: tuple[Outcome, Outcome]) -> None:
    for found, tensors in together:
        assert found["losses"]["resumed"] == found["losses"]["whole"]
        for name in [name for name in tensors if name.startswith("whole/")]:
            assert torch.equal(tensors[name], tensors[name.replace("whole/", "resumed/")]), name


def test_a_model_in_pieces_learns_the_same(
    alone: Outcome, together: tuple[Outcome, Outcome], folder: Path
) -> None:
    """FSDP, which accelerate itself would not turn on without GPUs."""
    for index, beside in enumerate(together):
        found, tensors = outcome(folder / "pieces", index)
        assert found["losses"]["curve"] == pytest.approx(alone[0]["losses"]["curve"], abs=1e-3)
        assert found["validated"]["curve"] == pytest.approx(alone[0]["validated"]["curve"], abs=1e-3)
        for name in [name for name in tensors if name.startswith("curve/")]:
            assert torch.allclose(tensors[name], alone[1][name], rtol=0, atol=1e-5), name
        assert found["losses"]["whole"] == pytest.approx(beside[0]["losses"]["whole"], abs=1e-5)
        assert found["losses"]["resumed"] == found["losses"]["whole"]
    saved = AutoModelForSequenceClassification.from_pretrained(folder / "whole" / "model")
    assert saved.config.architectures == ["BertForSequenceClassification"]
    assert not any(torch.isnan(parameter).any() for parameter in saved.parameters())


def steps(run: Path) -> list[float]:
    """Losses so far."""
    return [event.loss for event in read_events(run) if isinstance(event, Stepped)]


def test_a_run_file_is_trained_interrupted_and_gone_on_with(tiny_model: Path, tmp_path: Path) -> None:
    films(tmp_path, 121)
    file = tmp_path / "shared.json"
    run = tmp_path / "shared"
    settings = {"epochs": 200, "batch_size": 7}
    config = {"dataset": {"path": "films.csv"}, "base_model": str(tiny_model), "hyperparameters": settings}
    file.write_text(json.dumps(config))

    process = start(TORCHRUN, "-m", "tuner_gui.engine", file)
    wait_for_steps(run, 10, process)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert "Interrupted." in printed
    assert load_run(run).status == "interrupted"
    before = len(steps(run))
    assert [path.name for path in (run / "checkpoints").iterdir()] == [f"step-{before:06d}"]

    process = start(ACCELERATE, "-m", "tuner_gui.engine", run / "run.json")
    wait_for_steps(run, before + 5, process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_SECONDS)
    info = load_run(run)
    assert info.status == "interrupted"
    assert info.started is not None
    assert info.started.resumed_at == before
    assert len(steps(run)) > before
    assert sorted(path.name for path in run.iterdir()) == ["checkpoints", "events.jsonl", "run.json"]


def wait_for_steps(run: Path, count: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(steps(run)) < count:
        assert time.monotonic() < deadline, "it did not happen in time"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
            pytest.fail(process.communicate()[0])


def test_torchrun_trains_one_run_with_two_processes(tiny_model: Path, tmp_path: Path) -> None:
    command = [
        *TORCHRUN, "-m", "tuner_gui", "train", str(films(tmp_path, 120)), "--model", str(tiny_model),
        "--epochs", "8", "--learning-rate", "0.01", "--output", str(tmp_path / "run"), "--json",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    assert done.returncode == 0, done.stderr
    metrics = json.loads(done.stdout.splitlines()[-1])
    assert metrics["test"]["n"] == 18
    assert metrics["epochs"] == 8
    assert metrics["test"]["metrics"]["accuracy"] > 0.8
    assert (tmp_path / "run" / "model" / "model.safetensors").exists()
