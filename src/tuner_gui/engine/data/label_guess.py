"""Which columns could hold the labels, and which task each would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tuner_gui.engine.config import Task
from tuner_gui.engine.data import names
from tuner_gui.engine.data.parts import LISTS, find_separator, split_cell
from tuner_gui.engine.data.profile import ColumnProfile

_MOST_LABEL_WORDS = 12
_SMALL_RANGE = 100
_MOST_NUMBERED = 1_000
_NONE_MISSING = 0.9
_EVEN = 10
_LAST_RESORT = 0.01


@dataclass(frozen=True)
class Candidate:
    """Columns that could be the labels."""

    names: tuple[str, ...]
    task: Task
    score: float = 0.0
    profile: ColumnProfile | None = None
    """Of the only or the first column."""
    separator: str = ""
    """Between several labels in one cell."""
    other_tasks: tuple[Task, ...] = ()


def candidates(free: Sequence[ColumnProfile], *, pair: bool) -> list[Candidate]:
    """All that could be labels, the likeliest first.

    Args:
        free: the columns to choose from.
        pair: whether the texts are pairs, which are often given a number: how alike they are.
    """
    groups = [_group(columns) for columns in _binary_runs(free)]
    grouped = {name for group in groups for name in group.names}
    single = [_scored(profile, pair=pair) for profile in free if profile.name not in grouped]
    found = [candidate for candidate in [*groups, *single] if candidate.score > 0]
    return sorted(found, key=lambda candidate: -candidate.score)


def task_of(columns: Sequence[ColumnProfile]) -> Candidate:
    """What the chosen columns would make."""
    named = tuple(profile.name for profile in columns)
    if len(columns) > 1:
        return Candidate(named, "multi_label", profile=columns[0])
    profile = columns[0]
    if separator := separator_of(profile):
        return Candidate(named, "multi_label", profile=profile, separator=separator)
    if profile.quantity and not _numbered_classes(profile):
        return Candidate(named, "regression", profile=profile, other_tasks=("single_label",))
    numbers: tuple[Task, ...] = ("regression",) if _ordered(profile) else ()
    return Candidate(named, "single_label", profile=profile, other_tasks=numbers)


def separator_of(profile: ColumnProfile) -> str:
    """What separates several labels in one cell; empty when cells hold one label each."""
    if not profile.filled or (profile.words > _MOST_LABEL_WORDS and "list" not in profile.kinds):
        return ""
    separator = find_separator(profile.counts)
    if separator == LISTS:
        found = {part for cell in profile.counts for part in split_cell(cell, LISTS)}
        return LISTS if len(found) <= max(50, profile.filled / 2) else ""
    return separator


def _ordered(profile: ColumnProfile) -> bool:
    """Whole numbers on a scale, such as one to five stars."""
    return "number" in profile.kinds and profile.whole and profile.distinct > 2


def _numbered_classes(profile: ColumnProfile) -> bool:
    """Whether whole numbers are classes in disguise: 0 to 76, none missing, each again and again.

    Where the name says nothing they must also be about as frequent as one another: scores are not.
    """
    if not profile.whole or profile.distinct > _MOST_NUMBERED or 3 * profile.distinct > profile.filled:
        return False
    low, high = profile.numbers.min(), profile.numbers.max()
    if low not in (0, 1) or profile.distinct < _NONE_MISSING * (high - low + 1):
        return False
    if names.matches(profile, names.CLASS):
        return True
    amounts = profile.counts.values()
    even = min(amounts) >= profile.filled / profile.distinct / _EVEN
    return even and bool(names.UNNAMED.match(profile.name))


def _binary_runs(free: Sequence[ColumnProfile]) -> list[list[ColumnProfile]]:
    """Neighbouring columns that all say yes or no in the same words: a class each."""
    runs = []
    for key, columns in groupby(free, key=_yes_and_no):
        run = list(columns)
        if key and len(run) >= 2 and not any(names.is_called(p, names.PLAIN_LABEL) for p in run):
            runs.append(run)
    return runs


def _yes_and_no(profile: ColumnProfile) -> frozenset[str]:
    """The style of the two words; empty for what is no column of yes and no."""
    if not profile.binary or names.FLAG.match(profile.name):
        return frozenset()
    return frozenset("digits" if value[0].isdigit() else "words" for value in profile.counts)


def _group(run: list[ColumnProfile]) -> Candidate:
    hint = max(names.matches(profile, names.LABEL) for profile in run)
    many = 1.0 if len(run) > 2 else 0.0  # two may well be features
    score = 0.8 + many + 0.25 * min(len(run), 12) + (0.5 if hint else 0)
    return Candidate(tuple(p.name for p in run), "multi_label", score=score, profile=run[0])


def _scored(profile: ColumnProfile, *, pair: bool) -> Candidate:
    candidate = task_of([profile])
    score = _name_score(profile)
    if not profile.filled:  # the check can then say that it is empty
        score = min(score, 0.1)
    elif profile.kinds & {"date", "url", "email"}:
        score = 0.0
    else:
        content = _content_score(candidate, pair=pair)
        score = (score + content) * profile.filled / profile.rows
        if score <= 0 < content:  # better than nothing: a table may be about its authors or languages
            score = _LAST_RESORT * content
    return Candidate(
        candidate.names, candidate.task, score, profile, candidate.separator, candidate.other_tasks
    )


def _content_score(candidate: Candidate, *, pair: bool) -> float:
    """How much the values look like labels. Below 0: not at all."""
    profile = candidate.profile
    assert profile is not None
    if candidate.task == "multi_label":
        return 1.5
    if candidate.task == "regression":
        return _number_score(profile, pair=pair)
    if not profile.repeats:
        return -1.0
    score = 1.5 if profile.distinct <= 20 else 1.0 if profile.distinct <= 200 else 0.5
    coded = "code" in profile.kinds and "number" not in profile.kinds
    return score - (1.0 if coded else 0.0) - (1.0 if profile.words > _MOST_LABEL_WORDS else 0.0)


def _number_score(profile: ColumnProfile, *, pair: bool) -> float:
    numbers = profile.numbers
    if profile.whole and profile.distinct_share > 0.5:
        return -2.0  # an id, or an amount
    if not -_SMALL_RANGE <= numbers.min() <= numbers.max() <= _SMALL_RANGE:
        return 0.1
    return 2.0 if pair and not profile.whole else 0.8


def _name_score(profile: ColumnProfile) -> float:
    if names.matches(profile, names.DOUBT):
        return -3.0
    found = names.matches(profile, names.LABEL)
    other = names.matches(profile, names.OTHER)
    if found:
        plain = 1.0 if names.is_called(profile, names.PLAIN_LABEL) else 0.0
        return 2.0 + plain + 0.25 * (found - 1) - 0.5 * bool(other)
    return -2.0 if other else 0.0
