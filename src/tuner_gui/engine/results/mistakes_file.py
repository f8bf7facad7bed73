"""Rows and what was said of them, as a table for other people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tuner_gui.engine.results.marks import Mark, Verdict
from tuner_gui.engine.results.rows_file import write_rows
from tuner_gui.engine.safe_cells import safe_cell

_VERDICTS: dict[Verdict, str] = {"label": "label is wrong", "model": "model is wrong"}


@dataclass(frozen=True)
class MistakesRow:
    """One row of the table."""

    number: int
    part: str
    texts: tuple[str, ...]
    true: str
    predicted: str
    measure: float
    """Confidence; of a regression the absolute error."""
    suspect: bool
    mark: Mark | None

    def cells(self) -> list[str]:
        """In the order of the header."""
        return [
            str(self.number),
            self.part,
            *map(safe_cell, self.texts),
            safe_cell(self.true),
            safe_cell(self.predicted),
            f"{self.measure:.6g}",
            "yes" if self.suspect else "",
            _VERDICTS[self.mark.verdict] if self.mark else "",
            safe_cell(self.mark.label) if self.mark else "",
        ]


def write_mistakes(
    path: Path, text_columns: tuple[str, ...], measure: str, rows: Iterable[MistakesRow]
) -> None:
    """Write a new CSV.

    Args:
        path: of the new file.
        text_columns: names of the texts.
        measure: name of `MistakesRow.measure`.
        rows: in the order in which they are to stand.

    Raises:
        RunError: the file is there already.
        EnvironmentProblemError: it cannot be written.
    """
    header = ["row", "part", *map(safe_cell, text_columns)]
    header += ["label", "predicted", measure, "likely label error", "verdict", "corrected label"]
    write_rows(path, header, (row.cells() for row in rows))
