"""A verdict in plain English, by fixed rules. Where words are translated, the same rules are followed
there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tuner_gui.engine.comparing.records import Comparison, Needed, Pair, Verdict, VerdictKind
from tuner_gui.engine.config import Metric
from tuner_gui.engine.tasks import METRIC_NAMES, PLAIN_NUMBERS, metric_value

_SURE = ((0.001, "almost certainly"), (0.01, "very probably"), (0.05, "probably"))
"""By Holm's p: how sure a difference is."""
_MUCH = 1.2
"""Times of cost below which two cost the same."""
_NOTHING = 1.0
"""Seconds that nobody counts."""


def verdict_words(verdict: Verdict, test: Comparison, names: Mapping[str, str]) -> str:
    """The answer in a few sentences: what to take, by how much it is better, how sure that is and what it
    costs.

    Args:
        verdict: of `recommending.verdict`.
        test: the comparison on the test rows that it rests on.
        names: of the ways of training, as they stand in a sentence, by id.
    """
    if verdict.pair is None:
        score = metric_value(test.metric, test.mode(verdict.recommended).score)
        return f"There is nothing to compare {names[verdict.recommended]} with. It reaches {score}."
    a, b = names[verdict.recommended], names[verdict.rival]
    sentences = [
        _KINDS[verdict.kind](verdict.pair, a, b, test),
        _cost(verdict, a, b),
        _needed(verdict.pair.needed, test),
        _caution(verdict.pair),
        _basis(test, verdict.recommended),
    ]
    return " ".join(filter(None, sentences))


def difference_words(pair: Pair, metric: Metric) -> str:
    """`+2.1 points (0.4 to 3.8)`, or `+0.021 (0.004 to 0.038)` of a correlation."""
    low, high = pair.ci
    if metric in PLAIN_NUMBERS:
        return f"{pair.difference:+.3f} ({low:+.3f} to {high:+.3f})"
    return f"{100 * pair.difference:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"


def sure_words(p_holm: float) -> str:
    """How sure a difference is: in words, from almost certainly to not shown."""
    return next((words for limit, words in _SURE if p_holm <= limit), "not shown")


def _winner(pair: Pair, a: str, b: str, test: Comparison) -> str:
    return (
        f"Take {a}: it is {sure_words(pair.p_holm)} better than all others on these data. "
        f"{_score(test, pair.a)} against {_score(test, pair.b)} for the next best, {b}: "
        f"{difference_words(pair, test.metric)}."
    )


def _tie(pair: Pair, a: str, b: str, test: Comparison) -> str:
    shown = (
        "they differ by less than matters"
        if pair.verdict == "equivalent"
        else "no meaningful difference was found"
    )
    return f"Take {a}: between it and {b} {shown}, {difference_words(pair, test.metric)}."


def _unsure(pair: Pair, a: str, b: str, test: Comparison) -> str:
    for_it = "its score in the cross-validation speaks" if test.folds else "the validation rows speak"
    return (
        f"Take {a}: {for_it} for it. That it is better than {b} is not shown: "
        f"{difference_words(pair, test.metric)}."
    )


def _contradicted(pair: Pair, a: str, b: str, test: Comparison) -> str:
    return (
        f"The validation rows chose {a}, but on the test rows {b} is {sure_words(pair.p_holm)} better, "
        f"{difference_words(pair, test.metric)} for {a}. Look at both before you take one."
    )


_KINDS: dict[VerdictKind, Callable[[Pair, str, str, Comparison], str]] = {
    "winner": _winner,
    "tie": _tie,
    "unsure": _unsure,
    "contradicted": _contradicted,
}


def _score(test: Comparison, mode: str) -> str:
    return metric_value(test.metric, test.mode(mode).score)


def _cost(verdict: Verdict, a: str, b: str) -> str:
    dearer, cheaper = (b, a) if verdict.cheaper == verdict.recommended else (a, b)
    less, more = sorted((verdict.seconds, verdict.rival_seconds))
    if more < _NOTHING or more < _MUCH * less:
        return "Both take about as long to train."
    if less < _NOTHING:
        return f"To train, {dearer} takes {_time(more)}, {cheaper} no time to speak of."
    times = more / less
    number = f"{times:.1f}" if times < 10 else f"{times:,.0f}"
    return f"To train, {dearer} takes {_time(more)}, {number} times as long as {cheaper}."


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _needed(needed: Needed | None, test: Comparison) -> str:
    if needed is None:
        return ""
    rows, seeds = test.modes[0].rows, max(mode.seeds for mode in test.modes)
    if needed.seeds <= seeds:
        return (
            f"If that is the true difference, about {needed.rows:,} test rows would show it; "
            f"there are {rows:,}."
        )
    more = f"about {needed.rows:,} test rows and " if needed.rows > rows else ""
    return (
        f"How well a training turns out varies too much: if that is the true difference, "
        f"{more}{needed.seeds} seeds of each would show it, where more rows alone would not."
    )


def _caution(pair: Pair) -> str:
    if pair.seeds_counted:
        return ""
    return "Each was trained once, so this is said of these models; another seed may turn out differently."


def _basis(test: Comparison, recommended: str) -> str:
    mode = test.mode(recommended)
    if test.folds:
        return f"By {test.folds}-fold cross-validation: every one of {mode.rows:,} rows was tested once."
    seeds = f", with {mode.seeds} seeds" if mode.seeds > 1 else ""
    return (
        f"Chosen on the validation rows; the figures are {METRIC_NAMES[test.metric]} on {mode.rows:,} "
        f"test rows that chose nothing{seeds}, with 95 % intervals."
    )
