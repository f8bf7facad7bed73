"""Texts to token ids, once per run, kept in a memory-mapped Arrow file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import datasets
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import torch
from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.training.batching import IntArray

Batch = dict[str, torch.Tensor]
"""Inputs of a forward pass; every tensor has shape [rows, longest row in tokens]."""


class RowSource(Protocol):
    """Where the trainer gets its inputs from."""

    lengths: IntArray

    def batch(self, indices: IntArray) -> Batch:
        """Padded inputs of the rows `indices`, on the CPU."""


class TokenizedRows:
    """All rows of a dataset as token ids, read from memory-mapped columns as they are asked for."""

    def __init__(self, table: datasets.Dataset, tokenizer: PreTrainedTokenizerBase) -> None:
        self.lengths: IntArray = table.data.column("length").to_numpy()
        padding = {"input_ids": tokenizer.pad_token_id, "token_type_ids": tokenizer.pad_token_type_id}
        self._columns = {
            name: (_Ragged(table.data.column(name)), value)
            for name, value in padding.items()
            if name in table.column_names
        }
        self._left = tokenizer.padding_side == "left"

    def digest(self) -> bytes:
        """The same for the same token ids, however they are cut into chunks."""
        digest = hashlib.blake2b(repr((self._left, sorted(self._columns))).encode(), digest_size=16)
        digest.update(self.lengths.tobytes())
        for _, (column, value) in sorted(self._columns.items()):
            digest.update(repr(value).encode())
            for numbers in column.pieces():
                digest.update(numbers.tobytes())
        return digest.digest()

    def __len__(self) -> int:
        return len(self.lengths)

    def batch(self, indices: IntArray) -> Batch:
        """Padded inputs of the rows `indices`, on the CPU."""
        lengths = self.lengths[indices].tolist()
        longest = max(lengths, default=0)
        places = [slice(longest - n, longest) if self._left else slice(0, n) for n in lengths]
        mask = np.zeros((len(lengths), longest), dtype=np.int64)
        for row, place in enumerate(places):
            mask[row, place] = 1
        inputs = {"attention_mask": torch.from_numpy(mask)}
        for name, (column, value) in self._columns.items():
            padded = np.full(mask.shape, value, dtype=np.int64)
            for row, (place, index) in enumerate(zip(places, indices.tolist(), strict=True)):
                padded[row, place] = column[index]
            inputs[name] = torch.from_numpy(padded)
        return inputs


class _Ragged:
    """A column of lists of numbers, without Python objects for them."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._chunks = [(chunk.values.to_numpy(), chunk.offsets.to_numpy()) for chunk in column.chunks]
        self._starts = np.cumsum([0, *map(len, column.chunks)])

    def pieces(self) -> Iterator[npt.NDArray[np.integer]]:
        """All numbers, in order."""
        for values, offsets in self._chunks:
            yield values[offsets[0] : offsets[-1]]

    def __getitem__(self, row: int) -> npt.NDArray[np.integer]:
        chunk = int(np.searchsorted(self._starts, row, side="right")) - 1
        values, offsets = self._chunks[chunk]
        place = row - self._starts[chunk]
        numbers: npt.NDArray[np.integer] = values[offsets[place] : offsets[place + 1]]
        return numbers


def on_device(batch: Batch, device: torch.device) -> Batch:
    """Inputs where the model is; to a CUDA device they are copied while it computes."""
    if device.type != "cuda":
        return {name: tensor.to(device) for name, tensor in batch.items()}
    return {name: tensor.pin_memory().to(device, non_blocking=True) for name, tensor in batch.items()}


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
        encoded = tokenizer(
            *columns.values(), truncation=True, max_length=max_length, return_attention_mask=False
        )
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
