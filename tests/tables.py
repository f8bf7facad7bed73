"""Small tables for tests, made on the spot."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

GOOD = ("good", "great")
BAD = ("bad", "poor")


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """Write a CSV in UTF-8; returns `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def film_rows(count: int = 60, seed: int = 0) -> list[tuple[str, str]]:
    """Texts and labels that a tiny model can learn: a good or a bad word decides."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        label = ("good", "bad")[number % 2]
        word = chance.choice(GOOD if label == "good" else BAD)
        rows.append((f"the {chance.choice(('film', 'price'))} number {number} was {word}", label))
    return rows


def films(folder: Path, count: int = 60) -> Path:
    """A CSV with the columns `text` and `label`."""
    return write_csv(folder / "films.csv", ("text", "label"), film_rows(count))


def film_pairs(folder: Path, count: int = 60) -> Path:
    """A CSV with two text columns, `first` and `second`, and `same`."""
    rows = film_rows(count)
    pairs = [
        (text, f"the {'film' if label == 'good' else 'price'} is number {number} and was seen", label)
        for number, (text, label) in enumerate(rows)
    ]
    return write_csv(folder / "pairs.csv", ("first", "second", "same"), pairs)


def film_labels(folder: Path, count: int = 120, empty: int = 0) -> Path:
    """A CSV with `text` and `tags`, separated by commas: good or bad, and `film` where it is about one.

    The last `empty` rows have no tags.
    """
    rows = []
    for number, (text, label) in enumerate(film_rows(count)):
        tags = f"film,{label}" if "film" in text else label
        rows.append((text, "" if number >= count - empty else tags))
    return write_csv(folder / "tags.csv", ("text", "tags"), rows)


def film_prices(folder: Path, count: int = 120, empty: int = 0) -> Path:
    """A CSV with `text` and `price`: good ones cost more. The last `empty` rows have no price."""
    chance = random.Random(1)
    rows = []
    for number, (text, label) in enumerate(film_rows(count)):
        price = (3000 if label == "good" else 1000) + chance.gauss(0, 100)
        rows.append((text, "" if number >= count - empty else f"{price:.2f}"))
    return write_csv(folder / "prices.csv", ("text", "price"), rows)
