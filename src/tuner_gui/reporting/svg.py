"""What plots of a report are drawn with: scales, ticks, marks and words as SVG.

Only what Qt's SVG knows too (SVG Tiny 1.2), so that the same plot stands in the HTML and in the PDF: no
`dominant-baseline`, no filters, no scripts. Lengths are in px. Words are escaped.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Shape = Literal["circle", "square", "diamond", "triangle", "wedge"]
SHAPES: tuple[Shape, ...] = ("circle", "square", "diamond", "triangle", "wedge")
Anchor = Literal["start", "middle", "end"]

LETTER = 0.56
"""Mean width of a letter of a sans-serif font, in units of its size; a wide one, as of Chinese, has 1."""
_RISE = 0.35
"""From the middle of a line of words to its baseline, in units of the size."""


@dataclass(frozen=True)
class Ink:
    """Colours of what is no data, and the font: anything that `fill` and `stroke` of CSS take."""

    text: str
    muted: str
    grid: str
    surface: str
    font: str = ""
    """Empty: that of the page around."""


@dataclass(frozen=True)
class Mark:
    """How one way of training is drawn."""

    color: str
    words: str
    """Colour of words about it."""
    shape: Shape = "circle"
    hollow: bool = False


@dataclass(frozen=True)
class Scale:
    """From a value to a place on the page."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """In px; values beyond the scale lie at its ends."""
        low, high, at = (self._even(each) for each in (self.low, self.high, value))
        share = (at - low) / (high - low)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def _even(self, value: float) -> float:
        return math.log10(value) if self.log else value


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from `low` to `high`, evenly spaced by 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(high - low))
    found: list[float] = []
    for step in (power * factor for factor in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        found = [round(place * step, 12) for place in range(first, min(last, first + most) + 1)]
        if len(found) <= most:
            break
    return found


def log_ticks(low: float, high: float, most: int = 7) -> list[float]:
    """Round numbers from `low` to `high`, both above 0, for a logarithmic axis."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = [factor * 10.0**power for power in powers for factor in factors]
        within = [value for value in found if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]
        if len(within) <= most:
            break
    return within if len(within) > 1 else [low, high]


def width_of(words: str, size: float) -> float:
    """About how wide words are, in px, where no font can be asked."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)
    return size * (LETTER * (len(words) - wide) + wide)


def fitted(words: str, size: float, width: float) -> str:
    """Words cut so that they need no more than `width` px."""
    if width_of(words, size) <= width:
        return words
    while words and width_of(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def picture(width: float, height: float, title: str, parts: Iterable[Markup], ink: Ink) -> Markup:
    """A whole SVG, with a title for who cannot see it."""
    font = Markup(' font-family="{}"').format(ink.font) if ink.font else Markup()
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img"{}>'
        "<title>{}</title>{}</svg>"
    ).format(n(width), n(height), n(width), n(height), font, title, Markup().join(parts))


def label(
    x: float,
    y: float,
    words: str,
    *,
    color: str,
    size: float = 12,
    anchor: Anchor = "start",
    bold: bool = False,
    kind: str = "label",
) -> Markup:
    """Words whose middle is at the height `y`."""
    weight = Markup(' font-weight="600"') if bold else Markup()
    return Markup(
        '<text class="{}" x="{}" y="{}" font-size="{}" text-anchor="{}" style="fill:{}"{}>{}</text>'
    ).format(kind, n(x), n(y + _RISE * size), n(size), anchor, color, weight, words)


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    *,
    color: str,
    width: float = 1,
    kind: str = "grid",
    round_ends: bool = False,
) -> Markup:
    """A straight line."""
    cap = Markup(' stroke-linecap="round"') if round_ends else Markup()
    return Markup(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}" style="stroke:{}" stroke-width="{}"{}/>'
    ).format(kind, n(x1), n(y1), n(x2), n(y2), color, n(width), cap)


def path(points: Sequence[tuple[float, float]], *, color: str, dashed: bool = False) -> Markup:
    """A line through points."""
    course = " L ".join(f"{n(x)} {n(y)}" for x, y in points)
    dash = Markup(' stroke-dasharray="5 4"') if dashed else Markup()
    return Markup(
        '<path class="curve" d="M {}" style="fill:none;stroke:{}" stroke-width="2" '
        'stroke-linejoin="round"{}/>'
    ).format(course, color, dash)


def band(edge: Sequence[tuple[float, float]], *, color: str) -> Markup:
    """An area, faint, such as an interval along a line."""
    course = " L ".join(f"{n(x)} {n(y)}" for x, y in edge)
    return Markup('<path class="band" d="M {} Z" style="fill:{}" fill-opacity="0.1"/>').format(course, color)


def dot(x: float, y: float, mark: Mark, surface: str, *, size: float = 5) -> Markup:
    """A mark of its shape; `size` is half of its width."""
    inside, edge = (surface, mark.color) if mark.hollow else (mark.color, surface)
    look = Markup('style="fill:{};stroke:{}" stroke-width="{}"').format(
        inside, edge, "2" if mark.hollow else "1"
    )
    if mark.shape == "circle":
        return Markup('<circle class="dot" cx="{}" cy="{}" r="{}" {}/>').format(n(x), n(y), n(size), look)
    corners = " ".join(f"{n(x + size * right)},{n(y + size * down)}" for right, down in _CORNERS[mark.shape])
    return Markup('<polygon class="dot" points="{}" {}/>').format(corners, look)


_CORNERS: dict[Shape, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle": ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
    "wedge": ((0, 1.2), (1.15, -0.9), (-1.15, -0.9)),
}


def apart(wanted: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Heights near those wanted, at least `least` px from one another where there is room between `low` and
    `high`; in the order of `wanted`."""
    if not wanted:
        return []
    least = min(least, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed: list[float] = []
    for place in order:
        at = min(high, max(low, wanted[place]))
        placed.append(max(at, placed[-1] + least) if placed else at)
    limit = high
    for place in reversed(range(len(placed))):  # what was pushed out below moves back up
        placed[place] = min(placed[place], limit)
        limit = placed[place] - least
    found = [0.0] * len(wanted)
    for at, place in zip(placed, order, strict=True):
        found[place] = at
    return found


def n(value: float) -> str:
    """A number with no more digits than can be seen."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
