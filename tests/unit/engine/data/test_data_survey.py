"""One call that tells all there is to know about a dataset before training."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tuner_gui.engine.config import DatasetConfig, Fix
from tuner_gui.engine.data.prepare import prepare
from tuner_gui.engine.data.survey import survey
from tuner_gui.engine.data.table import Table
from typical_tables import TYPICAL

MakeTable = Callable[[Mapping[str, Sequence[str]]], Table]
WriteTable = Callable[..., Path]

TEXTS = [f"this is sentence {n}" for n in range(100)]


def test_tells_what_it_found(make_table: MakeTable) -> None:
    table = make_table({"t": [*TEXTS, "to be told"], "y": [*["a", "b", "b", "c"] * 25, ""]})
    found = survey(DatasetConfig(path=str(table.path)), table)
    assert found.problem is None
    assert found.counts == (("b", 50), ("a", 25), ("c", 25))
    assert (found.rows, found.unlabelled) == (100, 1)
    assert found.split_sizes == (70, 15, 15)
    assert (found.config.text_columns, found.config.label_columns) == (("t",), ("y",))
    assert (found.config.task, found.config.split_column) == ("single_label", "")
    assert found.rows_of("a").tolist() == list(range(0, 100, 4))


def test_its_configuration_says_the_same_again(make_table: MakeTable) -> None:
    table = make_table(TYPICAL["toxic comments"].columns)
    first = survey(DatasetConfig(path=str(table.path)), table)
    second = survey(first.config, table)
    assert second.config == first.config
    assert second.counts == first.counts


def test_samples_texts_evenly(make_table: MakeTable) -> None:
    table = make_table({"t": ["", *TEXTS], "y": ["a", *["a", "b"] * 50]})
    found = survey(DatasetConfig(path=str(table.path), text_columns=("t",), label_columns=("y",)), table)
    texts, numbers = found.sample(4)
    assert texts == (
        ("this is sentence 0",),
        ("this is sentence 33",),
        ("this is sentence 66",),
        ("this is sentence 99",),
    )
    assert numbers == (2, 35, 68, 101)
    assert len(found.sample(1000)[0]) == 100


def test_finds_the_row_with_the_most_text(make_table: MakeTable) -> None:
    long = "<p>" + "a long text " * 20 + "</p>"
    pairs = {
        "a": ["", *TEXTS[:50], "of middle length", long, *TEXTS[52:]],
        "b": ["x" * 900, *TEXTS[:50], "also of middle length", "short", *TEXTS[52:]],
        "y": ["a", *["a", "b"] * 50],
    }
    roles = DatasetConfig(path="table.csv", text_columns=("a", "b"), label_columns=("y",))
    found = survey(roles, make_table(pairs))
    assert found.longest() == (long, "short")  # the first row has no text in one column, and is left out
    mended = survey(msgspec.structs.replace(roles, fixes=(Fix(id="strip_markup"),)), found.table)
    assert mended.longest()[0] == long.removeprefix("<p>").removesuffix("</p>").strip()
    assert survey(DatasetConfig(path="table.csv"), make_table({"n": ["1", "2"]})).longest() == ()


def test_numbers_are_shown_in_ranges(make_table: MakeTable) -> None:
    table = make_table({"t": TEXTS, "y": [f"{n / 20:.2f}" for n in range(100)]})
    found = survey(DatasetConfig(path=str(table.path)), table)
    assert found.config.task == "regression"
    assert len(found.counts) == 10
    assert sum(rows for _, rows in found.counts) == 100
    name, rows = found.counts[3]
    assert len(found.rows_of(name)) == rows


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"t": TEXTS, "n": [f"id{n:03d}" for n in range(100)]}, "nothing to learn"),
        (
            {"n": [str(n) for n in range(100)], "y": ["a", "b"] * 50},
            "No column of “table.csv” looks like text",
        ),
        ({"t": TEXTS, "y": ["a"] * 100}, "All labels in “y” are “a”"),
        (
            {"text": ["one text", "other text", "third one", "fourth"] * 25, "y": ["a", "b"] * 50},
            "No rows are left",
        ),
    ],
)
def test_a_problem_is_told_and_not_raised(
    make_table: MakeTable, columns: Mapping[str, Sequence[str]], message: str
) -> None:
    table = make_table(columns)
    found = survey(DatasetConfig(path=str(table.path)), table)
    assert found.problem is not None
    assert message in found.problem.message
    assert found.problem.hint
    assert found.sample(5) is not None


def test_a_wrong_column_is_a_problem(make_table: MakeTable) -> None:
    table = make_table({"t": TEXTS, "y": ["a", "b"] * 50})
    found = survey(DatasetConfig(path=str(table.path), label_columns=("gone",)), table)
    assert found.problem is not None
    assert "no column “gone”" in found.problem.message
    assert found.sample(5) == ((), ())


@pytest.mark.parametrize("name", TYPICAL)
def test_typical_tables_can_be_trained_on(make_table: MakeTable, name: str) -> None:
    table = make_table(TYPICAL[name].columns)
    config = DatasetConfig(
        path=str(table.path), text_columns=TYPICAL[name].text, label_columns=TYPICAL[name].label
    )
    found = survey(config, table)
    assert found.problem is None, found.problem
    assert sum(found.split_sizes) == found.rows


def test_the_engine_sees_what_the_person_sees(write_table: WriteTable) -> None:
    rows = [f"text {n % 70} and words\t{'xyz'[n % 70 % 3]}" for n in range(200)] + ["more\tX", "and more\t"]
    path = write_table("text\tlabel\n" + "\n".join(rows) + "\n", "table.tsv")
    config = DatasetConfig(path=str(path), fixes=(Fix(id="merge_labels"), Fix(id="drop_duplicates")))
    shown, used = survey(config), prepare(config, seed=3)
    counts = np.bincount(used.targets)
    assert dict(shown.counts) == dict(zip(used.label_names, counts.tolist(), strict=True))
    assert shown.rows == used.rows
    assert sum(shown.split_sizes) == sum(used.split.sizes)
    assert used.notes == tuple(sentence for _, sentence in shown.applied)
    assert used.unlabelled == shown.unlabelled == 1


def test_by_time_sizes_are_told_and_a_wrong_column_is_a_problem(make_table: MakeTable) -> None:
    table = make_table({"t": TEXTS, "y": ["a", "b"] * 50, "when": [f"{1900 + n}" for n in range(100)]})
    config = DatasetConfig(path=str(table.path), time_column="when")
    assert survey(config, table).split_sizes == (70, 15, 15)
    problem = survey(msgspec.structs.replace(config, time_column="gone"), table).problem
    assert problem is not None
    assert "no column “gone”" in problem.message


def test_many_columns_do_no_harm(make_table: MakeTable) -> None:
    columns = {f"c{n}": [str(n)] * 30 for n in range(3000)} | {"t": TEXTS[:30], "y": ["a", "b"] * 15}
    table = make_table(columns)
    start = time.perf_counter()
    found = survey(DatasetConfig(path=str(table.path)), table)
    assert time.perf_counter() - start < 8  # about a second; it was half a minute
    assert (found.roles.text_columns, found.roles.label_columns) == (("t",), ("y",))


def test_what_is_left_out_is_the_same_in_another_process(write_table: WriteTable) -> None:
    """Keys of texts differ from process to process; what follows from them must not."""
    rows = [f"text {n % 70} and words\t{'xyz'[n % 3]}" for n in range(200)]
    path = write_table("text\tlabel\n" + "\n".join(rows) + "\n", "table.tsv")
    code = (
        "import sys\n"
        "from tuner_gui.engine.config import DatasetConfig, Fix\n"
        "from tuner_gui.engine.data.prepare import prepare\n"
        "d = prepare(DatasetConfig(path=sys.argv[1], fixes=(Fix(id='drop_duplicates'),)), seed=1)\n"
        "print(d.row_numbers.tolist(), d.split.test.tolist(), d.split.validation.tolist())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
