from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import psutil
import pytest

from tuner_gui import doctor, paths
from tuner_gui.engine.device import cpu
from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.engine.models import catalog
from tuner_gui.errors import ModelError

GIB = 2**30


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is printed; the question to Qt's process is answered here, it takes a second."""
    monkeypatch.setattr(doctor, "_window", lambda: doctor.judge_window(0, "offscreen\n", ""))
    return []


def print_into(lines: list[str]) -> int:
    return doctor.print_report(lines.append)


def line_of(lines: list[str], name: str) -> str:
    return next(line for line in lines if f" {name}:" in line)


def test_all_is_well_here(lines: list[str]) -> None:
    assert print_into(lines) == 0

    names = ["Python", "Tuner", "torch", "Device", "Memory", "Disk", "Window", "Model", "Runs", "Settings"]
    assert [line.split()[1].rstrip(":") for line in lines if line.startswith("[")] == names
    assert not [line for line in lines if line.startswith("[problem]")]
    assert "SHA-256 correct" in line_of(lines, "Model")
    assert all(line.isascii() and line.endswith("\n") for line in lines)


def test_the_command_prints_it_and_leaves_qt_out_of_its_process() -> None:
    script = (
        "import sys; from tuner_gui import doctor; status = doctor.print_report();"
        "print([name for name in sys.modules if 'PySide6' in name]); sys.exit(status)"
    )

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert answer.returncode == 0
    assert answer.stdout.endswith("\n[]\n")
    assert "[ok]      Window:    Qt can open one (offscreen)" in answer.stdout


def test_a_gpu_that_is_not_used(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    device = DeviceInfo(
        kind="cpu",
        name="CPU · 8 cores",
        memory_bytes=16 * 10**9,
        precision="fp32",
        problem="The RTX 4070 is not used: the installed torch 2.13.0 is built without CUDA.",
        remedy='pip install --index-url https://example.org "torch==2.13.0+cu130"',
    )
    monkeypatch.setattr(doctor, "find_device", lambda: device)

    assert print_into(lines) == 0

    number = lines.index(line_of(lines, "Device"))
    assert lines[number].startswith("[warning]")
    assert "CPU - 8 cores, 16.0 GB, fp32. The RTX 4070 is not used" in lines[number]
    assert lines[number + 1].strip() == f"-> {device.remedy}"


def test_every_device_that_can_be_used_is_listed(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = DeviceInfo(kind="cuda", name="H200", memory_bytes=141 * 10**9, precision="bf16")
    monkeypatch.setattr(doctor, "find_device", lambda: gpu)
    monkeypatch.setattr(doctor, "usable_devices", lambda _torch: (gpu, cpu()))

    assert print_into(lines) == 0

    assert "H200, 141.0 GB, bf16" in line_of(lines, "Device")
    assert "(TUNER_DEVICE=cpu)" in line_of(lines, "Other")


def test_a_device_that_is_asked_for_in_vain(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNER_DEVICE", "mps")

    assert print_into(lines) == 1

    assert "TUNER_DEVICE asks for mps" in line_of(lines, "Device")
    assert "(TUNER_DEVICE=cpu)" in line_of(lines, "Other")


def test_a_torch_that_cannot_be_loaded(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> NoReturn:
        raise ImportError("No module named 'torch'")

    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr(doctor, "find_device", broken)

    assert print_into(lines) == 1

    assert line_of(lines, "torch").startswith("[problem]")
    assert line_of(lines, "Device").startswith("[problem]")


def test_a_damaged_model(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> NoReturn:
        raise ModelError("The model file is not the one that was published.", hint="Install it again.")

    monkeypatch.setattr(catalog, "builtin_folder", damaged)

    assert print_into(lines) == 1

    number = lines.index(line_of(lines, "Model"))
    assert lines[number].startswith("[problem]")
    assert lines[number + 1].strip() == "-> Install it again."


def test_no_write_access(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_kwargs: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)

    assert print_into(lines) == 1

    assert "cannot be written to (Permission denied)" in line_of(lines, "Runs")
    assert "TUNER_HOME" in lines[lines.index(line_of(lines, "Runs")) + 1]


def test_looking_leaves_nothing_behind(lines: list[str], tuner_home: Path) -> None:
    before = sorted(tuner_home.parent.rglob("*"))

    print_into(lines)

    assert sorted(tuner_home.parent.rglob("*")) == before
    assert not paths.runs_dir().exists()


@pytest.mark.parametrize(
    ("free", "status"), [(50 * GIB, "[ok]"), (1 * GIB, "[warning]"), (10 * 2**20, "[problem]")]
)
def test_disk_space(lines: list[str], monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))

    assert print_into(lines) == (1 if status == "[problem]" else 0)

    assert line_of(lines, "Disk").startswith(status)


def test_little_memory(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SimpleNamespace(total=4 * 10**9, available=5 * 10**8)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)

    assert print_into(lines) == 0

    assert line_of(lines, "Memory") == "[warning] Memory:    0.5 GB free of 4.0 GB\n"


def test_letters_that_a_terminal_may_lack(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNER_HOME", "/tmp/Übung")

    print_into(lines)

    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize(
    ("status", "output", "errors", "mark", "found", "advice"),
    [
        (0, "xcb\n", "", "ok", "Qt can open one (xcb)", ""),
        (
            1,
            "libEGL.so.1 is missing; install it: x\n",
            "",
            "warning",
            "libEGL.so.1 is missing",
            "install it: x",
        ),
        (-6, "", "qt: could not\nAborted\n", "warning", "Qt stopped with status -6 (Aborted)", "Reinstall"),
        (1, "", "Traceback\nImportError: x\n", "warning", "status 1 (ImportError: x)", "Reinstall"),
    ],
)
def test_what_the_process_with_qt_answers(
    status: int, output: str, errors: str, mark: str, found: str, advice: str
) -> None:
    check = doctor.judge_window(status, output, errors)

    assert check.status == mark
    assert found in check.found
    assert check.advice.startswith(advice)
