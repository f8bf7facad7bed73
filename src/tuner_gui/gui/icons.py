"""Icons by meaning, from one family (Phosphor, through qtawesome), in the colours of the theme.

Importing qtawesome and loading its font takes a while, so nothing is drawn until `load` is called after the
first paint; until then a button holds an empty picture of the same size and nothing jumps.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from shiboken6 import isValid

from tuner_gui.gui.theme import colors

Tone = Literal["text", "muted", "on_accent", "link", "warning", "danger", "success", "accent"]

NAMES = {
    "add": "ph.plus",
    "back": "ph.arrow-left",
    "cancel": "ph.x",
    "check": "ph.check-circle",
    "close": "ph.x",
    "cloud": "ph.cloud-arrow-down",
    "collapsed": "ph.caret-right",
    "compare": "ph.chart-bar-horizontal",
    "copy": "ph.copy",
    "delete": "ph.trash",
    "expanded": "ph.caret-down",
    "device": "ph.cpu",
    "export": "ph.export",
    "file": "ph.file-text",
    "folder": "ph.folder-open",
    "info": "ph.info",
    "moon": "ph.moon",
    "more": "ph.dots-three",
    "pause": "ph.pause",
    "play": "ph.play-fill",
    "refresh": "ph.arrow-clockwise",
    "resume": "ph.play",
    "split": "ph.git-fork",
    "stop": "ph.stop",
    "sun": "ph.sun",
    "table": "ph.table",
    "try": "ph.paper-plane-right",
    "warning": "ph.warning",
}

_loaded = False
_bindings: list[tuple[weakref.ref[QWidget], str, Tone, int]] = []


def set_icon(widget: QAbstractButton | QLabel, name: str, tone: Tone = "text", pixels: int = 16) -> None:
    """Show icon `name` on a button or label: now or once icons are loaded, and at every theme change."""
    assert name in NAMES, name
    _bindings[:] = [entry for entry in _bindings if entry[0]() not in (None, widget)]
    _bindings.append((weakref.ref(widget), name, tone, pixels))
    _show(widget, name, tone, pixels)


def clear_icon(widget: QAbstractButton) -> None:
    """Show no icon on a button any more."""
    _bindings[:] = [entry for entry in _bindings if entry[0]() not in (None, widget)]
    widget.setIcon(QIcon())


def load() -> None:
    """Load the icon font and draw every icon asked for so far."""
    global _loaded
    _loaded = True
    redraw()


def redraw() -> None:
    """Draw every icon again in the colours in force."""
    for reference, name, tone, pixels in _bindings:
        widget = reference()
        if widget is not None and isValid(widget):
            _show(widget, name, tone, pixels)


def _show(widget: QWidget, name: str, tone: Tone, pixels: int) -> None:
    icon = _draw(name, tone) if _loaded else _blank(pixels)
    if isinstance(widget, QLabel):
        widget.setPixmap(icon.pixmap(QSize(pixels, pixels), widget.devicePixelRatio()))
    elif isinstance(widget, QAbstractButton):
        widget.setIcon(icon)
        # A little wider than high: room between picture and words, which the style leaves too small.
        widget.setIconSize(QSize(pixels + (5 if widget.text() else 0), pixels))


def _draw(name: str, tone: Tone) -> QIcon:
    c = colors()
    make: Callable[..., QIcon] = _font().icon
    return make(NAMES[name], color=getattr(c, tone), color_disabled=c.muted)


@functools.cache
def _font() -> Any:
    """Phosphor alone: `qtawesome.icon` would check and load all twelve fonts, and hold the window up."""
    import qtawesome

    folder = Path(qtawesome.__file__).parent / "fonts"
    (font,) = folder.glob("phosphor-[0-9]*.ttf")
    (characters,) = folder.glob("phosphor-charmap-*.json")
    return qtawesome.IconicFont(("ph", font.name, characters.name))


def _blank(pixels: int) -> QIcon:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)
