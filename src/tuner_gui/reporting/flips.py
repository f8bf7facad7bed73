"""Rows that two ways of training answered differently: records that the caller of a report fills in."""

from __future__ import annotations

from tuner_gui.engine.config import Record


class FlippedRow(Record, frozen=True, kw_only=True):
    """One row that one of the two got right and the other did not (of a regression: was closer to)."""

    row: int = 0
    """Its place among the data rows of the table, 1 for the first; 0: not said."""
    texts: tuple[str, ...]
    """One, or two of a text pair."""
    truth: str
    """Its label, as people read it."""
    first: str
    """What the first way of training says."""
    second: str
    first_right: bool


class FlipTable(Record, frozen=True, kw_only=True):
    """Some of the rows by which two ways of training differ."""

    first: str
    """Id of a way of training, see `experiment.way_id`: the recommended one."""
    second: str
    first_only: int
    """All test rows that only the first has right."""
    second_only: int
    rows: tuple[FlippedRow, ...]
    """A report shows the first `MOST`."""


MOST = 20
