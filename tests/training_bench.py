"""A tiny model, a tiny task and a trainer over them, for the unit tests of the training loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from accelerate import Accelerator
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel

from tuner_gui.engine.config import Hyperparameters, Task
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.training.defaults import ModeRecipe
from tuner_gui.engine.training.objective import make_objective
from tuner_gui.engine.training.optimizer import build_optimizer, rate_groups
from tuner_gui.engine.training.stepping import TrainingData
from tuner_gui.engine.training.tokenizing import RowSource, TokenizedRows, tokenize
from tuner_gui.engine.training.trainer import Trainer

TEXTS = [
    (text,)
    for text in (
        "the film is great",
        "a bad film",
        "good price",
        "the price is poor and bad",
        "great and good",
        "not a good film and the price was bad",
    )
    for _ in range(8)
]
LABELS = np.asarray([label for label in (1, 0, 1, 0, 1, 0) for _ in range(8)])
TARGETS: dict[Task, Any] = {
    "single_label": LABELS,
    "multi_label": np.stack([LABELS, 1 - LABELS, np.zeros_like(LABELS)], axis=1).astype(np.float32),
    "regression": 250_000.0 + 40_000.0 * LABELS,
}
"""What each task learns of `TEXTS`: good or bad, two labels and one that nobody has, or a price."""
ORDER = np.random.default_rng(0).permutation(len(TEXTS))
TRAIN, VALIDATION = ORDER[:36], ORDER[36:]


def resolved(**settings: Any) -> Hyperparameters:
    """Settings with all that a trainer needs."""
    usual = {"batch_size": 6, "max_length": 32, "layer_decay": 1.0, "warmup": 0.1, "weight_decay": 0.01}
    return Hyperparameters(**(usual | settings))


SETTINGS = resolved(epochs=2, learning_rate=1e-3)
"""36 rows in batches of 6 over 2 epochs: 12 steps."""


OUTPUTS: dict[Task, int] = {"single_label": 2, "multi_label": 3, "regression": 1}


def load(folder: Path, task: Task = "single_label") -> PreTrainedModel:
    """The tiny model with a head that is the same every time."""
    torch.manual_seed(0)
    model: Any = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=OUTPUTS[task])
    if model.config.pad_token_id is None:
        tokenizer = AutoTokenizer.from_pretrained(folder)  # as Tuner does for decoders
        model.config.pad_token_id = tokenizer.pad_token_id or tokenizer.eos_token_id
    return model  # type: ignore[no-any-return]


def rows_of(folder: Path, cache: Path) -> TokenizedRows:
    """`TEXTS`, tokenised."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenize(
        pa.table({"text": [text for (text,) in TEXTS]}),
        tokenizer,
        max_length=32,
        cache_file=cache / "tokens.arrow",
    )


class Bench:
    """One trainer and what it reported."""

    def __init__(
        self,
        model: PreTrainedModel,
        rows: RowSource,
        folder: Path,
        *,
        recipe: ModeRecipe | None = None,
        settings: Hyperparameters = SETTINGS,
        task: Task = "single_label",
        after: dict[int, str] | None = None,
        accelerator: Accelerator | None = None,
    ) -> None:
        """`after` maps a step to what is asked for once it is done."""
        self.model = model
        self.control = Control()
        self.events: list[AnyEvent] = []
        self._after = after or {}
        self.checkpoints = folder / "checkpoints"
        self.accelerator = accelerator or Accelerator(cpu=True)
        torch.manual_seed(1)
        groups = rate_groups(model, recipe or ModeRecipe(), settings)
        targets = TARGETS[task]
        self.objective = make_objective(task, targets[TRAIN])
        self.objective.prepare(model)
        self.trainer = Trainer(
            model,
            build_optimizer(groups, torch.device("cpu"), 0.01),
            TrainingData(rows, targets, TRAIN, VALIDATION),
            self.objective,
            settings,
            seed=0,
            accelerator=self.accelerator,
            control=self.control,
            emit=self._emit,
            checkpoints=self.checkpoints,
        )

    def _emit(self, event: AnyEvent) -> None:
        self.events.append(event)
        action: Any = self._after.pop(getattr(event, "step", 0), None)
        if action:
            self.control.request(action)

    def of(self, kind: type[Any]) -> list[Any]:
        """Events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]
