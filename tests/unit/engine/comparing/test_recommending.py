"""Which mode is recommended, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tuner_gui.engine.comparing.recommending import verdict
from tuner_gui.engine.comparing.records import Comparison, ModeScore, Needed, Pair, PairVerdict
from tuner_gui.engine.comparing.words import difference_words, sure_words, verdict_words
from tuner_gui.engine.config import Metric

SECONDS = {"full": 240.0, "head": 20.0, "scratch": 200.0}
NAMES = {"full": "fine-tuning", "head": "the head only", "scratch": "training from scratch"}


def comparison(
    scores: dict[str, float],
    verdicts: Sequence[PairVerdict],
    *,
    metric: Metric = "accuracy",
    folds: int = 0,
    needed: Needed | None = None,
    seeds: int = 3,
) -> Comparison:
    """Of modes named best first; verdicts are those of the pairs in the order (1, 2), (1, 3), (2, 3)."""
    names = list(scores)
    modes = tuple(
        ModeScore(
            mode=name,
            score=score,
            ci=(score - 0.03, score + 0.03),
            seeds=seeds,
            rows=500,
            seeds_counted=seeds > 1,
            deviation=None,
        )
        for name, score in scores.items()
    )
    sides = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    pairs = tuple(
        Pair(
            a=a,
            b=b,
            difference=scores[a] - scores[b],
            ci=(scores[a] - scores[b] - 0.02, scores[a] - scores[b] + 0.02),
            p=0.0005,
            p_holm=0.0009 if said.endswith("better") else 0.4,
            verdict=said,
            seeds_counted=seeds > 1,
            needed=needed if said == "undecided" else None,
        )
        for (a, b), said in zip(sides, verdicts, strict=True)
    )
    return Comparison(metric=metric, modes=modes, pairs=pairs, folds=folds)


CLEAR = comparison({"full": 0.85, "head": 0.8, "scratch": 0.6}, ["a better"] * 3)


def test_a_winner_is_named_with_how_much_how_sure_and_at_what_cost() -> None:
    found = verdict(CLEAR, CLEAR, SECONDS)
    assert (found.kind, found.recommended, found.rival, found.cheaper) == ("winner", "full", "head", "head")
    assert (found.seconds, found.rival_seconds) == (240.0, 20.0)
    words = verdict_words(found, CLEAR, NAMES)
    assert words == (
        "Take fine-tuning: it is almost certainly better than all others on these data. "
        "85.0% against 80.0% for the next best, the head only: +5.0 points (+3.0 to +7.0). "
        "To train, fine-tuning takes 4 min, 12 times as long as the head only. "
        "Chosen on the validation rows; the figures are accuracy on 500 test rows that chose nothing, "
        "with 3 seeds, with 95 % intervals."
    )


def test_of_two_that_are_as_good_the_cheaper_is_taken() -> None:
    near = comparison({"full": 0.85, "head": 0.845, "scratch": 0.6}, ["undecided", "a better", "a better"])
    found = verdict(near, near, SECONDS)
    assert (found.kind, found.recommended, found.rival, found.cheaper) == ("tie", "head", "full", "head")
    words = verdict_words(found, near, NAMES)
    assert words.startswith(
        "Take the head only: between it and fine-tuning no meaningful difference was found"
    )
    assert "fine-tuning takes 4 min, 12 times as long as the head only." in words
    same = comparison({"full": 0.85, "head": 0.845, "scratch": 0.6}, ["equivalent", "a better", "a better"])
    assert "differ by less than matters" in verdict_words(verdict(same, same, SECONDS), same, NAMES)


def test_a_cheap_one_that_the_test_rows_favour_wins() -> None:
    validation = comparison({"full": 0.85, "head": 0.845, "scratch": 0.6}, ["undecided"] * 3)
    test = comparison({"head": 0.9, "full": 0.8, "scratch": 0.6}, ["a better"] * 3)
    found = verdict(validation, test, SECONDS)
    assert (found.kind, found.recommended, found.rival) == ("winner", "head", "full")


def test_cheap_is_not_enough() -> None:
    """Three points behind on the validation rows is no tie, however unsure."""
    open_ = comparison({"full": 0.85, "head": 0.82, "scratch": 0.6}, ["undecided", "a better", "a better"])
    found = verdict(open_, open_, SECONDS)
    assert (found.kind, found.recommended, found.rival) == ("unsure", "full", "head")
    # Nor is a small difference that is sure.
    sure = comparison({"full": 0.85, "head": 0.843, "scratch": 0.6}, ["a better"] * 3)
    assert verdict(sure, sure, SECONDS).recommended == "full"


def test_the_validation_rows_choose_and_the_test_rows_may_contradict() -> None:
    test = comparison({"head": 0.88, "full": 0.83, "scratch": 0.6}, ["a better"] * 3)
    found = verdict(CLEAR, test, SECONDS)
    assert (found.kind, found.recommended, found.rival) == ("contradicted", "full", "head")
    assert found.pair is not None
    assert found.pair.difference == pytest.approx(-0.05)
    words = verdict_words(found, test, NAMES)
    assert "chose fine-tuning, but on the test rows the head only is almost certainly better" in words


def test_too_few_rows_are_said_with_how_many_would_do() -> None:
    verdicts: list[PairVerdict] = ["undecided", "a better", "a better"]
    test = comparison(
        {"full": 0.85, "head": 0.82, "scratch": 0.6}, verdicts, needed=Needed(rows=1900, seeds=3)
    )
    words = verdict_words(verdict(CLEAR, test, SECONDS), test, NAMES)
    assert "about 1,900 test rows would show it; there are 500." in words
    seeds = comparison(
        {"full": 0.85, "head": 0.82, "scratch": 0.6}, verdicts, needed=Needed(rows=500, seeds=8)
    )
    words = verdict_words(verdict(CLEAR, seeds, SECONDS), seeds, NAMES)
    assert "8 seeds of each would show it" in words
    assert "test rows and" not in words


def test_one_seed_each_is_said() -> None:
    test = comparison({"full": 0.85, "head": 0.8, "scratch": 0.6}, ["a better"] * 3, seeds=1)
    words = verdict_words(verdict(test, test, SECONDS), test, NAMES)
    assert "Each was trained once" in words


def test_cross_validation_is_said() -> None:
    test = comparison({"full": 0.85, "head": 0.8, "scratch": 0.6}, ["a better"] * 3, folds=5)
    words = verdict_words(verdict(test, test, SECONDS), test, NAMES)
    assert words.endswith("By 5-fold cross-validation: every one of 500 rows was tested once.")

    verdicts: list[PairVerdict] = ["undecided", "a better", "a better"]
    open_ = comparison({"full": 0.85, "head": 0.82, "scratch": 0.6}, verdicts, folds=5)
    words = verdict_words(verdict(open_, open_, SECONDS), open_, NAMES)
    assert words.startswith("Take fine-tuning: its score in the cross-validation speaks for it.")
    assert "alidation rows" not in words


def test_what_is_shown_to_be_worse_than_any_is_not_taken() -> None:
    """Where all rows are tested nothing could contradict the choice but itself."""
    test = comparison(
        {"full": 0.85, "scratch": 0.849, "head": 0.842}, ["undecided", "undecided", "a better"], folds=5
    )
    found = verdict(test, test, SECONDS)
    assert (found.kind, found.recommended) == ("tie", "scratch")


def test_costs_are_told_in_units_that_fit() -> None:
    def told(full: float, head: float) -> str:
        found = verdict(CLEAR, CLEAR, {"full": full, "head": head, "scratch": 1.0})
        return verdict_words(found, CLEAR, NAMES)

    assert "fine-tuning takes 50 s, the head only no time to speak of." in told(50, 0.01)
    assert "fine-tuning takes 2.0 h, 1.5 times as long" in told(7200, 4800)
    assert "the head only takes 60 s, 30 times as long as fine-tuning." in told(2, 60)
    assert "Both take about as long" in told(100, 95)
    assert "Both take about as long" in told(0.5, 0.001)


def test_one_mode_alone() -> None:
    alone = comparison({"full": 0.85}, [])
    found = verdict(alone, alone, SECONDS)
    assert found.kind == "alone"
    assert verdict_words(found, alone, NAMES) == (
        "There is nothing to compare fine-tuning with. It reaches 85.0%."
    )


def test_a_correlation_has_no_points() -> None:
    pair = comparison({"full": 0.85, "head": 0.8}, ["a better"]).pairs[0]
    assert difference_words(pair, "pearson") == "+0.050 (+0.030 to +0.070)"


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0005, "almost certainly"),
        (0.005, "very probably"),
        (0.05, "probably"),
        (0.06, "not shown"),
    ],
)
def test_how_sure(p: float, words: str) -> None:
    assert sure_words(p) == words
