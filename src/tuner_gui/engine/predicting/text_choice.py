"""Which columns of a table the model is to read."""

from __future__ import annotations

from collections.abc import Sequence

from tuner_gui.engine.data.profile import profile_columns
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.data.text_guess import guess_texts
from tuner_gui.engine.predicting.model_place import ModelPlace
from tuner_gui.errors import DataError


def choose_texts(table: Table, place: ModelPlace, chosen: Sequence[str]) -> tuple[str, ...]:
    """The columns that a person chose, or those that the model was trained on, or what looks like them.

    Raises:
        DataError: a column is not there, or none can be told to hold the texts.
    """
    missing = [name for name in chosen if name not in table.columns]
    if missing:
        raise DataError(
            f"“{table.path.name}” has no column “{missing[0]}”.", hint=f"Its columns are {_listed(table)}."
        )
    wanted = len(place.text_columns)
    if chosen and wanted and len(chosen) != wanted:
        raise DataError(
            f"The model reads {_texts(wanted)} per row ({' and '.join(place.text_columns)}), "
            f"but {len(chosen)} were chosen.",
            hint="Choose as many text columns as the model was trained on.",
        )
    if chosen:
        return tuple(chosen)
    if wanted and set(place.text_columns) <= set(table.columns):
        return place.text_columns
    return _guessed(table, wanted)


def _guessed(table: Table, wanted: int) -> tuple[str, ...]:
    if len(table.columns) == 1 and wanted <= 1:
        return table.columns
    guess = guess_texts(profile_columns(table), headed=table.has_header)
    if guess and len(guess) == (wanted or len(guess)):
        return tuple(profile.name for profile in guess)
    raise DataError(
        f"Which {'columns hold' if wanted > 1 else 'column holds'} the {_texts(wanted or 1)} of "
        f"“{table.path.name}” cannot be told.",
        hint=f"Choose from its columns: {_listed(table)} (--text COLUMN on the command line).",
    )


def _texts(count: int) -> str:
    return "two texts" if count > 1 else "text"


def _listed(table: Table) -> str:
    return ", ".join(f"“{name}”" for name in table.columns)
