"""What there is to know about columns: other labels, ids, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.health.finding import MOST_EXAMPLES, info, warning
from tuner_gui.engine.data.picking import picked
from tuner_gui.engine.data.role_guess import Roles
from tuner_gui.engine.data.table import Table, is_filled
from tuner_gui.engine.data.wording import count, cut, rows_do
from tuner_gui.engine.facts import Example, Finding

_ROWS = 2_000
_ID_NAME = re.compile(
    r"(?i)(^|[_\W])(id|uuid|guid|ssn|iban|(customer|client|patient|user|account|member|employee|order|invoice|"
    r"kunden?|konto)[_\W]*(id|no|nr|num|number|nummer)?)$"
)
_PERSON_NAME = re.compile(
    r"(?i)(^|[_\W])(e?mail|phone|telephone|mobile|address|(first|last|full|user|sur|profile|customer|author)[_\W]?name|birth\w*|"
    r"dob|ssn|iban|passport|telefon|vorname|nachname|adresse|geburts\w*)([_\W]|$)|^name$"
)
_PATTERNS = {
    "e-mail addresses": r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}",
    "bank account numbers": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
    "phone numbers": r"(?:^|[\s(:])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}|"
    r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?:$|[\s).,;])",
}
_IN_TEXT_SHARE = 0.01
_IN_COLUMN_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class _Sample:
    """Some rows of a table, evenly spaced."""

    data: pa.Table
    numbers: np.ndarray
    """1-based place of each among the data rows of the file."""
    whole: bool
    """All rows are in it."""

    def examples(self, name: str, found: np.ndarray) -> tuple[Example, ...]:
        """Cells of a column; `found` are indices into the sample."""
        cells = self.data[name]
        return tuple(
            Example(row=int(self.numbers[place]), text=cut(cells[int(place)].as_py()))
            for place in found[:MOST_EXAMPLES]
        )


def _sample(table: Table) -> _Sample:
    if table.rows <= _ROWS:
        return _Sample(table.data, table.row_numbers(), whole=True)
    chosen = np.linspace(0, table.rows - 1, _ROWS, dtype=np.int64)
    return _Sample(picked(table.data, chosen), table.row_numbers()[chosen], whole=False)


def column_findings(table: Table, roles: Roles) -> Iterator[Finding]:
    """All findings about columns."""
    sample = _sample(table)
    yield from _other_labels(table, roles)
    columns = frozenset(table.columns)
    for name in dict.fromkeys((*roles.text_columns, *roles.label_columns)):
        if name in columns and _ID_NAME.search(_spaced(name)):
            yield _id_chosen(table, name, sample)
    for name in dict.fromkeys(roles.text_columns):
        if name in columns:
            yield from _personal_text(name, sample)
    yield from _identifying(table, roles, sample)


def _other_labels(table: Table, roles: Roles) -> Iterator[Finding]:
    if roles.alternatives and roles.label_columns:
        listed = ", ".join(f"“{name}”" for name in roles.alternatives[:5])
        yield info(
            "other_labels",
            table.rows,
            f"{listed} could be the labels as well.",
            "Choose another label column if that is what you want to predict.",
        )


def _id_chosen(table: Table, name: str, sample: _Sample) -> Finding:
    """An id chosen for a text or label."""
    return warning(
        "identifiers",
        table.rows,
        f"“{name}” is called like an id. An id would be learned by heart and says nothing about new rows.",
        "Choose another column if it is one.",
        examples=sample.examples(name, np.arange(len(sample.numbers))),
    )


def _personal_text(name: str, sample: _Sample) -> Iterator[Finding]:
    rows = len(sample.numbers)
    for what, pattern in _PATTERNS.items():
        hits = np.flatnonzero(pc.match_substring_regex(sample.data[name], pattern).to_numpy())
        if len(hits) <= max(1, _IN_TEXT_SHARE * rows):
            continue
        found = (
            rows_do(len(hits), "has", "have")
            if sample.whole
            else f"{len(hits):,} of {rows:,} rows looked at have"
        )
        yield warning(
            "personal_data",
            len(hits),
            f"{found} {what} in “{name}”. A model can learn them by heart, and whoever gets the model may "
            "get them out of it.",
            "Replace them by a placeholder such as [e-mail] if the model is to be shared.",
            examples=sample.examples(name, hits),
            sample=0 if sample.whole else rows,
        )


def _identifying(table: Table, roles: Roles, sample: _Sample) -> Iterator[Finding]:
    """Columns that play no role but identify people; they are not learned from, so it is only a note."""
    used = {*roles.text_columns, *roles.label_columns, roles.split_column}
    found = [name for name in table.columns if name not in used and _identifies(name, sample.data[name])]
    if found:
        listed = ", ".join(f"“{name}”" for name in found[:5])
        yield info(
            "identifiers",
            table.rows,
            f"{count(len(found), 'column')} may identify rows or people: {listed}. Tuner does not learn from "
            f"{'it' if len(found) == 1 else 'them'}.",
            "Leave such columns out when you share the table.",
            examples=sample.examples(found[0], np.arange(len(sample.numbers))),
        )


def _identifies(name: str, column: Any) -> bool:
    if _PERSON_NAME.search(_spaced(name)) or _ID_NAME.search(_spaced(name)):
        return True
    filled = column.filter(is_filled(column))
    if not len(filled):
        return False
    return any(
        pc.mean(pc.match_substring_regex(filled, pattern)).as_py() > _IN_COLUMN_SHARE
        for pattern in _PATTERNS.values()
    )


def _spaced(name: str) -> str:
    """`userId` as `user Id`."""
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
