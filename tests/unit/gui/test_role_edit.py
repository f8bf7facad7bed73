"""What a word about one column changes."""

from __future__ import annotations

import pytest

from tuner_gui.engine.config import Correction, DatasetConfig, Fix
from tuner_gui.gui.role_edit import Role, role_of, with_labels, with_role, with_task

SINGLE = DatasetConfig(
    path="/x.csv",
    text_columns=("a", "b"),
    label_columns=("y",),
    task="single_label",
    split_column="part",
    fixes=(Fix(id="drop_duplicates"), Fix(id="merge_labels")),
    corrections=(Correction(row=1, label="a"),),
)
MANY = DatasetConfig(path="/x.csv", text_columns=("a",), label_columns=("p", "q"), task="multi_label")


@pytest.mark.parametrize(
    ("column", "role", "texts"),
    [
        ("c", "text", ("c", "b")),
        ("b", "text", ("b", "a")),
        ("a", "text", ("a", "b")),
        ("c", "second_text", ("a", "c")),
        ("a", "second_text", ("b", "a")),
        ("a", "none", ("b",)),
    ],
)
def test_texts(column: str, role: Role, texts: tuple[str, ...]) -> None:
    assert with_role(SINGLE, column, role).text_columns == texts


def test_another_label_is_another_task_and_needs_other_fixes() -> None:
    changed = with_role(SINGLE, "z", "label")
    assert (changed.label_columns, changed.task) == (("z",), None)
    assert changed.fixes == (Fix(id="drop_duplicates"),)
    assert with_task(SINGLE, "single_label") is SINGLE
    assert with_task(SINGLE, "regression").fixes == (Fix(id="drop_duplicates"),)
    assert (changed.corrections, SINGLE.corrections) == ((), (Correction(row=1, label="a"),))


def test_a_text_that_becomes_the_label_is_no_text_any_more() -> None:
    changed = with_role(SINGLE, "b", "label")
    assert (changed.text_columns, changed.label_columns) == (("a",), ("b",))


def test_labels_are_added_and_taken_away_where_there_are_several() -> None:
    assert with_role(MANY, "r", "label").label_columns == ("p", "q", "r")
    assert with_role(MANY, "r", "label").task == "multi_label"
    assert with_role(MANY, "q", "none").label_columns == ("p",)
    assert with_labels(SINGLE, ("p", "q")).task is None


def test_time_takes_the_place_of_a_given_split_and_back() -> None:
    by_time = with_role(SINGLE, "when", "time")
    assert (by_time.time_column, by_time.split_column) == ("when", "")
    by_column = with_role(by_time, "part", "split")
    assert (by_column.time_column, by_column.split_column) == ("", "part")


def test_roles_are_told() -> None:
    roles = [role_of(SINGLE, name) for name in ("a", "b", "y", "part", "other")]
    assert roles == ["text", "second_text", "label", "split", "none"]
