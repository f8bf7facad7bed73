"""The window says of a verdict what the engine says, and what may be translated stands on its own."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from made_experiments import made_result
from tuner_gui.engine.comparing import words as engine_words
from tuner_gui.engine.comparing.records import (
    Comparison,
    ModeScore,
    Needed,
    Pair,
    PairVerdict,
    Verdict,
    VerdictKind,
    turned,
)
from tuner_gui.engine.config import METRICS, MODES, Metric
from tuner_gui.engine.experiment import BASELINES
from tuner_gui.engine.tasks import METRIC_NAMES
from tuner_gui.gui import verdict_words, way_words
from tuner_gui.gui.curve_verdict import curve_sentences

WAYS = ("full", "head")
NAMES = {way: way_words.way_in_sentence(way) for way in WAYS}
NEEDED = (None, Needed(rows=900, seeds=3), Needed(rows=900, seeds=8), Needed(rows=400, seeds=8))
TIMES = ((0.2, 0.5), (30.0, 33.0), (0.4, 300.0), (80.0, 100.0), (700.0, 20.0), (9000.0, 100.0))


def comparison(pair: Pair, metric: Metric, seeds: int, folds: int) -> Comparison:
    modes = tuple(
        ModeScore(
            mode=way,
            score=score,
            ci=(score - 0.02, score + 0.02),
            seeds=seeds,
            rows=500,
            seeds_counted=seeds > 1,
            deviation=None,
        )
        for way, score in zip(WAYS, (0.8412, 0.8203), strict=True)
    )
    return Comparison(metric=metric, modes=modes, pairs=(pair,), folds=folds)


@pytest.mark.parametrize("kind", get_args(VerdictKind))
@pytest.mark.parametrize("metric", ["accuracy", "pearson"])
def test_the_english_is_that_of_the_engine(kind: VerdictKind, metric: Metric) -> None:
    said = set()
    for said_of, p, needed, seeds, folds, (a, b) in product(
        get_args(PairVerdict), (0.0004, 0.004, 0.04, 0.4), NEEDED, (1, 3), (0, 5), TIMES
    ):
        pair = Pair(
            a="full",
            b="head",
            difference=0.0209,
            ci=(-0.0031, 0.0449),
            p=p / 2,
            p_holm=p,
            verdict=said_of,
            seeds_counted=seeds > 1,
            needed=needed,
        )
        test = comparison(pair, metric, seeds, folds)
        verdict = Verdict(
            kind=kind,
            recommended="full",
            rival="" if kind == "alone" else "head",
            pair=None if kind == "alone" else pair,
            seconds=a,
            rival_seconds=b,
        )
        words = verdict_words.verdict_words(verdict, test, NAMES)
        assert words == engine_words.verdict_words(verdict, test, NAMES)
        said.add(words)
    assert len(said) > (1 if kind == "alone" else 50) - 1


def test_differences_metrics_and_sureness_are_in_the_engine_s_words() -> None:
    for metrics in METRICS.values():
        for metric in metrics:
            assert verdict_words.metric_words(metric) == METRIC_NAMES[metric]
    for p in (0.0, 0.001, 0.0011, 0.01, 0.02, 0.05, 0.06, 1.0):
        assert verdict_words.sure_words(p) == engine_words.sure_words(p)


def test_a_pair_is_told_from_either_side() -> None:
    pair = Pair(
        a="full", b="head", difference=0.1, ci=(0.05, 0.15), p=0.001, p_holm=0.004, verdict="a better"
    )
    assert verdict_words.pair_words(pair) == "very probably better"
    assert verdict_words.pair_words(turned(pair)) == "very probably worse"
    assert verdict_words.difference_figures(turned(pair), "accuracy") == "-10.0 (-15.0 to -5.0)"


def test_the_window_says_what_the_comparison_holds() -> None:
    for made in ({}, {"base_models": ("builtin", "/models/bert"), "seeds": 1}, {"folds": 5}):
        result = made_result(shares=(0.1, 0.3, 0.6), **made)
        assert result.decision is not None and result.test is not None
        names = way_words.names_in_sentences(result)
        assert verdict_words.verdict_words(result.decision, result.test, names) == result.verdict
        assert curve_sentences(result, names) == result.curve_words != ""


def test_every_way_has_names_of_its_own() -> None:
    ways = [*MODES, *BASELINES, *(f"{mode}@{model}" for mode in MODES for model in ("builtin", "a/bert"))]
    for words in (way_words.way_name, way_words.way_in_sentence):
        assert len({words(way) for way in ways}) == len(ways)
    assert "bert" in way_words.way_name("full@a/bert")
    assert way_words.symbol("full@a/bert", ("builtin", "a/bert")) != way_words.symbol(
        "full@builtin", ("builtin", "a/bert")
    )
