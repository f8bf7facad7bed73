"""Can a window be opened here? Asked before Qt is touched, because Qt ends the process where it cannot.

Nothing at the top of this module imports Qt. `python -m tuner_gui.gui.startup` answers for another
process: it prints the platform plugin and leaves with 0, or prints the reason and leaves with 1.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence

Package = tuple[str, str]
"""The package that holds a library: its name on Debian/Ubuntu, and on Fedora."""

_EVERY_WINDOW: dict[str, Package] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
}
"""What QtGui is linked to and does not bring along, as `readelf -d` shows it."""

_X11_WINDOW: dict[str, Package] = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
}
"""The same for Qt's X11 plugin; without one of these Qt aborts when the application is made."""

_NEED_A_SCREEN = ("xcb", "wayland", "wayland-egl")
_INVISIBLE = ("offscreen", "minimal")
_MISSING_LIBRARY = re.compile(r"(\S+\.so[.\d]*): cannot open shared object file")


def qt_platform(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> str:
    """The platform plugin Qt will use, such as `xcb`, `wayland`, `offscreen`, `windows`; "" if none can."""
    wanted = environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted:
        return wanted
    if not system.startswith("linux"):
        return {"win32": "windows", "darwin": "cocoa"}.get(system, system)
    if environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if environ.get("DISPLAY") else ""


def has_display(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> bool:
    """True where a window has somewhere to go: a desktop, or a Qt platform that needs no screen."""
    if not system.startswith("linux"):
        return True
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return True
    return qt_platform(environ, system) not in ("", *_NEED_A_SCREEN)


def why_nobody_sees(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> str | None:
    """None when a person can see the window; otherwise why not: some of Qt's platforms draw into memory."""
    platform = qt_platform(environ, system)
    if platform in _INVISIBLE:
        return f"QT_QPA_PLATFORM is {platform}, which draws windows that nobody sees"
    return None


def why_no_window(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> str | None:
    """None when a window can be opened; otherwise one line that says why not and what to do."""
    if not has_display(environ, system):
        return (
            "there is no display to open a window on; "
            "use the command line (tuner-gui train --help) or start Tuner from a desktop session"
        )
    if system.startswith("linux"):
        platform = qt_platform(environ, system)
        missing = missing_libraries(platform)
        if missing:
            return how_to_install(missing)
        if platform == "xcb" and not _x_answers(environ.get("DISPLAY", "")):
            return (
                f"the display {environ.get('DISPLAY')!r} does not answer; "
                "start Tuner from a desktop session, or correct the variable DISPLAY"
            )
    return why_qt_fails()


def missing_libraries(platform: str, loads: Callable[[str], bool] | None = None) -> list[str]:
    """System libraries that Qt needs for `platform` and that this computer lacks."""
    loads = loads or _loads
    needed = [*_EVERY_WINDOW, *(_X11_WINDOW if platform == "xcb" else ())]
    return [library for library in needed if not loads(library)]


def how_to_install(libraries: Sequence[str]) -> str:
    """One line that names missing libraries and the packages that bring them."""
    known = {**_EVERY_WINDOW, **_X11_WINDOW}
    packages = [known[library] for library in libraries if library in known]
    what = f"{_enumerate(libraries)} {'is' if len(libraries) == 1 else 'are'} missing"
    if not packages:
        return f"{what}; install the package of your system that contains {_enumerate(libraries)}"
    debian, fedora = (" ".join(dict.fromkeys(names)) for names in zip(*packages, strict=True))
    pronoun = "it" if len(libraries) == 1 else "them"
    return (
        f"{what}; install {pronoun} with: sudo apt install {debian} (Debian/Ubuntu) "
        f"or sudo dnf install {fedora} (Fedora)"
    )


def why_qt_fails(import_module: Callable[[str], object] = importlib.import_module) -> str | None:
    """None when Qt can be imported; otherwise one line made from the ImportError."""
    try:
        for module in ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"):
            import_module(module)
    except ImportError as error:
        found = _MISSING_LIBRARY.search(str(error))
        if found:
            return how_to_install([found.group(1)])
        reason = " ".join(str(error).split())
        return f"Qt cannot be loaded: {reason}; repair it: pip install --force-reinstall PySide6-Essentials"
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x_answers(display: str) -> bool:
    """Whether the server takes a connection; it stays open, since a server whose last client leaves may
    reset itself and refuse the next one, which is Qt."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    return bool(x11.XOpenDisplay(display.encode()))


def _enumerate(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def main() -> int:
    """Say whether a window can be opened: a program of its own, since Qt may abort the one that asks."""
    reason = why_no_window()
    sys.stdout.write(f"{reason or qt_platform()}\n")
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())
