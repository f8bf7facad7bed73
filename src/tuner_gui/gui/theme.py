"""The look in force: light or dark, and the fonts. Brings the tokens along."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from tuner_gui.gui.stylesheet import stylesheet
from tuner_gui.gui.tokens import (
    BODY_POINTS,
    CONTROL_RADIUS,
    DARK,
    HEADLINE_POINTS,
    LIGHT,
    RADIUS,
    SMALL_POINTS,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_6,
    TITLE_POINTS,
    Colors,
)

__all__ = [
    "BODY_POINTS",
    "CONTROL_RADIUS",
    "DARK",
    "HEADLINE_POINTS",
    "LIGHT",
    "RADIUS",
    "SMALL_POINTS",
    "SPACE_1",
    "SPACE_2",
    "SPACE_3",
    "SPACE_4",
    "SPACE_6",
    "TITLE_POINTS",
    "Colors",
    "Theme",
    "ThemeChoice",
    "body_font",
    "colors",
    "figures",
    "tabular",
]

ThemeChoice = Literal["system", "light", "dark"]

_current = LIGHT


def colors() -> Colors:
    """The colours in force; painters ask for them at every paint."""
    return _current


class Theme(QObject):
    """Applies light or dark; follows the system until the person chooses."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = choice
        self._dressed = False
        app.setFont(body_font())
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose."""
        return self._choice

    def dress(self) -> None:
        """Put the style sheet into force: once the window is built.

        With one in force, Qt styles a widget and all in it anew whenever it is put into another, and a
        window takes twice as long to build.
        """
        if not self._dressed:
            self._dressed = True
            self._app.setStyleSheet(stylesheet(_current))

    def choose(self, choice: ThemeChoice) -> None:
        """Switch to light or dark, or back to following the system."""
        self._choice = choice
        self._apply()

    def toggle(self) -> None:
        """From light to dark and back."""
        self.choose("light" if colors().dark else "dark")

    def _on_system_scheme_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        global _current
        system_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        _current = DARK if self._choice == "dark" or (self._choice == "system" and system_dark) else LIGHT
        self._app.setPalette(_palette(_current))
        if self._dressed:
            self._app.setStyleSheet(stylesheet(_current))
        self.changed.emit()


def body_font() -> QFont:
    """The system's own UI font; where that is only a generic fallback, Inter when it is installed."""
    font = QFont(QApplication.font())
    if font.family() in ("Sans Serif", "Sans", "DejaVu Sans", "") and QFontDatabase.hasFamily("Inter"):
        font.setFamily("Inter")
    font.setPointSizeF(BODY_POINTS)
    return font


def figures(font: QFont) -> QFont:
    """`font` with figures of equal width: numbers stand still while they change, and columns in line."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def tabular(font: QFont, points: float, weight: QFont.Weight = QFont.Weight.DemiBold) -> QFont:
    """`figures` of a given size and weight."""
    result = figures(font)
    result.setPointSizeF(points)
    result.setWeight(weight)
    return result


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.window,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.surface,
        QPalette.ColorRole.AlternateBase: c.sunken,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.Button: c.surface,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.ToolTipBase: c.text,
        QPalette.ColorRole.ToolTipText: c.surface,
        QPalette.ColorRole.PlaceholderText: c.muted,
        QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent,
        QPalette.ColorRole.Link: c.link,
        QPalette.ColorRole.Mid: c.border,
        QPalette.ColorRole.Accent: c.accent,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    disabled = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(disabled, role, QColor(c.muted))
    return palette
