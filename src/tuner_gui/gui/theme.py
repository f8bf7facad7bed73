"""Tokens of the look (spacing, colours, type) and the one stylesheet made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from tuner_gui.engine.config import Mode

ThemeChoice = Literal["system", "light", "dark"]

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6 = 4, 8, 12, 16, 24
RADIUS = 8
CONTROL_RADIUS = 6
BODY_POINTS = 10.5
SMALL_POINTS = 9.0
TITLE_POINTS = 11.5
HEADLINE_POINTS = 21.0

SERIES: dict[Mode, str] = {"layerwise": "#0072B2", "full": "#D55E00", "head": "#009E73", "scratch": "#CC79A7"}
"""Okabe-Ito: one mode, one colour, everywhere (source: Okabe and Ito, Color Universal Design, 2008)."""
SERIES_DARK: dict[Mode, str] = {
    "layerwise": "#3FA2E0",
    "full": "#F0803C",
    "head": "#2FC294",
    "scratch": "#DE94BB",
}
"""The same hues, lighter, so that a line keeps at least 4.5:1 on the dark surface."""


@dataclass(frozen=True)
class Colors:
    """Every colour the window uses, as `#RRGGBB`."""

    dark: bool
    window: str
    surface: str
    sunken: str
    hover: str
    border: str
    control_border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_tint: str
    on_accent: str
    link: str
    success: str
    success_tint: str
    warning: str
    warning_tint: str
    danger: str
    danger_tint: str

    def series(self, mode: Mode) -> str:
        """The colour of a training mode."""
        return (SERIES_DARK if self.dark else SERIES)[mode]


LIGHT = Colors(
    dark=False,
    window="#F5F6F8",
    surface="#FFFFFF",
    sunken="#EEF0F3",
    hover="#F0F2F5",
    border="#E3E6EA",
    control_border="#CFD4DB",
    text="#1B1F24",
    muted="#5B6470",
    accent="#2563EB",
    accent_hover="#1D56D6",
    accent_pressed="#1A4ABA",
    accent_tint="#EAF1FE",
    on_accent="#FFFFFF",
    link="#1F5AD8",
    success="#16774A",
    success_tint="#E7F5EE",
    warning="#8F5300",
    warning_tint="#FDF3E1",
    danger="#B42318",
    danger_tint="#FDECEA",
)
DARK = Colors(
    dark=True,
    window="#16181C",
    surface="#1F2227",
    sunken="#282C32",
    hover="#2A2E35",
    border="#2C3037",
    control_border="#424852",
    text="#E9EBEE",
    muted="#A0A8B4",
    accent="#3470E8",
    accent_hover="#4179EC",
    accent_pressed="#2C62D0",
    accent_tint="#20304F",
    on_accent="#FFFFFF",
    link="#82AEFF",
    success="#5FCB97",
    success_tint="#1B3329",
    warning="#E9B458",
    warning_tint="#382D1A",
    danger="#FF9089",
    danger_tint="#40211F",
)

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
        app.setFont(body_font())
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose."""
        return self._choice

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


def stylesheet(c: Colors) -> str:
    """The whole stylesheet. A widget asks for a look with the dynamic property `kind`."""
    return "\n".join((_text_rules(c), _button_rules(c), _field_rules(c), _surface_rules(c), _part_rules(c)))


def _text_rules(c: Colors) -> str:
    return f"""
    QLabel {{ background: transparent; }}
    QLabel[kind="muted"] {{ color: {c.muted}; }}
    QLabel[kind="small"] {{ color: {c.muted}; font-size: {SMALL_POINTS}pt; }}
    QLabel[kind="invalid"] {{ color: {c.danger}; font-size: {SMALL_POINTS}pt; }}
    QLabel[kind="title"] {{ font-size: {TITLE_POINTS}pt; font-weight: 600; }}
    QLabel[kind="brand"] {{ font-size: 12.5pt; font-weight: 700; }}
    QLabel[kind="hero"] {{ font-size: 19pt; font-weight: 600; }}
    QLabel[kind="number"] {{ color: {c.muted}; font-size: {TITLE_POINTS}pt; font-weight: 600; }}
    QToolTip {{ background: {c.text}; color: {c.surface}; border: none; padding: 5px 7px; }}
    """


def _button_rules(c: Colors) -> str:
    return f"""
    QPushButton {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_border};
        border-radius: {CONTROL_RADIUS}px; padding: 5px 12px; min-height: 20px; }}
    QPushButton[large="true"] {{ min-height: 28px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed {{ background: {c.sunken}; }}
    QPushButton:disabled {{ color: {c.muted}; background: transparent; border-color: {c.border}; }}
    QPushButton[keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 4px 11px; }}
    QPushButton[kind="accent"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent};
        font-weight: 600; }}
    QPushButton[kind="accent"]:hover {{ background: {c.accent_hover}; }}
    QPushButton[kind="accent"]:pressed {{ background: {c.accent_pressed}; }}
    QPushButton[kind="accent"][keyFocus="true"] {{ border: 2px solid {c.text}; padding: 4px 11px; }}
    QPushButton[kind="accent"]:disabled {{ background: {c.sunken}; color: {c.muted};
        border-color: {c.sunken}; }}
    QPushButton[kind="quiet"], QToolButton {{ background: transparent; border: 1px solid transparent;
        border-radius: {CONTROL_RADIUS}px; padding: 3px 8px; }}
    QPushButton[kind="quiet"]:hover, QToolButton:hover {{ background: {c.hover}; }}
    QPushButton[kind="quiet"][keyFocus="true"], QToolButton[keyFocus="true"] {{
        border: 2px solid {c.accent}; padding: 2px 7px; }}
    QPushButton[kind="link"] {{ background: transparent; border: 1px solid transparent; color: {c.link};
        padding: 2px 1px; min-height: 18px; text-align: left; }}
    QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
    QPushButton[kind="link"][keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 1px 0; }}
    QPushButton[kind="link"]:disabled {{ color: {c.muted}; }}
    QPushButton[kind="warning"] {{ background: transparent; border: 1px solid transparent; color: {c.warning};
        padding: 2px 1px; min-height: 18px; text-align: left; }}
    QPushButton[kind="warning"]:hover {{ text-decoration: underline; }}
    QPushButton[kind="warning"][keyFocus="true"] {{ border: 2px solid {c.accent}; padding: 1px 0; }}
    QPushButton[kind="tab"] {{ background: transparent; border: 2px solid transparent; color: {c.muted};
        border-radius: {CONTROL_RADIUS}px; padding: 4px 12px; font-weight: 500; }}
    QPushButton[kind="tab"]:hover {{ color: {c.text}; }}
    QPushButton[kind="tab"]:checked {{ background: {c.sunken}; color: {c.text}; border-color: {c.sunken}; }}
    QPushButton[kind="tab"][keyFocus="true"] {{ border: 2px solid {c.accent}; }}
    """


def _field_rules(c: Colors) -> str:
    field = 'QLineEdit, QComboBox, QPlainTextEdit[kind="field"]'
    focus = 'QLineEdit:focus, QComboBox:focus, QPlainTextEdit[kind="field"]:focus'
    return f"""
    {field} {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control_border};
        border-radius: {CONTROL_RADIUS}px; padding: 4px 8px; min-height: 20px;
        placeholder-text-color: {c.muted};
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    {focus} {{ border: 2px solid {c.accent}; padding: 3px 7px; }}
    QLineEdit:disabled, QComboBox:disabled {{ color: {c.muted}; background: {c.window};
        border-color: {c.border}; }}
    QLineEdit[invalid="true"] {{ border-color: {c.danger}; }}
    QComboBox {{ padding-right: 24px; }}
    QComboBox:focus {{ padding-right: 23px; }}
    QComboBox::drop-down {{ border: none; width: 0px; }}
    QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.border};
        padding: 4px; outline: none; selection-background-color: {c.accent_tint};
        selection-color: {c.text}; }}
    QComboBox QAbstractItemView::item {{ min-height: 26px; padding: 0 6px; }}
    """


def _surface_rules(c: Colors) -> str:
    return f"""
    QMainWindow, QDialog {{ background: {c.window}; }}
    QFrame[kind="card"] {{ background: {c.surface}; border: 1px solid {c.border};
        border-radius: {RADIUS}px; }}
    QFrame[kind="success"] {{ background: {c.success_tint}; border: none; border-radius: {RADIUS}px; }}
    QFrame[kind="error"] {{ background: {c.danger_tint}; border: none; border-radius: {RADIUS}px; }}
    QFrame[kind="notice"] {{ background: {c.warning_tint}; border: none; border-radius: {RADIUS}px; }}
    QFrame[kind="topbar"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.border}; }}
    QFrame#messageBar {{ border-radius: 0; }}
    QFrame[kind="rule"] {{ background: {c.border}; border: none; max-height: 1px; min-height: 1px; }}
    QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] {{ background: transparent; border: none; }}
    QMenu {{ background: {c.surface}; border: 1px solid {c.border}; padding: 4px; }}
    QMenu::item {{ padding: 5px 20px 5px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {c.accent_tint}; color: {c.text}; }}
    QMenu::item:disabled {{ color: {c.muted}; }}
    QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
    """


def _part_rules(c: Colors) -> str:
    return f"""
    QPlainTextEdit[kind="log"] {{ background: transparent; border: none; color: {c.muted};
        font-size: {SMALL_POINTS + 0.5}pt; }}
    QPlainTextEdit[kind="code"] {{ background: {c.sunken}; border: 1px solid transparent; color: {c.text};
        border-radius: {CONTROL_RADIUS}px; padding: 4px 6px; }}
    QPlainTextEdit[kind="log"][keyFocus="true"], QPlainTextEdit[kind="code"][keyFocus="true"] {{
        border: 1px solid {c.accent}; }}
    QProgressBar {{ background: {c.sunken}; border: none; border-radius: 3px; max-height: 6px;
        min-height: 6px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QTableView {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: {RADIUS}px;
        outline: none; selection-background-color: {c.accent_tint}; selection-color: {c.text}; }}
    QTableView[keyFocus="true"] {{ border: 1px solid {c.accent}; }}
    QTableView::item {{ padding: 0 10px; border-bottom: 1px solid {c.border}; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: transparent; color: {c.muted}; border: none;
        border-bottom: 1px solid {c.border}; padding: 8px 13px; font-size: {SMALL_POINTS}pt; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {c.control_border}; border-radius: 3px; min-height: 28px;
        margin: 2px; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {c.control_border}; border-radius: 3px; min-width: 28px;
        margin: 2px; }}
    QScrollBar::handle:hover {{ background: {c.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: none; border: none; width: 0; height: 0; }}
    """
