"""What is wrong with a dataset, in plain sentences. pyarrow only and fast: the window shows it at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.encoding import UNREADABLE
from tuner_gui.engine.data.roles import MIN_CLASS_ROWS, shorten
from tuner_gui.engine.data.split import TEST_SHARE
from tuner_gui.engine.data.table import Table, usable_rows, value_counts
from tuner_gui.engine.events import Finding

_FEW_CLASS_ROWS = 10
_IMBALANCE = 5
_FEW_TEST_ROWS = 100
_SEPARATOR = "\x1f"


def class_counts(table: Table, label_column: str) -> dict[str, int]:
    """Rows of each label, most frequent first; empty labels left out.

    Raises:
        KeyError: there is no such column.
    """
    return value_counts(table.data[label_column])


def examine(table: Table, text_columns: Sequence[str], label_column: str) -> tuple[Finding, ...]:
    """Everything worth knowing before training.

    Args:
        table: the dataset.
        text_columns: columns of `table`; may be empty when none is chosen yet.
        label_column: a column of `table`, or empty when none is chosen yet.
    """
    findings = [*_reading(table)]
    if text_columns:
        findings += _missing_texts(table, text_columns)
    if label_column:
        findings += _missing_labels(table, label_column)
    if text_columns and label_column:
        usable = table.data.filter(pa.array(usable_rows(table, (*text_columns, label_column))))
        counts = value_counts(usable[label_column])
        findings += [
            *_repeated(usable, text_columns, label_column),
            *_classes(counts),
            *_size(usable.num_rows),
        ]
    return tuple(findings)


def _reading(table: Table) -> Iterator[Finding]:
    skipped, stray = len(table.bad_rows), len(table.stray_quotes)
    if skipped:
        first = table.bad_rows[0]
        yield _finding(
            "bad_rows",
            skipped,
            f"{_rows(skipped, 'was', 'were')} skipped for having the wrong number of columns, the first one "
            f"in line {first.line} ({first.reason}).",
            "warning",
            "Put quotation marks around values that contain the character between the columns.",
        )
    if stray:
        yield _finding(
            "stray_quotes",
            stray,
            f"In {_count(stray, 'place')} quotation marks do not pair up, the first one in line "
            f"{table.stray_quotes[0]}; rows there may have been joined.",
            "warning",
            "Look at that line in a text editor, or save the table again from your spreadsheet.",
        )


def _missing_texts(table: Table, text_columns: Sequence[str]) -> Iterator[Finding]:
    empty = table.rows - int(usable_rows(table, text_columns).sum())
    if empty:
        message = f"{_rows(empty, 'has', 'have')} no text and will be left out of training."
        yield _finding("empty_text", empty, message, "warning")
    unreadable = np.zeros(table.rows, dtype=bool)
    for name in text_columns:
        unreadable |= pc.match_substring(table.data[name], UNREADABLE).to_numpy()
    if damaged := int(unreadable.sum()):
        yield _finding(
            "unreadable",
            damaged,
            f"{_rows(damaged, 'has', 'have')} characters that cannot be read and are shown as {UNREADABLE}.",
            "warning",
            "They were lost when the file was saved; save it again as CSV (UTF-8).",
        )


def _missing_labels(table: Table, label_column: str) -> Iterator[Finding]:
    empty = table.rows - int(usable_rows(table, (label_column,)).sum())
    if empty:
        message = f"{_rows(empty, 'has', 'have')} no label and will be left out of training."
        yield _finding("empty_label", empty, message, "warning")


def _repeated(usable: pa.Table, text_columns: Sequence[str], label_column: str) -> Iterator[Finding]:
    """Texts that occur more than once, whatever their case and surrounding white space."""
    texts = [pc.utf8_lower(pc.utf8_trim_whitespace(usable[name])) for name in text_columns]
    joined = pc.binary_join_element_wise(*texts, _SEPARATOR)
    keyed = pa.table({"text": joined, "label": usable[label_column]})
    texts_seen = keyed.group_by("text").aggregate([("label", "count"), ("label", "count_distinct")])
    if repeats := usable.num_rows - texts_seen.num_rows:
        yield _finding(
            "duplicates",
            repeats,
            f"{_rows(repeats, 'repeats', 'repeat')} the text of an earlier row.",
            "warning",
            "A text that is both learned and tested makes the score look better than it is.",
        )
    conflicting = texts_seen.filter(pc.greater(texts_seen["label_count_distinct"], 1))
    if conflicting.num_rows:
        rows = pc.sum(conflicting["label_count"]).as_py()
        yield _finding(
            "conflicting_labels",
            rows,
            f"{_rows(rows, 'shares', 'share')} {_count(conflicting.num_rows, 'text')} but not the label.",
            "warning",
            "Decide for one label per text: what contradicts itself cannot be learned.",
        )


def _classes(counts: dict[str, int]) -> Iterator[Finding]:
    """What is odd about the labels; `counts` begins with the most frequent one."""
    hopeless = {name: count for name, count in counts.items() if count < MIN_CLASS_ROWS}
    small = {name: count for name, count in counts.items() if MIN_CLASS_ROWS <= count < _FEW_CLASS_ROWS}
    yield from _tiny(hopeless, MIN_CLASS_ROWS, "error")
    yield from _tiny(small, _FEW_CLASS_ROWS, "warning")
    yield from _variants(counts)
    if not counts:
        return
    largest, smallest = next(iter(counts)), next(reversed(counts))
    if counts[largest] > _IMBALANCE * counts[smallest]:
        yield _finding(
            "imbalance",
            counts[largest],
            f"The labels are unbalanced: “{largest}” has {counts[largest]:,} rows, “{smallest}” only "
            f"{counts[smallest]:,}.",
            "info",
            "Look at macro F1 beside accuracy: it counts every label alike.",
        )


def _tiny(small: dict[str, int], limit: int, severity: Literal["warning", "error"]) -> Iterator[Finding]:
    if small:
        verb = "label has" if len(small) == 1 else "labels have"
        yield _finding(
            "tiny_classes" if severity == "error" else "small_classes",
            sum(small.values()),
            f"{len(small):,} {verb} fewer than {limit} rows: {shorten(small)}.",
            severity,
            "Add rows with these labels, or merge them into others.",
        )


def _variants(counts: dict[str, int]) -> Iterator[Finding]:
    """Labels that differ only in case or white space."""
    spellings: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        spellings.setdefault(" ".join(name.split()).casefold(), {})[name] = count
    for variants in spellings.values():
        if len(variants) > 1:
            yield _finding(
                "label_variants",
                sum(variants.values()),
                f"{len(variants)} labels differ only in case or spaces: {shorten(variants)}.",
                "warning",
                "Spell them alike if they mean the same; now each is learned as a label of its own.",
            )


def _size(rows: int) -> Iterator[Finding]:
    test_rows = round(TEST_SHARE * rows)
    if 0 < test_rows < _FEW_TEST_ROWS:
        yield _finding(
            "small_test",
            test_rows,
            f"Only {_rows(test_rows, 'is', 'are')} left for the test, so the scores will be rough.",
            "info",
            "Mind the interval beside each score; more rows make it narrower.",
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _rows(number: int, singular: str, plural: str) -> str:
    return f"{_count(number, 'row')} {singular if number == 1 else plural}"


def _finding(
    name: str, rows: int, message: str, severity: Literal["info", "warning", "error"], hint: str = ""
) -> Finding:
    return Finding(id=name, rows=rows, message=message, severity=severity, hint=hint)
