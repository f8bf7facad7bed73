"""Which runs a list shows, and in which order. Pure: Python sorts thousands faster than a Qt proxy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tuner_gui.gui import wording
from tuner_gui.runs.index import RunEntry

COLUMNS = 8
NAME, MODE, SCORE, TREND, STATUS, STARTED, DURATION, SIZE = range(COLUMNS)


@dataclass(frozen=True)
class Wanted:
    """What a person asked to see."""

    words: str = ""
    """All of them have to be found, each anywhere in name, dataset, mode, status, tags or note."""
    tag: str = ""
    """Empty: any."""
    column: int = STARTED
    descending: bool = True


_KEYS: dict[int, Callable[[RunEntry], Any]] = {
    NAME: lambda entry: entry.name.casefold(),
    MODE: lambda entry: wording.mode_short(entry.mode),
    SCORE: lambda entry: entry.score.value if entry.score is not None else None,
    TREND: lambda entry: entry.trend[-1] if entry.trend else None,
    STATUS: lambda entry: wording.status(entry.status),
    STARTED: lambda entry: entry.created,
    DURATION: lambda entry: entry.seconds,
    SIZE: lambda entry: entry.use.total,
}


def arrange(entries: Sequence[RunEntry], wanted: Wanted) -> list[RunEntry]:
    """The entries wanted, in the order wanted; equal ones newest first, those without a value last."""
    words = wanted.words.casefold().split()
    found = [entry for entry in entries if _fits(entry, words, wanted.tag)]
    key = _KEYS[wanted.column]
    newest = sorted(found, key=lambda entry: entry.created, reverse=True)
    valued = [entry for entry in newest if key(entry) is not None]
    rest = [entry for entry in newest if key(entry) is None]
    return sorted(valued, key=key, reverse=wanted.descending) + rest


def _fits(entry: RunEntry, words: Iterable[str], tag: str) -> bool:
    if tag and tag not in entry.notes.tags:
        return False
    if not words:
        return True
    text = searched(entry)
    return all(word in text for word in words)


def searched(entry: RunEntry) -> str:
    """The words that a search looks through."""
    notes = entry.notes
    mode, status = wording.mode_short(entry.mode), wording.status(entry.status)
    parts = (entry.name, entry.dataset, entry.mode, mode, status, *notes.tags, notes.note)
    return "\n".join(parts).casefold()


def tags_of(entries: Iterable[RunEntry]) -> list[str]:
    """Every tag in use, in alphabetical order."""
    return sorted({tag for entry in entries for tag in entry.notes.tags}, key=str.casefold)
