"""Whether more labels would help, in plain English, by fixed rules. Where words are translated, the same
rules are followed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import Overtaking, WayCurve
from tuner_gui.engine.tasks import PLAIN_NUMBERS

SURE = 0.8
"""Share of the draws in which two curves cross, from which on it is said that they do."""
_MOST = 3
"""Sentences about overtaking."""


def curve_words(
    curves: Sequence[WayCurve],
    overtakings: Sequence[Overtaking],
    *,
    recommended: str,
    metric: Metric,
    region: float,
    names: Mapping[str, str],
) -> str:
    """What more labels would bring to the way of training that is recommended, and who overtakes whom.

    Args:
        curves: of all ways.
        overtakings: of them, by rows.
        recommended: id of a way.
        metric: that is compared by.
        region: of practical equivalence.
        names: of the ways, as they stand in a sentence, by id.

    Returns:
        a few sentences; empty where no curve could be fitted.
    """
    curve = next((each for each in curves if each.mode == recommended and each.gain is not None), None)
    if curve is None:
        return ""
    most = max(curve.fit, key=lambda point: point.train_rows).train_rows
    known = curve.points[-1].train_rows
    sentences = [_gain(curve, metric, region, names[recommended])]
    told = told_overtakings(overtakings, recommended, known)
    sentences += [_overtaking(each, known, names) for each in told]
    if not told:
        sentences.append(f"Up to {_rows(most)} training rows no other way is foreseen to overtake it.")
    return " ".join(sentences)


def told_overtakings(
    overtakings: Sequence[Overtaking], recommended: str, known: int
) -> tuple[Overtaking, ...]:
    """Those worth a sentence: that concern the recommended way, sure enough, and those with more rows than
    there are first."""
    mine = [each for each in overtakings if recommended in (each.leader, each.other) and each.sure >= SURE]
    ahead = [each for each in mine if each.train_rows > known]
    behind = [each for each in mine if each.train_rows <= known]
    return tuple((ahead + behind)[:_MOST])


def _gain(curve: WayCurve, metric: Metric, region: float, name: str) -> str:
    assert curve.gain is not None and curve.gain_ci is not None
    low, high = curve.gain_ci
    amount = _amount(metric, curve.gain, low, high)
    more = f"{curve.more_rows:,} more labelled rows to train on"
    if high <= region:
        return f"{more[0].upper()}{more[1:]} would hardly help {name}: they would add {amount}."
    if low >= region:
        return f"{more[0].upper()}{more[1:]} would help {name}: they would add {amount}."
    return f"{more[0].upper()}{more[1:]} may help {name} or not: they would add {amount}."


def _amount(metric: Metric, value: float, low: float, high: float) -> str:
    if metric in PLAIN_NUMBERS:
        return f"about {value:.3f} ({low:.3f} to {high:.3f})"
    return f"about {100 * value:.1f} points ({100 * low:.1f} to {100 * high:.1f})"


def _overtaking(each: Overtaking, known: int, names: Mapping[str, str]) -> str:
    leader, other = names[each.leader], names[each.other]
    low, high = each.ci
    where = f"about {_rows(each.train_rows)} training rows on ({_rows(low)} to {_rows(high)})"
    if each.train_rows > known:
        return f"From {where}, {leader} is foreseen to overtake {other}."
    return f"From {where}, {leader} is ahead of {other}."


def _rows(rows: float) -> str:
    """To two figures: a curve knows no more."""
    unit = 10 ** max(0, len(str(int(rows))) - 2)
    return f"{round(rows / unit) * unit:,}"
