"""Whether a model can be trained with chosen columns; if not, why, and what to do."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from tuner_gui.engine.data.role_guess import Roles
from tuner_gui.engine.data.table import Table, is_filled
from tuner_gui.engine.data.wording import quote
from tuner_gui.errors import DataError

_TAG = r"^(O|[BIESLU]-[\w-]+)$"
"""Tags of single words: begin, inside, outside (Ramshaw and Marcus 1995) and their variants."""


def check_roles(table: Table, roles: Roles) -> None:
    """Make sure that the columns are there and can play their roles.

    Raises:
        DataError: they cannot; the message says why.
    """
    check_choice(table, roles)
    check_content(table, roles)


def check_choice(table: Table, roles: Roles) -> None:
    """The part of `check_roles` that looks at no cell.

    Raises:
        DataError: a column does not exist, or cannot play two roles at once.
    """
    columns = table.columns
    listed = quote(columns)
    for name in (*roles.text_columns, *roles.label_columns, roles.split_column):
        if name and name not in columns:
            raise DataError(
                f"“{table.path.name}” has no column “{name}”.", hint=f"It has the columns {listed}."
            )
    if not roles.text_columns:
        _check_tokens(columns)
        raise DataError(
            f"No column of “{table.path.name}” looks like text.",
            hint="A model learns from sentences. Choose the column that holds them, if there is one: "
            f"{listed}.",
        )
    if not roles.label_columns:
        raise DataError(
            "No column holds labels, so there is nothing to learn: a model needs examples of what it is to "
            "say.",
            hint=f"Choose the column with the labels, or add one. “{table.path.name}” has the columns "
            f"{listed}.",
        )
    _check_texts(roles)
    _check_labels(roles)


def _check_tokens(columns: tuple[str, ...]) -> None:
    """Lists of words beside lists of their tags, as datasets of the Hugging Face Hub have them."""
    names = {name.lower() for name in columns}
    if names & {"tokens", "words"} and any("tag" in name or "label" in name for name in names):
        raise DataError(
            "This table has lists of words with a tag for each of them: this is token classification, which "
            "Tuner does not train yet.",
            hint="Choose a table with one label per text.",
        )


def _check_texts(roles: Roles) -> None:
    texts = roles.text_columns
    if len(texts) > 2:
        raise DataError(
            f"{len(texts)} text columns are chosen, but a model reads one text or a pair of two.",
            hint="Choose one or two text columns, or join some of them in your spreadsheet.",
        )
    if len(set(texts)) < len(texts):
        raise DataError(f"“{texts[0]}” is chosen twice for the texts.", hint="Choose it once, or another.")


def _check_labels(roles: Roles) -> None:
    for name in roles.label_columns:
        if name in roles.text_columns:
            raise DataError(
                f"“{name}” is chosen both for the texts and for the labels.",
                hint="Choose another column for one of them; otherwise the model only learns to copy.",
            )
        if name == roles.split_column:
            raise DataError(
                f"“{name}” is chosen both for the labels and for the split.",
                hint="Choose another column for one of them.",
            )
    if len(roles.label_columns) > 1 and roles.task != "multi_label":
        raise DataError(
            f"{len(roles.label_columns)} label columns are chosen, but only one can be learned at a time.",
            hint="Choose one of them, or the task “several labels” if each says yes or no to a label.",
        )


def check_content(table: Table, roles: Roles) -> None:
    """The part of `check_roles` that looks at the cells.

    Raises:
        DataError: a column is empty, or holds what Tuner does not train.
    """
    for name in (*roles.text_columns, *roles.label_columns):
        if not _any_filled(table.data[name]):
            raise DataError(
                f"The column “{name}” is empty: none of its {table.rows:,} rows holds anything.",
                hint="Choose another column, or fill this one.",
            )
    if roles.task == "single_label" and _are_tags(table.data[roles.label_columns[0]]):
        raise DataError(
            f"“{roles.label_columns[0]}” holds a tag such as B-person or O for each single word: this is "
            "token classification, which Tuner does not train yet.",
            hint="Choose a table with one label per text.",
        )


def _any_filled(column: Any) -> bool:
    return any(bool(pc.any(is_filled(chunk)).as_py()) for chunk in column.chunks)


def _are_tags(column: Any) -> bool:
    cells = column.slice(0, 5000)
    cells = cells.filter(is_filled(cells))
    tags = pc.match_substring_regex(cells, _TAG)
    inside = pc.match_substring_regex(cells, "^[BI]-")
    return bool(len(cells) and pc.mean(tags).as_py() > 0.95 and pc.any(inside).as_py())
