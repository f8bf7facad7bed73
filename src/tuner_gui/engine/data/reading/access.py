"""Files that cannot be opened, and why, in the person's words."""

from __future__ import annotations

from pathlib import Path

from tuner_gui.errors import DataError


def refuse_lock_file(path: Path) -> None:
    """Excel and LibreOffice keep a small hidden file beside each that is open; it is no table.

    Raises:
        DataError: `path` is such a file.
    """
    original = ""
    if path.name.startswith("~$"):
        original = path.name.removeprefix("~$")
    elif path.name.startswith(".~lock.") and path.name.endswith("#"):
        original = path.name.removeprefix(".~lock.").removesuffix("#")
    if original:
        raise DataError(
            f"“{path.name}” is not a table: it only marks that “{original}” is open in another program.",
            hint=f"Choose “{original}” itself.",
        )


def refuse_special(path: Path) -> None:
    """Devices and pipes have no end, or wait for ever.

    Raises:
        DataError: `path` exists and is neither a file nor a folder.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise DataError(
            f"“{path.name}” is no ordinary file.",
            hint="Choose a file on a disk of this computer.",
        )


def explain_failure(error: OSError, path: Path) -> DataError:
    """Why a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return DataError(
            f"“{path.name}” does not exist: there is no such file in {path.parent}.",
            hint="It may have been moved, renamed or deleted. Check its name, or choose it again.",
            detail=repr(error),
        )
    if isinstance(error, PermissionError):
        return _no_permission(error, path)
    return DataError(
        f"“{path.name}” cannot be read: {error.strerror or error}.",
        hint="Copy it to this computer's own disk and choose the copy.",
        detail=repr(error),
    )


def _no_permission(error: PermissionError, path: Path) -> DataError:
    program = _open_in(path)
    if program:
        return DataError(
            f"“{path.name}” cannot be opened: it is open in {program}.",
            hint=f"Close it in {program}, then choose it again.",
            detail=repr(error),
        )
    return DataError(
        f"“{path.name}” cannot be opened: you have no permission to read it.",
        hint="Copy it to a folder of your own or change its permissions; close it in other programs.",
        detail=repr(error),
    )


def _open_in(path: Path) -> str:
    """The program that has a file open, judged by the marker beside it."""
    if any(path.with_name("~$" + name).exists() for name in (path.name, path.name[2:])):
        return "Excel"  # which cuts two letters off long names
    return "LibreOffice" if path.with_name(f".~lock.{path.name}#").exists() else ""
