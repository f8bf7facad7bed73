"""Why the roles are what they are, in sentences for the person."""

from __future__ import annotations

from collections.abc import Sequence

from tuner_gui.engine.data.label_guess import Candidate
from tuner_gui.engine.data.parts import LISTS
from tuner_gui.engine.data.profile import ColumnProfile

_KINDS = {
    "date": "holds dates or times",
    "url": "holds web addresses",
    "email": "holds e-mail addresses",
    "list": "holds lists",
    "parse": "holds parse trees",
}


def explain(
    texts: Sequence[ColumnProfile], labels: Candidate, split_column: str, *, chosen: tuple[bool, bool]
) -> str:
    """Why these columns; `chosen`: whether the person chose the texts and the labels."""
    parts = (
        f" “{split_column}” says which rows are for training and which for testing." if split_column else ""
    )
    if not texts:
        return "No column looks like text." + parts
    return f"{_texts(texts, chosen[0])}{_labels(labels, chosen[1])}{parts}"


def _texts(texts: Sequence[ColumnProfile], chosen: bool) -> str:
    listed = " and ".join(f"“{profile.name}”" for profile in texts)
    if chosen:
        return f"You chose {listed} for the texts"
    if len(texts) == 2:
        return f"{listed} hold texts that belong together, read as a pair"
    return f"{listed} holds the longest texts"


def _labels(labels: Candidate, chosen: bool) -> str:
    profile = labels.profile
    if profile is None or not labels.names:
        return ", but no column looks like labels."
    if not profile.filled:
        return f", and “{profile.name}” is called like labels, but is empty."
    begin, which = ("; you chose", ", which") if chosen else (", and", "")
    if len(labels.names) > 1:
        listed = f"the {len(labels.names)} columns “{labels.names[0]}” to “{labels.names[-1]}”"
        return f"{begin} {listed}{which} say yes or no to a label each."
    return f"{begin} “{profile.name}”{which} {_content(labels, profile)}."


def _content(labels: Candidate, profile: ColumnProfile) -> str:
    if labels.task == "multi_label":
        if labels.separator == LISTS:
            return "holds lists of labels: a text can have several"
        mark = "spaces" if labels.separator == " " else f"“{labels.separator}”"
        return f"holds several labels with {mark} between them"
    if labels.task == "regression":
        numbers = profile.numbers
        return f"holds numbers from {numbers.min():,g} to {numbers.max():,g}: a number is learned"
    if not profile.repeats:
        return "is the likeliest column left for labels"
    scale = "; they could be learned as numbers, too" if "regression" in labels.other_tasks else ""
    return f"has {profile.distinct:,} values that repeat{scale}"


def why_ignored(profile: ColumnProfile, texts: Sequence[ColumnProfile], alternatives: Sequence[str]) -> str:
    """Why a column plays no role; continues the sentence “It …”."""
    if not profile.filled:
        return "is empty"
    if profile.distinct == 1:
        return "has the same value in every row"
    if profile.name in alternatives:
        return "could be the labels, too"
    for kind, words in _KINDS.items():
        if kind in profile.kinds:
            return words
    if profile.distinct_share > 0.9 and ("code" in profile.kinds or profile.words <= 1 or profile.whole):
        return "looks like an id: nearly every value is different"
    if "number" in profile.kinds:
        return "holds numbers"
    if profile.words >= 2 and texts:
        return f"holds text, too, but “{texts[0].name}” suits better"
    return "has values that name something, but is not what is to be learned"
