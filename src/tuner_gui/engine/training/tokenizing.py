"""Texts to token ids, once per run, kept in a memory-mapped Arrow file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import datasets
import pyarrow as pa
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
        self.lengths: IntArray = table.data.column("length").to_numpy()
        self._inputs = table.remove_columns("length")

    def __len__(self) -> int:
        return len(self.lengths)

    def batch(self, indices: IntArray) -> Batch:
        """Padded inputs of the rows `indices`, on the CPU."""
        columns = self._inputs[indices.tolist()]
        return dict(self._pad(columns))


def tokenize(
    texts: pa.Table,
    tokenizer: PreTrainedTokenizerBase,
    *,
    max_length: int,
    cache_file: Path,
    report: Callable[[int], None] = lambda done: None,
) -> TokenizedRows:
    """Tokenise one text, or two, per row; what is beyond `max_length` tokens is cut.

    Neither texts nor token ids are ever in memory as a whole, unless `texts` is.

    Args:
        texts: one or two string columns.
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
    names = [f"text_{i}" for i in range(texts.num_columns)]
    # Hashing texts or tokenizer for datasets' own cache would take longer than the work, and a copy of all
    # texts; the file is ours alone.
    table = datasets.Dataset(texts.rename_columns(names), fingerprint=f"{cache_file.stem}-texts")
    mapped = table.map(
        encode,
        batched=True,
        remove_columns=names,
        cache_file_name=str(cache_file),
        load_from_cache_file=False,
        new_fingerprint=cache_file.stem,
    )
    return TokenizedRows(mapped, tokenizer)


def read_tokens(cache_file: Path, tokenizer: PreTrainedTokenizerBase) -> TokenizedRows:
    """What `tokenize` wrote to `cache_file`, perhaps in another process."""
    return TokenizedRows(datasets.Dataset.from_file(str(cache_file)), tokenizer)
