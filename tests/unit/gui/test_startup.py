from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tuner_gui.gui import startup
from tuner_gui.gui.startup import (
    has_display,
    how_to_install,
    missing_libraries,
    qt_platform,
    why_no_window,
    why_nobody_sees,
    why_qt_fails,
)


@pytest.mark.parametrize(
    ("environ", "system", "platform", "display"),
    [
        ({}, "linux", "", False),
        ({"DISPLAY": ":0"}, "linux", "xcb", True),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", "wayland", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", "offscreen", True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "linux", "vnc", True),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "linux", "wayland", False),
        ({"QT_QPA_PLATFORM": "xcb"}, "linux", "xcb", False),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, "linux", "xcb", True),
        ({}, "win32", "windows", True),
        ({}, "darwin", "cocoa", True),
    ],
)
def test_platform_and_display(environ: Mapping[str, str], system: str, platform: str, display: bool) -> None:
    assert qt_platform(environ, system) == platform
    assert has_display(environ, system) is display


def test_a_missing_library_is_one_line_with_the_packages_of_both_families() -> None:
    assert how_to_install(["libEGL.so.1"]) == (
        "libEGL.so.1 is missing; install it with: sudo apt install libegl1 (Debian/Ubuntu) "
        "or sudo dnf install libglvnd-egl (Fedora)"
    )


def test_several_missing_libraries_are_named_at_once_each_package_once() -> None:
    line = how_to_install(["libxcb-cursor.so.0", "libxcb-shape.so.0", "libxcb-xkb.so.1"])

    assert line == (
        "libxcb-cursor.so.0, libxcb-shape.so.0 and libxcb-xkb.so.1 are missing; install them with: "
        "sudo apt install libxcb-cursor0 libxcb-shape0 libxcb-xkb1 (Debian/Ubuntu) "
        "or sudo dnf install xcb-util-cursor libxcb (Fedora)"
    )


def test_a_library_nobody_knows() -> None:
    assert "the package of your system that contains libodd.so.3" in how_to_install(["libodd.so.3"])


def test_libraries_of_x11_are_asked_for_on_x11_only() -> None:
    def nothing(_library: str) -> bool:
        return False

    assert "libxcb-cursor.so.0" in missing_libraries("xcb", nothing)
    assert "libxcb-cursor.so.0" not in missing_libraries("wayland", nothing)
    assert "libEGL.so.1" in missing_libraries("offscreen", nothing)
    assert missing_libraries("xcb", lambda library: library != "libxkbcommon-x11.so.0") == [
        "libxkbcommon-x11.so.0"
    ]


def test_a_library_that_does_not_exist_does_not_load() -> None:
    assert not startup._loads("libno-such-thing.so.1")


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("libGL.so.1: cannot open shared object file: No such file", how_to_install(["libGL.so.1"])),
        (
            "/lib/libc.so.6: version `GLIBC_2.34' not found\n(required by QtCore)",
            "Qt cannot be loaded: /lib/libc.so.6: version `GLIBC_2.34' not found (required by QtCore); "
            "repair it: pip install --force-reinstall PySide6-Essentials",
        ),
    ],
)
def test_an_import_error_of_qt_becomes_one_line(message: str, line: str) -> None:
    def broken(name: str) -> object:
        if name == "PySide6.QtGui":
            raise ImportError(message)
        return None

    assert why_qt_fails(broken) == line


def test_a_window_can_be_opened_here() -> None:
    assert why_no_window({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_no_display() -> None:
    line = why_no_window({}, "linux")

    assert line is not None
    assert line.startswith("there is no display")
    assert "\n" not in line


def test_missing_libraries_are_found_before_qt_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "_loads", lambda library: library != "libxcb-cursor.so.0")
    monkeypatch.setattr(startup, "why_qt_fails", lambda: pytest.fail("Qt was loaded"))

    line = why_no_window({"DISPLAY": ":0"}, "linux")

    assert line == how_to_install(["libxcb-cursor.so.0"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")
def test_a_display_that_does_not_answer() -> None:
    line = why_no_window({"DISPLAY": ":9731"}, "linux")

    assert line is not None
    assert "':9731' does not answer" in line


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *code.split(" ", 1)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )


def test_importing_the_module_does_not_import_qt() -> None:
    answer = run("-c import sys, tuner_gui.gui.startup; print([m for m in sys.modules if 'PySide6' in m])")

    assert answer.stdout.strip() == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_it_answers_other_processes() -> None:
    able = run("-m tuner_gui.gui.startup", QT_QPA_PLATFORM="offscreen")
    unable = run("-m tuner_gui.gui.startup", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")

    assert (able.returncode, able.stdout) == (0, "offscreen\n")
    assert unable.returncode == 1
    assert unable.stdout.startswith("there is no display")


@pytest.mark.parametrize(
    ("platform", "seen"), [("offscreen", False), ("minimal", False), ("xcb", True), ("", True)]
)
def test_a_demo_is_not_shown_where_nobody_sees_it(platform: str, seen: bool) -> None:
    environ = {"QT_QPA_PLATFORM": platform, "DISPLAY": ":0"}
    assert (why_nobody_sees(environ, "linux") is None) is seen
