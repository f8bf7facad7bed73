"""Which side of texts that are too long is cut: the one whose words say less of the labels.

No model is asked, since it would have to be trained on both: words counted by TF-IDF tell in seconds where
the labels are spoken of. Sun et al. (2019, arXiv:1905.05583) found the ends of film reviews as good as any
other part of that length, and better than the beginnings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.config import Task, TruncationSide
from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.data.split import Split
from tuner_gui.engine.evaluation.baselines import run_baseline
from tuner_gui.engine.experiment import BaselineName
from tuner_gui.engine.results.measures import Array
from tuner_gui.engine.training.texts import rows_at

CUT_SHARE = 0.1
"""Of the rows; where fewer are cut, it matters little on which side."""
_LEAST_ROWS, MOST_ROWS = 40, 1_000
"""Fewer tell nothing; more take longer than they help."""
_CHARACTERS_PER_TOKEN = 20
"""More than any text has; what lies further away is not tokenised."""
_ROWS_AT_ONCE = 100
_CLEARLY = 2.0
"""Standard errors by which the end has to be ahead: the beginning is what everybody expects."""


def better_side(
    data: PreparedData,
    tokenizer: PreTrainedTokenizerBase,
    max_length: int,
    *,
    seed: int,
    begin: Callable[[], None] = lambda: None,
) -> TruncationSide:
    """Where to cut, by cross-validation of TF-IDF with a linear model on the rows that are not tested on.

    The tokenizer's own side where few texts are cut, in pairs, and unless the other is clearly better, and
    better than not reading at all.

    Args:
        data: of the run.
        tokenizer: of the base model.
        max_length: in tokens, special tokens included.
        seed: decides which rows are looked at.
        begin: called when the question turns out to matter, before it is answered.
    """
    usual: TruncationSide = "left" if tokenizer.truncation_side == "left" else "right"
    if data.texts.num_columns > 1 or not tokenizer.is_fast:
        return usual
    known = np.concatenate([data.split.train, data.split.validation])
    rows = np.sort(np.random.default_rng(seed).permutation(known)[:MOST_ROWS])
    texts = [text for (text,) in rows_at(data.texts, rows)]
    room = max(1, max_length - tokenizer.num_special_tokens_to_add())
    kept = _kept(texts, usual, tokenizer, room)
    cut = sum(len(part) < len(text) for part, text in zip(kept, texts, strict=True))
    if len(rows) < _LEAST_ROWS or cut < CUT_SHARE * len(rows):
        return usual
    begin()
    other: TruncationSide = "left" if usual == "right" else "right"
    others = _errors("words", data, rows, _kept(texts, other, tokenizer, room), seed)
    gain = _errors("words", data, rows, kept, seed) - others
    ahead = gain.mean() > _CLEARLY * gain.std() / np.sqrt(len(gain))
    unread = _errors("constant", data, rows, kept, seed)
    return other if ahead and others.mean() < unread.mean() else usual


def _kept(texts: list[str], side: TruncationSide, tokenizer: PreTrainedTokenizerBase, room: int) -> list[str]:
    """What is left of each text when it is cut to `room` tokens on that side."""
    beginning, most = side == "right", room * _CHARACTERS_PER_TOKEN
    kept = []
    for start in range(0, len(texts), _ROWS_AT_ONCE):
        pieces = [text[:most] if beginning else text[-most:] for text in texts[start : start + _ROWS_AT_ONCE]]
        encoded = tokenizer(pieces, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        for piece, places in zip(pieces, encoded["offset_mapping"], strict=True):
            if len(places) <= room:
                kept.append(piece)
            else:
                kept.append(piece[: places[room - 1][1]] if beginning else piece[places[-room][0] :])
    return kept


def _errors(name: BaselineName, data: PreparedData, rows: Array, texts: list[str], seed: int) -> Array:
    """Of each row, shape [rows], predicted by what the other half of the rows taught."""
    order = np.random.default_rng(seed).permutation(len(rows))
    halves = [np.sort(half) for half in np.array_split(order, 2)]
    targets = data.targets[rows]
    errors = np.zeros(len(rows))
    for learned, asked in (halves, halves[::-1]):
        part = replace(
            data,
            texts=pa.table({"text": texts}),
            targets=targets,
            row_numbers=data.row_numbers[rows],
            split=Split(learned, asked, asked),
        )
        outputs = run_baseline(name, part).validation
        errors[asked] = _ERRORS[data.task](outputs, targets[asked])
    return errors


def _of_class(outputs: Array, truth: Array) -> Array:
    return np.asarray(outputs.argmax(axis=1) != truth, dtype=np.float64)


def _of_labels(outputs: Array, truth: Array) -> Array:
    return np.asarray(((outputs >= 0) != (truth > 0)).mean(axis=1))


def _of_number(outputs: Array, truth: Array) -> Array:
    return np.asarray((outputs[:, 0] - truth) ** 2)


_ERRORS: dict[Task, Callable[[Array, Array], Array]] = {
    "single_label": _of_class,
    "multi_label": _of_labels,
    "regression": _of_number,
}
