"""Whoever sees badly can still read it: contrast as WCAG 2.2 defines it."""

from __future__ import annotations

import pytest

from tuner_gui.engine.config import MODES
from tuner_gui.gui.theme import DARK, LIGHT, Colors

READABLE = 4.5
VISIBLE = 3.0
"""Least contrast of lines, dots and other pictures."""


def luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["text", "muted", "link", "success", "warning", "danger"])
def test_words_can_be_read_on_every_ground(c: Colors, words: str) -> None:
    grounds = (
        "window",
        "surface",
        "sunken",
        "hover",
        "accent_tint",
        "success_tint",
        "warning_tint",
        "danger_tint",
    )
    weak = {
        ground: round(contrast(getattr(c, words), getattr(c, ground)), 2)
        for ground in grounds
        if contrast(getattr(c, words), getattr(c, ground)) < READABLE
    }
    assert not weak


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["accent", "accent_hover", "accent_pressed"])
def test_the_accent_button_can_be_read_in_every_state(c: Colors, ground: str) -> None:
    assert contrast(c.on_accent, getattr(c, ground)) >= READABLE


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
def test_the_focus_ring_can_be_seen(c: Colors) -> None:
    assert contrast(c.accent, c.surface) >= VISIBLE
    assert contrast(c.accent, c.window) >= VISIBLE


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("mode", MODES)
def test_a_mode_s_line_can_be_seen_and_its_name_read(c: Colors, mode: str) -> None:
    assert contrast(c.series(mode), c.surface) >= VISIBLE  # type: ignore[arg-type]
    assert contrast(c.series_words(mode), c.surface) >= READABLE  # type: ignore[arg-type]
