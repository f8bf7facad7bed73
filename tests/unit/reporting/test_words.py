from __future__ import annotations

import pytest

from tuner_gui.engine.comparing.records import Needed, Pair, PairVerdict
from tuner_gui.engine.config import MODES
from tuner_gui.engine.experiment import BASELINES
from tuner_gui.reporting import words


def pair(verdict: PairVerdict, needed: Needed | None = None) -> Pair:
    return Pair(
        a="full",
        b="head",
        difference=0.02,
        ci=(0.0, 0.04),
        p=0.05,
        p_holm=0.1,
        verdict=verdict,
        needed=needed,
    )


@pytest.mark.parametrize("way", [*MODES, *BASELINES])
def test_every_way_of_training_has_a_name_and_a_line(way: str) -> None:
    assert words.way_name(way) != way and words.short_name(way) != way and words.way_line(way)


def test_ways_with_several_base_models_say_which() -> None:
    assert words.way_name("full@google-bert/bert-base-uncased") == "Fine-tune · bert-base-uncased"
    assert words.way_name("layerwise@builtin") == "Differential learning rates · MiniLM-L6"
    assert words.way_name(r"head@C:\models\ours") == "Head only · ours"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.001, "< 0.1 s"),
        (3.14, "3.1 s"),
        (48.2, "48 s"),
        (59.7, "1 min"),
        (130, "2 min 10 s"),
        (11400, "3 h 10 min"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_sizes_and_numbers() -> None:
    assert words.size(90_900_000) == "90.9 MB"
    assert words.size(0) == words.parameters(0) == words.energy(None) == words.UNKNOWN
    assert words.parameters(22_714_371) == "22.7 M" and words.parameters(3) == "3"
    assert words.energy(3600) == "1.00 Wh"
    assert words.rate(0.00002) == "2e-5"
    assert words.chance(0.0004) == "< 0.001" and words.chance(0.0336) == "0.034"


def test_differences_are_points_or_plain_numbers() -> None:
    assert words.difference("accuracy", -0.0213) == "−2.1"
    assert words.difference("pearson", 0.0213) == "+0.021"
    assert words.difference("accuracy", -0.0001) == "+0.0"
    assert words.difference_interval("accuracy", (-0.01, 0.03)) == "−1.0 to +3.0"
    assert words.region("accuracy", 0.01) == "1 point" and words.region("accuracy", 0.005) == "0.5 points"
    assert words.region("pearson", 0.01) == "0.01"
    assert words.with_interval("pearson", 0.1, (-0.2, 0.3)) == "0.100 (−0.200 to 0.300)"


def test_verdicts_of_pairs() -> None:
    assert words.pair_verdict(pair("a better"), 200, 3) == "Fine-tune is better"
    assert words.pair_verdict(pair("b better"), 200, 3) == "Head only is better"
    assert words.pair_verdict(pair("equivalent"), 200, 3) == "No difference that matters"
    assert words.pair_verdict(pair("undecided"), 200, 3) == "Not decided"


def test_only_what_is_more_than_there_is_would_tell() -> None:
    both = Needed(rows=2100, seeds=5)
    assert words.pair_verdict(pair("undecided", both), 200, 3) == (
        "Not decided; about 2,100 test rows and 5 seeds would tell"
    )
    assert words.pair_verdict(pair("undecided", both), 2100, 3) == "Not decided; 5 seeds would tell"
    assert (
        words.pair_verdict(pair("undecided", both), 200, 5) == "Not decided; about 2,100 test rows would tell"
    )
