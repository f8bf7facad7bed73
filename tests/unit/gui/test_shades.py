"""Colours between two others, and what can be read on them."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from tuner_gui.gui.shades import contrast, mix, words_on
from tuner_gui.gui.tokens import DARK, LIGHT, Colors


def test_the_ends_are_the_colours_themselves_and_beyond_them_is_nothing() -> None:
    assert mix("#102030", "#A0B0C0", 0.0).name() == "#102030"
    assert mix("#102030", "#A0B0C0", 1.4).name() == "#a0b0c0"
    assert mix("#000000", "#FFFFFF", 0.5).name() == "#808080"


def test_contrast_is_that_of_the_wcag() -> None:
    assert contrast(QColor("#FFFFFF"), QColor("#000000")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("#FFFFFF")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["accent", "wrong"])
def test_numbers_in_cells_can_be_read_at_every_share(c: Colors, tone: str) -> None:
    grounds = [mix(c.surface, getattr(c, tone), share / 20) for share in range(21)]
    weakest = min(contrast(words_on(ground), ground) for ground in grounds)
    assert weakest >= 4.5
