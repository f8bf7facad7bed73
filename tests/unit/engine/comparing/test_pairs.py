"""Pairs against values worked out by hand, published, or computed by scipy in another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, false_discovery_control, ttest_rel

from tuner_gui.engine.comparing.difference import Difference, seed_spreads
from tuner_gui.engine.comparing.pairs import compare, holm, mcnemar, pair_verdict
from tuner_gui.engine.comparing.trained import Trained

RANDOM = np.random.default_rng(8)


def made(
    name: str, accuracy: float, *, seeds: int = 3, rows: int = 500, apart: float = 0.0, varies: bool = True
) -> Trained:
    """Rows that are right by chance; `apart` is the standard deviation between seeds."""
    chance = accuracy + apart * RANDOM.standard_normal((seeds, 1))
    return Trained(name, (RANDOM.random((seeds, rows)) < chance).astype(np.float64), varies)


def test_holm_of_a_worked_example() -> None:
    """0.01 × 4, 0.03 × 3 and no less than what went before."""
    assert holm([0.03, 0.01, 0.04, 0.2]) == pytest.approx([0.09, 0.04, 0.09, 0.2])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_holm_is_stricter_than_the_false_discovery_rate() -> None:
    ps = list(RANDOM.random(12) ** 3)
    assert np.all(np.asarray(holm(ps)) >= false_discovery_control(ps) - 1e-12)


@pytest.mark.parametrize(("only_a", "only_b"), [(10, 2), (2, 10), (7, 7), (0, 6)])
def test_mcnemar_is_a_sign_test(only_a: int, only_b: int) -> None:
    assert mcnemar(only_a, only_b) == pytest.approx(binomtest(only_a, only_a + only_b).pvalue)


def test_mcnemar_without_a_row_that_tells() -> None:
    assert mcnemar(0, 0) == 1.0


def test_the_variance_parts_are_those_of_the_analysis_of_variance() -> None:
    x = RANDOM.random((4, 30))
    trained = Trained("a", x)
    between = 30 * x.mean(axis=1).var(ddof=1)
    total = np.square(x - x.mean()).sum()
    rest = (total - 3 * between - 29 * 4 * x.mean(axis=0).var(ddof=1)) / (3 * 29)
    assert trained.between_seeds == pytest.approx(between)
    assert trained.rest == pytest.approx(rest)


def test_without_variation_of_seeds_it_is_the_paired_t_test() -> None:
    a, b = made("a", 0.8, seeds=1, varies=False), made("b", 0.7, seeds=1, varies=False)
    spreads = seed_spreads([a, b])
    found = Difference.between(a, b, *spreads)
    expected = ttest_rel(a.by_row, b.by_row)
    assert found.p == pytest.approx(expected.pvalue)
    low, high = expected.confidence_interval()
    assert found.interval == pytest.approx((low, high))


def test_seeds_that_vary_widen_the_interval() -> None:
    quiet = made("a", 0.8), made("b", 0.8)
    shift = np.asarray([[-0.1], [0.0], [0.1]])
    loud = tuple(Trained(each.name, each.contributions + shift) for each in quiet)
    narrow, wide = (compare(both, "accuracy").pairs[0].ci for both in (quiet, loud))
    # What seeds of 10 points leave with three of each: 10 × sqrt(2 / 3) = 8 points of standard error.
    assert wide[1] - wide[0] > 3 * (narrow[1] - narrow[0])
    assert wide[1] - wide[0] > 4 * 0.08


def test_a_mode_of_one_seed_borrows_from_the_others() -> None:
    shift = np.asarray([[-0.1], [0.0], [0.1]])
    several = Trained("a", made("a", 0.8).contributions + shift)
    one = made("b", 0.8, seeds=1)
    pair = compare([several, one], "accuracy").pairs[0]
    assert pair.seeds_counted
    assert seed_spreads([several, one])[1].variance == pytest.approx(several.seed_variance)
    assert pair.ci[1] - pair.ci[0] > 4 * 0.1  # 10 × sqrt(1 / 3 + 1) points of standard error
    alone = made("a", 0.8, seeds=1)
    assert not compare([alone, one], "accuracy").pairs[0].seeds_counted


def test_a_baseline_brings_no_variation_of_its_own() -> None:
    baseline = made("tfidf", 0.8, seeds=1, varies=False)
    shift = np.asarray([[-0.1], [0.0], [0.1]])
    spreads = seed_spreads([baseline, Trained("a", made("a", 0.8).contributions + shift)])
    assert spreads[0].variance == 0.0
    assert spreads[1].variance > 0.003


def test_one_model_each_is_mcnemars() -> None:
    a, b = made("a", 0.9, seeds=1), made("b", 0.8, seeds=1)
    pair = compare([a, b], "accuracy").pairs[0]
    apart = a.by_row - b.by_row
    assert pair.p == pair.p_mcnemar == pytest.approx(mcnemar(int((apart > 0).sum()), int((apart < 0).sum())))
    assert compare([made("a", 0.9), made("b", 0.8)], "accuracy").pairs[0].p_mcnemar is None


def test_models_that_agree_on_every_row_are_not_known_to_be_the_same() -> None:
    few = made("a", 0.8, seeds=1, rows=40)
    pair = compare([few, Trained("b", few.contributions)], "accuracy").pairs[0]
    assert pair.difference == 0.0
    assert pair.ci[0] < -0.01 < 0.01 < pair.ci[1]
    assert pair.verdict == "undecided"
    many = made("a", 0.8, seeds=1, rows=2000)
    assert compare([many, Trained("b", many.contributions)], "accuracy").pairs[0].verdict == "equivalent"


def test_verdicts() -> None:
    assert pair_verdict(0.05, (0.02, 0.08), 0.001, 0.01) == "a better"
    assert pair_verdict(-0.05, (-0.08, -0.02), 0.001, 0.01) == "b better"
    assert pair_verdict(0.05, (0.001, 0.099), 0.2, 0.01) == "undecided"
    # A difference that is sure and does not matter.
    assert pair_verdict(0.004, (0.002, 0.006), 0.001, 0.01) == "equivalent"
    assert pair_verdict(0.004, (0.002, 0.006), 0.001, 0.001) == "a better"


def test_decided_pairs_do_not_ask_more_of_the_undecided() -> None:
    a, b = made("a", 0.85, seeds=1, rows=300, varies=False), made("b", 0.8, seeds=1, rows=300, varies=False)
    low = made("low", 0.3, seeds=1, rows=300, varies=False)
    alone, among = compare([a, b], "accuracy"), compare([a, b, low], "accuracy")
    assert alone.pair("a", "b").verdict == among.pair("a", "b").verdict == "undecided"
    assert alone.pair("a", "b").needed == among.pair("a", "b").needed
    assert alone.pair("a", "b").needed is not None


def test_a_comparison_names_the_best_first_and_turns_pairs() -> None:
    found = compare([made("low", 0.6), made("high", 0.9), made("mid", 0.75)], "accuracy")
    assert [mode.mode for mode in found.modes] == ["high", "mid", "low"]
    assert found.mode("mid").rows == 500
    forth, back = found.pair("high", "low"), found.pair("low", "high")
    assert forth.difference == -back.difference > 0
    assert forth.ci == (-back.ci[1], -back.ci[0])
    assert (forth.verdict, back.verdict) == ("a better", "b better")
    assert forth.p_holm >= forth.p
