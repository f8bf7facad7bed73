"""Tokens of the look: spacing, type and colours. Pure values."""

from __future__ import annotations

from tuner_gui.look import DARK, LIGHT, SERIES, SERIES_DARK, SERIES_WORDS, Colors

__all__ = ["DARK", "LIGHT", "SERIES", "SERIES_DARK", "SERIES_WORDS", "Colors"]

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6 = 4, 8, 12, 16, 24
RADIUS = 8
CONTROL_RADIUS = 6
BODY_POINTS = 10.5
SMALL_POINTS = 9.0
TITLE_POINTS = 11.5
HEADLINE_POINTS = 21.0
