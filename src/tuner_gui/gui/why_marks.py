"""How much each stretch of a text speaks for a label, ready to be coloured. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuner_gui.engine.facts import Piece
from tuner_gui.gui.tokens import Colors

FAINTEST = 0.08
"""Of the strongest piece; what weighs less is neither for nor against."""
STRONGEST = 0.5
"""Most of the tone that a tint may take: the words on it have to stay readable."""


@dataclass(frozen=True)
class Mark:
    """A stretch of text that is shown in one way."""

    words: str
    weight: float
    """As `Piece.weight`; 0 where there is nothing to say."""


def marks(texts: Sequence[str], pieces: Sequence[Piece]) -> list[list[Mark]]:
    """The whole of each text, cut where the weight changes."""
    return [
        _cut(text, sorted((p for p in pieces if p.text == number), key=lambda p: p.start))
        for number, text in enumerate(texts)
    ]


def tint(weight: float, colors: Colors) -> str:
    """The ground behind words of a weight, as `#RRGGBB`: the surface, taking on a tone."""
    share = min(1.0, abs(weight)) * STRONGEST
    return _mixed(colors.surface, _tone(weight, colors), share)


def _tone(weight: float, colors: Colors) -> str:
    """Blue for what speaks for, orange for what speaks against."""
    return colors.speaks_for if weight > 0 else colors.speaks_against


def matters(weight: float) -> bool:
    """Whether a weight is shown at all."""
    return abs(weight) >= FAINTEST


def _cut(text: str, pieces: Sequence[Piece]) -> list[Mark]:
    result, at = [], 0
    for piece in pieces:
        start, end = max(at, piece.start), min(len(text), piece.end)
        if end <= start:
            continue
        if start > at:
            result.append(Mark(text[at:start], 0.0))
        result.append(Mark(text[start:end], piece.weight))
        at = end
    return [*result, Mark(text[at:], 0.0)] if at < len(text) else result


def _mixed(ground: str, ink: str, share: float) -> str:
    pairs = ((int(ground[i : i + 2], 16), int(ink[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
