"""A tokenizer made of the person's texts, of the same kind as the base model's."""

from __future__ import annotations

import json
import math
import string
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from accelerate import PartialState
from accelerate.utils import broadcast_object_list
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.models.loading import load_tokenizer, loading, with_padding
from tuner_gui.errors import ModelError
from tuner_gui.files import new_folder

_PIECES_PER_ROOT = 20
_LEAST_PIECES = 500

Texts = Callable[[], Iterable[pa.RecordBatch]]


def own_tokenizer(base: PreTrainedTokenizerBase, texts: Texts, kept: Path | None) -> PreTrainedTokenizerBase:
    """A tokenizer like `base` with a vocabulary made of `texts`; the same in every process.

    Args:
        base: gives the kind, the special tokens, and the largest vocabulary.
        texts: one or two string columns, a batch after the other; gone through twice.
        kept: folder to keep it in for when the run is resumed, and to take it from where it is there.

    Raises:
        ModelError: a tokenizer of this kind cannot be trained.
    """
    found: list[PreTrainedTokenizerBase | None] = [None]
    if PartialState().is_main_process:
        if kept is not None and kept.exists():
            found = [load_tokenizer(kept)]
        else:
            found = [_train(base, texts)]
            _keep(found[0], kept)
    broadcast_object_list(found)
    tokenizer = found[0]
    assert tokenizer is not None
    return tokenizer


def vocabulary_size(words: int, most: int) -> int:
    """How many different tokens texts of so many words support.

    The number of different words grows with about the square root of their number (Heaps 1978); more tokens
    than that are seen too rarely for their embeddings to be learned (Gowda & May 2020, arXiv:2004.02334).
    """
    return min(most, max(_LEAST_PIECES, round(_PIECES_PER_ROOT * math.sqrt(words))))


def _train(base: PreTrainedTokenizerBase, texts: Texts) -> PreTrainedTokenizerBase:
    if not base.is_fast:
        raise ModelError(
            "The tokenizer of this base model is of a kind that cannot be trained anew.",
            hint="Turn off the tokenizer of its own, or choose another base model.",
        )
    words = sum(
        pc.sum(pc.count_substring_regex(column, r"\S+")).as_py()
        for batch in texts()
        for column in batch.columns
    )
    fixed = _fixed_pieces(base, texts)
    with loading(Path(base.name_or_path), "tokenizer"):
        trained: PreTrainedTokenizerBase = base.train_new_from_iterator(
            _chunks(texts()),
            vocabulary_size(words, len(base)),
            show_progress=False,
            new_special_tokens=fixed or None,
        )
        if fixed:
            trained = _ordinary(trained, fixed, base)
    return with_padding(trained)


def _fixed_pieces(base: Any, texts: Texts) -> list[str]:
    """Pieces that a WordPiece begins with, in an order of our own.

    Its trainer numbers single characters inside words as it meets them, in an order that is another every
    time, and breaks ties by these numbers. Told them beforehand it makes one vocabulary of the same texts.
    """
    state = json.loads(base.backend_tokenizer.to_str())
    if state["model"]["type"] != "WordPiece":
        return []
    normalizer = base.backend_tokenizer.normalizer
    seen: set[str] = set()
    for text in (text for chunk in _chunks(texts()) for text in chunk):
        seen.update(normalizer.normalize_str(text) if normalizer else text)
    inside = sorted(c for c in seen if not c.isspace() and c not in string.punctuation)
    return [state["model"]["continuing_subword_prefix"] + character for character in inside]


def _ordinary(trained: Any, pieces: list[str], base: Any) -> PreTrainedTokenizerBase:
    """The tokenizer with `pieces` as what they are, no special tokens."""
    state = json.loads(trained.backend_tokenizer.to_str())
    state["added_tokens"] = [token for token in state["added_tokens"] if token["content"] not in set(pieces)]
    settings = trained.init_kwargs | {
        "tokenizer_object": Tokenizer.from_str(json.dumps(state)),
        "extra_special_tokens": base.extra_special_tokens,
    }
    tokenizer: PreTrainedTokenizerBase = type(trained)(**settings)
    return tokenizer


def _chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[list[str]]:
    for batch in batches:
        for column in batch.columns:
            yield column.to_pylist()


def _keep(tokenizer: PreTrainedTokenizerBase | None, kept: Path | None) -> None:
    if tokenizer is None or kept is None:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with new_folder(kept) as temporary:
        tokenizer.save_pretrained(temporary)
