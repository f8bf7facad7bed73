"""Cells for spreadsheets."""

from __future__ import annotations

import pytest

from tuner_gui.engine.safe_cells import plain_cell, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\tx", "\r=x", "- 5", "-5 "])
def test_formulas_are_made_harmless_and_can_be_had_back(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "word", "a=b", "-5", "+1.5e3", "'quoted'", "it's"])
def test_all_else_stays(text: str) -> None:
    assert safe_cell(text) == text
    assert plain_cell(text) == text
