"""What there is to know about columns: other labels, ids, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from tuner_gui.engine.data.health.finding import info, warning
from tuner_gui.engine.data.profile import sample_rows
from tuner_gui.engine.data.role_guess import Roles
from tuner_gui.engine.data.table import Table, is_filled
from tuner_gui.engine.data.wording import count, rows_do
from tuner_gui.engine.events import Finding

_SAMPLE = 2_000
_ID_NAME = re.compile(
    r"(?i)(^|[_\W])(id|uuid|guid|ssn|iban|(customer|client|patient|user|account|member|employee|order|invoice|"
    r"kunden?|konto)[_\W]*(id|no|nr|num|number|nummer)?)$"
)
_PERSON_NAME = re.compile(
    r"(?i)(^|[_\W])(e?mail|phone|telephone|mobile|address|(first|last|full|user|sur)[_\W]?name|name|birth\w*|"
    r"dob|ssn|iban|passport|telefon|vorname|nachname|adresse|geburts\w*)([_\W]|$)"
)
_PATTERNS = {
    "e-mail addresses": r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}",
    "bank account numbers": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
    "phone numbers": r"(?:^|[\s(:])(?:\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}|"
    r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?:$|[\s).,;])",
}
_IN_TEXT_SHARE = 0.01
_IN_COLUMN_SHARE = 0.5


def column_findings(table: Table, roles: Roles) -> Iterator[Finding]:
    """All findings about columns."""
    yield from _other_labels(table, roles)
    texts = [name for name in roles.text_columns if name in table.columns]
    yield from _identifying(table, roles)
    sample = sample_rows(table.data, _SAMPLE)
    for name in texts:
        yield from _personal_text(name, sample[name], estimated=sample.num_rows < table.rows)
    yield from _personal_columns(table, roles, sample)


def _other_labels(table: Table, roles: Roles) -> Iterator[Finding]:
    if roles.alternatives and roles.label_columns:
        listed = ", ".join(f"“{name}”" for name in roles.alternatives[:5])
        yield info(
            "other_labels",
            table.rows,
            f"{listed} could be the labels as well.",
            "Choose another label column if that is what you want to predict.",
        )


def _identifying(table: Table, roles: Roles) -> Iterator[Finding]:
    """Ids that would be learned by heart, where they are chosen for a text or label."""
    for name in (*roles.text_columns, *roles.label_columns):
        if _ID_NAME.search(name):
            yield warning(
                "identifiers",
                table.rows,
                f"“{name}” is called like an id. An id would be learned by heart and says nothing about new "
                "rows.",
                "Choose another column if it is one.",
            )


def _personal_text(name: str, column: Any, *, estimated: bool) -> Iterator[Finding]:
    filled = column.filter(is_filled(column))
    for what, pattern in _PATTERNS.items():
        hits = pc.sum(pc.match_substring_regex(filled, pattern)).as_py() or 0
        if hits > max(1, _IN_TEXT_SHARE * len(filled)):
            yield warning(
                "personal_data",
                hits,
                f"{rows_do(hits, 'has', 'have')} {what} in “{name}”. A model can learn them by heart, and "
                "whoever gets the model may get them out of it.",
                "Replace them by a placeholder such as [e-mail] if the model is to be shared.",
                sample=len(filled) if estimated else 0,
            )


def _personal_columns(table: Table, roles: Roles, sample: Any) -> Iterator[Finding]:
    """Columns that play no role but identify people; they are not learned from, so it is only a note."""
    used = {*roles.text_columns, *roles.label_columns, roles.split_column}
    found = [name for name in table.columns if name not in used and _identifies(name, sample[name])]
    if found:
        listed = ", ".join(f"“{name}”" for name in found[:5])
        noun = count(len(found), "column")
        yield info(
            "identifiers",
            table.rows,
            f"{noun} may identify rows or people: {listed}. Tuner does not learn from "
            f"{'it' if len(found) == 1 else 'them'}.",
            "Leave such columns out when you share the table.",
        )


def _identifies(name: str, column: Any) -> bool:
    if _PERSON_NAME.search(name) or _ID_NAME.search(name):
        return True
    filled = column.filter(is_filled(column))
    if not len(filled):
        return False
    return any(
        pc.mean(pc.match_substring_regex(filled, pattern)).as_py() > _IN_COLUMN_SHARE
        for pattern in _PATTERNS.values()
    )
