"""Logits of many texts: in order, each text once, the same as row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification

from tiny_models import Architecture, make_tiny_model
from tuner_gui.engine.models.loading import load_tokenizer
from tuner_gui.engine.predicting.fast import Classifier
from tuner_gui.engine.predicting.packed import pack_linears

TEXTS = [("a " + "the film was good " * (at % 7) + "x" * (at % 3),) for at in range(40)]


def load(folder: Path) -> tuple[Any, Any]:
    torch.manual_seed(0)
    model: Any = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=3)
    tokenizer = load_tokenizer(folder)
    model.config.pad_token_id = tokenizer.pad_token_id
    return tokenizer, model.eval()


def one_by_one(tokenizer: Any, model: Any, texts: Sequence[tuple[str, ...]]) -> np.ndarray:
    with torch.inference_mode():
        alone = [[[text] for text in row] for row in texts]  # as lists: an empty second text is one too
        rows = [model(**tokenizer(*row, truncation=True, return_tensors="pt")).logits for row in alone]
    return np.asarray(torch.cat(rows).numpy())


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2"])
def test_logits_are_those_of_each_row_alone(architecture: Architecture, tmp_path: Path) -> None:
    tokenizer, model = load(make_tiny_model(tmp_path / "model", architecture))
    texts = [*TEXTS, ("film " * 500,)]
    expected = one_by_one(tokenizer, model, texts)
    classifier = Classifier(tokenizer, model)
    classifier._tokens_at_once = 100
    done: list[int] = []
    found = classifier.logits(texts, report=done.append)
    np.testing.assert_allclose(found, expected, atol=2e-5)
    assert done == sorted(done)
    assert done[-1] == len(texts)


def test_pairs_are_told_apart(tiny_model: Path) -> None:
    tokenizer, model = load(tiny_model)
    pairs = [("the film", "was good"), ("the film was good", ""), ("", "the film was good"), ("a", "b c d")]
    expected = one_by_one(tokenizer, model, pairs)
    np.testing.assert_allclose(Classifier(tokenizer, model).logits(pairs), expected, atol=2e-5)


def test_equal_texts_are_computed_once(tiny_model: Path) -> None:
    tokenizer, model = load(tiny_model)
    seen = 0

    def count(module: Any, inputs: Any, kwargs: Any) -> None:
        nonlocal seen
        seen += len(kwargs["input_ids"])

    model.register_forward_pre_hook(count, with_kwargs=True)
    classifier = Classifier(tokenizer, model)
    found = classifier.logits([("good",), ("bad",)] * 50)
    assert seen == 2
    assert (found[::2] == found[0]).all()
    assert (found[0] != found[1]).any()


def test_a_device_without_memory_gets_less_at_once(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer, model = load(tiny_model)
    classifier = Classifier(tokenizer, model)
    expected = classifier.logits(TEXTS)
    forward = model.forward

    def small(**inputs: Any) -> Any:
        if len(inputs["input_ids"]) > 3:
            raise torch.OutOfMemoryError("no memory")
        return forward(**inputs)

    monkeypatch.setattr(model, "forward", small)
    np.testing.assert_allclose(classifier.logits(TEXTS), expected, atol=2e-5)


def test_packed_layers_give_the_same_numbers() -> None:
    torch.manual_seed(0)
    model: Any = torch.nn.Sequential(
        torch.nn.Linear(96, 128), torch.nn.GELU(), torch.nn.Linear(128, 2)
    ).eval()
    inputs = torch.randn(5, 7, 96)
    with torch.inference_mode():
        expected = model(inputs)
        pack_linears(model)
        found = model(inputs)
    assert type(model[2]) is torch.nn.Linear  # too small to gain
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
