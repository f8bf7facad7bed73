"""A run folder from elsewhere, such as another computer, looked at and copied among Tuner's own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tuner_gui import paths
from tuner_gui.errors import CancelledError, RunError
from tuner_gui.files import explain_os_error, new_folder
from tuner_gui.runs.disk import CACHE, MODEL
from tuner_gui.runs.store import RUN_FILE, RunInfo, load_run, save_run, unused_folder

RUNS_CODE = frozenset(
    (".py", ".pyc", ".so", ".dll", ".exe", ".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt", ".joblib")
)
"""Endings of files that can run code when they are loaded; Tuner writes none of them."""
CHUNK = 8 * 2**20
AIR = 50 * 10**6
"""Bytes that are left free on the disk."""

Progress = Callable[[int, int], bool]
"""Is told bytes done and bytes in all; answers whether to go on."""


def import_run(source: Path, progress: Progress = lambda _done, _total: True) -> Path:
    """Copy the run in `source` among Tuner's own; returns its new folder.

    Nothing of the run is loaded; links, files that can run code and anything but plain files and folders
    are refused. What it says of paths elsewhere is kept: the dataset may be on another computer.

    Raises:
        RunError: there is no run that can be taken over.
        CancelledError: `progress` said so; nothing is left.
        EnvironmentProblemError: the copy cannot be written.
    """
    source = source.absolute()
    info = _checked(source)
    files = list(_files(source))
    total = sum(file.stat().st_size for file in files)
    root = paths.runs_dir()
    try:
        root.mkdir(parents=True, exist_ok=True)
        _check_room(root, total)
        folder = unused_folder(root / _plain(info.id))
        with new_folder(folder) as copy:
            _copy(files, source, copy, total, progress)
            save_run(copy, msgspec.structs.replace(info, id=folder.name, owner=None, folder=""))
    except OSError as error:
        raise explain_os_error(error, "The run could not be imported") from error
    return folder


def _checked(source: Path) -> RunInfo:
    root = paths.runs_dir().absolute()
    resolved = source.resolve()
    if not (source / RUN_FILE).is_file():
        raise RunError(
            f"There is no run in {source}.",
            hint=f"Choose the folder of one run: the one that holds the file {RUN_FILE}.",
        )
    if resolved.is_relative_to(root.resolve()):
        raise RunError(f"The run in {source} is among Tuner's runs already.")
    info = load_run(source)
    if info.status == "running":
        raise RunError("This run is under way.", hint="Import it once it has ended.")
    return info


def _files(source: Path) -> Iterator[Path]:
    """All plain files below `source`, but for caches; refuses what is neither file nor folder."""
    waiting = [source]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                path = Path(entry.path)
                if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
                    raise _refused(path.relative_to(source), "is a link or no plain file")
                if path.suffix.lower() in RUNS_CODE:
                    raise _refused(path.relative_to(source), "could run code")
                if entry.is_file():
                    yield path
                elif path != source / CACHE:
                    waiting.append(path)
    _check_model(source)


def _check_model(source: Path) -> None:
    """A model must not ask for code of its own."""
    for name in ("config.json", "tokenizer_config.json"):
        file = source / MODEL / name
        if file.is_file() and b'"auto_map"' in file.read_bytes():
            raise _refused(file.relative_to(source), "asks for code of its own")


def _refused(name: Path, why: str) -> RunError:
    return RunError(
        f"This run was not imported: {name} {why}.",
        hint="Tuner itself never leaves such a file in a run. Ask whoever gave it to you, or train it again.",
    )


def _check_room(root: Path, total: int) -> None:
    free = shutil.disk_usage(root).free
    if total + AIR > free:
        raise RunError(
            f"The run takes {total / 1e6:,.0f} MB, but only {free / 1e6:,.0f} MB are free.",
            hint="Free some space on the disk that holds Tuner's runs, then import it again.",
        )


def _copy(files: list[Path], source: Path, copy: Path, total: int, progress: Progress) -> None:
    done = 0
    for file in files:
        target = copy / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as read, target.open("xb") as written:
            while chunk := read.read(CHUNK):
                written.write(chunk)
                done += len(chunk)
                if not progress(min(done, total), total):
                    raise CancelledError("The import was cancelled.")


def _plain(name: str) -> str:
    """A folder name that cannot lead anywhere else."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:80] or "imported"
