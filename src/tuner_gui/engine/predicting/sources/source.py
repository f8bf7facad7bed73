"""What every kind of table offers to whoever predicts it: texts, and the same file with more columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from tuner_gui.engine.data.table import Table

Row = tuple[str, ...] | None
"""The texts of a row; None where the row does not fit the table."""
Cells = Sequence[str | float] | None
"""What is added to a row, below `Added.names`; None: empty cells."""

Kind = Literal["text", "share", "number"]
NUMBER_FORMATS: dict[Kind, str] = {"text": "{}", "share": "{:.6f}", "number": "{:.6g}"}
"""Where numbers are written as text; more digits than any model knows."""


@dataclass(frozen=True)
class Added:
    """The columns that a prediction adds."""

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    """Of what is below each name."""

    def renamed(self, taken: Iterable[str]) -> Added:
        """With names that the table does not have yet: `prediction` becomes `prediction_2`."""
        used = set(taken)
        names = []
        for name in self.names:
            new, copies = name, 2
            while new in used:
                new, copies = f"{name}_{copies}", copies + 1
            used.add(new)
            names.append(new)
        return Added(tuple(names), self.kinds)


class Source(Protocol):
    """A table on the disk, read from its beginning each time it is asked for its rows.

    Rows come in the order of the file, the same at each reading; none is in memory for long.
    """

    sample: Table
    """Its first rows, by which columns are chosen."""

    def survey(self) -> tuple[int, set[str]]:
        """Number of data rows, unreadable ones included, and the names of all columns.

        Raises:
            DataError: it cannot be read to its end.
        """

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """The texts in these columns."""

    def write(self, destination: Path, added: Added, cells: Iterator[Cells], *, excel_safe: bool) -> None:
        """Write the table again with what is added to each row, one of `cells` per row.

        Args:
            destination: an empty file, which is replaced.
            added: the new columns, whose names are free.
            cells: in the order of `rows`.
            excel_safe: keep the person's own cells from acting as formulas too.

        Raises:
            DataError: what is added cannot be written in the encoding of the file.
        """
