"""How this machine computes a run: what is fastest here, found by a short measurement."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from transformers import PreTrainedModel

from tuner_gui.engine.config import Execution, Hyperparameters
from tuner_gui.engine.training.tokenizing import RowSource


def choose_execution(model: PreTrainedModel, rows: RowSource, hyperparameters: Hyperparameters) -> Execution:
    """The fastest way to train `model` on rows like these, on its device.

    Args:
        model: on its device, in float32.
        rows: of the run.
        hyperparameters: resolved.
    """
    return Execution()


@contextlib.contextmanager
def executing(model: PreTrainedModel, execution: Execution) -> Iterator[None]:
    """Let `model` compute in that way; afterwards it is the stock model again."""
    yield
