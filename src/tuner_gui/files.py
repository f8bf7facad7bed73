"""Writing so that a reader never sees half a file, and a crash never leaves one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tuner_gui.errors import EnvironmentProblemError


def write_atomic(path: Path, content: bytes) -> None:
    """Replace `path` by `content` in one step: a temporary file beside it, flushed, then renamed."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:  # Ctrl+C too must leave nothing half done; raised again below
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def new_file(destination: Path) -> Iterator[Path]:
    """A temporary file that becomes `destination` when the block ends well and vanishes otherwise.

    Raises:
        FileExistsError: `destination` exists.
    """
    if destination.exists():
        raise FileExistsError(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=destination.parent, prefix=f".{destination.name}.")
    os.close(descriptor)
    temporary = Path(name)
    temporary.chmod(0o644)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if destination.exists():  # somebody made it meanwhile
            raise FileExistsError(destination)
        temporary.replace(destination)
    except BaseException:  # Ctrl+C too must leave nothing half done; raised again below
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def new_folder(destination: Path) -> Iterator[Path]:
    """A temporary folder that becomes `destination` when the block ends well and vanishes otherwise.

    Raises:
        FileExistsError: `destination` exists and is not an empty folder.
    """
    if destination.exists() and not (destination.is_dir() and not any(destination.iterdir())):
        raise FileExistsError(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=destination.parent, prefix=f".{destination.name}."))
    temporary.chmod(0o755)
    try:
        yield temporary
        if destination.exists():
            destination.rmdir()
        temporary.replace(destination)
    except BaseException:  # Ctrl+C too must leave nothing half done; raised again below
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def folder_size(folder: Path) -> int:
    """Bytes of all files below `folder`."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def explain_os_error(error: OSError, what: str) -> EnvironmentProblemError:
    """A write that failed, in the person's words."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentProblemError(
            f"{what}: the disk is full{where}.",
            hint="Free some space or choose a folder on another disk, then try again.",
            detail=repr(error),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EnvironmentProblemError(
            f"{what}: no permission to write there{where}.",
            hint="Choose a folder that belongs to you, or change its permissions.",
            detail=repr(error),
        )
    return EnvironmentProblemError(
        f"{what}: {error.strerror or error}{where}.",
        hint="Check that the folder exists and can be written to, then try again.",
        detail=repr(error),
    )
