"""How long a text a model takes."""

from __future__ import annotations

from transformers import PretrainedConfig, PreTrainedTokenizerBase

_LONGEST_ANYWHERE = 100_000
"""Tokenizers without a limit report an absurdly large one."""


def input_limit(config: PretrainedConfig, tokenizer: PreTrainedTokenizerBase) -> int:
    """Longest input of a model in tokens."""
    limits = [tokenizer.model_max_length]
    positions = getattr(config.get_text_config(), "max_position_embeddings", None)
    if positions:
        # RoBERTa and its kin count positions from padding_idx + 1.
        offset = (config.pad_token_id or 0) + 1 if "roberta" in config.model_type else 0
        limits.append(positions - offset)
    return min([limit for limit in limits if 0 < limit <= _LONGEST_ANYWHERE], default=512)
