"""Run folders on disk. `run.json` says what a run is and how it stands; it is always replaced whole."""

from __future__ import annotations

import itertools
import os
import platform
import re
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import msgspec
import psutil

from tuner_gui import __version__, paths
from tuner_gui.engine.config import Record, RunConfig
from tuner_gui.engine.events import (
    AnyEvent,
    RunStarted,
    Stepped,
    Validated,
    decode_event,
)
from tuner_gui.engine.outcome import RunOutcome
from tuner_gui.errors import RunError
from tuner_gui.files import explain_os_error, write_atomic

RUN_FILE = "run.json"
EVENTS_FILE = "events.jsonl"
METRICS_FILE = "metrics.json"
CHECKPOINTS = "checkpoints"

Status = Literal["running", "finished", "interrupted", "cancelled", "failed"]

_LIBRARIES = ("torch", "transformers", "datasets", "accelerate", "scikit-learn")


class Owner(Record, frozen=True, kw_only=True):
    """The process that writes a run; a run whose owner is gone was interrupted."""

    pid: int
    started: float
    """Unix time at which that process began: process ids are used again."""


class RunInfo(RunOutcome, frozen=True, kw_only=True):
    """What `run.json` holds."""

    id: str
    name: str
    """For the screen: the dataset's name."""
    status: Status
    created: float
    """Unix time."""
    ended: float | None = None
    timings: dict[str, float] = {}
    """Seconds per stage."""
    environment: dict[str, str] = {}
    error: str = ""
    """Why the run failed or was interrupted."""
    owner: Owner | None = None
    folder: str = ""
    """Where the run was found; not what the file says, since folders move."""


_info_decoder = msgspec.json.Decoder(RunInfo)
"""Made once, when this is imported: msgspec crashes when two threads make the first of a type together."""


def create_run(config: RunConfig, folder: Path | None = None) -> Path:
    """Make the folder of a new run.

    Args:
        config: of the run.
        folder: a new or empty folder; None: one below Tuner's own runs.

    Raises:
        RunError: `folder` is not empty.
        EnvironmentProblemError: it cannot be written.
    """
    stem = Path(config.dataset.path).stem
    run_id = f"{time.strftime('%Y%m%d-%H%M%S')}-{slug(stem)}-{config.mode}"
    try:
        if folder is None:
            folder = unused_folder(paths.runs_dir() / run_id)
        else:
            check_unused(folder, "Choose a new folder for the run, or remove the old one first.")
        folder.mkdir(parents=True, exist_ok=True)
        info = RunInfo(
            id=folder.name,
            name=stem,
            status="running",
            created=time.time(),
            config=config,
            versions=versions(),
            environment={"platform": platform.platform(), "python": platform.python_version()},
            owner=this_process(),
        )
        save_run(folder, info)
    except OSError as error:
        raise explain_os_error(error, "The run's folder could not be made") from error
    return folder


def check_unused(folder: Path, hint: str) -> None:
    """See that `folder` is new or empty.

    Raises:
        RunError: it is not; `hint` says what next.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder} already exists and is not an empty folder.", hint=hint)


def reopen_run(folder: Path) -> RunInfo:
    """Take over an interrupted run in order to resume it.

    Raises:
        RunError: there is nothing to resume.
    """
    info = load_run(folder)
    if info.status != "interrupted":
        states = {
            "running": "is still running",
            "finished": "is finished",
            "cancelled": "was cancelled, so nothing of it was kept",
            "failed": f"failed: {info.error}",
        }
        raise RunError(
            f"The run {info.id} {states[info.status]}; only an interrupted run can be resumed.",
            hint="Start a new run with the same settings instead." if info.status != "running" else "",
        )
    info = msgspec.structs.replace(info, status="running", ended=None, error="", owner=this_process())
    save_run(folder, info)
    return info


def save_run(folder: Path, info: RunInfo) -> None:
    """Replace `run.json` in one step."""
    write_atomic(folder / RUN_FILE, msgspec.json.format(msgspec.json.encode(info)) + b"\n")


def load_run(folder: Path) -> RunInfo:
    """Read a run.

    Raises:
        RunError: there is no run in `folder`, or its file is damaged.
    """
    try:
        info = _info_decoder.decode((folder / RUN_FILE).read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"There is no readable run in {folder}.",
            hint="`tuner-gui runs` lists the runs and where they lie.",
            detail=repr(error),
        ) from error
    info = msgspec.structs.replace(info, folder=str(folder))
    if info.status == "running" and not is_alive(info.owner):
        return msgspec.structs.replace(
            info, status="interrupted", error="Tuner ended while the run was under way."
        )
    return info


def find_run(reference: str) -> Path:
    """The folder of a run given as a folder or as the id that `tuner-gui runs` shows.

    Raises:
        RunError: there is no such run.
    """
    for folder in (Path(reference), paths.runs_dir() / reference):
        if (folder / RUN_FILE).is_file():
            return folder.absolute()
    raise RunError(
        f"There is no run {reference}.", hint="`tuner-gui runs` lists the runs and where they lie."
    )


def list_runs(root: Path | None = None) -> list[RunInfo]:
    """All readable runs, newest first."""
    root = root or paths.runs_dir()
    runs = []
    for file in root.glob(f"[!.]*/{RUN_FILE}"):  # with a dot begin the trash and what is being copied
        try:
            runs.append(load_run(file.parent))
        except RunError:  # one damaged run must not hide the others; opening it says what is wrong
            continue
    return sorted(runs, key=lambda run: run.created, reverse=True)


def read_events(folder: Path) -> Iterator[AnyEvent]:
    """The history of a run. Steps that were lost in a crash and made again are given once."""
    events: list[AnyEvent] = []
    for event in _decode_lines(folder / EVENTS_FILE):
        if isinstance(event, RunStarted):
            events = [kept for kept in events if not _lies_after(kept, event.resumed_at)]
        events.append(event)
    yield from events


def _decode_lines(file: Path) -> Iterator[AnyEvent]:
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            yield decode_event(line)
        except msgspec.DecodeError:  # a crash may have cut a line
            continue


def _lies_after(event: AnyEvent, step: int) -> bool:
    return isinstance(event, Stepped | Validated) and event.step > step


def slug(text: str) -> str:
    """A short plain name for a folder."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:40] or "data"


def unused_folder(folder: Path) -> Path:
    """`folder`, or the same with a number added when it is taken."""
    candidates = (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2))
    return next(path for path in itertools.chain([folder], candidates) if not os.path.lexists(path))


def this_process() -> Owner:
    """As the owner of what it writes."""
    return Owner(pid=os.getpid(), started=psutil.Process().create_time())


def is_alive(owner: Owner | None) -> bool:
    """Whether the process that writes something still runs."""
    if owner is None:
        return False
    try:
        return bool(abs(psutil.Process(owner.pid).create_time() - owner.started) < 1.0)
    except psutil.Error:
        return False


def versions() -> dict[str, str]:
    """Of Tuner, Python and the libraries that decide a result."""
    found = {"tuner": __version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # frozen builds carry no metadata for some
            found[library] = "unknown"
    return found
