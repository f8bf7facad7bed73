"""Whatever is in a table, it is understood or refused in words; never a traceback."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuner_gui.engine.config import TASKS, DatasetConfig, Fix, Task
from tuner_gui.engine.data.survey import survey
from tuner_gui.engine.data.table import Table

FIXES = (
    Fix(id="merge_labels"),
    Fix(id="drop_conflicts"),
    Fix(id="drop_duplicates"),
    Fix(id="drop_labels", value=3),
    Fix(id="drop_leaks"),
    Fix(id="strip_markup"),
)
cell = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "a",
            "A ",
            "b",
            "0",
            "1",
            "1.0",
            "true",
            "no",
            "3,5",
            "1,2",
            "a;b",
            "['a', 'b']",
            "[",
            "[]",
            "{1}",
        ]
    ),
    st.sampled_from(
        ["train", "test", "dev", "2024-01-02", "https://x.test", "a@b.test", "id001", "nan", "-", "1e999"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.integers(-5, 5).map(str),
    st.floats().map(str),
)
name = st.sampled_from(
    ["text", "label", "split", "id", "a", "b", "sentence1", "sentence2", "toxic", "", "…", "date"]
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Up to five columns, each of its own few kinds of cells, of up to forty rows."""
    rows = draw(st.integers(0, 40))
    columns = {}
    for column in draw(st.lists(name, min_size=1, max_size=5, unique=True)):
        kinds = draw(st.lists(cell, min_size=1, max_size=6))
        columns[column] = draw(st.lists(st.sampled_from(kinds) | cell, min_size=rows, max_size=rows))
    if rows and draw(st.booleans()):  # so that something can be learned from many of them
        columns["text"] = [
            f"this is sentence {n % draw(st.integers(9, 40))} of the table" for n in range(rows)
        ]
    data = pa.table({column: pa.array(cells, pa.string()) for column, cells in columns.items()})
    return Table(Path("table.csv"), data, "UTF-8", ",", has_header=draw(st.booleans()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.none() | st.sampled_from(TASKS), st.booleans())
def test_any_table_is_understood_or_refused(table: Table, task: Task | None, mend: bool) -> None:
    config = DatasetConfig(path="table.csv", task=task, fixes=FIXES if mend else ())
    found = survey(config, table)
    assert found.roles.reason
    if found.problem is not None:
        assert found.problem.message
        assert found.problem.hint
    else:
        assert sum(found.split_sizes) == found.rows <= table.rows
        assert all(found.split_sizes)
        for label, _ in found.counts[:5]:
            assert (found.rows_of(label) < table.rows).all()
    texts, numbers = found.sample(7)
    assert len(texts) == len(numbers) <= 7
    longest = sum(map(len, found.longest()))
    assert all(longest >= sum(map(len, row)) for row in texts) or config.fixes  # which shorten texts


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from(TASKS), st.data())
def test_any_choice_is_followed_or_refused(table: Table, task: Task, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from(table.columns), max_size=2))
    labels = data.draw(st.lists(st.sampled_from(table.columns), max_size=3))
    split = data.draw(st.none() | st.just("") | st.sampled_from(table.columns))
    config = DatasetConfig(
        path="table.csv",
        text_columns=tuple(texts),
        label_columns=tuple(labels),
        task=task,
        split_column=split,
    )
    found = survey(config, table)
    assert found.config.text_columns[: len(texts)] == tuple(texts)
    assert found.config.label_columns[: len(labels)] == tuple(labels)
    assert found.problem is None or found.problem.hint
