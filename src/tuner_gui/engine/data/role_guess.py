"""Guesses which column is what and which task that makes, from content first and names second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuner_gui.engine.config import Task
from tuner_gui.engine.data.label_guess import Candidate, candidates, task_of
from tuner_gui.engine.data.profile import ColumnProfile, profile_columns
from tuner_gui.engine.data.role_words import explain, why_ignored
from tuner_gui.engine.data.split_column import names_parts
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.data.text_guess import guess_texts


@dataclass(frozen=True)
class Roles:
    """Which column plays which role."""

    text_columns: tuple[str, ...]
    """One column, or two for pairs; empty when nothing looks like text."""
    label_columns: tuple[str, ...]
    """One column; several where each says yes or no to a class. Empty when nothing looks like labels."""
    task: Task
    reason: str
    """Why, in one or two sentences for the person."""
    split_column: str = ""
    """Says which rows are for training, validation and test; empty: no column does."""
    alternatives: tuple[str, ...] = ()
    """Other columns that could hold the labels, the likeliest first."""
    ignored: tuple[tuple[str, str], ...] = ()
    """The columns that play no role, and why: `("qid1", "an id: every value is different")`."""
    other_tasks: tuple[Task, ...] = ()
    """What else the same label columns could be read as."""


def infer_roles(
    table: Table,
    *,
    text_columns: Sequence[str] = (),
    label_columns: Sequence[str] = (),
    task: Task | None = None,
    split_column: str | None = None,
) -> Roles:
    """The best guess from the content of the columns; their names only tip the scales.

    What is already chosen stays and only the rest is guessed.
    """
    profiles = profile_columns(table)
    taken = {*text_columns, *label_columns, split_column}
    free = [profile for profile in profiles if profile.name not in taken]
    if split_column is None:
        split_column = next((profile.name for profile in free if names_parts(profile)), "")
        free = [profile for profile in free if profile.name != split_column]
    texts = _chosen(profiles, text_columns) or guess_texts(free, headed=table.has_header)
    free = [profile for profile in free if profile not in texts]
    best, others = _labels(profiles, free, label_columns, task, pair=len(texts) == 2)
    named = tuple(text_columns) or tuple(profile.name for profile in texts)
    used = {*named, *best.names, split_column}
    alternatives = tuple(dict.fromkeys(name for other in others for name in other.names if name not in used))
    return Roles(
        text_columns=named,
        label_columns=tuple(label_columns) or best.names,
        task=task or best.task,
        reason=explain(texts, best, split_column, chosen=(bool(text_columns), bool(label_columns))),
        split_column=split_column,
        alternatives=alternatives,
        ignored=tuple(
            (profile.name, why_ignored(profile, texts, alternatives))
            for profile in profiles
            if profile.name not in used
        ),
        other_tasks=tuple(other for other in best.other_tasks if other != task),
    )


def _chosen(profiles: Sequence[ColumnProfile], names: Sequence[str]) -> list[ColumnProfile]:
    known = {profile.name: profile for profile in profiles}
    return [known[name] for name in names if name in known]


def _labels(
    profiles: Sequence[ColumnProfile],
    free: Sequence[ColumnProfile],
    chosen: Sequence[str],
    task: Task | None,
    *,
    pair: bool,
) -> tuple[Candidate, list[Candidate]]:
    """The labels, and what else they could be, the likeliest first."""
    found = [c for c in candidates(free, pair=pair) if task is None or task in (c.task, *c.other_tasks)]
    others = [candidate for candidate in found if candidate.score >= 1]
    if chosen:
        columns = _chosen(profiles, chosen)
        return (task_of(columns) if columns else Candidate((), "single_label")), others
    if not found:
        return Candidate((), task or "single_label"), []
    return found[0], [candidate for candidate in others if candidate is not found[0]]
