"""Texts to token ids, once per run, kept in a memory-mapped Arrow file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import datasets
import numpy as np
import torch
from transformers import DataCollatorWithPadding, PreTrainedTokenizerBase

from tuner_gui.engine.training.batching import IntArray

Batch = dict[str, torch.Tensor]
"""Inputs of a forward pass; every tensor has shape [rows, longest row in tokens]."""


class RowSource(Protocol):
    """Where the trainer gets its inputs from."""

    lengths: IntArray

    def batch(self, indices: IntArray) -> Batch:
        """Padded inputs of the rows `indices`, on the CPU."""


class TokenizedRows:
    """All rows of a dataset as token ids."""

    def __init__(self, table: datasets.Dataset, tokenizer: PreTrainedTokenizerBase) -> None:
        self._table = table
        self._pad = DataCollatorWithPadding(tokenizer)
        self.lengths: IntArray = np.asarray(table["length"], dtype=np.int64)
        self._inputs = table.remove_columns("length")

    def __len__(self) -> int:
        return len(self.lengths)

    def batch(self, indices: IntArray) -> Batch:
        """Padded inputs of the rows `indices`, on the CPU."""
        columns = self._inputs[indices.tolist()]
        return dict(self._pad(columns))


def tokenize(
    texts: Sequence[tuple[str, ...]],
    tokenizer: PreTrainedTokenizerBase,
    *,
    max_length: int,
    cache_file: Path,
    report: Callable[[int], None] = lambda done: None,
) -> TokenizedRows:
    """Tokenise one text, or two, per row; what is beyond `max_length` tokens is cut.

    Args:
        texts: rows of one or two texts, all alike.
        tokenizer: of the base model.
        max_length: in tokens, special tokens included.
        cache_file: Arrow file to write; rows are read from it by memory map.
        report: told the number of rows done; may raise to cancel.
    """
    done = 0

    def encode(columns: dict[str, list[str]]) -> dict[str, Any]:
        nonlocal done
        encoded = tokenizer(*columns.values(), truncation=True, max_length=max_length)
        done += len(encoded["input_ids"])
        report(done)
        return dict(encoded) | {"length": [len(ids) for ids in encoded["input_ids"]]}

    datasets.disable_progress_bars()
    names = [f"text_{i}" for i in range(len(texts[0]))]
    table = datasets.Dataset.from_dict(dict(zip(names, zip(*texts, strict=True), strict=True)))
    # Hashing the tokenizer for datasets' own cache would take longer than the work; the file is ours alone.
    mapped = table.map(
        encode,
        batched=True,
        remove_columns=names,
        cache_file_name=str(cache_file),
        load_from_cache_file=False,
        new_fingerprint=cache_file.stem,
    )
    return TokenizedRows(mapped, tokenizer)
