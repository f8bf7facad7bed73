"""Which columns hold the texts: the longest ones that differ, and a partner where they come in pairs."""

from __future__ import annotations

from collections.abc import Sequence

from tuner_gui.engine.data import names
from tuner_gui.engine.data.profile import ColumnProfile

_NEVER = frozenset({"number", "date", "url", "email", "list", "code"})
_HALF_WORDS = 8
"""With so many words a column has half of what length can earn: beyond, length says little."""

_LEAST = 0.02
"""What scores less, such as a few words that repeat, is no text even if there is nothing better."""


def guess_texts(free: Sequence[ColumnProfile], *, headed: bool) -> list[ColumnProfile]:
    """No column, one, or two that are to be read together, in the order of the file.

    Args:
        free: the columns to choose from.
        headed: whether their names are the person's own.
    """
    best = max(free, key=text_score, default=None)
    if best is None or text_score(best) < _LEAST:
        return []
    partners = [other for other in free if other is not best and _are_pair(best, other, headed=headed)]
    if len(partners) != 1:  # of three or more alike, which two belong together is not for us to guess
        return [best]
    return sorted([best, partners[0]], key=lambda profile: profile.position)


def text_score(profile: ColumnProfile) -> float:
    """How much a column looks like texts: many words, values that differ. 0: it cannot be."""
    if not profile.filled:  # its name may still say what it was meant for
        return 0.05 if names.matches(profile, names.TEXT) else 0.0
    if profile.kinds & _NEVER or profile.binary or profile.distinct == 1 < profile.filled:
        return 0.0
    length = profile.words / (profile.words + _HALF_WORDS)
    variety = min(1.0, 2 * profile.distinct_share)
    return length * variety * _hint(profile) * (profile.filled / profile.rows)


def _hint(profile: ColumnProfile) -> float:
    if "parse" in profile.kinds:
        return 0.05
    if names.is_called(profile, names.PLAIN_TEXT):
        return 2.0
    if names.matches(profile, names.TEXT):
        return 1.5
    return 0.3 if names.matches(profile, names.OTHER) else 1.0


def _are_pair(text: ColumnProfile, other: ColumnProfile, *, headed: bool) -> bool:
    if not text.filled or not other.filled or text_score(other) <= 0 or "parse" in other.kinds:
        return False
    if other.distinct_share < text.distinct_share / 4 or other.filled < other.rows / 2:
        return False
    ratio = max(text.words, other.words) / min(text.words, other.words)
    if headed:
        return names.are_partners(text.name, other.name)
    return ratio < 1.5 and other.words >= 2
