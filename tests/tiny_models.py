"""Tiny random models with a real tokenizer, for tests that must not wait for real weights."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any, Literal, get_args

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

Architecture = Literal[
    "bert",
    "distilbert",
    "roberta",
    "xlm-roberta",
    "electra",
    "deberta",
    "deberta-v2",
    "modernbert",
    "gpt2",
    "llama",
    "qwen2",
    "qwen3",
]
"""Different in their heads, their positions and their kinds of attention."""
ARCHITECTURES: tuple[Architecture, ...] = get_args(Architecture)
DECODERS: tuple[Architecture, ...] = ("gpt2", "llama", "qwen2", "qwen3")
"""They read the last token; the tokenizer has none for padding."""

LAYERS = 2
HIDDEN = 32
MAX_LENGTH = 64
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_QWEN_PAD = "<|endoftext|>"
"""What Qwen's own tokenizer class pads with, whatever its files say."""
_WORDS = ("good", "bad", "poor", "great", "the", "a", "is", "was", "and", "not", "film", "price", "rises")


def make_tiny_model(folder: Path, architecture: Architecture = "bert", *, seed: int = 0) -> Path:
    """Save a random two-layer model and its tokenizer in `folder`, as safetensors; return `folder`.

    Any lower-case English text is tokenized without unknown tokens. Decoders have no padding token, as
    real ones.
    """
    tokenizer = _tokenizer(architecture)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = AutoModel.from_config(_config(architecture, len(tokenizer)))  # type: ignore[no-untyped-call]
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer(architecture: Architecture) -> PreTrainedTokenizerFast:
    characters = string.ascii_lowercase + string.digits + string.punctuation
    pieces = [*_SPECIAL, *_WORDS, *characters, *(f"##{character}" for character in characters)]
    if architecture.startswith("qwen"):
        pieces.append(_QWEN_PAD)
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocab=vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    inputs = ["input_ids", "attention_mask"]
    with_types = architecture in ("bert", "electra")
    if architecture in DECODERS:
        return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_object=tokenizer,
            unk_token="[UNK]",
            eos_token="[SEP]",
            model_max_length=MAX_LENGTH,
            model_input_names=inputs,
        )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=MAX_LENGTH,
        model_input_names=[*inputs, "token_type_ids"] if with_types else inputs,
    )


def _config(architecture: Architecture, vocabulary_size: int) -> Any:
    bert = {
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": MAX_LENGTH,
        "pad_token_id": 0,
    }
    roberta = bert | {
        # RoBERTa counts positions from the padding token's id + 1.
        "max_position_embeddings": MAX_LENGTH + 1,
        "type_vocab_size": 1,
        "bos_token_id": 2,
        "eos_token_id": 3,
    }
    llama = bert | {"num_key_value_heads": 1, "bos_token_id": 3, "eos_token_id": 3, "pad_token_id": None}
    sizes: dict[Architecture, dict[str, Any]] = {
        "bert": bert,
        "xlm-roberta": roberta,
        "llama": llama,
        "qwen2": llama,
        "qwen3": llama | {"head_dim": 16},
        "modernbert": bert
        | {
            "bos_token_id": 2,
            "cls_token_id": 2,
            "eos_token_id": 3,
            "sep_token_id": 3,
            "global_attn_every_n_layers": 2,
            "local_attention": 8,
        },
        "deberta": bert
        | {
            "relative_attention": True,
            "position_biased_input": False,
            "pos_att_type": ["c2p", "p2c"],
            "type_vocab_size": 0,
            "pooler_hidden_size": HIDDEN,
        },
        "electra": bert | {"embedding_size": 16},
        "deberta-v2": bert
        | {
            # As the published ones: positions only relative, in buckets.
            "relative_attention": True,
            "position_biased_input": False,
            "pos_att_type": ["p2c", "c2p"],
            "share_att_key": True,
            "norm_rel_ebd": "layer_norm",
            "position_buckets": 16,
            "type_vocab_size": 0,
            "pooler_hidden_size": HIDDEN,
        },
        "distilbert": {
            "dim": HIDDEN,
            "n_layers": LAYERS,
            "n_heads": 2,
            "hidden_dim": 64,
            "max_position_embeddings": MAX_LENGTH,
            "pad_token_id": 0,
        },
        "roberta": roberta,
        "gpt2": {
            "n_embd": HIDDEN,
            "n_layer": LAYERS,
            "n_head": 2,
            "n_positions": MAX_LENGTH,
            "bos_token_id": 3,
            "eos_token_id": 3,
        },
    }
    return AutoConfig.for_model(architecture, vocab_size=vocabulary_size, **sizes[architecture])
