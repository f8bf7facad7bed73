"""Learning rates per layer group: what they are usually, and what a person made of them. Pure values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.facts import LearningRate

translate = QCoreApplication.translate

MOST = 1000.0
"""Largest factor that `Hyperparameters` takes."""
_BLOCK = "block "


@dataclass(frozen=True)
class RateGroups:
    """Layer groups, bottom first."""

    names: tuple[str, ...] = ()
    usual: tuple[float, ...] = ()
    """Rate of each group relative to `rate`, where nobody says otherwise."""
    rate: float = 1.0
    """The learning rate that factors are relative to."""
    factors: Mapping[str, float] = field(default_factory=dict)
    """What a person said instead of `usual`, by the name of the group."""

    def __len__(self) -> int:
        return len(self.names)

    def factor(self, place: int) -> float:
        """Of the group at `place`, relative to the learning rate."""
        return self.factors.get(self.names[place], self.usual[place])

    def rate_of(self, place: int) -> float:
        """Learning rate of the group at `place`; 0: it does not learn."""
        return self.rate * self.factor(place)

    def usual_rate(self, place: int) -> float:
        """What it would be if nobody had changed it."""
        return self.rate * self.usual[place]

    def is_changed(self, place: int) -> bool:
        """Whether a person changed it."""
        return self.names[place] in self.factors

    def changed(self, place: int, rate: float | None) -> RateGroups:
        """The same with another rate for one group; None: its usual one."""
        others = {name: each for name, each in self.factors.items() if name != self.names[place]}
        if rate is not None:
            others[self.names[place]] = float(f"{min(max(rate / self.rate, 0.0), MOST):.3g}")
        return RateGroups(self.names, self.usual, self.rate, others)

    def decades(self) -> tuple[int, int]:
        """Powers of ten that hold all rates, usual ones too, with room below the lowest."""
        places = range(len(self))
        rates = [rate for place in places for rate in (self.rate_of(place), self.usual_rate(place)) if rate]
        if not rates:
            return -5, -3
        return math.floor(math.log10(min(rates)) - 0.25), math.ceil(math.log10(max(rates)) + 0.02)


def groups_of(
    rates: Sequence[LearningRate], usual_rate: float, rate: float, factors: Mapping[str, float]
) -> RateGroups:
    """From what the engine says.

    Args:
        rates: of the groups that learn, bottom first, as they are without a person's word.
        usual_rate: the learning rate that those go with.
        rate: the learning rate in force.
        factors: what a person said; of groups that do not learn now it is kept out.
    """
    names = tuple(each.group for each in rates)
    usual = tuple(each.rate / usual_rate for each in rates)
    return RateGroups(names, usual, rate, {name: value for name, value in factors.items() if name in names})


def group_words(name: str) -> str:
    """A layer group's name on screen."""
    if name.startswith(_BLOCK):
        return translate("rates", "block {0}").format(name[len(_BLOCK) :])
    names = {
        "embeddings": translate("rates", "embeddings"),
        "top": translate("rates", "top"),
        "head": translate("rates", "head"),
    }
    return names.get(name, name)


def group_short(name: str) -> str:
    """The same where there is little room: a block's number alone."""
    if name.startswith(_BLOCK):
        return name[len(_BLOCK) :]
    return translate("rates", "emb.") if name == "embeddings" else group_words(name)
