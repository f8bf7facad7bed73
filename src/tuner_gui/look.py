"""Colours of Tuner, in the window and in reports. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from tuner_gui.engine.config import Mode

SERIES: dict[Mode, str] = {
    "layerwise": "#0072B2",
    "full": "#D55E00",
    "lora": "#B07A00",
    "head": "#009E73",
    "scratch": "#CC79A7",
}
"""Okabe-Ito: one mode, one colour, everywhere (source: Okabe and Ito, Color Universal Design, 2008).

Their orange is darker here, for 3:1 on the light surface."""
SERIES_WORDS: dict[Mode, str] = {
    "layerwise": "#0072B2",
    "full": "#B34F00",
    "lora": "#8A5F00",
    "head": "#007D5B",
    "scratch": "#A84A80",
}
"""The same hues, darker where need be, so that words on the light surface keep at least 4.5:1."""
SERIES_DARK: dict[Mode, str] = {
    "layerwise": "#3FA2E0",
    "full": "#F0803C",
    "lora": "#EBB13D",
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
    speaks_for: str
    speaks_against: str
    wrong: str
    """Of areas that stand for errors, beside the accent for what is right (Okabe-Ito's vermilion)."""

    def series(self, mode: Mode) -> str:
        """The colour of a training mode."""
        return (SERIES_DARK if self.dark else SERIES)[mode]

    def series_words(self, mode: Mode) -> str:
        """The colour of words about a training mode."""
        return (SERIES_DARK if self.dark else SERIES_WORDS)[mode]


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
    speaks_for="#0072B2",
    speaks_against="#E69F00",
    wrong="#D55E00",
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
    accent_hover="#2E68DD",
    accent_pressed="#285DCB",
    accent_tint="#20304F",
    on_accent="#FFFFFF",
    link="#82AEFF",
    success="#5FCB97",
    success_tint="#1B3329",
    warning="#E9B458",
    warning_tint="#382D1A",
    danger="#FF9089",
    danger_tint="#40211F",
    speaks_for="#3FA2E0",
    speaks_against="#E69F00",
    wrong="#E06A1B",
)
