"""Dates and times of rows, for a split that tests on the newest. In the engine only: it imports pandas."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.numeric import read_numbers
from tuner_gui.engine.data.wording import count
from tuner_gui.errors import DataError

_NAMED = 5


def read_times(rows: Rows, chosen: np.ndarray, column: str) -> np.ndarray:
    """When the chosen rows were made: values that ascend with time; shape (chosen,).

    Rows of separate tables, which are no part of the split by time, get any value.

    Raises:
        DataError: some cells are no dates.
    """
    own = chosen[chosen < rows.table.rows]
    cells = rows.table.data[column].take(own)
    times, bad = _parse(cells)
    if bad.any():
        first = rows.numbers[own[bad]][:_NAMED]
        listed = ", ".join(
            f"{number:,} (“{cells[int(place)].as_py()[:30]}”)"
            for number, place in zip(first, np.flatnonzero(bad), strict=False)
        )
        raise DataError(
            f"“{column}” cannot be read as a date in {count(int(bad.sum()), 'row')}, the first of them "
            f"{listed}.",
            hint="Write these dates like 2024-03-31 or 2024-03-31 18:00, or split at random.",
        )
    filler = np.full(len(chosen) - len(own), times.min() if len(times) else 0, dtype=times.dtype)
    return np.concatenate([times, filler])


def _parse(cells: Any) -> tuple[np.ndarray, np.ndarray]:
    """Times and which cells are none. Numbers, such as years or Unix times, stand for themselves."""
    values, usable = read_numbers(cells)
    if usable.all():
        return values, ~usable
    import pandas  # type: ignore[import-untyped]

    texts = pandas.Series(cells.to_pylist(), dtype="object")
    best: tuple[np.ndarray, np.ndarray] | None = None
    for options in ({}, {"dayfirst": True}, {"format": "ISO8601"}, {"format": "mixed"}):
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # that it had to guess: all guesses are compared here
            parsed = pandas.to_datetime(texts, errors="coerce", utc=True, **options)
        bad = parsed.isna().to_numpy()
        if best is None or bad.sum() < best[1].sum():
            best = parsed.dt.tz_localize(None).to_numpy(), bad
        if not bad.any():
            break
    assert best is not None
    return best
