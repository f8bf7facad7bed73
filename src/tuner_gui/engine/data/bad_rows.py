"""Rows that do not fit their table: whether they may be skipped, and the list of them for the person."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError
from tuner_gui.files import explain_os_error, write_atomic

SKIPPED_SILENTLY = 0.01
"""Up to this share of the rows may be skipped without asking."""


def check_bad_rows(table: Table, reading: Reading) -> None:
    """Make sure that the person agrees to what is skipped.

    Raises:
        DataError: more than 1 % of the rows do not fit, and nobody agreed to skip them.
    """
    bad = table.bad_rows
    total = table.rows + len(bad)
    if reading.skip_bad_rows or len(bad) <= SKIPPED_SILENTLY * total:
        return
    examples = "; ".join(f"line {row.line}: {row.reason}" for row in bad[:3])
    raise DataError(
        f"{len(bad):,} of {total:,} rows of “{table.path.name}” do not fit the others ({examples}). "
        "So many are not skipped without asking.",
        hint="Mend those rows, or agree to leave them out: “Skip these rows” in the window, "
        "--skip-bad-rows on the command line.",
    )


def save_bad_rows(table: Table, destination: Path) -> None:
    """Write the rows that were skipped as a CSV with the columns `line`, `reason` and `text`.

    Raises:
        EnvironmentProblemError: the file cannot be written.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(("line", "reason", "text"))
    writer.writerows((bad.line, bad.reason, bad.text) for bad in table.bad_rows)
    try:
        write_atomic(destination, buffer.getvalue().encode("utf-8-sig"))  # the mark tells Excel the encoding
    except OSError as error:
        raise explain_os_error(error, "The list of skipped rows cannot be saved") from error
