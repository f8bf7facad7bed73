"""Score against the number of labelled rows, which is drawn on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tuner_gui.engine.comparing.records import Interval
from tuner_gui.reporting import svg
from tuner_gui.reporting.svg import Ink, Mark, Scale

_LEFT, _TOP, _BOTTOM, _GAP = 48.0, 10.0, 46.0, 12.0
_SIZE = 12.5
_MOST_LABEL = 0.32
"""Of the width; longer labels are cut."""
_STEP = 3.0
"""Px between the marks of two ways with the same number of rows, so that neither hides the other."""


@dataclass(frozen=True)
class At:
    """A score at a number of rows."""

    rows: float
    value: float
    interval: Interval


@dataclass(frozen=True)
class CurveLine:
    """One way of training: what was measured, and the curve that was fitted to it (may be empty)."""

    label: str
    mark: Mark
    points: tuple[At, ...]
    fit: tuple[At, ...] = ()

    @property
    def last(self) -> At:
        """Where its label stands."""
        return self.fit[-1] if self.fit else self.points[-1]


def curve_plot(
    lines: Sequence[CurveLine],
    *,
    title: str,
    axis_title: str,
    ink: Ink,
    tick_words: Callable[[float], str],
    limits: Interval,
    width: float = 760,
    height: float = 360,
) -> Markup:
    """Marks for what was measured, with intervals; lines for what was fitted, dashed beyond it.

    Args:
        lines: at least one, each with at least one point.
        title: what is shown, for who cannot see it.
        axis_title: what stands below the axis of rows.
        tick_words: of a score.
        limits: beyond which the axis of scores never goes.
        width: in px.
        height: in px.
    """
    room = min(_MOST_LABEL * width, max(svg.width_of(line.label, _SIZE) for line in lines))
    reach = [at for line in lines for at in (*line.points, *line.fit)]
    right, bottom = width - room - 2 * _GAP, height - _BOTTOM
    rows = sorted(at.rows for at in reach)
    spread = 1.15 if rows[0] < rows[-1] else 2.0
    across = Scale(rows[0] / spread, rows[-1] * 1.04, _LEFT, right, log=True)
    up = Scale(*_heights(lines, limits), bottom, _TOP)
    parts = [*_grid(across, up, ink, tick_words, axis_title)]
    for line in lines:
        parts += _fit(line, across, up)
    for place, line in enumerate(lines):
        parts += _points(line, across, up, ink, _STEP * (place - (len(lines) - 1) / 2))
    parts += _labels(lines, across, up, room)
    return svg.picture(width, height, title, parts, ink)


def _heights(lines: Sequence[CurveLine], limits: Interval) -> Interval:
    """From the lowest to the highest score with some room; intervals that go far beyond are cut."""
    values = [at.value for line in lines for at in (*line.points, *line.fit)]
    ends = [end for line in lines for at in line.points for end in at.interval]
    low, high = min(values), max(values)
    room = max(0.5 * (high - low), 0.02)
    return max(limits[0], low - room, min(ends) - 0.01), min(limits[1], high + room, max(ends) + 0.01)


def _grid(
    across: Scale, up: Scale, ink: Ink, words: Callable[[float], str], axis_title: str
) -> Iterator[Markup]:
    for tick in svg.ticks(up.low, up.high, 6):
        y = up(tick)
        yield svg.line(across.start, y, across.end, y, color=ink.grid)
        yield svg.label(across.start - 8, y, words(tick), color=ink.muted, size=11, anchor="end", kind="tick")
    most = 7 if across.end - across.start > 300 else 4
    for tick in svg.log_ticks(across.low, across.high, most):
        x = across(tick)
        yield svg.line(x, up.start, x, up.start + 5, color=ink.muted)
        yield svg.label(
            x, up.start + 16, f"{tick:,.0f}", color=ink.muted, size=11, anchor="middle", kind="tick"
        )
    middle = (across.start + across.end) / 2
    yield svg.label(middle, up.start + 36, axis_title, color=ink.muted, size=11.5, anchor="middle")


def _fit(line: CurveLine, across: Scale, up: Scale) -> Iterator[Markup]:
    if not line.fit:
        return
    above = [(across(at.rows), up(at.interval[1])) for at in line.fit]
    below = [(across(at.rows), up(at.interval[0])) for at in reversed(line.fit)]
    yield svg.band([*above, *below], color=line.mark.color)
    measured = line.points[-1].rows * (1 + 1e-9)
    within = [at for at in line.fit if at.rows <= measured]
    beyond = within[-1:] + [at for at in line.fit if at.rows > measured]
    for part, dashed in ((within, False), (beyond, True)):
        if len(part) > 1:
            course = [(across(at.rows), up(at.value)) for at in part]
            yield svg.path(course, color=line.mark.color, dashed=dashed)


def _points(line: CurveLine, across: Scale, up: Scale, ink: Ink, aside: float) -> Iterator[Markup]:
    if not line.fit and len(line.points) > 1:
        yield svg.path([(across(at.rows), up(at.value)) for at in line.points], color=line.mark.color)
    for at in line.points:
        x, (low, high) = across(at.rows) + aside, (up(end) for end in at.interval)
        yield svg.line(x, low, x, high, color=line.mark.color, width=1.5, kind="interval")
        yield svg.dot(x, up(at.value), line.mark, ink.surface, size=4.5)


def _labels(lines: Sequence[CurveLine], across: Scale, up: Scale, room: float) -> Iterator[Markup]:
    """At the ends of the lines, moved apart where they would cover one another, and then tied to them."""
    ends = [up(line.last.value) for line in lines]
    places = svg.apart(ends, _SIZE + 4, up.end + 4, up.start - 4)
    for line, end, y in zip(lines, ends, places, strict=True):
        start, x = across(line.last.rows), across.end + 2 * _GAP
        yield svg.line(start + 3, end, x - 4, y, color=line.mark.color, kind="tie")
        words = svg.fitted(line.label, _SIZE, room)
        yield svg.label(x, y, words, color=line.mark.words, size=_SIZE, kind="name")
