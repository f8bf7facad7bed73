"""Runs that were deleted: moved aside within the same disk, so that they can come back for a week."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from tuner_gui import paths
from tuner_gui.errors import EnvironmentProblemError, RunError
from tuner_gui.runs.disk import folder_bytes, remove_folder
from tuner_gui.runs.store import load_run, unused_folder

TRASH = ".trash"
KEPT_SECONDS = 7 * 24 * 3600.0
_NAME = re.compile(r"(\d+)~(.+)", re.DOTALL)


@dataclass(frozen=True)
class Deleted:
    """A run that was deleted and can come back."""

    folder: Path
    """Where it was."""
    trashed: Path
    """Where it is."""

    @property
    def since(self) -> float:
        """Unix time at which it was deleted."""
        found = _NAME.fullmatch(self.trashed.name)
        assert found is not None
        return float(found[1])


def delete_run(folder: Path) -> Deleted:
    """Move a run to the trash. A run that is a link to a folder elsewhere is only unlinked from here.

    Raises:
        RunError: it is under way, lies outside Tuner's own runs, or is in use.
    """
    folder = folder.absolute()
    if folder.parent != paths.runs_dir().absolute() or folder.name.startswith("."):
        raise RunError(
            f"The run in {folder} does not lie among Tuner's own runs.",
            hint="Remove the folder yourself if you don't need it any more.",
        )
    if load_run(folder).status == "running":
        raise RunError(f"The run {folder.name} is under way.", hint="Cancel it first.")
    trash = folder.parent / TRASH
    try:
        trash.mkdir(exist_ok=True)
        trashed = unused_folder(trash / f"{int(time.time())}~{folder.name}")
        folder.rename(trashed)
    except OSError as error:
        raise _in_use(folder.name, "deleted", error) from error
    return Deleted(folder, trashed)


def restore_run(deleted: Deleted) -> Path:
    """Bring a run back; returns its folder, which has a number added when its name was taken meanwhile.

    Raises:
        RunError: it is not in the trash any more, or cannot be moved.
    """
    if not os.path.lexists(deleted.trashed):
        raise RunError(f"The run {deleted.folder.name} is not in the trash any more.")
    folder = unused_folder(deleted.folder)
    try:
        deleted.trashed.rename(folder)
    except OSError as error:
        raise _in_use(deleted.folder.name, "brought back", error) from error
    return folder


def list_trash(root: Path | None = None) -> list[Deleted]:
    """What is in the trash, newest first."""
    root = root or paths.runs_dir()
    named = ((each, _NAME.fullmatch(each.name)) for each in root.glob(f"{TRASH}/*"))
    found = [Deleted(root / name[2], each) for each, name in named if name is not None]
    return sorted(found, key=lambda deleted: deleted.since, reverse=True)


def find_deleted(name: str) -> Deleted:
    """The run of that id that was deleted last.

    Raises:
        RunError: it is not in the trash.
    """
    for deleted in list_trash():
        if deleted.folder.name == name:
            return deleted
    raise RunError(f"The run {name} is not in the trash.")


def trash_bytes(root: Path | None = None) -> int:
    """Bytes of everything in the trash; of links nothing."""
    return sum(folder_bytes(each.trashed) for each in list_trash(root) if not each.trashed.is_symlink())


def empty_trash(older_than: float = 0.0, root: Path | None = None) -> int:
    """Remove for good what was deleted more than `older_than` seconds ago; returns the number of runs.

    Raises:
        EnvironmentProblemError: one of them cannot be removed; the others are gone nevertheless.
    """
    now = time.time()
    old = [each for each in list_trash(root) if now - each.since >= older_than]
    problems: list[EnvironmentProblemError] = []
    for each in old:
        try:
            remove_folder(each.trashed)
        except EnvironmentProblemError as error:  # told below, once the others are gone
            problems.append(error)
    if problems:
        raise problems[0]
    return len(old)


def _in_use(name: str, what: str, error: OSError) -> RunError:
    return RunError(
        f"The run {name} could not be {what}: {error.strerror or error}.",
        hint="Close what has one of its files open (a table, a terminal, a file manager), then try again.",
        detail=repr(error),
    )
