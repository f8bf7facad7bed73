"""The histogram of lengths, and what a cap would cut."""

from __future__ import annotations

import pytest

from tuner_gui.engine.facts import TokenLengths
from tuner_gui.gui.widgets.length_plot import length_bars

LENGTHS = TokenLengths(edges=(0, 100, 200, 300), counts=(50, 30, 20), rows=100, limit=256, cut=9)


def test_bars_are_shares_of_the_highest() -> None:
    assert length_bars(LENGTHS).heights == (1.0, 0.6, 0.4)


def test_the_share_that_is_cut_is_counted_or_for_a_cap_estimated() -> None:
    assert length_bars(LENGTHS).cut_share == pytest.approx(0.09)
    capped = length_bars(LENGTHS, cap=150)
    assert capped.limit == 150
    assert capped.cut_share == pytest.approx(0.35)
    assert length_bars(LENGTHS, cap=400).limit == 256


def test_no_rows_are_no_trouble() -> None:
    assert length_bars(TokenLengths(edges=(0, 1), counts=(0,), rows=0, limit=8, cut=0)).cut_share == 0
