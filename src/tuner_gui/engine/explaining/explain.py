"""The job: which words of a text speak for a label."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification

from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.data.markup import strip_markup
from tuner_gui.engine.device import find_device, torch_device
from tuner_gui.engine.evaluation.answers import ANSWERS
from tuner_gui.engine.explaining.attribution import METHOD, attribute
from tuner_gui.engine.explaining.words import Token, pieces_of
from tuner_gui.engine.models.loading import load_tokenizer
from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.engine.replies import Explained
from tuner_gui.engine.requests import ExplainJob
from tuner_gui.engine.results.decision import read_decision
from tuner_gui.engine.tasks import task_of
from tuner_gui.errors import ModelError, RunError


def explain(job: ExplainJob) -> Explained:
    """How much each word of a row speaks for a label, or raises a predicted number.

    Raises:
        RunError: the run has no model, or no such label.
        ModelError: the model cannot be explained.
    """
    folder = Path(job.run_dir)
    run = finished_outcome(folder)
    assert run.data is not None
    model, tokenizer = _load(folder / "model", (folder / "model").stat().st_mtime_ns)
    strip = any(fix.id == "strip_markup" for fix in run.data.fixes)
    texts = tuple(map(strip_markup, job.texts)) if strip else job.texts
    names = tuple(model.config.id2label[i] for i in range(model.config.num_labels))
    task, decision = task_of(model.config.problem_type), read_decision(folder)
    encoded, inputs = _encode(tokenizer, texts, model.device)
    special = torch.tensor([sequence is None for sequence in encoded.sequence_ids(0)])
    label = _label(job.label, names)
    if label is None:
        with torch.inference_mode():
            logits = model(**inputs).logits.float().cpu().numpy()
        label = _given(task, logits, decision)
    found = attribute(
        model, inputs, special=special, pad=int(model.config.pad_token_id), task=task, label=label
    )
    temperature = 1.0 if task == "regression" else decision.temperature
    return Explained(
        texts=texts,
        label=names[label],
        score=float(ANSWERS[task].scores(found.logits[None] / temperature)[0, label]),
        pieces=pieces_of(_tokens(encoded, found.weights), texts),
        method=METHOD,
    )


@functools.lru_cache(maxsize=1)
def _load(folder: Path, changed: int) -> tuple[Any, Any]:
    """The one explained last is kept at hand; the time is for a run that was trained again."""
    tokenizer = load_tokenizer(folder)
    if not tokenizer.is_fast:
        raise ModelError(
            "What this model says cannot be explained: its tokenizer does not tell where its tokens are.",
            hint="Choose a base model with a fast tokenizer (tokenizer.json).",
        )
    model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True)
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    # Gradients are wanted of one text, not of millions of parameters.
    return model.to(torch_device(find_device().kind)).eval().requires_grad_(False), tokenizer


def _encode(tokenizer: Any, texts: tuple[str, ...], device: torch.device) -> tuple[Any, dict[str, Any]]:
    """One row as the tokenizer has it, and as the model takes it: each tensor of shape [1, tokens]."""
    encoded = tokenizer(*([text] for text in texts), truncation=True, return_offsets_mapping=True)
    inputs = {
        name: torch.tensor(encoded[name], device=device)
        for name in tokenizer.model_input_names
        if name in encoded
    }
    return encoded, inputs


def _label(name: str, names: tuple[str, ...]) -> int | None:
    if not name:
        return None
    if name not in names:
        raise RunError(f"This run has no label “{name}”.", hint=f"Its labels are: {', '.join(names[:20])}.")
    return names.index(name)


def _given(task: Task, logits: np.ndarray, decision: Decision) -> int:
    """The label that the row is given; of several, or of none, the likeliest."""
    answers = ANSWERS[task]
    scores = answers.scores(logits / decision.temperature)
    (given,) = answers.chosen(scores, decision.threshold)
    return given[0] if len(given) == 1 else int(scores[0].argmax())


def _tokens(encoded: Any, weights: np.ndarray) -> list[Token]:
    """Those of the texts, special ones left out."""
    places = zip(
        encoded.sequence_ids(0), encoded.word_ids(0), encoded["offset_mapping"][0], weights, strict=True
    )
    return [
        Token(text, -1 if word is None else word, start, end, float(weight))
        for text, word, (start, end), weight in places
        if text is not None
    ]
