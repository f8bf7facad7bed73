"""Whether more labels would help, in the window's own words, by the rules of `engine.comparing.curve_words`.

Its English is the same, sentence by sentence; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.comparing.curve_words import told_overtakings
from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import ExperimentResult, Overtaking, WayCurve
from tuner_gui.engine.tasks import PLAIN_NUMBERS

translate = QCoreApplication.translate


def curve_sentences(result: ExperimentResult, names: Mapping[str, str]) -> str:
    """What more labels would bring to the way of training that is recommended, and who overtakes whom.

    Args:
        result: with curves or without.
        names: of the ways, as they stand in a sentence, by id.

    Returns:
        a few sentences; empty where no curve could be fitted.
    """
    recommended = result.decision.recommended if result.decision is not None else ""
    curve = next((each for each in result.curves if each.mode == recommended and each.gain is not None), None)
    if curve is None or not curve.fit:
        return ""
    most = max(point.train_rows for point in curve.fit)
    known = curve.points[-1].train_rows
    told = told_overtakings(result.overtakings, recommended, known)
    sentences = [_gain(curve, result.metric, result.config.region, names[recommended])]
    sentences += [_overtaking(each, known, names) for each in told]
    if not told:
        words = translate("curves", "Up to {0} training rows no other way is foreseen to overtake it.")
        sentences.append(words.format(rows_words(most)))
    return " ".join(sentences)


def rows_words(rows: float) -> str:
    """To two figures: a curve knows no more."""
    unit = 10 ** max(0, len(str(int(rows))) - 2)
    return f"{round(rows / unit) * unit:,}"


def _gain(curve: WayCurve, metric: Metric, region: float, name: str) -> str:
    assert curve.gain is not None and curve.gain_ci is not None
    low, high = curve.gain_ci
    if high <= region:
        words = translate(
            "curves", "{0} more labelled rows to train on would hardly help {1}: they would add {2}."
        )
    elif low >= region:
        words = translate("curves", "{0} more labelled rows to train on would help {1}: they would add {2}.")
    else:
        words = translate(
            "curves", "{0} more labelled rows to train on may help {1} or not: they would add {2}."
        )
    return words.format(f"{curve.more_rows:,}", name, _amount(metric, curve.gain, low, high))


def _amount(metric: Metric, value: float, low: float, high: float) -> str:
    if metric in PLAIN_NUMBERS:
        words = translate("curves", "about {0} ({1} to {2})")
        return words.format(*(f"{each:.3f}" for each in (value, low, high)))
    words = translate("curves", "about {0} points ({1} to {2})")
    return words.format(*(f"{100 * each:.1f}" for each in (value, low, high)))


def _overtaking(each: Overtaking, known: int, names: Mapping[str, str]) -> str:
    if each.train_rows > known:
        words = translate(
            "curves",
            "From about {0} training rows on ({1} to {2}), {3} is foreseen to overtake {4}.",
        )
    else:
        words = translate("curves", "From about {0} training rows on ({1} to {2}), {3} is ahead of {4}.")
    where = (rows_words(rows) for rows in (each.train_rows, *each.ci))
    return words.format(*where, names[each.leader], names[each.other])
