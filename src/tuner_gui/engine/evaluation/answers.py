"""From logits to what a model says: one small strategy per task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.facts import Prediction
from tuner_gui.engine.results.deciding import BETWEEN_LABELS, EVEN, confidence, decide
from tuner_gui.engine.results.scored import sigmoid, softmax

FloatArray = npt.NDArray[np.float64]
Logits = npt.NDArray[np.floating]

THRESHOLD = EVEN
"""A label of a multi-label task is given from this probability on, unless a person decides otherwise."""


class Answers(ABC):
    """How the outputs of a model are read; `names` are always those of its outputs, in their order.

    A `threshold` is the one that a person chose (`config.Decision`). Its temperature is none of this module's
    business: logits are divided by it before they come here.
    """

    task: ClassVar[Task]
    columns: tuple[str, ...] = ("predicted", "confidence")
    """Of a table of predictions."""
    number_format = "{:.6f}"
    """Where numbers are written as text."""

    @abstractmethod
    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities, or predicted numbers; shape [rows, outputs], like the logits."""

    @abstractmethod
    def chosen(self, scores: FloatArray, threshold: float = THRESHOLD) -> list[tuple[int, ...]]:
        """Indices of the labels given to each row."""

    @abstractmethod
    def values(
        self, scores: FloatArray, names: Sequence[str], threshold: float = THRESHOLD
    ) -> list[tuple[str | float, ...]]:
        """A row's values below `columns`."""

    def cells(
        self, scores: FloatArray, names: Sequence[str], threshold: float = THRESHOLD
    ) -> list[tuple[str, ...]]:
        """The same as text."""
        return [
            tuple(cell if isinstance(cell, str) else self.number_format.format(cell) for cell in row)
            for row in self.values(scores, names, threshold)
        ]

    @abstractmethod
    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """The true label of one row, as it stands in a table."""

    def predictions(
        self, logits: Logits, names: Sequence[str], threshold: float = THRESHOLD
    ) -> tuple[Prediction, ...]:
        """What the model says of each row."""
        scores = self.scores(logits)
        return tuple(
            Prediction(labels=tuple(names[i] for i in chosen), scores=tuple(map(float, row)))
            for chosen, row in zip(self.chosen(scores, threshold), scores, strict=True)
        )


class _LabelAnswers(Answers):
    """What tasks with labels have in common."""

    def values(
        self, scores: FloatArray, names: Sequence[str], threshold: float = THRESHOLD
    ) -> list[tuple[str | float, ...]]:
        """Labels, and how sure the model is; of several, of the one it is least sure to give or withhold."""
        sure = confidence(self.task, scores, decide(self.task, scores, Decision(threshold=threshold)))
        return [
            (BETWEEN_LABELS.join(names[i] for i in chosen), float(certain))
            for chosen, certain in zip(self.chosen(scores, threshold), sure, strict=True)
        ]


class SingleLabelAnswers(_LabelAnswers):
    """The likeliest class, by softmax; of two, the second from the threshold on."""

    task = "single_label"

    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities that add up to 1."""
        return softmax(logits.astype(np.float64))

    def chosen(self, scores: FloatArray, threshold: float = THRESHOLD) -> list[tuple[int, ...]]:
        """One each."""
        return [(int(best),) for best in decide(self.task, scores, Decision(threshold=threshold))]

    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """`target` is an index."""
        return names[int(target)]


class MultiLabelAnswers(_LabelAnswers):
    """Every label of at least the threshold, each judged by itself (sigmoid)."""

    task = "multi_label"

    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities, independent of one another."""
        return sigmoid(logits.astype(np.float64))

    def chosen(self, scores: FloatArray, threshold: float = THRESHOLD) -> list[tuple[int, ...]]:
        """Any number each."""
        return [
            tuple(map(int, np.flatnonzero(row)))
            for row in decide(self.task, scores, Decision(threshold=threshold))
        ]

    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """`target` is a row of 0 and 1."""
        return BETWEEN_LABELS.join(names[int(i)] for i in np.flatnonzero(target))


class RegressionAnswers(Answers):
    """A number, whatever the threshold."""

    task = "regression"
    columns = ("predicted",)
    number_format = "{:.6g}"  # more digits than any model knows

    def scores(self, logits: Logits) -> FloatArray:
        """The number itself."""
        return logits.astype(np.float64)

    def chosen(self, scores: FloatArray, threshold: float = THRESHOLD) -> list[tuple[int, ...]]:
        """There are no labels."""
        return [()] * len(scores)

    def values(
        self, scores: FloatArray, names: Sequence[str], threshold: float = THRESHOLD
    ) -> list[tuple[str | float, ...]]:
        """The number itself."""
        return [(float(row[0]),) for row in scores]

    def target_cell(self, target: Any, names: Sequence[str]) -> str:
        """`target` is a number."""
        return np.format_float_positional(float(target), trim="-")


ANSWERS: dict[Task, Answers] = {
    "single_label": SingleLabelAnswers(),
    "multi_label": MultiLabelAnswers(),
    "regression": RegressionAnswers(),
}
