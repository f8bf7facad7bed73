"""Numbers as a person reads them. Pure functions."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import Metric
from tuner_gui.engine.facts import Score
from tuner_gui.engine.tasks import PLAIN_NUMBERS, plain_number

UNKNOWN = "–"
SMALL_RATE = 0.000_99
"""Rates below are written with a power of ten."""


translate = QCoreApplication.translate


def duration(seconds: float) -> str:
    """`48 s`, `2 min 10 s`, `35 min`, `3 h 10 min`: never more digits than anyone can use."""
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("text", "{0} s").format(max(1, whole))
    if whole < 600:
        return _two(whole, translate("text", "{0} min"), translate("text", "{0} s"))
    minutes = round(whole / 60)
    if minutes < 60:
        return translate("text", "{0} min").format(minutes)
    return _two(minutes, translate("text", "{0} h"), translate("text", "{0} min"))


def _two(number: int, large: str, small: str) -> str:
    """`number` in units of sixty and the rest, the rest left out when it is nothing."""
    whole, rest = divmod(number, 60)
    return f"{large.format(whole)} {small.format(rest)}" if rest else large.format(whole)


def about(seconds: float) -> str:
    """A predicted duration, rounded to what a prediction is worth: `~20 s`, `~1.5 min`, `~12 min`."""
    if seconds < 55:
        return "~" + duration(max(5, round(seconds / 5) * 5))
    if seconds < 570:
        return translate("text", "~{0} min").format(f"{round(seconds / 30) / 2:g}")
    return "~" + duration(max(seconds, 600))


def size(number: float) -> str:
    """Bytes in decimal units, as disks and file managers count them."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= factor:
            value = number / factor
            return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    return f"{number:.0f} B"


def count(number: int) -> str:
    """`4,846`."""
    return f"{number:,}"


def parameters(number: int) -> str:
    """`22.7 M`."""
    for unit, factor in (("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}"
    return str(number)


def percent(share: float) -> str:
    """`84.1 %`."""
    return f"{share * 100:.1f} %"


def number(value: float) -> str:
    """With about four digits: `0.873`, `41.26`, `250,310`."""
    return plain_number(value)


def metric(name: Metric, value: float) -> str:
    """`84.1 %`, or `0.873` where the metric is no share."""
    return number(value) if name in PLAIN_NUMBERS else percent(value)


def with_interval(score: Score) -> str:
    """`84.1 % (75.9–89.9)` or `0.873 (0.821 to 0.910)`: the main metric with its 95 % interval."""
    return f"{metric(score.metric, score.value)} ({interval(score)})"


def interval(score: Score) -> str:
    """`75.9–89.9` or `0.821 to 0.910`: the 95 % interval alone."""
    low, high = score.interval
    if score.metric in PLAIN_NUMBERS:  # an end may be negative: a dash would be taken for a minus
        return translate("text", "{0} to {1}").format(number(low), number(high))
    return f"{low * 100:.1f}–{high * 100:.1f}"


def rate(value: float, digits: int = 3) -> str:
    """A learning rate as people write it: `2e-5`, `2.1e-4`, `0.001`, with at most `digits` digits."""
    if not 0 < value < SMALL_RATE:
        return f"{value:.{digits}g}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def speed(rows_per_second: float) -> str:
    """`61 rows/s`, `0.8 rows/s`."""
    number = f"{rows_per_second:.1f}" if rows_per_second < 10 else count(round(rows_per_second))
    return translate("text", "{0} rows/s").format(number)


def clock(unix: float) -> str:
    """Local time of day."""
    return time.strftime("%H:%M:%S", time.localtime(unix))


def when(unix: float, now: float) -> str:
    """`today 14:02`, `yesterday 09:11`, `2025-03-01 10:15`."""
    moment, today = time.localtime(unix), time.localtime(now)
    hour = time.strftime("%H:%M", moment)
    days = _day_number(today) - _day_number(moment)
    if days == 0:
        return translate("text", "today {0}").format(hour)
    if days == 1:
        return translate("text", "yesterday {0}").format(hour)
    return time.strftime("%Y-%m-%d ", moment) + hour


def _day_number(moment: time.struct_time) -> int:
    # Noon avoids the odd hour at a change of daylight saving time.
    noon = (moment.tm_year, moment.tm_mon, moment.tm_mday, 12, 0, 0, 0, 0, -1)
    return int((time.mktime(noon) - time.timezone) // 86_400)
