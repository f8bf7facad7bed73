"""What is wrong with a dataset is found, counted, shown and said plainly."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tuner_gui.engine.config import DatasetConfig, Fix, Task
from tuner_gui.engine.data.read import BadRow, Table
from tuner_gui.engine.data.survey import survey
from tuner_gui.engine.facts import Finding

MakeTable = Callable[[Mapping[str, Sequence[str]]], Table]

N = 800
TEXTS = [f"this is sentence {n}" for n in range(N)]
LABELS = ["good", "bad"] * (N // 2)


def findings_of(
    table: Table,
    texts: Sequence[str] = ("t",),
    labels: Sequence[str] = ("y",),
    task: Task = "single_label",
    *fixes: Fix,
) -> dict[str, Finding]:
    config = DatasetConfig(
        path=str(table.path), text_columns=tuple(texts), label_columns=tuple(labels), task=task, fixes=fixes
    )
    found = survey(config, table).findings
    order = [("error", "warning", "info").index(finding.severity) for finding in found]
    assert order == sorted(order)
    assert all(finding.message.endswith(".") for finding in found)
    assert all(finding.hint for finding in found)
    return {finding.id: finding for finding in found}


def test_a_good_dataset_has_no_findings(make_table: MakeTable) -> None:
    assert findings_of(make_table({"t": TEXTS, "y": LABELS})) == {}


@pytest.mark.parametrize(
    ("texts", "labels", "finding", "rows", "severity", "message", "fix"),
    [
        (["", " ", *TEXTS[2:]], LABELS, "empty_text", 2, "warning", "2 rows have no text", None),
        (TEXTS, ["\t", *LABELS[1:]], "empty_label", 1, "info", "1 row has a text and no label: to be", None),
        (
            [" THIS is sentence 2 ", "x", *TEXTS[2:]],
            LABELS,
            "duplicates",
            1,
            "warning",
            "1 row repeats the text",
            "drop_duplicates",
        ),
        (
            ["x", "x", "x", *TEXTS[3:]],
            LABELS,
            "conflicting_labels",
            3,
            "warning",
            "3 rows share 1 text but",
            "drop_conflicts",
        ),
        (["a\ufffdb", *TEXTS[1:]], LABELS, "unreadable", 1, "warning", "1 row has characters", None),
        (
            TEXTS,
            ["odd", "odd", *LABELS[2:]],
            "tiny_classes",
            2,
            "error",
            "1 label has fewer than 3 .*“odd”",
            "drop_labels",
        ),
        (
            TEXTS,
            ["odd"] * 4 + LABELS[4:],
            "small_classes",
            4,
            "warning",
            "fewer than 10 rows: “odd” \\(4\\)",
            "drop_labels",
        ),
        (
            TEXTS,
            ["bad"] * 100 + ["good"] * 700,
            "imbalance",
            700,
            "info",
            "“good” has 700 .*“bad” only 100",
            "class_weights",
        ),
        (
            TEXTS,
            ["Good ", "good"] * 200 + ["bad"] * 400,
            "label_variants",
            400,
            "warning",
            "2 labels differ",
            "merge_labels",
        ),
        (TEXTS[:120], LABELS[:120], "small_test", 18, "warning", "Only 18 rows .* 18 points too high", None),
        (TEXTS[:400], LABELS[:400], "small_test", 60, "info", "Only 60 rows .* 10 points too high", None),
        (
            TEXTS,
            [f"label {n % 200}" for n in range(N)],
            "many_labels",
            N,
            "warning",
            "200 different .* 4 rows",
            None,
        ),
        (
            [f"some <br/> text {n}" if n % 20 == 0 else TEXTS[n] for n in range(N)],
            LABELS,
            "markup",
            40,
            "warning",
            "40 rows have HTML",
            "strip_markup",
        ),
        (
            [f"{n:02x}" for n in range(N)],
            LABELS,
            "short_texts",
            N,
            "warning",
            "fewer than 4 characters",
            None,
        ),
        (
            [f"write to a.b{n}@mail.test please" if n % 8 == 0 else TEXTS[n] for n in range(N)],
            LABELS,
            "personal_data",
            100,
            "warning",
            "100 rows have e-mail addresses in “t”",
            None,
        ),
        (
            [f"call +49 170 123 45{n:02d} now" if n % 8 == 0 else TEXTS[n] for n in range(N)],
            LABELS,
            "personal_data",
            100,
            "warning",
            "100 rows have phone numbers in “t”",
            None,
        ),
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
    fix: str | None,
) -> None:
    found = findings_of(make_table({"t": texts, "y": labels}))[finding]
    assert (found.rows, found.severity) == (rows, severity)
    assert re.search(message, found.message), found.message
    assert (found.fix.id if found.fix else None) == fix


def test_shows_rows(make_table: MakeTable) -> None:
    texts = ["x", *TEXTS[1:5], "X ", "x", *TEXTS[7:]]
    found = findings_of(make_table({"t": texts, "y": LABELS}))
    assert [(example.row, example.text) for example in found["duplicates"].examples] == [(6, "X"), (7, "x")]
    assert [(e.row, e.text) for e in found["conflicting_labels"].examples] == [(1, "x → “good” and “bad”")]


def test_counts_rows_of_the_file_where_some_were_skipped(make_table: MakeTable) -> None:
    table = dataclasses.replace(
        make_table({"t": [*TEXTS[:10], "", *TEXTS[11:]], "y": LABELS}),
        bad_rows=(BadRow(3, "odd", 2, "a,b,c"),),
    )
    found = findings_of(table)
    assert [example.row for example in found["empty_text"].examples] == [12]
    assert [(e.row, e.text) for e in found["bad_rows"].examples] == [(2, "line 3: odd – a,b,c")]


def test_numbers_that_are_none_are_told(make_table: MakeTable) -> None:
    numbers = ["many", *(f"{n / 7:.2f}" for n in range(N - 2)), ""]
    found = findings_of(make_table({"t": TEXTS, "y": numbers}), task="regression")
    assert set(found) == {"invalid_label", "empty_label"}
    assert "1 row has a label that is no number" in found["invalid_label"].message
    assert [(e.row, e.text) for e in found["invalid_label"].examples] == [(1, "many")]


def test_large_tables_are_sampled_for_markup(make_table: MakeTable) -> None:
    texts = [f"see <b>this</b> {n}" if n % 2 else f"and that {n}" for n in range(10_000)]
    found = findings_of(make_table({"t": texts, "y": ["a", "b"] * 5000}))["markup"]
    assert found.sample == 2000
    assert found.rows == pytest.approx(1000, abs=50)
    assert "of 2,000 rows looked at have HTML" in found.message


def test_other_columns_are_told_of(make_table: MakeTable) -> None:
    columns = {
        "customer_id": [f"{n:05d}" for n in range(N)],
        "contact": [f"c{n}@mail.test" for n in range(N)],
        "t": TEXTS,
        "y": LABELS,
        "priority": ["low", "high", "low", "mid"] * (N // 4),
    }
    found = findings_of(make_table(columns))
    assert "“customer_id”, “contact”" in found["identifiers"].message
    assert found["identifiers"].severity == "info"
    assert "“priority” could be the labels as well" in found["other_labels"].message


def test_an_id_as_label_is_warned_of(make_table: MakeTable) -> None:
    table = make_table({"t": TEXTS, "user_id": ["u1", "u2"] * (N // 2)})
    assert findings_of(table, labels=("user_id",))["identifiers"].severity == "warning"


def test_a_fix_takes_its_finding_away(make_table: MakeTable) -> None:
    table = make_table({"t": TEXTS, "y": ["bad"] * 100 + ["good"] * 700})
    assert findings_of(table, ("t",), ("y",), "single_label", Fix(id="class_weights")) == {}


def test_pairs_repeat_only_when_both_texts_do(make_table: MakeTable) -> None:
    columns = {"a": ["x", "x", "x", *TEXTS[3:]], "b": ["p", "q", "P", *TEXTS[3:]], "y": LABELS}
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


def test_a_table_without_text_says_so(make_table: MakeTable) -> None:
    table = make_table({"a": [str(n) for n in range(N)], "b": LABELS, "c": ["2024-01-02"] * N})
    found = survey(DatasetConfig(path=str(table.path)), table)
    assert found.roles.text_columns == ()
    assert found.problem is not None
    assert "looks like text" in found.problem.message
    assert [finding.id for finding in found.findings if finding.severity == "error"] == ["no_text"]


def test_a_table_without_a_usable_row_is_examined_too(make_table: MakeTable) -> None:
    assert set(findings_of(make_table({"t": ["", "x"], "y": ["a", ""]}))) == {"empty_text", "empty_label"}


def test_examining_a_hundred_thousand_rows_is_quick(make_table: MakeTable) -> None:
    table = make_table({"t": [f"sentence number {n}" for n in range(100_000)], "y": ["a", "b"] * 50_000})
    start = time.perf_counter()
    findings_of(table)
    assert time.perf_counter() - start < 3  # about 0.1 s; generous because other work may share the machine


@pytest.mark.parametrize("module", ["read", "roles", "health.examine", "survey", "fixes", "labels"])
def test_the_window_can_import_it_without_anything_heavy(module: str) -> None:
    heavy = ["torch", "sklearn", "scipy", "transformers", "datasets", "pandas", "PySide6"]
    code = f"import sys, tuner_gui.engine.data.{module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.real_data
def test_finds_what_is_wrong_with_real_data(real_data: Path) -> None:
    found = survey(DatasetConfig(path=str(real_data / "financial_phrasebank/all-data.csv"))).findings
    assert {finding.id: finding.rows for finding in found} == {"duplicates": 8, "conflicting_labels": 4}


def test_each_finding_about_rows_shows_some(make_table: MakeTable) -> None:
    texts = [f"mail a{n}@b.test <br/> about {n % 790}" for n in range(N)]
    labels = ["Good", "good ", "odd", *LABELS[3:]]
    found = findings_of(make_table({"t": texts, "y": labels}))
    assert {"personal_data", "markup", "label_variants", "tiny_classes"} <= set(found)
    for name in ("personal_data", "markup", "label_variants", "tiny_classes"):
        assert 1 <= len(found[name].examples) <= 3, name
    assert [e.row for e in found["tiny_classes"].examples] == [1, 2, 3]
    assert found["tiny_classes"].examples[2].text.endswith(" → odd")
    assert found["personal_data"].examples[0].row == 1


@pytest.mark.parametrize(
    ("column", "told"),
    [("userId", True), ("Customer Name", True), ("name", True), ("Class Name", False), ("validity", False)],
)
def test_knows_columns_that_identify_by_name(make_table: MakeTable, column: str, told: bool) -> None:
    table = make_table({column: [f"v {n % 9}" for n in range(N)], "t": TEXTS, "y": LABELS})
    assert ("identifiers" in findings_of(table)) == told
