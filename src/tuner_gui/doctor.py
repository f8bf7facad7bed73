"""`tuner-gui doctor`: what Tuner finds on this computer, what is wrong, and what to do about it. No Qt."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import psutil

from tuner_gui import __version__, paths
from tuner_gui.engine.device import VARIABLE, find_device, usable_devices
from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.engine.models import catalog
from tuner_gui.errors import EnvironmentProblemError, ModelError
from tuner_gui.programs import command

_OLDEST_PYTHON = (3, 11)
_LITTLE_MEMORY = 2 * 2**30
_LITTLE_DISK = 2 * 2**30
_NO_DISK = 100 * 2**20
_WINDOW_SECONDS = 60
_MARKS = {"ok": "[ok]     ", "warning": "[warning]", "problem": "[problem]"}
_PLAIN = str.maketrans({"·": "-", "–": "-", "“": '"', "”": '"', "…": "..."})


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    status: Literal["ok", "warning", "problem"]
    """`problem`: Tuner cannot be used like this; `warning`: not everything works, or not as fast."""
    found: str
    advice: str = ""
    """What to do; empty when there is nothing to do."""


def report() -> list[Check]:
    """Everything Tuner depends on, in the order in which it is printed."""
    return [
        _python(),
        Check("Tuner", "ok", __version__),
        _torch(),
        _device(),
        *_other_devices(),
        _memory(psutil.virtual_memory().total, psutil.virtual_memory().available),
        _disk(paths.runs_dir()),
        _window(),
        _model(),
        _write_access("Runs", paths.runs_dir()),
        _write_access("Settings", paths.settings_file().parent),
    ]


def print_report(write: Callable[[str], object] | None = None) -> int:
    """Print the report, one line per check and one per advice; return the exit status.

    Returns:
        1 when something makes Tuner unusable, otherwise 0.
    """
    write = write or sys.stdout.write
    checks = report()
    for check in checks:
        write(_line(f"{_MARKS[check.status]} {check.name + ':':10} {check.found}"))
        if check.advice:
            write(_line(f"{'':20} -> {check.advice}"))
    return 1 if any(check.status == "problem" for check in checks) else 0


def _line(text: str) -> str:
    """Text that any terminal can show: Windows' old code pages lack what is not in ASCII."""
    return text.translate(_PLAIN).encode("ascii", "backslashreplace").decode("ascii") + "\n"


def _python() -> Check:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST_PYTHON:
        return Check("Python", "problem", found, "Install Python 3.11 or newer.")
    return Check("Python", "ok", found)


def _torch() -> Check:
    try:
        import torch

        found = f"{torch.__version__}, transformers {metadata.version('transformers')}"
    except (ImportError, OSError) as error:  # OSError: one of its own libraries cannot be loaded
        reason = str(error).strip().partition("\n")[0]
        return Check(
            "torch", "problem", f"cannot be loaded ({reason})", "pip install --force-reinstall torch"
        )
    return Check("torch", "ok", found)


def _device() -> Check:
    try:
        device = find_device()
    except (ImportError, OSError):
        return Check("Device", "problem", "unknown without torch")
    except EnvironmentProblemError as error:
        return Check("Device", "problem", error.message, error.hint)
    if device.problem:
        return Check("Device", "warning", f"{_described(device)}. {device.problem}", device.remedy)
    return Check("Device", "ok", _described(device))


def _other_devices() -> list[Check]:
    """What else could be computed on, and how to ask for it."""
    try:
        import torch

        usable = usable_devices(torch)
        chosen = find_device().kind
    except (ImportError, OSError):
        return []
    except EnvironmentProblemError:
        chosen = None
    others = [device for device in usable if device.kind != chosen]
    return [Check("Other", "ok", f"{_described(device)} ({VARIABLE}={device.kind})") for device in others]


def _described(device: DeviceInfo) -> str:
    return f"{device.name}, {_size(device.memory_bytes)}, {device.precision}"


def _memory(total: int, free: int) -> Check:
    found = f"{_size(free)} free of {_size(total)}"
    if free < _LITTLE_MEMORY:
        return Check("Memory", "warning", found, "Close other programs before you train.")
    return Check("Memory", "ok", found)


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(_nearest(folder)).free
    found = f"{_size(free)} free where runs are kept ({folder})"
    advice = "Free some space; a run of the built-in model needs about 0.5 GB."
    if free < _NO_DISK:
        return Check("Disk", "problem", found, advice)
    return Check("Disk", "warning", found, advice) if free < _LITTLE_DISK else Check("Disk", "ok", found)


def _window() -> Check:
    """Asked of another process: Qt may abort the one that loads it, and does not belong in this one."""
    try:
        answer = subprocess.run(
            command("--ask-window"), capture_output=True, text=True, timeout=_WINDOW_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check("Window", "warning", f"could not be checked ({error})", "Try: tuner-gui")
    return judge_window(answer.returncode, answer.stdout, answer.stderr)


def judge_window(status: int, output: str, errors: str) -> Check:
    """What the answer of `python -m tuner_gui.gui.startup` means."""
    lines = output.strip().splitlines() or [""]
    if status == 0:
        return Check("Window", "ok", f"Qt can open one ({lines[-1]})")
    reason, _, advice = lines[-1].partition("; ")
    if status == 1 and reason:
        return Check("Window", "warning", f"cannot be opened: {reason}", advice)
    last = (errors.strip().splitlines() or ["no message"])[-1]
    return Check(
        "Window", "warning", f"Qt stopped with status {status} ({last})", "Reinstall PySide6-Essentials."
    )


def _model() -> Check:
    try:
        folder = catalog.builtin_folder()
    except ModelError as error:
        return Check("Model", "problem", error.message, error.hint)
    return Check("Model", "ok", f"{catalog.BUILTIN_NAME}, built in, SHA-256 correct ({folder})")


def _write_access(name: str, folder: Path) -> Check:
    existing = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Check(name, "ok", f"{folder} can be written to")
    except OSError as error:
        advice = (
            f"Give yourself write access to {existing}, or set {paths.HOME_VARIABLE} to a folder of yours."
        )
        return Check(name, "problem", f"{folder} cannot be written to ({error.strerror})", advice)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the closest one above it that exists."""
    return next(candidate for candidate in (folder, *folder.parents) if candidate.is_dir())


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
