"""Tokens become words."""

from __future__ import annotations

import pytest

from tuner_gui.engine.explaining.words import Token, pieces_of
from tuner_gui.engine.facts import Piece


def test_parts_of_a_word_are_put_together() -> None:
    tokens = [Token(0, 0, 0, 3, 0.2), Token(0, 0, 3, 6, 0.4), Token(0, 1, 7, 9, -1.2)]
    first, second = pieces_of(tokens, ["unhear of"])
    assert (first.start, first.end, second.start, second.end) == (0, 6, 7, 9)
    assert (first.weight, second.weight) == pytest.approx((0.5, -1.0))


def test_the_space_before_a_word_is_none_of_it() -> None:
    (piece, other) = pieces_of([Token(0, 0, 0, 3, 1.0), Token(0, 1, 3, 8, 1.0)], ["the film"])
    assert (other.start, other.end) == (4, 8)
    assert pieces_of([Token(0, 0, 0, 2, 1.0)], ["  "]) == ()
    assert piece.weight == 1.0


def test_tokens_that_share_characters_are_one() -> None:
    tokens = [Token(0, 0, 0, 1, 1.0), Token(0, 1, 0, 1, 1.0), Token(0, 2, 1, 2, 1.0)]
    assert [(p.start, p.end, p.weight) for p in pieces_of(tokens, ["😀!"])] == [(0, 1, 1.0), (1, 2, 0.5)]


def test_texts_of_a_pair_are_kept_apart() -> None:
    tokens = [Token(0, 0, 0, 1, 1.0), Token(1, 0, 0, 1, -0.5)]
    assert pieces_of(tokens, ["a", "b"]) == (
        Piece(text=0, start=0, end=1, weight=1.0),
        Piece(text=1, start=0, end=1, weight=-0.5),
    )


def test_where_nothing_weighs_anything_all_is_neutral() -> None:
    (piece,) = pieces_of([Token(0, 0, 0, 1, 0.0)], ["a"])
    assert piece.weight == 0.0
