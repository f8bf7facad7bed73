"""A list of rows as a table for other people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tuner_gui.errors import RunError
from tuner_gui.files import explain_os_error, new_file


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a new CSV for spreadsheets: UTF-8 with a byte order mark.

    Args:
        path: of the new file.
        header: names of the columns.
        rows: cells, safe already where they could act as formulas (`safe_cells`).

    Raises:
        RunError: the file is there already.
        EnvironmentProblemError: it cannot be written.
    """
    try:
        with new_file(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header)
            writer.writerows(rows)
    except FileExistsError as error:
        raise RunError(
            f"{path} already exists; Tuner does not overwrite it.",
            hint="Choose another name for the list, or remove the old file first.",
        ) from error
    except OSError as error:
        raise explain_os_error(error, "The list could not be written") from error
