"""Token ids of many rows: read as the tokenizer itself would have padded them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import torch
from transformers import AutoTokenizer

from tiny_models import Architecture, make_tiny_model
from tuner_gui.engine.training.tokenizing import tokenize

LEFT = ["good film", "bad", "the price was poor and bad and not good", "", "great"] * 500
RIGHT = ["a film", "the price is great", "bad", "good", "not"] * 500


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize(("architecture", "pairs"), [("bert", True), ("bert", False), ("gpt2", False)])
def test_rows_are_padded_as_the_tokenizer_does(
    architecture: Architecture, pairs: bool, side: str, tmp_path: Path
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(make_tiny_model(tmp_path / "model", architecture))
    tokenizer.padding_side = side
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    columns = [LEFT, RIGHT] if pairs else [LEFT]
    texts = pa.table({str(number): column for number, column in enumerate(columns)})
    rows = tokenize(texts, tokenizer, max_length=12, cache_file=tmp_path / "tokens.arrow")
    assert len(rows) == 2500
    chosen = np.asarray([2, 1, 999, 1000, 2499, 3])  # of several chunks, and an empty text
    found = rows.batch(chosen)
    picked = [[column[row] for row in chosen] for column in columns]
    expected = tokenizer(*picked, truncation=True, max_length=12, padding=True, return_tensors="pt")
    assert set(found) == set(expected)
    for name, tensor in expected.items():
        assert torch.equal(found[name], tensor), name
    assert rows.lengths[chosen].tolist() == expected["attention_mask"].sum(1).tolist()
