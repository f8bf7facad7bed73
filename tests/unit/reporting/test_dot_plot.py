from __future__ import annotations

import pytest

from reporting_drawn import elements, numbers, words
from tuner_gui.reporting.dot_plot import DotRow, dot_plot
from tuner_gui.reporting.svg import Ink, Mark

INK = Ink("#111", "#555", "#ddd", "#fff")
BLUE = Mark("#00f", "#009")
ROWS = [
    DotRow("Fine-tune", 0.9, (0.86, 0.94), "90.0% (86.0–94.0)", BLUE, strong=True),
    DotRow("Always the same answer", 0.4, (0.34, 0.46), "40.0%", Mark("#777", "#777", hollow=True)),
]


def plot(rows: list[DotRow] = ROWS, *, width: float = 760, stacked: bool = False) -> str:
    return dot_plot(
        rows,
        title="Scores",
        ink=INK,
        tick_words=lambda value: f"{value:.2f}",
        limits=(0.0, 1.0),
        width=width,
        stacked=stacked,
    )


@pytest.mark.parametrize("stacked", [False, True])
def test_dots_and_bars_stand_where_the_axis_says(stacked: bool) -> None:
    drawn = plot(stacked=stacked, width=360 if stacked else 760)
    ticks = {float(tick.text or ""): numbers(tick, "x")[0] for tick in elements(drawn, "tick")}
    (first, start), (last, end) = min(ticks.items()), max(ticks.items())

    def place(value: float) -> float:
        return start + (value - first) * (end - start) / (last - first)

    for row, dot, bar in zip(ROWS, elements(drawn, "dot"), elements(drawn, "interval"), strict=True):
        x, y = numbers(dot, "cx", "cy")
        assert x == pytest.approx(place(row.value), abs=0.02)
        low, high, y1, y2 = numbers(bar, "x1", "x2", "y1", "y2")
        assert (low, high) == pytest.approx([place(each) for each in row.interval], abs=0.02)
        assert y == y1 == y2


def test_each_row_says_its_name_and_its_value() -> None:
    drawn = plot()
    assert words(drawn, "name") == ["Fine-tune", "Always the same answer"]
    assert words(drawn, "value") == ["90.0% (86.0–94.0)", "40.0%"]
    assert [each.get("font-weight") for each in elements(drawn, "name")] == ["600", None]


def test_nothing_stands_in_the_way_of_a_long_name() -> None:
    drawn = plot([*ROWS, DotRow("x" * 200, 0.5, (0.0, 1.0), "50.0%", BLUE)])
    name, bar = elements(drawn, "name")[2], elements(drawn, "interval")[2]
    assert len(name.text or "") < 100
    assert numbers(bar, "x1")[0] > 0.3 * 760


def test_a_score_that_is_always_right_can_be_drawn() -> None:
    drawn = plot([DotRow("Fine-tune", 1.0, (1.0, 1.0), "100.0%", BLUE)])
    assert len(elements(drawn, "dot")) == 1 and words(drawn, "tick")
