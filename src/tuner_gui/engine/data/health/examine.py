"""Everything worth knowing about a dataset before training."""

from __future__ import annotations

from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.health.columns import column_findings
from tuner_gui.engine.data.health.finding import error, sort_by_gravity
from tuner_gui.engine.data.health.labels import label_findings
from tuner_gui.engine.data.health.reading import reading_findings
from tuner_gui.engine.data.health.splits import split_findings
from tuner_gui.engine.data.health.texts import text_findings
from tuner_gui.engine.data.role_guess import Roles
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.facts import Finding


def examine_table(table: Table, roles: Roles) -> tuple[Finding, ...]:
    """What can be said of a table whose roles cannot work."""
    findings = [*reading_findings(table), *column_findings(table, roles)]
    if not roles.text_columns:
        findings.append(
            error(
                "no_text",
                table.rows,
                "No column looks like text: there are only numbers, dates, ids or single words.",
                "A model learns from sentences. Choose the column that holds them, if there is one.",
            )
        )
    return sort_by_gravity(findings)


def examine(
    rows: Rows, fixes: frozenset[str] = frozenset(), sizes: tuple[int, int, int] = (0, 0, 0)
) -> tuple[Finding, ...]:
    """What is wrong with the rows as they stand after the fixes, gravest first.

    Args:
        rows: what was gathered and mended.
        fixes: ids of the fixes that are applied.
        sizes: rows for training, validation and test.
    """
    return sort_by_gravity(
        [
            *reading_findings(rows.table),
            *text_findings(rows, fixes),
            *label_findings(rows, fixes),
            *split_findings(rows, sizes),
            *column_findings(rows.table, rows.roles),
        ]
    )
