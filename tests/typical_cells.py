"""Made-up columns of the kinds that tables have, and what a look-alike of a table consists of."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tuner_gui.engine.config import Task

ROWS = 240
_WORDS = [
    "the",
    "a",
    "this",
    "that",
    "my",
    "our",
    "their",
    "was",
    "is",
    "will",
    "not",
    "very",
    "quite",
    "really",
    "good",
    "bad",
    "slow",
    "fast",
    "cheap",
    "room",
    "hotel",
    "film",
    "phone",
    "order",
    "service",
    "price",
    "battery",
    "staff",
    "screen",
    "food",
    "delivery",
    "again",
    "never",
    "always",
    "would",
    "could",
    "should",
]
Columns = dict[str, list[str]]


def texts(low: int, high: int, seed: int = 0) -> list[str]:
    """Different texts of `low` to `high` words."""
    chance = random.Random(f"texts {low} {high} {seed}")
    return [
        " ".join([*chance.choices(_WORDS, k=chance.randint(low, high) - 1), f"n{row}"]).capitalize() + "."
        for row in range(ROWS)
    ]


def some(*values: str, seed: int = 0) -> list[str]:
    """Values that repeat, in random order; each occurs."""
    chance = random.Random(f"some {values} {seed}")
    return [*values, *chance.choices(values, k=ROWS - len(values))]


def made(cell: Callable[[random.Random, int], str], seed: int = 0) -> list[str]:
    """A cell per row."""
    chance = random.Random(f"made {seed}")
    return [cell(chance, row) for row in range(ROWS)]


def numbers(low: int, high: int, seed: int = 0) -> list[str]:
    return made(lambda chance, row: str(chance.randint(low, high)), seed)


def floats(low: float, high: float, digits: int = 3, seed: int = 0) -> list[str]:
    return made(lambda chance, row: f"{chance.uniform(low, high):.{digits}f}", seed)


def counting(start: int = 0) -> list[str]:
    return [str(start + row) for row in range(ROWS)]


def codes(seed: int = 0) -> list[str]:
    return made(lambda chance, row: f"{chance.getrandbits(40):010X}"[:6] + f"{row:04d}x", seed)


def dates() -> list[str]:
    return made(lambda chance, row: f"{chance.randint(2012, 2023)}-{row % 12 + 1:02d}-{row % 28 + 1:02d}")


def people() -> list[str]:
    return made(
        lambda chance, row: (
            chance.choice(("Ann", "Bob", "Eve")) + f" {chr(65 + row % 26)}. {chr(65 + row % 19)}berg"
        )
    )


def links() -> list[str]:
    return [f"https://news.test/story/{row}" for row in range(ROWS)]


def sets(*values: str, mark: str = ",", most: int = 3, seed: int = 0) -> list[str]:
    """Several of the values in a cell."""

    def cell(chance: random.Random, row: int) -> str:
        return mark.join(sorted(chance.sample(values, chance.choice((1, 1, 2, most)))))

    return made(cell, seed)


def lists(*values: str, quote: str = '"', seed: int = 0) -> list[str]:
    return [
        "[" + ", ".join(f"{quote}{part}{quote}" for part in cell.split("|")) + "]"
        for cell in sets(*values, mark="|", seed=seed)
    ]


def flags(share: float = 0.3, seed: int = 0, words: tuple[str, str] = ("0", "1")) -> list[str]:
    return made(lambda chance, row: words[chance.random() < share], seed)


@dataclass(frozen=True)
class Typical:
    """A table and how it is to be understood."""

    columns: Mapping[str, Sequence[str]]
    text: tuple[str, ...]
    label: tuple[str, ...]
    task: Task = "single_label"
    split: str = ""
    headed: bool = True
    alternatives: frozenset[str] = field(default_factory=frozenset)
    """Must be offered; others may be, too."""


def plain(*columns: Sequence[str]) -> dict[str, Sequence[str]]:
    """Columns of a file without a header."""
    return {f"column {place}": column for place, column in enumerate(columns, start=1)}
