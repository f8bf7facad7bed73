"""What went wrong while the table was read."""

from __future__ import annotations

from collections.abc import Iterator

from tuner_gui.engine.data.health.finding import MOST_EXAMPLES, warning
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.data.wording import count, cut, rows_do
from tuner_gui.engine.facts import Example, Finding


def reading_findings(table: Table) -> Iterator[Finding]:
    """Rows that were skipped, and quotation marks that do not pair up."""
    skipped, stray = len(table.bad_rows), len(table.stray_quotes)
    if skipped:
        first = table.bad_rows[0]
        yield warning(
            "bad_rows",
            skipped,
            f"{rows_do(skipped, 'does', 'do')} not fit the others and cannot be used, the first one in line "
            f"{first.line:,} ({first.reason}).",
            "Save the list of these rows and mend them in a text editor; often, quotation marks are missing "
            "around values that contain the character between the columns.",
            examples=tuple(
                Example(row=bad.row, text=cut(f"line {bad.line:,}: {bad.reason} – {bad.text}"))
                for bad in table.bad_rows[:MOST_EXAMPLES]
            ),
        )
    if stray:
        yield warning(
            "stray_quotes",
            stray,
            f"In {count(stray, 'place')} quotation marks do not pair up, the first one in line "
            f"{table.stray_quotes[0]:,}; rows there may have been joined.",
            "Look at that line in a text editor, or save the table again from your spreadsheet.",
        )
