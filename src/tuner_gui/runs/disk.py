"""What runs take on the disk, and what of it can be freed. Links are never followed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tuner_gui.engine.config import Record
from tuner_gui.errors import RunError
from tuner_gui.files import explain_os_error
from tuner_gui.runs.store import CHECKPOINTS, RunInfo, Status, load_run

MODEL = "model"
CACHE = "cache"


class DiskUse(Record, frozen=True, kw_only=True, gc=False):
    """Bytes of a run's files."""

    model: int = 0
    checkpoints: int = 0
    cache: int = 0
    """Left behind by an engine that was killed; made anew when it is needed."""
    rest: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.model + self.checkpoints + self.cache + self.rest


def disk_use(folder: Path) -> DiskUse:
    """Measure a run's folder."""
    parts = dict.fromkeys((MODEL, CHECKPOINTS, CACHE), 0)
    rest = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            size = _bytes(entry)
            if entry.name in parts:
                parts[entry.name] += size
            else:
                rest += size
    return DiskUse(model=parts[MODEL], checkpoints=parts[CHECKPOINTS], cache=parts[CACHE], rest=rest)


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below `folder`; files that vanish meanwhile count nothing."""
    with os.scandir(folder) as entries:
        return sum(_bytes(entry) for entry in entries)


def _bytes(entry: os.DirEntry[str]) -> int:
    try:
        if entry.is_dir(follow_symlinks=False):
            return folder_bytes(Path(entry.path))
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:  # a run that is under way replaces its files
        return 0


def freeable(status: Status, use: DiskUse, *, interrupted: bool = False) -> int:
    """Bytes that cleaning up would free.

    Args:
        status: of the run; nothing of a running one is touched.
        use: of the run.
        interrupted: also the checkpoints of interrupted runs, which then have to start anew.
    """
    if status == "running":
        return 0
    keep = status == "interrupted" and not interrupted
    return use.cache + (0 if keep else use.checkpoints)


def clean_run(folder: Path, *, interrupted: bool = False) -> int:
    """Remove what a run does not need any more; see `freeable`. Returns the bytes freed.

    Raises:
        RunError: the run is under way, or cannot be read.
        EnvironmentProblemError: a file cannot be removed.
    """
    run = load_run(folder)
    if run.status == "running":
        raise RunError(f"The run {run.id} is under way.", hint="Wait until it has ended, then clean up.")
    before = disk_use(folder)
    freed = freeable(run.status, before, interrupted=interrupted)
    keep = run.status == "interrupted" and not interrupted
    for part in (CACHE,) if keep else (CACHE, CHECKPOINTS):
        remove_folder(folder / part)
    return freed


def clean_runs(runs: Iterable[RunInfo], *, interrupted: bool = False) -> int:
    """Clean up several runs; those under way are left alone. Returns the bytes freed.

    Raises:
        EnvironmentProblemError: a file cannot be removed.
    """
    folders = (Path(run.folder) for run in runs if run.status != "running")
    return sum(clean_run(folder, interrupted=interrupted) for folder in folders)


def remove_folder(folder: Path) -> None:
    """Remove a folder with everything in it, if it is there; of a link only the link.

    Raises:
        EnvironmentProblemError: it cannot be removed.
    """
    try:
        if folder.is_symlink():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise explain_os_error(error, f"{folder.name} could not be removed") from error
