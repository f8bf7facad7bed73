"""Axes of scores, round numbers on them, and names that keep apart."""

from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.gui import plot_math
from tuner_gui.gui.models.facts_model import Column, FactsModel, Told, told
from tuner_gui.gui.widgets.compare import way_facts
from tuner_gui.gui.widgets.compare.pairs_card import p_words
from tuner_gui.gui.widgets.compare.scale import ScoreScale, scale_of, tick_words


def test_a_score_lies_where_its_share_of_the_axis_is() -> None:
    scale = ScoreScale(0.5, 1.0, left=100, width=200)
    assert [scale.x(score) for score in (0.5, 0.75, 1.0)] == [100, 200, 300]


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [
        (0.5, 1.0, 5, [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (0.81, 0.86, 6, [0.81, 0.82, 0.83, 0.84, 0.85, 0.86]),
        (0.0, 1.0, 2, [0.0, 0.5, 1.0]),
    ],
)
def test_marks_are_round(low: float, high: float, most: int, wanted: list[float]) -> None:
    assert ScoreScale(low, high).ticks(most) == wanted


def test_an_axis_shows_everything_and_nothing_that_cannot_be() -> None:
    scale = scale_of([0.02, 0.6, 0.99], "accuracy")
    assert 0.0 <= scale.low <= 0.02
    assert 0.99 <= scale.high <= 1.0
    assert scale_of([0.8, 0.8], "accuracy").high > 0.8
    assert scale_of([-0.5, 0.2], "pearson").low < -0.5
    assert scale_of([], "accuracy").ticks(5)


def test_marks_are_told_in_percent_or_plainly() -> None:
    assert tick_words(0.85, "accuracy") == "85"
    assert tick_words(0.85, "pearson") == "0.85"


@pytest.mark.parametrize(("low", "high"), [(0.0, 3.0), (0.0, 7.5), (12.0, 13.0), (0.0, 480.0), (0.0, 0.3)])
def test_round_positions_are_few_and_inside(low: float, high: float) -> None:
    ticks = plot_math.nice_ticks(low, high, 6)
    assert 2 <= len(ticks) <= 6
    assert min(ticks) >= low - 1e-9
    assert max(ticks) <= high + 1e-9


def test_names_keep_apart_in_their_order() -> None:
    values = np.array([0.9, 0.1, 0.89, 0.88])
    placed = plot_math.apart(values, 0.1, 0.0, 1.0)
    assert np.diff(np.sort(placed)).min() >= 0.1 - 1e-9
    assert np.argsort(placed).tolist() == np.argsort(values).tolist()
    assert placed.max() <= 1.0 + 1e-9
    assert placed[1] == 0.1, "what has room stays where it is"
    assert plot_math.apart(np.empty(0), 0.1, 0, 1).size == 0


def test_cells_that_tell_themselves_are_sorted_by_number() -> None:
    model = FactsModel([Column("way"), Column("time", words=told)])
    model.set_rows([("a", Told(90, "1.5 min")), ("b", Told(None, "–")), ("c", Told(8, "8 s"))])
    model.sort(1)
    assert [model.row(line)[0] for line in range(3)] == ["b", "c", "a"]
    assert model.index(2, 1).data() == "1.5 min"
    assert model.as_text().splitlines()[-1] == "a\t1.5 min"


def test_the_same_rows_leave_the_table_alone() -> None:
    model = FactsModel([Column("way"), Column("time", words=told)])
    model.set_rows([("a", Told(1.0, "1 s"))])
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_rows([("a", Told(1.0, "1 s"))])
    assert not resets
    model.set_rows([("a", Told(1.0, "1 second"))])
    assert len(resets) == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "–"), (0.2, "< 1 s"), (84, "84 s"), (100, "1.7 min"), (1000, "17 min"), (9000, "2.5 h")],
)
def test_times_are_short(seconds: float, words: str) -> None:
    assert way_facts.time_words(seconds) == words


def test_small_probabilities_are_below_a_limit() -> None:
    assert [p_words(p) for p in (0.00001, 0.0004, 0.0412, 1.0)] == ["< 0.0001", "0.0004", "0.041", "1.000"]
