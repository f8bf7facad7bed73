"""Scores with their intervals: one row for each way of training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tuner_gui.engine.comparing.records import Interval
from tuner_gui.reporting import svg
from tuner_gui.reporting.svg import Ink, Mark, Scale

_ROW, _TALL_ROW, _AXIS, _GAP = 34.0, 48.0, 30.0, 16.0
_SIZE = 13.0
_MOST_LABEL = 0.4
"""Of the width; longer labels are cut."""


@dataclass(frozen=True)
class DotRow:
    """One way of training."""

    label: str
    value: float
    interval: Interval
    words: str
    """Value and interval, as they stand at the end of the row."""
    mark: Mark
    strong: bool = False
    """Stands out: it is the recommended one."""


def dot_plot(
    rows: Sequence[DotRow],
    *,
    title: str,
    ink: Ink,
    tick_words: Callable[[float], str],
    limits: Interval,
    width: float = 760,
    stacked: bool = False,
) -> Markup:
    """A dot for each value and a bar from end to end of its interval, over a common axis.

    Args:
        rows: from top to bottom; at least one.
        title: what is shown, for who cannot see it.
        tick_words: of a value on the axis.
        limits: beyond which the axis never goes, such as 0 and 1 for shares.
        width: in px.
        stacked: labels stand above their dots instead of beside them, where there is little room.
    """
    left, right = (_GAP, _GAP) if stacked else _margins(rows, width)
    height = (_TALL_ROW if stacked else _ROW) * len(rows)
    scale = Scale(*_reach(rows, limits), left, width - right)
    parts = [*_axis(scale, height, ink, tick_words, most=4 if stacked else 6)]
    for place, row in enumerate(rows):
        top = place * height / len(rows)
        if stacked:
            parts += _words(row, ink, 0.0, width, top + 13, width - svg.width_of(row.words, _SIZE) - _GAP)
            parts += _dot(row, scale, top + 33, ink)
        else:
            middle = top + _ROW / 2
            parts += _words(row, ink, 0.0, width, middle, left - _GAP)
            parts += _dot(row, scale, middle, ink)
    return svg.picture(width, height + _AXIS, title, parts, ink)


def _margins(rows: Sequence[DotRow], width: float) -> tuple[float, float]:
    labels = max(svg.width_of(row.label, _SIZE) * (1.08 if row.strong else 1) for row in rows)
    values = max(svg.width_of(row.words, _SIZE) for row in rows)
    return min(_MOST_LABEL * width, labels) + _GAP, values + _GAP


def _reach(rows: Sequence[DotRow], limits: Interval) -> Interval:
    """From just below the lowest interval to just above the highest, never empty."""
    low, high = min(row.interval[0] for row in rows), max(row.interval[1] for row in rows)
    room = max(0.04 * (high - low), 0.005)
    return max(limits[0], low - room), min(limits[1], high + room)


def _axis(
    scale: Scale, height: float, ink: Ink, words: Callable[[float], str], most: int
) -> Iterator[Markup]:
    for tick in svg.ticks(scale.low, scale.high, most):
        x = scale(tick)
        yield svg.line(x, 0, x, height, color=ink.grid)
        yield svg.label(x, height + 14, words(tick), color=ink.muted, size=11, anchor="middle", kind="tick")


def _words(row: DotRow, ink: Ink, left: float, right: float, y: float, room: float) -> Iterator[Markup]:
    label = svg.fitted(row.label, _SIZE * (1.08 if row.strong else 1), room)
    yield svg.label(left, y, label, color=row.mark.words, size=_SIZE, bold=row.strong, kind="name")
    yield svg.label(
        right, y, row.words, color=ink.text, size=_SIZE, anchor="end", bold=row.strong, kind="value"
    )


def _dot(row: DotRow, scale: Scale, y: float, ink: Ink) -> Iterator[Markup]:
    low, high = (scale(end) for end in row.interval)
    yield svg.line(low, y, high, y, color=row.mark.color, width=3, kind="interval", round_ends=True)
    yield svg.dot(scale(row.value), y, row.mark, ink.surface, size=6)
