"""How long texts are in tokens of the base model, and what of them will be cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.config import Fix, Hyperparameters
from tuner_gui.engine.data.wording import cut, rows_do
from tuner_gui.engine.facts import Example, Finding, TokenLengths
from tuner_gui.engine.training.batching import BatchPlan, IntArray
from tuner_gui.engine.training.defaults import ModelSize, resolve

_CHARACTERS = 4_000_000
"""Of longer samples only some rows are tokenised: two seconds of work or so."""
_ROWS_AT_ONCE = 200
_MOST_BINS = 24
_NICE_STEPS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 250, 500, 1000)
_CUT_SHARE = 0.01
_COVERED = 0.95
_WORTH_SAVING = 0.5
_BATCH = 16
_LEAST_CAP = 16
_EXAMPLES = 3
_LONG_MODEL = "answerdotai/ModernBERT-base"


@dataclass(frozen=True)
class Lengths:
    """Tokens per row, special tokens included, of the rows that were looked at."""

    tokens: IntArray
    """Shape [rows looked at]."""
    places: IntArray
    """Which row of the sample each is, shape [rows looked at]."""
    limit: int
    """What is beyond this many tokens is cut when nobody says otherwise."""
    model_limit: int
    """Longest input of the base model."""

    @property
    def cut(self) -> IntArray:
        """Which of `tokens` are beyond the limit; indices into `tokens`."""
        return np.flatnonzero(self.tokens > self.limit)


def measure(
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[tuple[str, ...]],
    model_limit: int,
    check: Callable[[], None],
) -> Lengths:
    """Count the tokens of a sample.

    Args:
        texts: one or two texts per row.
        model_limit: longest input of the base model in tokens.
        check: called every few rows; may raise to cancel.
    """
    places = _within_budget(np.asarray([sum(map(len, row)) for row in texts], dtype=np.int64))
    counts: list[int] = []
    for start in range(0, len(places), _ROWS_AT_ONCE):
        check()
        rows = [texts[place] for place in places[start : start + _ROWS_AT_ONCE]]
        columns = map(list, zip(*rows, strict=True))
        counts += map(len, tokenizer(*columns, verbose=False, return_attention_mask=False)["input_ids"])
    tokens = np.asarray(counts, dtype=np.int64)
    return Lengths(tokens, places, default_limit(model_limit), model_limit)


def default_limit(model_limit: int) -> int:
    """Tokens at which training cuts a text of any length when nobody set a maximum length."""
    size = ModelSize(parameters=0, max_length=model_limit)
    settings = resolve(Hyperparameters(), "layerwise", size, train_rows=1, classes=2, longest=2**31)
    assert settings.max_length is not None
    return settings.max_length


def _within_budget(characters: IntArray) -> IntArray:
    """Evenly spaced rows that together have at most so many characters; the indices, at least one."""
    rows = len(characters)
    share = min(1.0, _CHARACTERS / max(1, int(characters.sum())))
    return np.linspace(0, rows - 1, max(1, round(rows * share))).astype(np.int64) if rows else np.arange(0)


def histogram(lengths: Lengths) -> TokenLengths:
    """About twenty bins of a round width; the last one also holds the few that are far longer."""
    tokens = lengths.tokens
    longest = int(tokens.max(initial=1))
    usual = max(int(np.quantile(tokens, 0.99)) if len(tokens) else 1, min(lengths.limit, longest))
    step = next((step for step in _NICE_STEPS if usual / step <= _MOST_BINS), -(-usual // _MOST_BINS))
    edges = np.arange(0, usual + step + 1, step)
    edges[-1] = max(edges[-1], longest + 1)
    return TokenLengths(
        edges=tuple(map(int, edges)),
        counts=tuple(map(int, np.histogram(tokens, edges)[0])),
        rows=len(tokens),
        limit=lengths.limit,
        cut=len(lengths.cut),
    )


def length_findings(
    lengths: Lengths, texts: Sequence[tuple[str, ...]], row_numbers: Sequence[int], sample: int
) -> Iterator[Finding]:
    """What is cut, and what would be saved if the few longest texts were.

    Args:
        texts: one or two texts per row of the sample.
        row_numbers: where each row of the sample stands in the table, from 1.
        sample: `Finding.sample` of a finding about all of the sample; 0 where it is the whole table.
    """
    looked_at = len(lengths.tokens)
    sample = sample if looked_at == len(texts) else looked_at
    if len(lengths.cut) > _CUT_SHARE * looked_at:
        yield _truncated(lengths, texts, row_numbers, sample)
    cap = _cap(lengths.tokens)
    shorter = np.minimum(lengths.tokens, cap)
    now, then = _padded(np.minimum(lengths.tokens, lengths.limit)), _padded(shorter)
    if looked_at and then <= (1 - _WORTH_SAVING) * now:
        examples = _longest(lengths, cap, texts, row_numbers)
        yield _long_tail(lengths, cap, 1 - then / now, examples, sample)


def _truncated(
    lengths: Lengths, texts: Sequence[tuple[str, ...]], row_numbers: Sequence[int], sample: int
) -> Finding:
    rows, limit = len(lengths.cut), lengths.limit
    return Finding(
        id="truncated",
        rows=rows,
        message=f"{rows_do(rows, 'is', 'are')} longer than the {limit:,} tokens that are read of a text "
        f"({rows / len(lengths.tokens):.0%} of the {len(lengths.tokens):,} looked at); the rest is cut off. "
        "Training keeps the beginnings or the ends, whichever say more of the labels.",
        severity="warning",
        hint=_advice(lengths),
        examples=_longest(lengths, limit, texts, row_numbers),
        sample=sample,
    )


def _longest(
    lengths: Lengths, beyond: int, texts: Sequence[tuple[str, ...]], row_numbers: Sequence[int]
) -> tuple[Example, ...]:
    """The longest texts, as far as they are longer than `beyond` tokens."""
    order = np.argsort(-lengths.tokens, kind="stable")[: min(_EXAMPLES, (lengths.tokens > beyond).sum())]
    found = [(int(lengths.tokens[place]), int(lengths.places[place])) for place in order]
    return tuple(
        Example(row=row_numbers[row], text=f"{tokens:,} tokens: {cut(' | '.join(texts[row]), 90)}")
        for tokens, row in found
    )


def _advice(lengths: Lengths) -> str:
    if lengths.model_limit > lengths.limit:
        return (
            f"This base model can read up to {lengths.model_limit:,} tokens: raise the maximum length, at "
            "the price of time and memory."
        )
    return (
        f"A base model such as {_LONG_MODEL} reads up to 8,192 tokens; or split long texts into several rows."
    )


def _long_tail(
    lengths: Lengths, cap: int, saved: float, examples: tuple[Example, ...], sample: int
) -> Finding:
    beyond = int((lengths.tokens > cap).sum())
    return Finding(
        id="long_tail",
        rows=beyond,
        message=f"{rows_do(beyond, 'is', 'are')} much longer than the rest: "
        f"{1 - beyond / len(lengths.tokens):.0%} of the texts have {cap:,} tokens or fewer, the longest has "
        f"{lengths.tokens.max():,}.",
        severity="info",
        hint=f"Cutting texts at {cap:,} tokens would save about {saved:.0%} of the computing.",
        examples=examples,
        fix=Fix(id="cap_length", value=cap),
        sample=sample,
    )


def _cap(tokens: IntArray) -> int:
    """The least multiple of 8 that covers 95 % of the texts."""
    covering = int(np.quantile(tokens, _COVERED, method="higher")) if len(tokens) else 0
    return max(_LEAST_CAP, -(-covering // 8) * 8)


def _padded(tokens: IntArray) -> int:
    """Tokens that an epoch computes, padding included, in the batches that training makes."""
    plan = BatchPlan(np.arange(len(tokens)), tokens, batch_size=_BATCH, seed=0)
    batches = (plan.batch(step) for step in range(plan.steps_per_epoch))
    return sum(int(tokens[batch].max()) * len(batch) for batch in batches)
