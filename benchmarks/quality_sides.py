"""The sides of the quality benchmark: Tuner through its engine, and what an expert or a script would do.

Every side learns from the same training rows and is asked about the same validation and test rows.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from quality_data import Drawn
from tuner_gui.engine.config import BUILTIN, DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import Failed, RunFinished, RunStarted, StageChanged
from tuner_gui.engine.models import catalog
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored, read_scored

PLAIN_RATE, PLAIN_EPOCHS, BATCH = 5e-5, 3, 16
_MOST_TOKENS = 512
"""Of a text, for all sides: what the built-in model reads, and where Tuner cuts by default."""


@dataclass(frozen=True)
class Outcome:
    """What a side made of a dataset's rows with one seed."""

    right: list[int]
    """1 for each test row that was labelled right, else 0; in the order of the test rows."""
    validation: float
    """Share of the validation rows that were labelled right."""
    validation_loss: float
    """Mean cross-entropy of the validation rows; 0 where there is none."""
    seconds: float
    """From the rows to the trained model; tests and saving not counted."""
    settings: dict[str, Any]
    """What was resolved or chosen."""

    @property
    def accuracy(self) -> float:
        """Share of the test rows that were labelled right."""
        return float(np.mean(self.right))

    def as_json(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


def tuner(
    dataset: DatasetConfig, mode: Mode, seed: int, asked: Hyperparameters, base_model: str = BUILTIN
) -> Outcome:
    """A run of Tuner's engine: what the window starts, with `asked` set and nothing else.

    Raises:
        SystemExit: the run failed; its words are told.
    """
    from tuner_gui.engine.jobs import execute

    folder = Path(tempfile.mkdtemp(prefix="quality-"))
    events: list[Any] = []
    trained: list[float] = []

    def emit(event: Any) -> None:
        events.append(event)
        if isinstance(event, StageChanged) and event.stage == "testing":
            trained.append(time.perf_counter())

    started_at = time.perf_counter()
    config = RunConfig(dataset=dataset, base_model=base_model, mode=mode, seed=seed, hyperparameters=asked)
    try:
        execute(TrainJob(config=config, run_dir=str(folder)), Control(), emit)
        if isinstance(events[-1], Failed):
            raise SystemExit(f"{events[-1].message}\n{events[-1].detail}")
        scored = read_scored(folder)
        right, validated = _right(scored, TEST), _right(scored, VALIDATION)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    finished = next(event for event in events if isinstance(event, RunFinished))
    started = next(event for event in events if isinstance(event, RunStarted))
    settings = {name: getattr(started.hyperparameters, name) for name in Hyperparameters.__struct_fields__}
    settings["best_epoch"] = finished.metrics.best_epoch
    settings["train_seconds"] = finished.metrics.train_seconds
    return Outcome(
        right=right.tolist(),
        validation=float(np.mean(validated)) if len(validated) else 0.0,
        validation_loss=finished.metrics.validation.loss,
        seconds=trained[0] - started_at,
        settings=settings,
    )


def _right(scored: Scored, part: int) -> np.ndarray:
    rows = scored.at(part)
    rows = rows[np.argsort(scored.numbers[rows], kind="stable")]
    return np.asarray(scored.logits[rows].argmax(-1) == scored.targets[rows], dtype=int)


def tfidf(drawn: Drawn) -> Outcome:
    """Word 1-2-grams, sublinear TF-IDF, logistic regression."""
    started = time.perf_counter()
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=2000)
    )
    model.fit(drawn.joined("train"), drawn.labels["train"])
    seconds = time.perf_counter() - started
    return Outcome(
        right=[int(hit) for hit in model.predict(drawn.joined("test")) == drawn.labels["test"]],
        validation=float(model.score(drawn.joined("validation"), drawn.labels["validation"])),
        validation_loss=0.0,
        seconds=seconds,
        settings={},
    )


def mean_pooled(drawn: Drawn, seed: int, base_model: str = BUILTIN) -> Outcome:
    """Logistic regression over the frozen base model's last states, their mean over the tokens of a text."""
    started = time.perf_counter()
    model, tokenizer = _classifier(drawn, seed, base_model)

    def features(part: str) -> np.ndarray:
        found = np.zeros((len(drawn.texts[part]), model.config.hidden_size), dtype=np.float32)
        for rows, inputs in _batches(drawn, part, tokenizer):
            with torch.inference_mode():
                states = model.base_model(**inputs).last_hidden_state
                mask = inputs["attention_mask"].unsqueeze(-1)
                found[rows] = ((states * mask).sum(1) / mask.sum(1)).numpy()
        return found

    model.eval()
    regression = LogisticRegression(max_iter=5000).fit(features("train"), drawn.labels["train"])
    seconds = time.perf_counter() - started
    return Outcome(
        right=[int(hit) for hit in regression.predict(features("test")) == drawn.labels["test"]],
        validation=float(regression.score(features("validation"), drawn.labels["validation"])),
        validation_loss=0.0,
        seconds=seconds,
        settings={},
    )


def plain(drawn: Drawn, seed: int, base_model: str = BUILTIN) -> Outcome:
    """The usual script: `transformers.Trainer` at its defaults, batches of 16, texts padded per batch."""
    from transformers import DataCollatorWithPadding, Trainer, TrainingArguments

    started = time.perf_counter()
    model, tokenizer = _classifier(drawn, seed, base_model)
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        arguments = TrainingArguments(
            output_dir=folder, learning_rate=PLAIN_RATE, num_train_epochs=PLAIN_EPOCHS,
            per_device_train_batch_size=BATCH, report_to="none", save_strategy="no", logging_strategy="no",
            disable_tqdm=True, seed=seed,
        )  # fmt: skip
        rows = _Rows(drawn, "train", tokenizer)
        trainer = Trainer(
            model=model,
            args=arguments,
            train_dataset=rows,
            data_collator=DataCollatorWithPadding(tokenizer),
        )
        trainer.train()
    seconds = time.perf_counter() - started
    model.to("cpu").eval()

    def right(part: str) -> np.ndarray:
        hits = np.zeros(len(drawn.labels[part]), dtype=int)
        for rows, inputs in _batches(drawn, part, tokenizer):
            with torch.inference_mode():
                hits[rows] = model(**inputs).logits.argmax(-1).numpy() == np.array(drawn.labels[part])[rows]
        return hits

    return Outcome(
        right=right("test").tolist(),
        validation=float(right("validation").mean()),
        validation_loss=0.0,
        seconds=seconds,
        settings={"learning_rate": PLAIN_RATE, "epochs": PLAIN_EPOCHS},
    )


class _Rows(torch.utils.data.Dataset[dict[str, Any]]):
    def __init__(self, drawn: Drawn, part: str, tokenizer: Any) -> None:
        self._encoded = _encode(drawn, part, tokenizer)
        self._labels = drawn.labels[part]

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, row: int) -> dict[str, Any]:
        return {name: values[row] for name, values in self._encoded.items()} | {"labels": self._labels[row]}


def _encode(drawn: Drawn, part: str, tokenizer: Any) -> dict[str, list[list[int]]]:
    columns = [list(column) for column in zip(*drawn.texts[part], strict=True)]
    return dict(tokenizer(*columns, truncation=True, max_length=_MOST_TOKENS))


def _batches(drawn: Drawn, part: str, tokenizer: Any) -> Any:
    """Row numbers and padded inputs, rows of like length together."""
    encoded = _encode(drawn, part, tokenizer)
    order = np.argsort([len(ids) for ids in encoded["input_ids"]], kind="stable")
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        columns = {name: [values[row] for row in rows] for name, values in encoded.items()}
        yield rows, tokenizer.pad(columns, return_tensors="pt")


def _classifier(drawn: Drawn, seed: int, base_model: str) -> tuple[Any, Any]:
    folder = catalog.resolve(base_model)
    return load_classifier(folder, label_names=drawn.names, seed=seed), load_tokenizer(folder)
