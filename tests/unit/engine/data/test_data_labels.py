"""From cells to targets: classes, sets of labels, numbers, and what cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pytest

from tuner_gui.engine.data.labels import read_labels
from tuner_gui.engine.data.numeric import read_numbers
from tuner_gui.engine.data.parts import LISTS, find_separator, split_cell
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError

MakeTable = Callable[[Mapping[str, Sequence[str]]], Table]


def test_classes_are_sorted_and_empty_cells_unlabelled(make_table: MakeTable) -> None:
    labels = read_labels(make_table({"y": ["b", "a", " ", "b", ""]}), ("y",), "single_label")
    assert labels.names == ("a", "b")
    assert labels.labelled.tolist() == [True, True, False, True, False]
    assert labels.targets.dtype == np.int64
    assert labels.targets[labels.labelled].tolist() == [1, 0, 1]
    assert not labels.invalid.any()
    assert labels.counts() == {"b": 2, "a": 1}
    assert labels.rows_of("b", labels.labelled).tolist() == [0, 3]


def test_classes_that_are_numbers_are_sorted_by_value(make_table: MakeTable) -> None:
    labels = read_labels(make_table({"y": ["10", "9", "-1", "2"]}), ("y",), "single_label")
    assert labels.names == ("-1", "2", "9", "10")


def test_classes_are_the_same_over_chunks() -> None:
    column = pa.chunked_array([pa.array(["b", "a"]), pa.array(["c", "a"]), pa.array([], pa.string())])
    table = Table(__import__("pathlib").Path("t"), pa.table({"y": column}), "", "", has_header=True)
    labels = read_labels(table, ("y",), "single_label")
    assert [labels.names[target] for target in labels.targets] == ["b", "a", "c", "a"]


def test_numbers_with_cells_that_are_none(make_table: MakeTable) -> None:
    labels = read_labels(make_table({"y": ["1.5", "-2", "n/a", "", "1e2"]}), ("y",), "regression")
    assert labels.names == ("y",)
    assert labels.targets[labels.labelled].tolist() == [1.5, -2.0, 100.0]
    assert labels.labelled.tolist() == [True, True, False, False, True]
    assert labels.invalid.tolist() == [False, False, True, False, False]


def test_numbers_are_counted_in_ten_ranges(make_table: MakeTable) -> None:
    labels = read_labels(make_table({"y": [f"{n / 20:.2f}" for n in range(101)]}), ("y",), "regression")
    counts = labels.counts()
    assert list(counts)[:2] == ["0.00 to 0.50", "0.50 to 1.00"]
    assert len(counts) == 10
    assert sum(counts.values()) == 101
    for name, number in counts.items():
        assert len(labels.rows_of(name, labels.labelled)) == number


def test_a_single_number_has_a_range_too(make_table: MakeTable) -> None:
    labels = read_labels(make_table({"y": ["3", "3"]}), ("y",), "regression")
    assert sum(labels.counts().values()) == 2


@pytest.mark.parametrize(
    ("cells", "names", "targets"),
    [
        (
            ["a;b", "b", "c;a", "b;c", "a"],
            ("a", "b", "c"),
            [[1, 1, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0]],
        ),
        (['["a", "b"]', '["b"]', "[]"], ("a", "b"), [[1, 1], [0, 1], [0, 0]]),
        (["['it''s']".replace("''", "\\'"), "['b']"], ("b", "it's"), [[0, 1], [1, 0]]),
        (
            ["4,27", "27", "4", "3,4,27", "3"],
            ("3", "4", "27"),
            [[0, 1, 1], [0, 0, 1], [0, 1, 0], [1, 1, 1], [1, 0, 0]],
        ),
    ],
)
def test_several_labels_in_a_cell(
    make_table: MakeTable, cells: list[str], names: tuple[str, ...], targets: list[list[int]]
) -> None:
    labels = read_labels(make_table({"y": cells}), ("y",), "multi_label")
    assert labels.names == names
    assert labels.targets.dtype == np.float32
    assert labels.targets.tolist() == targets
    assert labels.labelled.all()


def test_columns_of_yes_and_no(make_table: MakeTable) -> None:
    columns = {"x": ["1", "0", "TRUE", "", "maybe"], "a": ["no", "yes", "0.0", "1", "1"]}
    labels = read_labels(make_table(columns), ("x", "a"), "multi_label")
    assert labels.names == ("x", "a")
    assert labels.targets[:3].tolist() == [[1, 0], [0, 1], [1, 0]]
    assert labels.labelled.tolist() == [True, True, True, False, False]
    assert labels.invalid.tolist() == [False, False, False, False, True]
    assert labels.counts() == {"x": 2, "a": 1}
    assert labels.rows_of("a", labels.labelled).tolist() == [1]


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["a,b", "b,c", "a", "c", "b"], ","),
        (["a | b", "b | c", "a", "c"], "|"),
        (["cs.LG stat.ML", "cs.LG", "stat.ML cs.CV", "cs.CV"], " "),
        (['["a"]', '["b", "c"]'], LISTS),
        (["('a', 'b')", "('b',)"], LISTS),
        # Decimal commas, thousands, places, one name with a comma, a choice of two, plain classes.
        (["1,5", "2,5", "3,0", "1,0", "2", "3"], ""),
        (["1,000", "2,000,000", "5"], ""),
        (["1,5", "2,5", "n/a", "3"], ""),
        (["New York, NY", "Buffalo, NY", "Albany, NY", "Austin, TX"], ""),
        (["Arts, crafts", "Sports", "Politics", "Food, drink"], ""),
        (["yes", "no", "yes/no"], ""),
        (["not satisfied", "very satisfied", "satisfied", "not sure"], ""),
        (["positive", "negative"], ""),
        (["", " "], ""),
    ],
)
def test_finds_what_separates_labels(cells: list[str], separator: str) -> None:
    assert find_separator(dict.fromkeys(cells, 10)) == separator


@pytest.mark.parametrize(
    ("cell", "mark", "parts"),
    [
        (" a ; b;;a", ";", ("a", "b")),
        ("[a, b]", LISTS, ("a", "b")),
        ("['a' 'b c']", LISTS, ("a", "b c")),
        ("[1, 2]", LISTS, ("1", "2")),
        ("just words", LISTS, ("just words",)),
        ("[" * 500, LISTS, ("[" * 500,)),
        ("one, label", "", ("one, label",)),
    ],
)
def test_splits_cells(cell: str, mark: str, parts: tuple[str, ...]) -> None:
    assert split_cell(cell, mark) == parts


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1.5", " -2 ", "+3", ".5", "1e3"], [1.5, -2, 3, 0.5, 1000]),
        (["3,5", "4", "0,25"], [3.5, 4, 0.25]),
        (["1,000", "2,500.5", "12"], [1000, 2500.5, 12]),
        (["1.234,50", "7"], [1234.5, 7]),
        (["€ 12.50", "3.99$", "40 %"], [12.5, 3.99, 40]),
        (["nan", "inf", "", "abc", "1-2", "1e999"], [None] * 6),
    ],
)
def test_reads_numbers(cells: list[str], values: list[float | None]) -> None:
    found, usable = read_numbers(pa.chunked_array([pa.array(cells)]))
    assert [value if ok else None for value, ok in zip(found.tolist(), usable, strict=True)] == values


def test_refuses_a_label_of_thousands_in_a_set(make_table: MakeTable) -> None:
    table = make_table({"y": [f"{n};{n + 1}" for n in range(3000)]})
    with pytest.raises(DataError, match="“y” holds more than 1,000 different labels") as caught:
        read_labels(table, ("y",), "multi_label")
    assert caught.value.hint
