from __future__ import annotations

import time

import pytest

import scores
from tuner_gui.gui import text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 s"),
        (48, "48 s"),
        (59.7, "1 min"),
        (130, "2 min 10 s"),
        (2100, "35 min"),
        (11_400, "3 h 10 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert text.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (2, "~5 s"),
        (18, "~20 s"),
        (54, "~55 s"),
        (92, "~1.5 min"),
        (560, "~9.5 min"),
        (580, "~10 min"),
        (700, "~12 min"),
    ],
)
def test_predicted_durations_are_rounded(seconds: float, words: str) -> None:
    assert text.about(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"), [(512, "512 B"), (90_900_000, "91 MB"), (1_240_000_000, "1.2 GB"), (16e9, "16 GB")]
)
def test_sizes(number: float, words: str) -> None:
    assert text.size(number) == words


@pytest.mark.parametrize(("value", "words"), [(2e-5, "2e-5"), (2.1e-6, "2.1e-6"), (0.001, "0.001")])
def test_rates(value: float, words: str) -> None:
    assert text.rate(value) == words


def test_a_score_is_never_without_its_interval() -> None:
    assert text.with_interval(scores.accuracy(0.841, 0.8, 104, (0.759, 0.899))) == "84.1 % (75.9–89.9)"
    uncertain = scores.correlation(0.1, 0.4, 20, (-0.355, 0.518))
    assert text.with_interval(uncertain) == "0.100 (-0.355 to 0.518)"


@pytest.mark.parametrize(
    ("value", "words"), [(0.4123, "0.412"), (-3.0, "-3.000"), (41.256, "41.26"), (250_310.4, "250,310")]
)
def test_numbers(value: float, words: str) -> None:
    assert text.number(value) == words


def test_days() -> None:
    now = time.mktime((2025, 3, 2, 0, 30, 0, 0, 0, -1))
    assert text.when(now - 60, now) == "today 00:29"
    assert text.when(now - 3600, now) == "yesterday 23:30"
    assert text.when(now - 30 * 86_400, now).startswith("2025-01-31 ")


def test_parameters_and_speed() -> None:
    assert text.parameters(22_713_216) == "22.7 M"
    assert text.speed(61.3) == "61 rows/s"
    assert text.speed(0.84) == "0.8 rows/s"
