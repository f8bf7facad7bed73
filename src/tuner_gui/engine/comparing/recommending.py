"""Which way of training to take: chosen on the validation rows, evidenced by the test rows."""

from __future__ import annotations

from collections.abc import Mapping

from tuner_gui.engine.comparing.records import Comparison, Pair, Verdict, VerdictKind


def verdict(validation: Comparison, test: Comparison, seconds: Mapping[str, float]) -> Verdict:
    """Recommend one of several ways of training.

    Of those whose validation score is within the region of practical equivalence of the best one's, and that
    are not shown to be worse, the cheapest is recommended. The test rows choose nothing, so that what they
    say of it is not too good to be true; they may contradict.

    Args:
        validation: of all ways of training on the validation rows.
        test: of the same on the test rows; of a cross-validation, where every row is tested, both are the
        same. seconds: what one training takes, by id.
    """
    best = validation.modes[0].mode
    if len(validation.modes) == 1:
        return Verdict(kind="alone", recommended=best)
    chosen = min(_as_good(validation, best), key=lambda mode: seconds[mode])
    pairs = [test.pair(chosen, mode.mode) for mode in test.modes if mode.mode != chosen]
    against = [pair for pair in pairs if pair.verdict == "b better"]
    if against:
        return _verdict("contradicted", against[0], seconds)
    # Pairs are in the order of the test scores: the first is the strongest rival.
    unsettled = [pair for pair in pairs if pair.verdict != "a better"]
    if not unsettled:
        return _verdict("winner", pairs[0], seconds)
    as_good = next((pair for pair in unsettled if pair.b == best), None)
    if as_good is not None:
        return _verdict("tie", as_good, seconds)
    return _verdict("tie" if unsettled[0].verdict == "equivalent" else "unsure", unsettled[0], seconds)


def _as_good(validation: Comparison, best: str) -> list[str]:
    """Those that nobody would tell from the best by the validation rows, the best included.

    One that is shown to be worse than any other is none of them, even where it is not shown to be worse than
    the best.
    """
    score = validation.mode(best).score
    near = [mode.mode for mode in validation.modes if score - mode.score <= validation.region]
    worse = {
        pair.b if pair.verdict == "a better" else pair.a
        for pair in validation.pairs
        if pair.verdict.endswith("better")
    }
    return [mode for mode in near if mode not in worse]


def _verdict(kind: VerdictKind, pair: Pair, seconds: Mapping[str, float]) -> Verdict:
    return Verdict(
        kind=kind,
        recommended=pair.a,
        rival=pair.b,
        pair=pair,
        seconds=seconds[pair.a],
        rival_seconds=seconds[pair.b],
    )
