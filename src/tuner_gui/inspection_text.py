"""What `tuner-gui inspect` says, for people: short, aligned, no wider than the terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from tuner_gui.data_options import delimiter_name, fix_argument
from tuner_gui.engine.data.corrections import told
from tuner_gui.engine.data.survey import Survey
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.data.wording import count, rows_do
from tuner_gui.engine.facts import Finding, TokenLengths
from tuner_gui.engine.replies import Inspected

_INDENT = 12
_MOST_CLASSES = 12
_WIDEST = 110
_TASKS = {
    "single_label": "one label per text",
    "multi_label": "any number of labels per text",
    "regression": "a number per text",
}


def describe(surveyed: Survey, findings: tuple[Finding, ...], inspected: Inspected | None) -> str:
    """All of it, ending with a line break."""
    lines = [*_head(surveyed, inspected), ""]
    corrected = [told(surveyed.config.corrections)] if surveyed.config.corrections else []
    mended = [*corrected, *(done for _, done in surveyed.applied)]
    if mended:
        lines += ["Mended:", *(_wrap("", f"- {done}", 0) for done in mended), ""]
    lines += ["Findings:"] if findings else ["Nothing is wrong with it."]
    for finding in findings:
        lines += _finding(finding)
    return "\n".join(lines) + "\n"


def _head(surveyed: Survey, inspected: Inspected | None) -> Iterator[str]:
    table, roles = surveyed.table, surveyed.roles
    yield f"{table.path.name}: {count(table.rows, 'row')}, {', '.join(_written(table))}"
    yield _wrap("Columns", ", ".join(table.columns))
    yield _wrap("Text", " + ".join(roles.text_columns) or "none")
    also = f" (or: {', '.join(roles.alternatives)})" if roles.alternatives else ""
    yield _wrap("Label", (", ".join(roles.label_columns) or "none") + also)
    if roles.split_column:
        yield _wrap("Split", roles.split_column)
    yield _wrap("Task", f"{roles.task}: {_TASKS[roles.task]}")
    yield _wrap("Why", roles.reason)
    if roles.ignored:
        yield _wrap("Not used", "; ".join(f"{name} ({why})" for name, why in roles.ignored[:_MOST_CLASSES]))
    if surveyed.counts:
        yield _wrap("Ranges" if roles.task == "regression" else "Classes", _classes(surveyed))
    if surveyed.rows:
        train, validation, test = surveyed.split_sizes
        yield _wrap("Rows", f"{train:,} for training, {validation:,} for validation, {test:,} for the test")
    if surveyed.unlabelled:
        yield _wrap("To predict", f"{count(surveyed.unlabelled, 'row')} with a text and no label")
    if inspected is not None:
        yield _wrap("Tokens", _tokens(inspected.lengths))


def _written(table: Table) -> Iterator[str]:
    yield table.format
    if table.encoding:
        yield table.encoding
    if table.delimiter:
        yield f"delimiter {delimiter_name(table.delimiter)}"
    if table.sheet:
        yield f"sheet {table.sheet}"
    if not table.has_header:
        yield "no header"
    if table.bad_rows:
        yield f"{rows_do(len(table.bad_rows), 'does', 'do')} not fit"


def _classes(surveyed: Survey) -> str:
    shown = "; ".join(f"{name}: {rows:,}" for name, rows in surveyed.counts[:_MOST_CLASSES])
    more = len(surveyed.counts) - _MOST_CLASSES
    number = "" if surveyed.roles.task == "regression" else f"{len(surveyed.counts):,} - "
    return number + shown + (f" and {more:,} more" if more > 0 else "")


def _tokens(lengths: TokenLengths) -> str:
    """Half of the texts, the longest, and the limit, from the bins of the histogram."""
    half, reached = lengths.edges[-1], 0
    for (_, end), rows in zip(pairwise(lengths.edges), lengths.counts, strict=True):
        reached += rows
        if 2 * reached >= lengths.rows:
            half = end
            break
    return (
        f"half of the texts have fewer than {half:,}, the longest about {lengths.edges[-1] - 1:,}; "
        f"{lengths.limit:,} are read ({lengths.rows:,} rows looked at)"
    )


def _finding(finding: Finding) -> Iterator[str]:
    said = not finding.sample or f"{finding.sample:,}" in finding.message
    estimate = "" if said else f" (Estimate from {finding.sample:,} rows.)"
    yield _wrap(finding.severity, f"{finding.message}{estimate}")
    if finding.hint:
        yield _wrap("", finding.hint)
    for example in finding.examples[:2]:
        yield _wrap("", f"row {example.row:,}: {example.text}")
    if finding.fix is not None:
        yield _wrap("", f"Mend it with: --fix {fix_argument(finding.fix)}")


def _wrap(title: str, text: str, indent: int = _INDENT) -> str:
    """`text` beside a title, its further lines below its first."""
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
    return textwrap.fill(
        text,
        max(40, width),
        initial_indent=f"{title:<{indent}}",
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
