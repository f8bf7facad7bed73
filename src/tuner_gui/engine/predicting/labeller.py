"""A trained model, ready to be asked, and what it says in a person's words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from transformers import AutoModelForSequenceClassification

from tuner_gui.engine.config import Task
from tuner_gui.engine.data.markup import strip_markup
from tuner_gui.engine.device import find_device, torch_device
from tuner_gui.engine.evaluation.answers import ANSWERS, Answers, FloatArray, Logits
from tuner_gui.engine.facts import Prediction
from tuner_gui.engine.models.loading import load_tokenizer, loading
from tuner_gui.engine.models.safety import check_folder
from tuner_gui.engine.predicting.fast import Classifier, Texts
from tuner_gui.engine.predicting.model_place import ModelPlace
from tuner_gui.engine.tasks import task_of


@dataclass(frozen=True)
class Labeller:
    """A model together with how its outputs are read."""

    classifier: Classifier
    place: ModelPlace

    @classmethod
    def of(cls, place: ModelPlace) -> Labeller:
        """The model that lies there; the two asked last are kept at hand, so that they can be compared.

        Raises:
            ModelError: it is damaged, unsafe or lacks a tokenizer.
        """
        # The time in the key: a run that was trained again must not answer with its old model.
        return cls(_load(place.folder, place.folder.stat().st_mtime_ns), place)

    @functools.cached_property
    def task(self) -> Task:
        """Of `config.Task`. A folder that Tuner did not export may not say what its outputs mean."""
        kind = self.classifier.config.problem_type
        if kind is None:
            return "regression" if self.classifier.config.num_labels == 1 else "single_label"
        return task_of(kind)

    @property
    def answers(self) -> Answers:
        """The strategy of its task."""
        return ANSWERS[self.task]

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """Of its outputs, in their order."""
        config = self.classifier.config
        return tuple(str(config.id2label[i]) for i in range(config.num_labels))

    def logits(
        self, texts: Texts, *, exact: bool = True, report: Callable[[int], None] = lambda done: None
    ) -> Logits:
        """Of some rows, all alike in their number of texts; shape [rows, outputs].

        Args:
            texts: as they stand in the table; they are cleaned as in training.
            exact: in full precision; otherwise on a GPU in bf16, where labels hardly differ.
            report: told the number of rows done so far; may raise to end early.
        """
        exact = exact or self.task == "regression"
        return self.classifier.logits(self._cleaned(texts), exact=exact, report=report)

    def scores(self, logits: Logits) -> FloatArray:
        """Probabilities after calibration, or predicted numbers; shape [rows, outputs]."""
        return self.answers.scores(self._calibrated(logits))

    def cells(self, scores: FloatArray) -> list[tuple[str, ...]]:
        """A row's cells below `answers.columns`."""
        return self.answers.cells(scores, self.names, self.place.decision.threshold)

    def values(self, scores: FloatArray) -> list[tuple[str | float, ...]]:
        """The same as text and numbers."""
        return self.answers.values(scores, self.names, self.place.decision.threshold)

    def predictions(self, texts: Texts) -> tuple[Prediction, ...]:
        """What the model says of each row."""
        logits = self._calibrated(self.logits(texts))
        return self.answers.predictions(logits, self.names, self.place.decision.threshold)

    def _calibrated(self, logits: Logits) -> Logits:
        return logits if self.task == "regression" else logits / self.place.decision.temperature

    def _cleaned(self, texts: Texts) -> Sequence[tuple[str, ...]]:
        """Texts as the model got them in training."""
        if not self.place.strip_markup:
            return texts
        return [tuple(map(strip_markup, row)) for row in texts]


@functools.lru_cache(maxsize=2)
def _load(folder: Path, changed: int) -> Classifier:
    check_folder(folder)
    tokenizer = load_tokenizer(folder)
    with loading(folder, "model"):
        model = AutoModelForSequenceClassification.from_pretrained(
            folder, use_safetensors=True, local_files_only=True
        )
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    device = find_device()
    return Classifier(tokenizer, model.to(torch_device(device.kind)).eval(), precision=device.precision)
