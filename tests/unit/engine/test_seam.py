"""Records of the seam: checked where they are made, the same after a trip over the pipe."""

from __future__ import annotations

import subprocess
import sys
import typing

import msgspec
import pytest

from scores import accuracy
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
from tuner_gui.engine.events import (
    AnyEvent,
    Event,
    RunFinished,
    Stepped,
    TerminalEvent,
    decode_event,
    encode,
)
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.replies import Reply
from tuner_gui.engine.requests import Command, Request, TrainJob

SCORE = accuracy(0.5, 0.4, 10, (0.2, 0.8))


@pytest.mark.parametrize(
    "wrong",
    [{"epochs": 0}, {"batch_size": 0}, {"learning_rate": 0.0}, {"learning_rate": 2.0}, {"max_length": 3}],
)
def test_impossible_hyperparameters_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Hyperparameters(**wrong)  # type: ignore[arg-type]


def test_a_job_survives_the_pipe() -> None:
    job = TrainJob(
        config=RunConfig(
            dataset=DatasetConfig(path="/data/ü.csv", text_columns=("a", "b")),
            hyperparameters=Hyperparameters(learning_rate=1e-4),
        ),
        run_dir="/runs/1",
        resume=True,
    )
    line = encode(job)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert msgspec.json.decode(line, type=Request) == job
    assert msgspec.json.decode(encode(Command(action="stop")), type=Request) == Command(action="stop")


def test_an_event_survives_the_pipe() -> None:
    metrics = Metrics(
        test=SCORE,
        validation=SCORE,
        train_seconds=1.0,
        rows_per_second=2.0,
        peak_memory_bytes=3,
        parameters=4,
        trainable_parameters=4,
        epochs=1.0,
        best_epoch=1.0,
        learning_rate=1e-4,
    )
    event = RunFinished(metrics=metrics)
    assert decode_event(encode(event)) == event


def test_fields_of_a_newer_tuner_are_ignored() -> None:
    line = b'{"event":"checkpoint","step":3,"from_the_future":true}'
    assert getattr(decode_event(line), "step", None) == 3


def test_an_unknown_event_is_an_error() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(b'{"event":"no such thing"}')


def test_every_event_can_travel() -> None:
    assert set(typing.get_args(AnyEvent)) == {*Event.__subclasses__(), *Reply.__subclasses__()}
    assert set(typing.get_args(TerminalEvent)) < set(typing.get_args(AnyEvent))
    assert Stepped not in typing.get_args(TerminalEvent)


def test_the_seam_is_light() -> None:
    """The window imports these; torch and Qt must not come along."""
    modules = "tuner_gui.engine.client, tuner_gui.runs.store, tuner_gui.runs.recorder"
    check = (
        f"import sys, {modules}; heavy = {{'torch', 'transformers', 'datasets', 'PySide6', 'sklearn'}};"
        "found = heavy & set(sys.modules); sys.exit(str(found) if found else 0)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
