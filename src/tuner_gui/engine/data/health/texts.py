"""What is wrong with the texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.config import Fix
from tuner_gui.engine.data.conflicts import conflicting
from tuner_gui.engine.data.duplicates import Repeats, find_repeats
from tuner_gui.engine.data.encoding import UNREADABLE
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.health.finding import FIX, label_of, text_examples, warning
from tuner_gui.engine.data.leaks import leaked_rows
from tuner_gui.engine.data.markup import MARKUP
from tuner_gui.engine.data.picking import picked
from tuner_gui.engine.data.wording import count, cut, rows_do
from tuner_gui.engine.facts import Example, Finding

_SAMPLE = 2_000
_MARKUP_SHARE = 0.02
_SHORT_SHARE = 0.2
_SHORT_CHARACTERS = 4


def text_findings(rows: Rows, done: frozenset[str]) -> Iterator[Finding]:
    """All findings about texts; `done`: ids of the fixes that are applied."""
    yield from _missing(rows)
    yield from _repeated(rows)
    yield from _contradicting(rows)
    yield from _leaking(rows)
    yield from _looks(rows, done)


def _missing(rows: Rows) -> Iterator[Finding]:
    empty = np.flatnonzero(~rows.has_text)
    if len(empty):
        yield warning(
            "empty_text",
            len(empty),
            f"{rows_do(len(empty), 'has', 'have')} no text and will be left out.",
            "Fill them in if the texts are known.",
            examples=_numbered(rows, empty),
        )
    damaged = np.flatnonzero(rows.unreadable & rows.usable)
    if len(damaged):
        yield warning(
            "unreadable",
            len(damaged),
            f"{rows_do(len(damaged), 'has', 'have')} characters that cannot be read and are shown as "
            f"{UNREADABLE}.",
            "Try another encoding. If that does not help they were lost when the file was saved: save it "
            "again as CSV (UTF-8).",
            examples=text_examples(rows, damaged),
        )


def _numbered(rows: Rows, found: np.ndarray) -> tuple[Example, ...]:
    own = found[found < rows.table.rows][:3]
    return tuple(Example(row=int(rows.numbers[row]), text="(no text)") for row in own)


def _repeated(rows: Rows) -> Iterator[Finding]:
    later = find_repeats(rows.keys, rows.pool).later()
    if len(later):
        yield warning(
            "duplicates",
            len(later),
            f"{rows_do(len(later), 'repeats', 'repeat')} the text of an earlier row.",
            "They are kept in one part of the split, so the score stays honest, but they weigh more than "
            "others in training. Leave them out unless that is meant.",
            examples=text_examples(rows, later),
            fix=FIX["drop_duplicates"],
        )


def _contradicting(rows: Rows) -> Iterator[Finding]:
    found = conflicting(rows)
    if found.count:
        yield warning(
            "conflicting_labels",
            len(found.rows),
            f"{rows_do(len(found.rows), 'shares', 'share')} {count(found.count, 'text')} but not the label.",
            "Decide for one label per text: what contradicts itself cannot be learned. Or leave these "
            "rows out.",
            examples=_pairs(rows, found),
            fix=FIX["drop_conflicts"],
        )


def _pairs(rows: Rows, found: Repeats) -> tuple[Example, ...]:
    """A text and all that it is labelled with."""
    examples = []
    for group in range(min(3, found.count)):
        members = found.rows[found.groups == group]
        own = members[members < rows.table.rows]
        if not len(own):
            continue
        said = dict.fromkeys(f"“{label_of(rows, int(row))}”" for row in members)
        text = str(rows.data[rows.roles.text_columns[0]][int(own[0])].as_py())
        examples.append(Example(row=int(rows.numbers[own[0]]), text=f"{cut(text)} → {' and '.join(said)}"))
    return tuple(examples)


def _leaking(rows: Rows) -> Iterator[Finding]:
    leaked = leaked_rows(rows)
    if len(leaked):
        yield warning(
            "leakage",
            len(leaked),
            f"{rows_do(len(leaked), 'has a text that is', 'have texts that are')} also in the validation or "
            "test rows: what was learned by heart would be tested.",
            "Leave them out of training, or the score looks better than it is.",
            examples=text_examples(rows, leaked),
            fix=FIX["drop_leaks"],
        )


def _looks(rows: Rows, done: frozenset[str]) -> Iterator[Finding]:
    """What a sample of the texts shows."""
    usable = np.flatnonzero(rows.usable)
    if not len(usable):
        return
    whole = len(usable) <= _SAMPLE
    chosen = usable if whole else usable[np.linspace(0, len(usable) - 1, _SAMPLE, dtype=np.int64)]
    texts = picked(rows.data.select(list(dict.fromkeys(rows.roles.text_columns))), chosen)
    sample = 0 if whole else len(chosen)
    if "strip_markup" not in done:
        yield from _markup(rows, texts, chosen, sample)
    yield from _short(rows, texts, chosen, sample)
    for name in rows.roles.text_columns:
        if len(chosen) > 1 and pc.count_distinct(texts[name]).as_py() == 1:
            yield warning(
                "constant_text",
                len(usable),
                f"“{name}” holds the same text in every row, so there is nothing to tell rows apart by.",
                "Choose another text column.",
                sample=sample,
            )


def _looked_at(found: np.ndarray, sample: int, singular: str, plural: str) -> str:
    """`12 rows have`, or of a sample `12 of 2,000 rows looked at have`."""
    if not sample:
        return rows_do(len(found), singular, plural)
    return f"{len(found):,} of {sample:,} rows looked at {singular if len(found) == 1 else plural}"


def _markup(rows: Rows, texts: pa.Table, chosen: np.ndarray, sample: int) -> Iterator[Finding]:
    marked = np.zeros(len(chosen), dtype=bool)
    for column in texts.columns:
        marked |= pc.match_substring_regex(column, MARKUP).to_numpy()
    found = chosen[marked]
    if len(found) >= max(2, _MARKUP_SHARE * len(chosen)):
        yield warning(
            "markup",
            len(found),
            f"{_looked_at(found, sample, 'has', 'have')} HTML in the text, such as <br /> or &amp;.",
            "It takes room that words could have. Take it out here, and out of the texts for the finished "
            "model as well.",
            examples=text_examples(rows, found),
            fix=Fix(id="strip_markup"),
            sample=sample,
        )


def _short(rows: Rows, texts: pa.Table, chosen: np.ndarray, sample: int) -> Iterator[Finding]:
    longest = np.zeros(len(chosen), dtype=np.int64)
    for column in texts.columns:
        longest = np.maximum(longest, pc.utf8_length(pc.utf8_trim_whitespace(column)).to_numpy())
    found = chosen[longest < _SHORT_CHARACTERS]
    if len(found) > _SHORT_SHARE * len(chosen):
        yield warning(
            "short_texts",
            len(found),
            f"{_looked_at(found, sample, 'has a text', 'have texts')} of fewer than "
            f"{_SHORT_CHARACTERS} characters.",
            "So short a text says little. Check that the right text column is chosen.",
            examples=text_examples(rows, found),
            sample=sample,
        )
