"""Looking into a run's texts without having all of them in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.data.prepare import PreparedData

_LONGEST = 100
_CHARACTERS = 20_000
"""Nobody's maximum length needs to look at more of one text than this."""


def rows_at(texts: pa.Table, rows: Iterable[int]) -> list[tuple[str, ...]]:
    """A few rows, one text per column."""
    return [tuple(column[int(row)].as_py() for column in texts.columns) for row in rows]


def longest(data: PreparedData, tokenizer: PreTrainedTokenizerBase) -> int:
    """Tokens of the longest training row (or of `data.measured`), judged by the hundred with the most
    characters."""
    characters = np.zeros(data.texts.num_rows, dtype=np.int64)
    for column in data.texts.columns:
        characters += pc.utf8_length(column).to_numpy()
    train = data.split.train if data.measured is None else data.measured
    most = train[np.argsort(-characters[train], kind="stable")[:_LONGEST]]
    return max(token_counts(rows_at(data.texts, most), tokenizer))


def token_counts(texts: Sequence[tuple[str, ...]], tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Tokens of each row, special tokens included; texts of many pages count as somewhat fewer."""
    cut = [[text[:_CHARACTERS] for text in column] for column in zip(*texts, strict=True)]
    return [len(ids) for ids in tokenizer(*cut, verbose=False)["input_ids"]]


def fingerprint(data: PreparedData) -> str:
    """The same for the same texts, targets, split and weighting, whatever the file is called."""
    digest = hashlib.blake2b(digest_size=16)
    for array in (data.targets, data.split.train, data.split.validation, data.split.test):
        digest.update(array.tobytes())
    digest.update(repr((data.label_names, data.class_weights)).encode())
    for column in data.texts.columns:
        digest.update(content_digest(column))
    return digest.hexdigest()


def content_digest(column: pa.ChunkedArray) -> bytes:
    """Of lengths and bytes apart, so that it does not matter how the column is cut into chunks."""
    lengths, content = hashlib.blake2b(), hashlib.blake2b()
    for chunk in column.chunks:
        _, offsets, values = chunk.cast(pa.large_binary()).buffers()
        ends = np.frombuffer(offsets, dtype=np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
        lengths.update(np.diff(ends).tobytes())
        if values is not None and len(ends):
            content.update(memoryview(values)[int(ends[0]) : int(ends[-1])])
    return lengths.digest() + content.digest()
