"""A model that answers at once and always the same, for tests of whole tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from tuner_gui.engine.config import Task
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import TablePredicted
from tuner_gui.engine.requests import PredictTableJob
from tuner_gui.engine.tasks import PROBLEM_TYPES

NAMES = ("bad", "good")
TEXTS = ["the film was good", "a bad price", "not great, and poor", 'she said "good"', "the\nfilm", "good"]


def make_export(
    folder: Path,
    base: Path,
    *,
    names: tuple[str, ...] = NAMES,
    task: Task = "single_label",
    text_columns: tuple[str, ...] = ("text",),
    threshold: float = 0.5,
) -> Path:
    """Save a classifier with a random head as Tuner exports it; returns `folder`."""
    torch.manual_seed(0)
    model: Any = AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(names))
    model.config.id2label = dict(enumerate(names))
    model.config.label2id = {name: at for at, name in enumerate(names)}
    model.config.problem_type = PROBLEM_TYPES[task]
    tokenizer = AutoTokenizer.from_pretrained(base)
    # So that texts differ in their labels.
    torch.nn.init.normal_(model.classifier.weight, std=3.0)
    with torch.inference_mode():
        logits = model.eval()(**tokenizer(TEXTS, padding=True, return_tensors="pt")).logits
        model.classifier.bias -= logits.median(dim=0).values
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    path = folder / "config.json"
    facts = json.loads(path.read_bytes()) | {
        "tuner_text_columns": text_columns,
        "tuner_threshold": threshold,
    }
    path.write_text(json.dumps(facts), encoding="utf-8")
    return folder


def predict(
    model: Path, source: Path, destination: Path, *, control: Control | None = None, **choices: Any
) -> list[AnyEvent]:
    """Do the job; returns all events."""
    job = PredictTableJob(model=str(model), source=str(source), destination=str(destination), **choices)
    events: list[AnyEvent] = []
    execute(job, control or Control(), events.append)
    return events


def predicted(model: Path, source: Path, destination: Path, **choices: Any) -> TablePredicted:
    """The same of a job that ends well."""
    end = predict(model, source, destination, **choices)[-1]
    assert isinstance(end, TablePredicted), end
    return end
