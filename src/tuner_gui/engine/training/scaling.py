"""The scale of a regression: where a model begins, and how it comes to speak the units of the label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from transformers import PreTrainedModel

from tuner_gui.errors import ModelError


@dataclass(frozen=True)
class Scale:
    """Mean and standard deviation of the numbers to learn."""

    mean: float
    deviation: float
    """Above 0."""

    @classmethod
    def of(cls, targets: npt.NDArray[np.floating]) -> Scale:
        """Of the training rows, shape [rows]."""
        return cls(float(targets.mean()), float(targets.std()) or 1.0)

    @property
    def centre(self) -> float:
        """The mean as the model in training says it."""
        return self.mean / self.deviation

    def begin_at_mean(self, model: PreTrainedModel) -> None:
        """Let the new head begin at the mean, where it has a bias to hold it."""
        bias = last_linear(model).bias
        if bias is not None:
            nn.init.constant_(bias, self.centre)

    def fold_into(self, model: PreTrainedModel) -> None:
        """Multiply the outputs by the deviation: what a linear layer gives is linear in its parameters."""
        with torch.no_grad():
            for parameter in last_linear(model).parameters():
                parameter.mul_(self.deviation)


def last_linear(model: PreTrainedModel) -> nn.Linear:
    """The layer that gives the one output, whatever the architecture calls it.

    Raises:
        ModelError: the architecture has no such layer in its head.
    """
    base = model.base_model_prefix + "."
    found = [
        module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and module.out_features == 1 and not name.startswith(base)
    ]
    if len(found) != 1:
        raise ModelError(
            f"Models of this architecture ({model.config.model_type}) cannot learn numbers in Tuner.",
            hint="Choose another base model, such as the built-in one.",
            detail=f"{len(found)} layers with one output in the head of {type(model).__name__}",
        )
    return found[0]
