"""Tests of what is marked in an explanation."""

from __future__ import annotations

import pytest

from tuner_gui.engine.facts import Piece
from tuner_gui.gui.tokens import DARK, LIGHT, Colors
from tuner_gui.gui.why_marks import Mark, marks, matters, tint


def piece(start: int, end: int, weight: float, text: int = 0) -> Piece:
    return Piece(text=text, start=start, end=end, weight=weight)


def luminance(color: str) -> float:
    shares = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_character_is_shown_once_and_what_lies_between_is_neutral() -> None:
    (only,) = marks(("Profit 😀 rose.",), (piece(9, 13, -0.4), piece(0, 6, 1.0)))
    assert only == [Mark("Profit", 1.0), Mark(" 😀 ", 0.0), Mark("rose", -0.4), Mark(".", 0.0)]


def test_pieces_belong_to_their_own_text() -> None:
    first, second = marks(("one", "two"), (piece(0, 3, 0.5, text=1),))
    assert first == [Mark("one", 0.0)]
    assert second == [Mark("two", 0.5)]


def test_pieces_that_overlap_or_reach_too_far_lose_no_text() -> None:
    (only,) = marks(("abcdef",), (piece(0, 4, 0.2), piece(2, 5, 0.9), piece(5, 99, -1.0)))
    assert "".join(mark.words for mark in only) == "abcdef"
    assert only[1] == Mark("e", 0.9)
    assert marks(("",), ()) == [[]]


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("weight", [-1.0, -0.5, 0.5, 1.0])
def test_words_stay_readable_on_every_tint(colors: Colors, weight: float) -> None:
    assert contrast(tint(weight, colors), colors.text) >= 4.5


def test_more_weight_is_more_tint_and_none_is_the_surface() -> None:
    assert tint(0.0, LIGHT) == LIGHT.surface
    assert contrast(tint(0.9, LIGHT), LIGHT.surface) > contrast(tint(0.3, LIGHT), LIGHT.surface) > 1
    assert tint(0.5, LIGHT) != tint(-0.5, LIGHT)
    assert matters(-0.5)
    assert not matters(0.01)
