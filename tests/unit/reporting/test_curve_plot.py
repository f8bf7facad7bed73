from __future__ import annotations

import itertools

import pytest

from reporting_drawn import elements, numbers, words
from tuner_gui.reporting.curve_plot import At, CurveLine, curve_plot
from tuner_gui.reporting.svg import Ink, Mark

INK = Ink("#111", "#555", "#ddd", "#fff")
POINTS = (At(100, 0.6, (0.5, 0.7)), At(1000, 0.8, (0.75, 0.85)))
FIT = tuple(
    At(n, score, (score - 0.05, score + 0.05)) for n, score in ((100, 0.6), (1000, 0.8), (4000, 0.86))
)


def plot(lines: list[CurveLine], width: float = 760) -> str:
    return curve_plot(
        lines,
        title="Curves",
        axis_title="rows",
        ink=INK,
        tick_words=lambda value: f"{value:.2f}",
        limits=(0.0, 1.0),
        width=width,
    )


def line(label: str = "Fine-tune", *, fitted: bool = True) -> CurveLine:
    return CurveLine(label, Mark("#00f", "#009"), POINTS, FIT if fitted else ())


def test_marks_stand_where_the_axes_say() -> None:
    drawn = plot([line()])
    ticks = elements(drawn, "tick")
    up = {float(tick.text or ""): numbers(tick, "y")[0] for tick in ticks if tick.get("text-anchor") == "end"}
    across = {tick.text: numbers(tick, "x")[0] for tick in ticks if tick.get("text-anchor") == "middle"}
    dots = elements(drawn, "dot")
    assert numbers(dots[0], "cx")[0] == pytest.approx(across["100"], abs=0.1)
    assert numbers(dots[1], "cx")[0] == pytest.approx(across["1,000"], abs=0.1)
    middle = up[0.8] - 0.35 * 11  # of words, from their baseline
    assert numbers(dots[1], "cy")[0] == pytest.approx(middle, abs=0.1)
    low, high = numbers(elements(drawn, "interval")[1], "y1", "y2")
    assert low > numbers(dots[1], "cy")[0] > high, "the lower end is further down"


def test_what_was_never_measured_is_dashed() -> None:
    measured, beyond = elements(plot([line()]), "curve")
    assert measured.get("stroke-dasharray") is None and beyond.get("stroke-dasharray")
    assert (measured.get("d") or "").split(" L ")[-1] == (beyond.get("d") or "")[2:].split(" L ")[0]


def test_without_a_fit_the_points_are_joined() -> None:
    drawn = plot([line(fitted=False)])
    assert len(elements(drawn, "curve")) == 1 and not elements(drawn, "band")


def test_lines_that_end_together_have_labels_that_can_be_read() -> None:
    drawn = plot([line(name) for name in ("One", "Two", "Three", "Four")])
    assert words(drawn, "name") == ["One", "Two", "Three", "Four"]
    heights = sorted(numbers(name, "y")[0] for name in elements(drawn, "name"))
    assert all(later - earlier >= 16 for earlier, later in itertools.pairwise(heights))
    assert len({dot.get("cx") for dot in elements(drawn, "dot")[::2]}) == 4, "no mark hides another"


def test_one_share_alone_can_be_drawn() -> None:
    alone = CurveLine("Fine-tune", Mark("#00f", "#009"), POINTS[:1])
    assert len(elements(plot([alone], width=360), "dot")) == 1
