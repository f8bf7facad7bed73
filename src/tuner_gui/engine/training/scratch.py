"""The architecture of models trained from nothing: smaller ones of the same kind, for other tokenizers."""

from __future__ import annotations

from transformers import PretrainedConfig, PreTrainedTokenizerBase

from tuner_gui.engine.config import ScratchSize

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
