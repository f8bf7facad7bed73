"""Datasets of the quality benchmarks: drawn by seed, and written so that every side reads the same rows.

The rows a seed draws are the rows of all sides: those of Tuner through a table with a column that says which
row serves what, those of the others as Python lists.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.data.prepare import prepare

Texts = list[tuple[str, ...]]
"""One text, or two, per row."""

PARTS = ("train", "validation", "test")
_LEAST_OF_CLASS = 3


@dataclass(frozen=True)
class Source:
    """A dataset as it was found."""

    name: str
    path: str
    """Below the folder of datasets."""
    few_max_length: int | None = None
    """In tokens, for both sides of `few_rows.py`; None: whatever each side takes."""
    judged: bool = True
    """Whether targets hold for it: the built-in model reads English only."""


SOURCES = (
    Source("financial_phrasebank", "financial_phrasebank/all-data.csv"),
    Source("mrpc", "mrpc/msr_paraphrase_train.txt"),
    Source("banking77", "banking77/train.csv"),
    Source("sms_spam", "sms_spam/sms.tsv"),
    Source("movie_reviews", "movie_reviews/movie_reviews.zip", few_max_length=256),
    Source("germeval2018", "germeval2018/germeval2018.training.txt", judged=False),
)


@dataclass(frozen=True)
class Drawn:
    """Rows that one seed drew. Labels are class numbers."""

    texts: dict[str, Texts]
    """By part."""
    labels: dict[str, list[int]]
    """By part."""
    names: tuple[str, ...]

    def joined(self, part: str) -> list[str]:
        """One text per row, for sides that know no pairs."""
        return [" ".join(row) for row in self.texts[part]]


class Pool:
    """All rows of a dataset, each text once."""

    def __init__(self, source: Source, folder: Path) -> None:
        """Read it.

        Raises:
            DataError: it is not there, or cannot be read.
        """
        data = prepare(DatasetConfig(path=str((folder / source.path).absolute())), seed=0)
        rows = list(zip(*(column.to_pylist() for column in data.texts.columns), strict=True))
        first = {row: place for place, row in reversed(list(enumerate(rows)))}
        kept = np.array(sorted(first.values()))
        self.rows = [rows[place] for place in kept]
        self.labels = data.targets[kept]
        self.names = data.label_names

    def draw(self, seed: int, train: int, validation: int, test: int) -> Drawn:
        """So many rows for each part, at random; where the rows do not suffice, the test is smaller.

        Drawn again until each class has as many rows as Tuner asks for.
        """
        chance, least = np.random.default_rng((77, seed)), 0
        while least < _LEAST_OF_CLASS:
            order = chance.permutation(len(self.rows))[: train + validation + test]
            least = np.bincount(self.labels[order], minlength=len(self.names)).min()
        parts = dict(zip(PARTS, np.split(order, [train, train + validation]), strict=True))
        return self._drawn(parts)

    def draw_few(self, seed: int, per_class: int, test: int) -> Drawn:
        """`per_class` rows of every class to learn from; a copy of one of each stands for validation.

        Tuner wants validation rows, but chooses nothing by so few (`training.choosing`): copies cost no
        labels, and make both sides learn from the same rows.
        """
        order = np.random.default_rng((78, seed)).permutation(len(self.rows))
        of_class = [order[self.labels[order] == each] for each in range(len(self.names))]
        train = np.concatenate([rows[:per_class] for rows in of_class])
        rest = np.setdiff1d(order, train, assume_unique=True)
        rest = np.random.default_rng((79, seed)).permutation(rest)[:test]
        copies = np.array([rows[0] for rows in of_class])
        return self._drawn({"train": train, "validation": copies, "test": rest})

    def _drawn(self, parts: dict[str, np.ndarray]) -> Drawn:
        return Drawn(
            texts={part: [self.rows[row] for row in rows] for part, rows in parts.items()},
            labels={part: self.labels[rows].tolist() for part, rows in parts.items()},
            names=self.names,
        )


def write_table(drawn: Drawn, path: Path) -> DatasetConfig:
    """Write all parts as one table with a column `split`, and say how Tuner is to read it."""
    width = len(drawn.texts["train"][0])
    columns = tuple(f"text_{place}" for place in range(width))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*columns, "label", "split"))
        for part in PARTS:
            for texts, label in zip(drawn.texts[part], drawn.labels[part], strict=True):
                writer.writerow((*texts, f"class {drawn.names[label]}", part))
    return DatasetConfig(
        path=str(path.absolute()),
        text_columns=columns,
        label_columns=("label",),
        task="single_label",
        split_column="split",
    )
