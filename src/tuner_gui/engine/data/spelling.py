"""Labels that differ only in how they are spelled: `Positive`, `positive `, `not-known`, `Not known`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tuner_gui.engine.data.labels import Labels

_BETWEEN = re.compile(r"(?<=\w)[\s_\-]+(?=\w)")
_AROUND = " \t\r\n\u00a0_.,;:!?'\"“”‘’«»"


def spelling_groups(counts: dict[str, int]) -> list[list[str]]:
    """Names that mean the same, each group with its most frequent spelling first.

    Args:
        counts: rows of each name.
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        groups.setdefault(plain(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def plain(name: str) -> str:
    """What is left of a name without case, white space and punctuation around or between its words.

    Signs that carry meaning stay (`C++`, `A-`), and numbers are compared by value (`1` is `1.0`).
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return repr(value)
    words = _BETWEEN.sub(" " if re.search(r"\d", text) else "", text)
    return words.strip(_AROUND) or text


def merged(labels: Labels, groups: Sequence[Sequence[str]]) -> Labels:
    """The labels with one name for each group: its first."""
    kept = {name: group[0] for group in groups for name in group}
    names = tuple(name for name in labels.names if kept.get(name, name) == name)
    places = {name: place for place, name in enumerate(names)}
    translation = np.array([places[kept.get(name, name)] for name in labels.names], dtype=np.int64)
    if labels.task == "single_label":
        return replace(labels, names=names, targets=translation[labels.targets])
    targets = np.zeros((len(labels.targets), len(names)), dtype=np.float32)
    for old, new in enumerate(translation):
        np.maximum(targets[:, new], labels.targets[:, old], out=targets[:, new])
    return replace(labels, names=names, targets=targets)
