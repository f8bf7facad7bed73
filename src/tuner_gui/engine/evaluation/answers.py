"""From logits to what a model says: one small strategy per task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax

from tuner_gui.engine.config import Task
from tuner_gui.engine.facts import Prediction

FloatArray = npt.NDArray[np.float64]
Logits = npt.NDArray[np.floating]

THRESHOLD = 0.5
"""A label of a multi-label task is given from this probability on."""
BETWEEN_LABELS = "; "


class Answers(ABC):
    """How the outputs of a model are read; `names` are always those of its outputs, in their order."""

    columns: tuple[str, ...] = ("predicted", "confidence")
    """Of a table of predictions."""

    @abstractmethod
    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities, or predicted numbers; shape [rows, outputs], like the logits."""

    @abstractmethod
    def chosen(self, scores: FloatArray) -> list[tuple[int, ...]]:
        """Indices of the labels given to each row."""

    @abstractmethod
    def cells(self, scores: FloatArray, names: Sequence[str]) -> list[tuple[str, ...]]:
        """A row's cells below `columns`."""

    @abstractmethod
    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """The true label of one row, as it stands in a table."""

    def predictions(self, logits: Logits, names: Sequence[str]) -> tuple[Prediction, ...]:
        """What the model says of each row."""
        scores = self.scores(logits)
        return tuple(
            Prediction(labels=tuple(names[i] for i in chosen), scores=tuple(map(float, row)))
            for chosen, row in zip(self.chosen(scores), scores, strict=True)
        )


class SingleLabelAnswers(Answers):
    """The likeliest class, by softmax."""

    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities that add up to 1."""
        return np.asarray(softmax(logits.astype(np.float64), axis=-1))

    def chosen(self, scores: FloatArray) -> list[tuple[int, ...]]:
        """One each."""
        return [(int(best),) for best in scores.argmax(axis=-1)]

    def cells(self, scores: FloatArray, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Label and its probability."""
        return [(names[int(row.argmax())], f"{row.max():.6f}") for row in scores]

    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """`target` is an index."""
        return names[int(target)]


class MultiLabelAnswers(Answers):
    """Every label of at least `THRESHOLD`, each judged by itself (sigmoid)."""

    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities, independent of one another."""
        return np.asarray(expit(logits.astype(np.float64)))

    def chosen(self, scores: FloatArray) -> list[tuple[int, ...]]:
        """Any number each."""
        return [tuple(map(int, np.flatnonzero(row >= THRESHOLD))) for row in scores]

    def cells(self, scores: FloatArray, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Labels, and how sure the model is of the one that it is least sure to give or to withhold."""
        sure = np.maximum(scores, 1 - scores).min(axis=-1)
        return [
            (BETWEEN_LABELS.join(names[i] for i in chosen), f"{least:.6f}")
            for chosen, least in zip(self.chosen(scores), sure, strict=True)
        ]

    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """`target` is a row of 0 and 1."""
        return BETWEEN_LABELS.join(names[int(i)] for i in np.flatnonzero(target))


class RegressionAnswers(Answers):
    """A number."""

    columns = ("predicted",)

    def scores(self, logits: Logits) -> FloatArray:
        """The number itself."""
        return logits.astype(np.float64)

    def chosen(self, scores: FloatArray) -> list[tuple[int, ...]]:
        """There are no labels."""
        return [()] * len(scores)

    def cells(self, scores: FloatArray, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Six digits are more than any model knows."""
        return [(f"{row[0]:.6g}",) for row in scores]

    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """`target` is a number."""
        return np.format_float_positional(float(target), trim="-")


ANSWERS: dict[Task, Answers] = {
    "single_label": SingleLabelAnswers(),
    "multi_label": MultiLabelAnswers(),
    "regression": RegressionAnswers(),
}
