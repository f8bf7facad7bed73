from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.reporting import svg
from tuner_gui.reporting.svg import SHAPES, Ink, Mark, Scale

INK = Ink("#111", "#555", "#ddd", "#fff")


def test_a_scale_puts_values_where_they_belong() -> None:
    scale = Scale(0.5, 1.0, 100, 300)
    assert scale(0.5) == 100
    assert scale(0.75) == pytest.approx(200)
    assert scale(2.0) == 300, "what is beyond lies at the end"


def test_a_logarithmic_scale_gives_each_factor_the_same_room() -> None:
    scale = Scale(10, 1000, 0, 200, log=True)
    assert scale(100) == pytest.approx(100)
    assert scale(200) - scale(100) == pytest.approx(scale(400) - scale(200))


def test_ticks_are_round_and_within() -> None:
    assert svg.ticks(0.33, 0.94) == pytest.approx([0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    assert svg.ticks(-0.1, 1.0) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])


@given(st.floats(-1, 1), st.floats(0.005, 3), st.integers(3, 8))
def test_any_axis_has_a_few_ticks(low: float, span: float, most: int) -> None:
    found = svg.ticks(low, low + span, most)
    assert 1 <= len(found) <= most
    assert low - 1e-9 <= found[0] <= found[-1] <= low + span + 1e-9


def test_logarithmic_ticks() -> None:
    assert svg.log_ticks(45, 2500) == [50, 100, 200, 500, 1000, 2000]
    assert svg.log_ticks(45, 2500, 4) == [100, 300, 1000]
    assert svg.log_ticks(210, 290) == [210, 290], "no round number in between: the ends"


@given(st.lists(st.floats(0, 300), max_size=12))
def test_labels_are_moved_apart_and_stay_in_order(wanted: list[float]) -> None:
    found = svg.apart(wanted, 20, 0, 300)
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    heights = [found[place] for place in order]
    assert all(later - earlier >= 19.99 for earlier, later in itertools.pairwise(heights))
    assert all(-1e-6 <= height <= 300 + 1e-6 for height in heights)


def test_labels_with_room_stay_where_they_are() -> None:
    assert svg.apart([200, 20, 100], 20, 0, 300) == [200, 20, 100]


def test_long_words_are_cut_to_fit() -> None:
    cut = svg.fitted("Fine-tune · a-model-with-a-very-long-name", 13, 120)
    assert cut.endswith("…") and svg.width_of(cut, 13) <= 120
    assert svg.fitted("Fine-tune", 13, 120) == "Fine-tune"
    assert svg.width_of("微调", 10) == 20, "letters of Chinese are as wide as high"


def test_words_are_escaped() -> None:
    words = '</text><script>alert("1")</script>'
    drawn = svg.picture(100, 50, words, [svg.label(0, 0, words, color="red")], INK)
    assert "<script>" not in drawn
    found = ElementTree.fromstring(drawn)
    assert [element.text for element in found] == [words, words]


@pytest.mark.parametrize("shape", SHAPES)
def test_marks_stand_at_their_place(shape: svg.Shape) -> None:
    drawn = ElementTree.fromstring(svg.dot(40, 30, Mark("#00f", "#00f", shape), "#fff"))
    if shape == "circle":
        assert (drawn.get("cx"), drawn.get("cy")) == ("40", "30")
        return
    corners = [tuple(map(float, corner.split(","))) for corner in drawn.get("points", "").split()]
    assert min(x for x, _ in corners) + max(x for x, _ in corners) == pytest.approx(80)
    assert min(y for _, y in corners) < 30 < max(y for _, y in corners)


def test_a_hollow_mark_is_filled_with_the_surface() -> None:
    full, hollow = (svg.dot(0, 0, Mark("#00f", "#00f", hollow=hollow), "#fff") for hollow in (False, True))
    assert "fill:#00f" in full and "fill:#fff" in hollow and "stroke:#00f" in hollow
