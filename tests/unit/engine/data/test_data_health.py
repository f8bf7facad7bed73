"""What is wrong with a dataset is found, counted and said plainly."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tuner_gui.engine.data.health import class_counts, examine
from tuner_gui.engine.data.read import BadRow, Table, read_table
from tuner_gui.engine.events import Finding

MakeTable = Callable[[Mapping[str, Sequence[str]]], Table]

N = 800
TEXTS = [f"this is sentence {n}" for n in range(N)]
LABELS = ["good", "bad"] * (N // 2)


def findings_of(table: Table, texts: Sequence[str] = ("t",), label: str = "y") -> dict[str, Finding]:
    findings = {finding.id: finding for finding in examine(table, texts, label)}
    assert all(finding.message.endswith(".") for finding in findings.values())
    return findings


def test_a_good_dataset_has_no_findings(make_table: MakeTable) -> None:
    assert findings_of(make_table({"t": TEXTS, "y": LABELS})) == {}


@pytest.mark.parametrize(
    ("texts", "labels", "finding", "rows", "severity", "message"),
    [
        (["", " ", *TEXTS[2:]], LABELS, "empty_text", 2, "warning", "2 rows have no text"),
        (TEXTS, ["\t", *LABELS[1:]], "empty_label", 1, "warning", "1 row has no label"),
        (
            [" THIS is sentence 2 ", "x", *TEXTS[2:]],
            LABELS,
            "duplicates",
            1,
            "warning",
            "1 row repeats the text",
        ),
        (["x", "x", "x", *TEXTS[3:]], LABELS, "conflicting_labels", 3, "warning", "3 rows share 1 text but"),
        (["a\ufffdb", *TEXTS[1:]], LABELS, "unreadable", 1, "warning", "1 row has characters"),
        (TEXTS, ["odd", "odd", *LABELS[2:]], "tiny_classes", 2, "error", "1 label has fewer than 3 .*“odd”"),
        (TEXTS, ["odd"] * 4 + LABELS[4:], "small_classes", 4, "warning", "fewer than 10 rows: “odd” \\(4\\)"),
        (TEXTS, ["bad"] * 100 + ["good"] * 700, "imbalance", 700, "info", "“good” has 700 .*“bad” only 100"),
        (TEXTS, ["Good ", "good"] * 200 + ["bad"] * 400, "label_variants", 400, "warning", "2 labels differ"),
        (TEXTS[:100], LABELS[:100], "small_test", 15, "info", "Only 15 rows are left for the test"),
    ],
)
def test_finds(
    make_table: MakeTable,
    texts: list[str],
    labels: list[str],
    finding: str,
    rows: int,
    severity: str,
    message: str,
) -> None:
    found = findings_of(make_table({"t": texts, "y": labels}))[finding]
    assert (found.rows, found.severity) == (rows, severity)
    assert re.search(message, found.message), found.message


def test_pairs_repeat_only_when_both_texts_do(make_table: MakeTable) -> None:
    columns = {"a": ["x", "x", "x", *TEXTS[3:]], "b": ["p", "q", "P", *TEXTS[3:]], "y": ["good"] * N}
    found = findings_of(make_table(columns), texts=("a", "b"))
    assert found["duplicates"].rows == 1


def test_rows_left_out_do_not_count_as_repeats(make_table: MakeTable) -> None:
    found = findings_of(make_table({"t": ["same", "same", *TEXTS[2:]], "y": ["", *LABELS[1:]]}))
    assert set(found) == {"empty_label"}


def test_what_went_wrong_in_reading_is_told(make_table: MakeTable) -> None:
    table = dataclasses.replace(
        make_table({"t": TEXTS, "y": LABELS}),
        bad_rows=(BadRow(7, "3 columns instead of 2", 6), BadRow(9, "1 column instead of 2", 8)),
        stray_quotes=(12,),
    )
    found = findings_of(table)
    assert found["bad_rows"].rows == 2
    assert "in line 7 (3 columns instead of 2)" in found["bad_rows"].message
    assert "in line 12" in found["stray_quotes"].message


def test_examines_what_is_chosen_so_far(make_table: MakeTable) -> None:
    table = make_table({"t": ["", *TEXTS[1:]], "y": ["", *LABELS[1:]]})
    assert findings_of(table, texts=(), label="") == {}
    assert set(findings_of(table, label="")) == {"empty_text"}
    assert set(findings_of(table, texts=())) == {"empty_label"}


def test_a_table_without_a_usable_row_is_examined_too(make_table: MakeTable) -> None:
    assert set(findings_of(make_table({"t": ["", "x"], "y": ["a", ""]}))) == {"empty_text", "empty_label"}


def test_counts_classes_most_frequent_first(make_table: MakeTable) -> None:
    counts = class_counts(make_table({"y": ["b", "a", "c", "a", "", " ", "b", "a"]}), "y")
    assert list(counts.items()) == [("a", 3), ("b", 2), ("c", 1)]


def test_examining_a_hundred_thousand_rows_is_quick(make_table: MakeTable) -> None:
    table = make_table({"t": [f"sentence number {n}" for n in range(100_000)], "y": ["a", "b"] * 50_000})
    start = time.perf_counter()
    examine(table, ("t",), "y")
    assert time.perf_counter() - start < 3  # about 0.1 s; generous because other work may share the machine


@pytest.mark.parametrize("module", ["read", "roles", "health"])
def test_the_window_can_import_it_without_anything_heavy(module: str) -> None:
    heavy = ["torch", "sklearn", "scipy", "transformers", "datasets", "pandas", "PySide6"]
    code = f"import sys, tuner_gui.engine.data.{module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.real_data
def test_finds_what_is_wrong_with_real_data(real_data: Path) -> None:
    found = findings_of(read_table(real_data / "financial_phrasebank/all-data.csv"), ("news",), "label")
    assert {name: finding.rows for name, finding in found.items()} == {
        "duplicates": 8,
        "conflicting_labels": 4,
    }
