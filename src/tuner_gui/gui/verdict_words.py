"""The verdict of a comparison in the window's own words, by the rules of `engine.comparing.words`.

Its English is the same, sentence by sentence; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.comparing.records import Comparison, Needed, Pair, Verdict
from tuner_gui.engine.config import Metric
from tuner_gui.engine.tasks import PLAIN_NUMBERS, metric_value

translate = QCoreApplication.translate

_MUCH = 1.2
"""Times of cost below which two cost the same."""
_NOTHING = 1.0
"""Seconds that nobody counts."""


def verdict_words(verdict: Verdict, test: Comparison, names: Mapping[str, str]) -> str:
    """The answer in a few sentences.

    Args:
        verdict: which way of training to take.
        test: the comparison on the test rows that it rests on.
        names: of the ways of training, as they stand in a sentence, by id.
    """
    return " ".join(filter(None, (first_words(verdict, test, names), other_words(verdict, test, names))))


def first_words(verdict: Verdict, test: Comparison, names: Mapping[str, str]) -> str:
    """What to take, by how much it is better, and how sure that is: to be set large."""
    a, b = names[verdict.recommended], names.get(verdict.rival, verdict.rival)
    if verdict.pair is None:
        score = metric_value(test.metric, test.mode(verdict.recommended).score)
        words = translate("verdict", "There is nothing to compare {0} with. It reaches {1}.")
        return words.format(a, score)
    if verdict.kind == "winner":
        return _winner(verdict.pair, a, b, test)
    if verdict.kind == "tie":
        return _tie(verdict.pair, a, b, test)
    if verdict.kind == "unsure":
        return _unsure(verdict.pair, a, b, test)
    words = translate(
        "verdict",
        "The validation rows chose {0}, but on the test rows {1} is {2} better, {3} for {0}. "
        "Look at both before you take one.",
    )
    sure = sure_words(verdict.pair.p_holm)
    return words.format(a, b, sure, difference_words(verdict.pair, test.metric))


def other_words(verdict: Verdict, test: Comparison, names: Mapping[str, str]) -> str:
    """What it costs, what would decide it, and what all of it rests on."""
    if verdict.pair is None:
        return ""
    a, b = names[verdict.recommended], names[verdict.rival]
    sentences = [
        _cost(verdict, a, b),
        _needed(verdict.pair.needed, test),
        _caution(verdict.pair),
        _basis(test, verdict.recommended),
    ]
    return " ".join(filter(None, sentences))


def difference_words(pair: Pair, metric: Metric) -> str:
    """`+2.1 points (+0.4 to +3.8)`, or `+0.021 (+0.004 to +0.038)` of a correlation."""
    if metric in PLAIN_NUMBERS:
        return difference_figures(pair, metric)
    low, high = pair.ci
    words = translate("verdict", "{0} points ({1} to {2})")
    return words.format(f"{100 * pair.difference:+.1f}", f"{100 * low:+.1f}", f"{100 * high:+.1f}")


def difference_figures(pair: Pair, metric: Metric) -> str:
    """The same without its unit, for a table: `+2.1 (+0.4 to +3.8)`."""
    scale, digits = (1, 3) if metric in PLAIN_NUMBERS else (100, 1)
    figures = (f"{scale * each:+.{digits}f}" for each in (pair.difference, *pair.ci))
    return translate("verdict", "{0} ({1} to {2})").format(*figures)


def interval_figures(low: float, high: float, metric: Metric) -> str:
    """`+0.4 to +3.8`, as in `difference_figures`."""
    scale, digits = (1, 3) if metric in PLAIN_NUMBERS else (100, 1)
    ends = (f"{scale * each:+.{digits}f}" for each in (low, high))
    return translate("verdict", "{0} to {1}").format(*ends)


def sure_words(p_holm: float) -> str:
    """How sure a difference is: in words, from almost certainly to not shown."""
    steps = (
        (0.001, translate("verdict", "almost certainly")),
        (0.01, translate("verdict", "very probably")),
        (0.05, translate("verdict", "probably")),
    )
    return next((words for limit, words in steps if p_holm <= limit), translate("verdict", "not shown"))


def pair_words(pair: Pair) -> str:
    """What may be said of the first of two ways of training, for a cell of a table."""
    words = {
        "equivalent": translate("verdict", "differ by less than matters"),
        "undecided": translate("verdict", "no difference shown"),
        "a better": translate("verdict", "{0} better"),
        "b better": translate("verdict", "{0} worse"),
    }[pair.verdict]
    return words.format(sure_words(pair.p_holm))


def metric_words(metric: Metric) -> str:
    """The metric's name as it stands in a sentence."""
    names: dict[Metric, str] = {
        "accuracy": translate("verdict", "accuracy"),
        "macro_f1": translate("verdict", "macro F1"),
        "micro_f1": translate("verdict", "micro F1"),
        "subset_accuracy": translate("verdict", "subset accuracy"),
        "pearson": translate("verdict", "Pearson"),
        "spearman": translate("verdict", "Spearman"),
        "mae": translate("verdict", "mean absolute error"),
    }
    return names[metric]


def _winner(pair: Pair, a: str, b: str, test: Comparison) -> str:
    words = translate(
        "verdict",
        "Take {0}: it is {1} better than all others on these data. {2} against {3} for the next best, {4}: "
        "{5}.",
    )
    scores = (metric_value(test.metric, test.mode(way).score) for way in (pair.a, pair.b))
    return words.format(a, sure_words(pair.p_holm), *scores, b, difference_words(pair, test.metric))


def _tie(pair: Pair, a: str, b: str, test: Comparison) -> str:
    if pair.verdict == "equivalent":
        words = translate("verdict", "Take {0}: between it and {1} they differ by less than matters, {2}.")
    else:
        words = translate("verdict", "Take {0}: between it and {1} no meaningful difference was found, {2}.")
    return words.format(a, b, difference_words(pair, test.metric))


def _unsure(pair: Pair, a: str, b: str, test: Comparison) -> str:
    if test.folds:
        words = translate(
            "verdict",
            "Take {0}: its score in the cross-validation speaks for it. That it is better than {1} is not "
            "shown: {2}.",
        )
    else:
        words = translate(
            "verdict",
            "Take {0}: the validation rows speak for it. That it is better than {1} is not shown: {2}.",
        )
    return words.format(a, b, difference_words(pair, test.metric))


def _cost(verdict: Verdict, a: str, b: str) -> str:
    dearer, cheaper = (b, a) if verdict.cheaper == verdict.recommended else (a, b)
    less, more = sorted((verdict.seconds, verdict.rival_seconds))
    if more < _NOTHING or more < _MUCH * less:
        return translate("verdict", "Both take about as long to train.")
    if less < _NOTHING:
        words = translate("verdict", "To train, {0} takes {1}, {2} no time to speak of.")
        return words.format(dearer, _time(more), cheaper)
    times = more / less
    number = f"{times:.1f}" if times < 10 else f"{times:,.0f}"
    words = translate("verdict", "To train, {0} takes {1}, {2} times as long as {3}.")
    return words.format(dearer, _time(more), number, cheaper)


def _time(seconds: float) -> str:
    if seconds < 90:
        return translate("verdict", "{0} s").format(f"{seconds:.0f}")
    if seconds < 5400:
        return translate("verdict", "{0} min").format(f"{seconds / 60:.0f}")
    return translate("verdict", "{0} h").format(f"{seconds / 3600:.1f}")


def _needed(needed: Needed | None, test: Comparison) -> str:
    if needed is None:
        return ""
    rows, seeds = test.modes[0].rows, max(mode.seeds for mode in test.modes)
    if needed.seeds <= seeds:
        words = translate(
            "verdict",
            "If that is the true difference, about {0} test rows would show it; there are {1}.",
        )
        return words.format(f"{needed.rows:,}", f"{rows:,}")
    if needed.rows > rows:
        words = translate(
            "verdict",
            "How well a training turns out varies too much: if that is the true difference, about {0} test "
            "rows and {1} seeds of each would show it, where more rows alone would not.",
        )
        return words.format(f"{needed.rows:,}", needed.seeds)
    words = translate(
        "verdict",
        "How well a training turns out varies too much: if that is the true difference, {0} seeds of each "
        "would show it, where more rows alone would not.",
    )
    return words.format(needed.seeds)


def _caution(pair: Pair) -> str:
    if pair.seeds_counted:
        return ""
    return translate(
        "verdict",
        "Each was trained once, so this is said of these models; another seed may turn out differently.",
    )


def _basis(test: Comparison, recommended: str) -> str:
    mode = test.mode(recommended)
    rows = f"{mode.rows:,}"
    if test.folds:
        words = translate("verdict", "By {0}-fold cross-validation: every one of {1} rows was tested once.")
        return words.format(test.folds, rows)
    if mode.seeds > 1:
        words = translate(
            "verdict",
            "Chosen on the validation rows; the figures are {0} on {1} test rows that chose nothing, "
            "with {2} seeds, with 95 % intervals.",
        )
        return words.format(metric_words(test.metric), rows, mode.seeds)
    words = translate(
        "verdict",
        "Chosen on the validation rows; the figures are {0} on {1} test rows that chose nothing, "
        "with 95 % intervals.",
    )
    return words.format(metric_words(test.metric), rows)
