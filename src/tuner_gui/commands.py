"""Subcommands that use the engine, which here runs in this process (so `torchrun` works too)."""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tuner_gui import paths
from tuner_gui.console import Console, describe_export, describe_score
from tuner_gui.engine.config import DatasetConfig, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import (
    AnyEvent,
    Failed,
    RunCancelled,
    RunFinished,
    RunSuspended,
    TerminalEvent,
    encode,
)
from tuner_gui.engine.replies import Exported, RowsPredicted
from tuner_gui.engine.requests import AnyJob, ExportJob, ExportKind, PredictRowsJob, TrainJob
from tuner_gui.engine.threads import share_processor
from tuner_gui.errors import RunError, TunerError, error_named
from tuner_gui.ranks import is_first
from tuner_gui.runs.recorder import Recorder
from tuner_gui.runs.store import create_run, find_run, load_run, reopen_run

EXIT_INTERRUPTED = 130


def train(
    config: RunConfig, *, output: Path | None, export_to: Path | None, predict_to: Path | None, as_json: bool
) -> int:
    """Train a run and test it; export it and label the rows without a label if asked.

    Returns:
        the exit status.
    """
    _check_free(export_to)
    _check_new(predict_to)
    if not is_first():
        with tempfile.TemporaryDirectory(prefix="tuner-") as scratch:
            return assist(TrainJob(config=config, run_dir=scratch))
    folder = create_run(config, output.absolute() if output else None)
    job = TrainJob(config=config, run_dir=str(folder))
    return train_job(job, Then(export_to, predict_to), as_json=as_json)


def resume(reference: str, *, as_json: bool) -> int:
    """Go on with an interrupted run; returns the exit status."""
    folder = find_run(reference)
    config = (reopen_run(folder) if is_first() else load_run(folder)).config
    job = TrainJob(config=config, run_dir=str(folder), resume=True)
    return train_job(job, as_json=as_json) if is_first() else assist(job)


def export(reference: str, destination: Path, *, kind: ExportKind = "folder", anyway: bool = False) -> int:
    """Export a finished run; returns the exit status.

    Args:
        reference: folder or id of the run.
        destination: new folder, or new file of a `zip`.
        kind: of export.
        anyway: even when the small kind loses more than two points.
    """
    sys.stdout.write(_export(find_run(reference), destination, kind=kind, anyway=anyway))
    return 0


def predict_rows(reference: str, destination: Path) -> int:
    """Label the rows of a run's table that have no label; returns the exit status."""
    sys.stdout.write(_predict_rows(find_run(reference), destination))
    return 0


def demo() -> int:
    """Train on the sample, test and export; returns the exit status."""
    config = RunConfig(dataset=DatasetConfig(path=str(paths.sample_dataset())))
    folder = create_run(config)
    job = TrainJob(config=config, run_dir=str(folder))
    return train_job(job, Then(export_to=paths.exports_dir() / folder.name), as_json=False)


@dataclass(frozen=True)
class Then:
    """What is done with a model once it is trained."""

    export_to: Path | None = None
    predict_to: Path | None = None


_NOTHING_MORE = Then()


def train_job(job: TrainJob, then: Then = _NOTHING_MORE, *, as_json: bool) -> int:
    """Do a run whose folder is there, record it and show it; returns the exit status."""
    recorder = Recorder(Path(job.run_dir))
    with contextlib.closing(recorder), Console() as console:
        end = perform(job, recorder, console)
    if isinstance(end, RunSuspended):
        sys.stderr.write(f"Interrupted. Go on with: tuner-gui resume {_name(Path(job.run_dir))}\n")
        return EXIT_INTERRUPTED
    assert isinstance(end, RunFinished)
    folder, out = Path(job.run_dir), sys.stderr if as_json else sys.stdout
    if not as_json:
        out.write(f"{describe_score(end.metrics.test)}\nRun: {job.run_dir}\n")
    if then.export_to is not None:
        out.write(_export(folder, then.export_to))
    out.write(_about_unlabelled(folder, then.predict_to))
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
    with suspend_on_signals(lambda: control.request("suspend")):
        from tuner_gui.engine.jobs import execute  # heavy; a signal during the import is heard too

        execute(job, control, emit)
    (end,) = ends
    if isinstance(end, Failed):
        raise error_of(end)
    return end


def error_of(failed: Failed) -> TunerError:
    """What went wrong in the engine, to be raised here."""
    return error_named(failed.kind)(failed.message, hint=failed.hint, detail=failed.detail)


@contextlib.contextmanager
def suspend_on_signals(suspend: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl+C or SIGTERM calls `suspend`; a second one ends the program as usual."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def on_signal(number: int, frame: object) -> None:
        signal.signal(number, before[signal.Signals(number)])
        suspend()

    for number in numbers:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, before[number])


def assist(job: TrainJob) -> int:
    """The part of a process that was started beside the first one: it trains, and writes nothing."""
    share_processor()
    from tuner_gui.engine.training.processes import make_accelerator  # heavy

    # Before signals are heard as wishes: where the first process gives up at once, nobody comes to meet this
    # one, and only a signal that ends it ends its waiting.
    make_accelerator()
    perform(job)
    return 0


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


def _export(folder: Path, destination: Path, *, kind: ExportKind = "folder", anyway: bool = False) -> str:
    """Export the run in `folder`; returns lines for the person."""
    job = ExportJob(run_dir=str(folder), destination=str(destination.absolute()), kind=kind, anyway=anyway)
    with Console() as console:
        end = perform(job, console)
    if isinstance(end, RunCancelled):
        raise RunError("The export was interrupted; nothing was written.")
    assert isinstance(end, Exported)
    return describe_export(end)


def _about_unlabelled(folder: Path, destination: Path | None) -> str:
    """Label the rows without a label if asked, else say how it is done; empty when there are none."""
    data = load_run(folder).data
    count = data.unlabelled if data is not None else 0
    if destination is None:
        rows = "1 row" if count == 1 else f"{count:,} rows"
        offer = f"{rows} without a label: tuner-gui predict-rows {_name(folder)} FILE\n"
        return offer if count else ""
    if not count:
        return "There is no row without a label, so nothing was predicted.\n"
    return _predict_rows(folder, destination)


def _predict_rows(folder: Path, destination: Path) -> str:
    """Label the rows without a label of the run in `folder`; returns a line for the person."""
    with Console() as console:
        job = PredictRowsJob(run_dir=str(folder), destination=str(destination.absolute()))
        end = perform(job, console)
    if isinstance(end, RunCancelled):
        raise RunError("The predictions were interrupted; nothing was written.")
    assert isinstance(end, RowsPredicted)
    return f"Predicted: {end.path} ({end.rows:,} {'row' if end.rows == 1 else 'rows'})\n"


def _check_new(destination: Path | None) -> None:
    """Predictions that cannot be written must not be found out about after an hour of training."""
    if destination is not None and destination.exists():
        raise RunError(
            f"{destination} already exists; Tuner does not overwrite it.",
            hint="Choose another name for --predict, or remove the old file first.",
        )


def _name(folder: Path) -> str:
    return folder.name if folder.parent == paths.runs_dir() else str(folder)
