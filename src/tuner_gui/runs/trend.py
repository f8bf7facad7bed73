"""How a run learned, as the few numbers that a sparkline takes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tuner_gui.engine.events import RunStarted, Validated, decode_event
from tuner_gui.runs.store import EVENTS_FILE

POINTS = 40
_WANTED = (b'{"event":"validated"', b'{"event":"run_started"')


def read_trend(folder: Path) -> tuple[float, ...]:
    """The main metric on the validation rows, in the order of steps; at most `POINTS` values.

    Lines of other events are passed over unread: there is one for every step. What was lost in a crash
    and made again is given once; a line that a crash cut is left out.
    """
    points: list[tuple[int, float]] = []
    try:
        with (folder / EVENTS_FILE).open("rb") as lines:
            for line in lines:
                if line.startswith(_WANTED):
                    points = _with(points, line)
    except FileNotFoundError:
        return ()
    return thinned(tuple(value for _, value in points))


def _with(points: list[tuple[int, float]], line: bytes) -> list[tuple[int, float]]:
    try:
        event = decode_event(line)
    except msgspec.DecodeError:
        return points
    if isinstance(event, RunStarted):
        return [point for point in points if point[0] <= event.resumed_at]
    if isinstance(event, Validated) and event.metrics:
        points.append((event.step, event.main[1]))
    return points


def thinned(values: tuple[float, ...], most: int = POINTS) -> tuple[float, ...]:
    """At most `most` of `values`, evenly spaced, the first and the last among them."""
    if len(values) <= most:
        return values
    last = len(values) - 1
    return tuple(values[round(place * last / (most - 1))] for place in range(most))
