"""From the weights of tokens to those of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.facts import Piece


@dataclass
class Token:
    """Where a token comes from."""

    text: int
    """0 for the first text, 1 for the second of a pair."""
    word: int
    """Number of the word that it is a part of."""
    start: int
    end: int
    """Characters of that text."""
    weight: float


def pieces_of(tokens: Sequence[Token], texts: Sequence[str]) -> tuple[Piece, ...]:
    """Words with their weights, the strongest of which becomes 1 or -1; words of no weight stay in.

    Parts of one word are put together, and so are tokens that share characters, as those of an emoji do.
    White space that a tokenizer counts towards a word is left out.
    """
    words: list[Token] = []
    for token in tokens:
        last = words[-1] if words else None
        start, end = _trimmed(texts[token.text], token.start, token.end)
        same = last is not None and last.text == token.text
        if last is not None and same and (last.word == token.word or start < last.end):
            last.end = max(last.end, end)
            last.weight += token.weight
        elif start < end:
            words.append(Token(token.text, token.word, start, end, token.weight))
    strongest = max((abs(word.weight) for word in words), default=0.0) or 1.0
    weights = np.clip([word.weight / strongest for word in words], -1, 1)
    return tuple(
        Piece(text=word.text, start=word.start, end=word.end, weight=float(weight))
        for word, weight in zip(words, weights, strict=True)
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
