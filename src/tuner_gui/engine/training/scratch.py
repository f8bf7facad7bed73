"""Models trained from nothing: smaller ones of the same kind, and tokenizers made of the person's texts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from accelerate import PartialState
from accelerate.utils import broadcast_object_list
from transformers import PretrainedConfig, PreTrainedTokenizerBase

from tuner_gui.engine.config import ScratchSize
from tuner_gui.engine.models.loading import load_tokenizer, loading, with_padding
from tuner_gui.errors import ModelError
from tuner_gui.files import new_folder

_SHARES: dict[ScratchSize, tuple[float, float]] = {
    "base": (1.0, 1.0),
    "small": (1 / 2, 1 / 2),
    "tiny": (1 / 4, 1 / 3),
}
"""Width and depth relative to the base model."""
_WIDTHS = (
    "intermediate_size", "hidden_dim", "n_inner", "d_ff", "ffn_dim", "embedding_size", "pooler_hidden_size",
)  # fmt: skip
"""What configurations call the sizes that grow with the width; not every one has every one."""
_SPECIAL = ("pad", "bos", "eos", "cls", "sep", "mask")
_PIECES_PER_ROOT = 20
_LEAST_PIECES = 500


def shrink(config: PretrainedConfig, size: ScratchSize) -> None:
    """Make a model of this configuration narrower and shallower; at least one block of one head.

    Heads stay as wide as they are and become fewer.
    """
    width, depth = _SHARES[size]
    if size == "base":
        return
    heads = max(1, round(config.num_attention_heads * width))
    share = heads / config.num_attention_heads
    for name in _WIDTHS:
        if isinstance(value := getattr(config, name, None), int):
            setattr(config, name, max(1, round(value * share)))
    config.hidden_size = config.hidden_size * heads // config.num_attention_heads
    if (shared := getattr(config, "num_key_value_heads", None)) is not None:
        config.num_key_value_heads = _divisor(heads, heads * shared // config.num_attention_heads)
    config.num_attention_heads = heads
    blocks = max(1, round(config.num_hidden_layers * depth))
    if getattr(config, "layer_types", None):
        config.layer_types = config.layer_types[:blocks]
    config.num_hidden_layers = blocks


def _divisor(number: int, wanted: int) -> int:
    """The highest divisor of `number` that is at most `wanted`, at least 1."""
    return max(n for n in range(1, max(1, wanted) + 1) if number % n == 0)


def speak(config: PretrainedConfig, tokenizer: PreTrainedTokenizerBase) -> None:
    """Make a model of this configuration one for the tokens of `tokenizer`."""
    config.vocab_size = len(tokenizer)
    for name in _SPECIAL:
        if hasattr(config, f"{name}_token_id"):
            setattr(config, f"{name}_token_id", getattr(tokenizer, f"{name}_token_id"))


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
    with loading(Path(base.name_or_path), "tokenizer"):
        trained: PreTrainedTokenizerBase = base.train_new_from_iterator(
            _chunks(texts()), vocabulary_size(words, len(base)), show_progress=False
        )
    return with_padding(trained)


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
