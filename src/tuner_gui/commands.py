"""Subcommands that use the engine, which here runs in this process (so `torchrun` works too)."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tuner_gui import paths
from tuner_gui.console import Console, describe_score
from tuner_gui.engine.config import AnyJob, DatasetConfig, ExportJob, RunConfig, TrainJob
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import (
    AnyEvent,
    Exported,
    Failed,
    RunCancelled,
    RunFinished,
    RunSuspended,
    TerminalEvent,
    encode,
)
from tuner_gui.engine.threads import share_processor
from tuner_gui.errors import InternalError, RunError, TunerError
from tuner_gui.runs.recorder import Recorder
from tuner_gui.runs.store import create_run, find_run, load_run, reopen_run

EXIT_INTERRUPTED = 130


def train(config: RunConfig, *, output: Path | None, export_to: Path | None, as_json: bool) -> int:
    """Train a run, test it and export it if asked; returns the exit status."""
    _check_free(export_to)
    if not _is_main_process():
        with tempfile.TemporaryDirectory(prefix="tuner-") as scratch:
            return _assist(TrainJob(config=config, run_dir=scratch))
    folder = create_run(config, output.absolute() if output else None)
    return _train(TrainJob(config=config, run_dir=str(folder)), export_to, as_json)


def resume(reference: str, *, as_json: bool) -> int:
    """Go on with an interrupted run; returns the exit status."""
    folder = find_run(reference)
    config = (reopen_run(folder) if _is_main_process() else load_run(folder)).config
    job = TrainJob(config=config, run_dir=str(folder), resume=True)
    return _train(job, None, as_json) if _is_main_process() else _assist(job)


def export(reference: str, destination: Path) -> int:
    """Export a finished run; returns the exit status."""
    sys.stdout.write(_export(find_run(reference), destination))
    return 0


def demo() -> int:
    """Train on the sample, test and export; returns the exit status."""
    config = RunConfig(dataset=DatasetConfig(path=str(paths.sample_dataset())))
    folder = create_run(config)
    return _train(
        TrainJob(config=config, run_dir=str(folder)), paths.exports_dir() / folder.name, as_json=False
    )


def _train(job: TrainJob, export_to: Path | None, as_json: bool) -> int:
    recorder = Recorder(Path(job.run_dir))
    with contextlib.closing(recorder), Console() as console:
        end = perform(job, recorder, console)
    if isinstance(end, RunSuspended):
        sys.stderr.write(f"Interrupted. Go on with: tuner-gui resume {_name(Path(job.run_dir))}\n")
        return EXIT_INTERRUPTED
    assert isinstance(end, RunFinished)
    if not as_json:
        sys.stdout.write(f"{describe_score(end.metrics.test)}\nRun: {job.run_dir}\n")
    if export_to is not None:
        (sys.stderr if as_json else sys.stdout).write(_export(Path(job.run_dir), export_to))
    if as_json:
        sys.stdout.write(encode(end.metrics).decode())
    return 0


def perform(job: AnyJob, *listeners: Callable[[AnyEvent], None]) -> TerminalEvent:
    """Do `job` here; Ctrl+C suspends it.

    Raises:
        TunerError: the job failed.
    """
    ends: list[TerminalEvent] = []
    control = Control()

    def emit(event: AnyEvent) -> None:
        for listener in listeners:
            listener(event)
        if isinstance(event, TerminalEvent):
            ends.append(event)

    share_processor()
    with _suspend_on_signals(control):
        from tuner_gui.engine.jobs import execute  # heavy; a signal during the import is heard too

        execute(job, control, emit)
    (end,) = ends
    if isinstance(end, Failed):
        raise _error(end)
    return end


def _error(failed: Failed) -> TunerError:
    kind = InternalError if failed.kind == InternalError.__name__ else TunerError
    return kind(failed.message, hint=failed.hint, detail=failed.detail)


@contextlib.contextmanager
def _suspend_on_signals(control: Control) -> Iterator[None]:
    """The first Ctrl+C or SIGTERM suspends; a second one ends the program as usual."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def on_signal(number: int, frame: object) -> None:
        signal.signal(number, before[signal.Signals(number)])
        control.request("suspend")

    for number in numbers:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, before[number])


def _assist(job: TrainJob) -> int:
    """The part of a process that `torchrun` started beside the main one: it trains, and reports nothing."""
    perform(job)
    return 0


def _is_main_process() -> bool:
    return os.environ.get("RANK", "0") == "0"


def _check_free(destination: Path | None) -> None:
    """An export that cannot work must not be found out about after an hour of training."""
    if (
        destination is not None
        and destination.exists()
        and (destination.is_file() or any(destination.iterdir()))
    ):
        raise RunError(
            f"{destination} already exists and is not empty; Tuner does not overwrite it.",
            hint="Choose a new folder for --export, or remove the old one first.",
        )


def _export(folder: Path, destination: Path) -> str:
    """Export the run in `folder`; returns a line for the person."""
    with Console() as console:
        end = perform(ExportJob(run_dir=str(folder), destination=str(destination.absolute())), console)
    if isinstance(end, RunCancelled):
        raise RunError("The export was interrupted; nothing was written.")
    assert isinstance(end, Exported)
    return (
        f"Exported: {end.path} (checked in a fresh process on {end.rows_checked} rows; "
        f"logits differ by {end.largest_difference:.1g} at most)\n"
    )


def _name(folder: Path) -> str:
    return folder.name if folder.parent == paths.runs_dir() else str(folder)
