"""What a run minimises and what it is judged by: one small strategy per task."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional
from transformers import PreTrainedModel

from tuner_gui.engine.config import METRICS, Task
from tuner_gui.engine.evaluation.answers import THRESHOLD
from tuner_gui.engine.facts import Score
from tuner_gui.engine.results.measures import Array, measure
from tuner_gui.engine.training.scaling import Scale

Logits = npt.NDArray[np.floating]

_NO_SPREAD = 1e-8
"""A variance below this share of the labels' is rounding."""


class Objective(ABC):
    """Loss and metrics of one run.

    Targets are those of `PreparedData`: class indices; 0 and 1 per label; numbers.
    """

    task: ClassVar[Task]

    scale: Scale | None = None
    """Of a regression; classes have none."""

    def prepare(self, model: PreTrainedModel) -> None:
        """Make a new model ready to be trained."""
        if self.scale is not None:
            self.scale.begin_at_mean(model)

    def finish(self, model: PreTrainedModel) -> None:
        """Make a trained model say what `in_units` makes of its outputs."""
        if self.scale is not None:
            self.scale.fold_into(model)

    def learnable(self, targets: Array) -> Tensor:
        """Targets as the loss takes them, on the CPU."""
        return torch.from_numpy(targets)

    def in_units(self, logits: Logits) -> Logits:
        """Outputs of a model in training as the finished model will give them."""
        return logits

    @abstractmethod
    def loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """What training minimises, summed over rows.

        Args:
            logits: shape [rows, outputs].
            targets: of `learnable`, on the same device.
        """

    def scored_loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """The same without what only serves training."""
        return self.loss(logits, targets)

    @abstractmethod
    def tally(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Numbers that may be added up over parts of a batch, wherever they were computed; shape [k]."""

    @abstractmethod
    def metric(self, tally: list[float]) -> float:
        """The main metric of the rows that `tally` is about."""

    @abstractmethod
    def _predicted(self, logits: Logits) -> Array:
        """As `results.measures.measure` takes it."""

    def _truth(self, targets: Array) -> Array:
        return targets

    def score(self, logits: Logits, targets: Array) -> Score:
        """All metrics of at least one row.

        Args:
            logits: of the finished model, or made alike by `in_units`; shape [rows, outputs].
            targets: as in `PreparedData`.
        """
        metrics, interval = measure(self.task, self._predicted(logits), self._truth(targets))
        loss = self.scored_loss(torch.from_numpy(self._as_trained(logits)).double(), self.learnable(targets))
        return Score(
            metrics=metrics,
            metric=METRICS[self.task][0],
            interval=interval,
            n=len(targets),
            loss=float(loss) / len(targets),
        )

    def _as_trained(self, logits: Logits) -> Logits:
        """The inverse of `in_units`."""
        return logits


class SingleLabel(Objective):
    """Cross-entropy; accuracy.

    Args:
        weights: of the classes, shape [classes]; None: all count alike.
        smoothing: share of the certainty that is spread over all classes (Szegedy et al. 2016,
            arXiv:1512.00567). Scores are without it.
    """

    task = "single_label"

    def __init__(self, weights: Array | None = None, smoothing: float = 0.0) -> None:
        self._weights = None if weights is None else torch.from_numpy(weights)
        self._smoothing = smoothing

    def loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Weighted by class, smoothed."""
        return self._cross_entropy(logits, targets, self._smoothing)

    def scored_loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Weighted by class."""
        return self._cross_entropy(logits, targets, 0.0)

    def _cross_entropy(self, logits: Tensor, targets: Tensor, smoothing: float) -> Tensor:
        weights = None if self._weights is None else self._weights.to(logits.device, logits.dtype)
        return functional.cross_entropy(logits, targets, weights, reduction="sum", label_smoothing=smoothing)

    def tally(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Rows labelled right, rows."""
        right = (logits.argmax(-1) == targets).sum().float()
        return torch.stack([right, right.new_tensor(float(len(targets)))])

    def metric(self, tally: list[float]) -> float:
        """Accuracy."""
        return tally[0] / tally[1]

    def _predicted(self, logits: Logits) -> Array:
        return np.asarray(logits.argmax(axis=-1))


class MultiLabel(Objective):
    """Binary cross-entropy, summed over labels; micro-F1.

    Summed, it is the likelihood of all labels of a row. The mean is as many times smaller as there are
    labels, and with 28 of them training never left the answer “none” (2,000 rows of GoEmotions, 3 epochs:
    micro-F1 of 0 against 0.19).

    Args:
        weights: of a label where it is true, shape [labels]; None: as where it is not.
    """

    task = "multi_label"

    def __init__(self, weights: Array | None = None) -> None:
        self._weights = None if weights is None else torch.from_numpy(weights)

    def loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Weighted by label."""
        weights = None if self._weights is None else self._weights.to(logits.device, logits.dtype)
        return functional.binary_cross_entropy_with_logits(
            logits, targets.to(logits.dtype), pos_weight=weights, reduction="sum"
        )

    def tally(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Labels given that are true, labels given, labels that are true."""
        given, true = logits.sigmoid() >= THRESHOLD, targets > 0
        return torch.stack([(given & true).sum(), given.sum(), true.sum()]).float()

    def metric(self, tally: list[float]) -> float:
        """Micro-F1."""
        hits, given, true = tally
        return 2 * hits / (given + true) if given + true else 0.0

    def _predicted(self, logits: Logits) -> Array:
        return np.asarray(logits >= np.log(THRESHOLD / (1 - THRESHOLD)))

    def _truth(self, targets: Array) -> Array:
        return targets > 0


class Regression(Objective):
    """Squared error of numbers that are scaled to vary by about one; Pearson's r.

    One learning rate then suits prices and similarities alike. `finish` puts the scale into the model.
    """

    task = "regression"

    def __init__(self, scale: Scale) -> None:
        self.scale: Scale = scale

    def learnable(self, targets: Array) -> Tensor:
        """Scaled."""
        return torch.from_numpy((targets / self.scale.deviation).astype(np.float32))

    def in_units(self, logits: Logits) -> Logits:
        """Scaled back."""
        return logits * self.scale.deviation

    def _as_trained(self, logits: Logits) -> Logits:
        return np.asarray(logits / self.scale.deviation)

    def loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        """In squares of the label's deviation: always giving the mean makes about 1 per row."""
        return functional.mse_loss(logits[:, 0], targets.to(logits.dtype), reduction="sum")

    def tally(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Rows, sums, sums of squares and of products."""
        # Near zero, or the sums of squares would leave nothing of a difference.
        x, y = logits[:, 0] - self.scale.centre, targets - self.scale.centre
        parts = (torch.ones_like(x), x, y, x * x, y * y, x * y)
        return torch.stack([part.sum() for part in parts])

    def metric(self, tally: list[float]) -> float:
        """Pearson's r; 0 where one side does not vary."""
        n, x, y, xx, yy, xy = tally
        left, right = xx - x * x / n, yy - y * y / n
        if not min(left, right) > _NO_SPREAD * n:  # a NaN too
            return 0.0
        return float(max(-1.0, min(1.0, (xy - x * y / n) / (left * right) ** 0.5)))

    def _predicted(self, logits: Logits) -> Array:
        return logits[:, 0].astype(np.float64)


def make_objective(
    task: Task, targets: Array, *, weights: Array | None = None, smoothing: float = 0.0
) -> Objective:
    """The objective of a run.

    Args:
        task: of the run.
        targets: of the training rows.
        weights: of `class_weights.balanced`; must be None for a regression.
        smoothing: of the labels; of use where a row has exactly one, else ignored.
    """
    if task == "regression":
        assert weights is None
        return Regression(Scale.of(targets))
    return SingleLabel(weights, smoothing) if task == "single_label" else MultiLabel(weights)
