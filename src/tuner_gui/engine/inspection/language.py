"""Which language the texts are in, and whether the base model has learned it."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from huggingface_hub.repocard import metadata_load
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.data.near_duplicates import LINKS
from tuner_gui.engine.inspection.language_names import code_of

_CHUNK = 250
"""Characters looked at together: single short texts are too little to tell."""
_MOST_CHUNKS = 80
_LEAST_LETTERS = 60
_SURE_SHARE, _SURE_CHUNK = 0.6, 0.5
_MULTILINGUAL = frozenset({"multilingual", "mul"})
_MULTILINGUAL_VOCABULARY = 90_000
"""Vocabularies of one language: 20,000 to 60,000 entries, of a hundred languages: 100,000+."""
_WORDS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+"
)
"""Words, and single letters of scripts that put no spaces between words."""
_MOST_PIECES, _MOST_UNKNOWN = 1.5, 0.05
"""The built-in model's English tokenizer: 1.0 to 1.15 pieces per word of English, 1.6 of French, 2.2 of
German; 10 % unknown in Japanese, 60 % in Chinese."""


@dataclass(frozen=True)
class Fit:
    """How well a base model knows a language."""

    known: bool
    languages: tuple[str, ...] = ()
    """What its card says it learned; empty when it says nothing."""
    pieces: float = 0.0
    """Tokens per word of these texts, where the card says nothing."""


def detect(texts: Sequence[str]) -> str | None:
    """The code of the language that most of the texts are in; None when that is not certain."""
    votes = Counter[str]()
    chunks = _chunks(texts)
    for chunk in chunks:
        code, confidence = _identifier().classify(chunk)
        if confidence >= _SURE_CHUNK:
            votes[code_of(code)] += 1
    if not votes:
        return None
    code, most = votes.most_common(1)[0]
    return code if most >= _SURE_SHARE * len(chunks) else None


def fit(code: str, folder: Path, tokenizer: PreTrainedTokenizerBase, texts: Sequence[str]) -> Fit:
    """Whether the model in `folder` knows the language `code`: by its card, or else by how its tokenizer
    takes the words of `texts`."""
    languages = model_languages(folder)
    if languages:
        return Fit(code in languages or not _MULTILINGUAL.isdisjoint(languages), languages)
    if len(tokenizer) >= _MULTILINGUAL_VOCABULARY:
        return Fit(known=True)
    pieces, unknown = _pieces(tokenizer, texts)
    return Fit(pieces <= _MOST_PIECES and unknown <= _MOST_UNKNOWN, pieces=pieces)


def model_languages(folder: Path) -> tuple[str, ...]:
    """Codes of the languages that a model's card names; empty when there is no card or it names none."""
    card = folder / "README.md"
    try:
        metadata = metadata_load(card) if card.is_file() else None
    except (ValueError, UnicodeDecodeError, yaml.YAMLError):
        return ()  # a card is written for people; one that cannot be parsed says nothing
    named = (metadata or {}).get("language") or ()
    listed = [named] if isinstance(named, str | bool) else list(named)
    # YAML 1.1 reads an unquoted "no" as false: Norwegian.
    return tuple(dict.fromkeys("no" if item is False else code_of(str(item)) for item in listed))


@functools.cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _chunks(texts: Sequence[str]) -> list[str]:
    """Texts without links, joined to pieces of a few sentences; none when that is too little to tell."""
    step = max(1, len(texts) // (_MOST_CHUNKS * 20))
    chunks = [""]
    for text in texts[::step]:
        chunks[-1] = f"{chunks[-1]} {LINKS.sub(' ', text[: 2 * _CHUNK])}".strip()
        if len(chunks[-1]) >= _CHUNK:
            chunks.append("")
    whole = chunks[:-1] or chunks
    kept = whole[:: -(-len(whole) // _MOST_CHUNKS)]
    return kept if sum(map(str.isalpha, "".join(kept))) >= _LEAST_LETTERS else []


def _pieces(tokenizer: PreTrainedTokenizerBase, texts: Sequence[str]) -> tuple[float, float]:
    """Tokens per word, and the share of tokens that are unknown."""
    words = [word for chunk in _chunks(texts) for word in _WORDS.findall(chunk)]
    if not words:
        return 0.0, 0.0
    # One call per word would be slow; together, with spaces between, the pieces are the same.
    ids = tokenizer(" ".join(words), add_special_tokens=False, verbose=False)["input_ids"]
    unknown = sum(number == tokenizer.unk_token_id for number in ids)
    return len(ids) / len(words), unknown / max(1, len(ids))
