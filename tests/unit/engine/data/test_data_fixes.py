"""What can be mended: the same each time, told in a sentence, and never in the person's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tuner_gui.engine.config import DatasetConfig, Fix, Task
from tuner_gui.engine.data.markup import strip_markup
from tuner_gui.engine.data.spelling import plain, spelling_groups
from tuner_gui.engine.data.survey import Survey, survey

WriteTable = Callable[..., Path]
Row = tuple[str, str]
ROWS: list[Row] = [(f"this is sentence number {n}", ("good", "bad")[n % 2]) for n in range(40)]


@pytest.fixture
def look(write_table: WriteTable) -> Callable[..., Survey]:
    """Survey rows of text and label (and part)."""

    def look(rows: list[tuple[str, ...]], *fixes: Fix, task: Task = "single_label") -> Survey:
        header = ("text", "label", "split")[: len(rows[0])]
        path = write_table("".join("\t".join(row) + "\n" for row in [header, *rows]), "table.tsv")
        before = path.read_bytes()
        found = survey(
            DatasetConfig(
                path=str(path), text_columns=("text",), label_columns=("label",), task=task, fixes=fixes
            )
        )
        assert path.read_bytes() == before
        assert [fix for fix, _ in found.applied] == list(fixes)
        return found

    return look


def told(found: Survey) -> list[str]:
    return [sentence for _, sentence in found.applied]


def ids(found: Survey) -> set[str]:
    return {finding.id for finding in found.findings}


def test_merges_spellings_into_the_most_frequent(look: Callable[..., Survey]) -> None:
    rows = [*ROWS, ("a new text", "Good"), ("one more text", "GOOD "), ("and another text", "bad.")]
    before = look(rows)
    assert dict(before.counts)["Good"] == 1
    assert "label_variants" in ids(before)
    after = look(rows, Fix(id="merge_labels"))
    assert dict(after.counts) == {"good": 22, "bad": 21}
    assert "label_variants" not in ids(after)
    assert told(after) == ["3 rows were given one spelling: “bad” for “bad.”; “good” for “GOOD ”, “Good”."]


def test_merges_spellings_of_several_labels(look: Callable[..., Survey]) -> None:
    rows = [
        (text, ("red;Blue", "blue;green", "green", "red", "Red;blue")[n % 5])
        for n, (text, _) in enumerate(ROWS)
    ]
    after = look(rows, Fix(id="merge_labels"), task="multi_label")
    assert dict(after.counts) == {"blue": 24, "red": 24, "green": 16}


def test_leaves_out_duplicates_but_the_first(look: Callable[..., Survey]) -> None:
    rows = [*ROWS, (" This is  SENTENCE number 3", "bad"), ("this is sentence number 3", "bad")]
    before, after = look(rows), look(rows, Fix(id="drop_duplicates"))
    assert before.rows == 42
    assert "duplicates" in ids(before)
    assert after.rows == 40
    assert "duplicates" not in ids(after)
    assert told(after) == ["2 rows that repeat an earlier text are left out."]
    assert after.rows_of("bad").tolist() == [n for n in range(40) if n % 2]


def test_leaves_out_contradictions_altogether(look: Callable[..., Survey]) -> None:
    rows = [*ROWS, ("This is sentence number 3", "good"), ("this is sentence number 5", "bad")]
    after = look(rows, Fix(id="drop_conflicts"))
    assert told(after) == ["2 rows of 1 text whose labels contradict one another are left out."]
    assert after.rows == 40
    assert "conflicting_labels" not in ids(after)
    assert "duplicates" in ids(after)  # number 5 merely repeats


def test_numbers_contradict_when_far_apart(look: Callable[..., Survey]) -> None:
    rows = [(text, f"{n / 10}") for n, (text, _) in enumerate(ROWS)]
    rows += [("this is sentence number 3", "0.4"), ("this is sentence number 5", "3.5")]
    after = look(rows, Fix(id="drop_conflicts"), task="regression")
    assert after.rows == 40
    assert told(after)[0].startswith("2 rows of 1 text")


def test_leaves_out_small_labels(look: Callable[..., Survey]) -> None:
    rows = [*ROWS, ("an odd one", "odd"), ("another odd one", "odd"), ("even odder", "odder")]
    before = look(rows)
    assert before.problem is not None
    tiny = next(finding for finding in before.findings if finding.id == "tiny_classes")
    assert tiny.fix == Fix(id="drop_labels", value=3)
    after = look(rows, tiny.fix)
    assert after.problem is None
    assert dict(after.counts) == {"good": 20, "bad": 20}
    assert told(after) == ["3 rows of 2 labels with fewer than 3 rows are left out."]


def test_leaves_out_small_labels_of_several_but_keeps_the_rows(look: Callable[..., Survey]) -> None:
    rows = [(text, ("red;blue", "blue", "red;green", "green")[n % 4]) for n, (text, _) in enumerate(ROWS)]
    rows[0] = (rows[0][0], "red;odd")
    after = look(rows, Fix(id="drop_labels", value=3), task="multi_label")
    assert set(dict(after.counts)) == {"red", "blue", "green"}
    assert after.rows == 40


def test_leaves_out_what_is_tested_on(look: Callable[..., Survey]) -> None:
    rows = [(*row, "train") for row in ROWS] + [
        ("this is sentence number 3", "bad", "test"),
        ("something new", "good", "test"),
        ("this is sentence number 4", "good", "validation"),
    ]
    before = look(rows)
    leak = next(finding for finding in before.findings if finding.id == "leakage")
    assert (leak.rows, leak.fix) == (2, Fix(id="drop_leaks"))
    assert [example.row for example in leak.examples] == [4, 5]
    after = look(rows, Fix(id="drop_leaks"))
    assert after.split_sizes == (38, 1, 2)
    assert "leakage" not in ids(after)


def test_fixes_follow_one_another(look: Callable[..., Survey]) -> None:
    """Merged spellings no longer contradict."""
    rows = [*ROWS, ("this is sentence number 3", "Bad")]
    assert look(rows, Fix(id="drop_conflicts")).rows == 39
    assert look(rows, Fix(id="merge_labels"), Fix(id="drop_conflicts")).rows == 41


def test_fixes_that_take_effect_later_are_told(look: Callable[..., Survey]) -> None:
    later = [
        Fix(id="cap_length", value=128),
        Fix(id="class_weights"),
        Fix(id="strip_markup"),
        Fix(id="group_near_duplicates"),
    ]
    found = look(ROWS, *later)
    assert "128 tokens" in told(found)[0]
    assert all(sentence.endswith(".") for sentence in told(found))
    assert found.rows == 40


def test_texts_are_shown_as_they_are_learned(look: Callable[..., Survey]) -> None:
    rows = [(f"a <b>bold</b> text &amp; number {n}", label) for n, (_, label) in enumerate(ROWS)]
    before, after = look(rows), look(rows, Fix(id="strip_markup"))
    assert "markup" in ids(before)
    assert "markup" not in ids(after)
    assert before.sample(1)[0][0] == ("a <b>bold</b> text &amp; number 0",)
    assert after.sample(1)[0][0] == ("a bold text & number 0",)


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("no markup < here > at all", "no markup < here > at all"),
        ("one<br /><br />two", "one two"),
        ("<p>Hello&nbsp;<a href='x'>there</a></p>", "Hello there"),
        ("<script>alert(1)</script>text<style>p {}</style>", "text"),
        ("5 &lt; 6 &#38; 7", "5 < 6 & 7"),
        ("AT&T and R&D; if a<b", "AT&T and R&D; if a<b"),
    ],
)
def test_takes_markup_out(text: str, stripped: str) -> None:
    assert strip_markup(text) == stripped


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Positive", " positive", True),
        ("not_known", "Not known", True),
        ("e-mail", "Email", True),
        ("1", "1.0", True),
        ("yes", "Yes!", True),
        ("C++", "C", False),
        ("A-", "A", False),
        ("-1", "1", False),
        ("1-2", "12", False),
        (":)", ":(", False),
        ("good", "goods", False),
    ],
)
def test_knows_spellings_from_other_labels(one: str, two: str, same: bool) -> None:
    assert (plain(one) == plain(two)) == same


def test_the_first_spelling_is_the_most_frequent() -> None:
    assert spelling_groups({"b": 1, "Good": 2, "good": 5, "GOOD": 2}) == [["good", "GOOD", "Good"]]


def test_fixes_are_the_same_each_time(look: Callable[..., Survey]) -> None:
    rows = [*ROWS, *ROWS[:7], ("x y z", "Good")]
    fixes = Fix(id="merge_labels"), Fix(id="drop_duplicates")
    first, second = look(rows, *fixes), look(rows, *fixes)
    assert first.counts == second.counts
    assert np.array_equal(first.rows_of("good"), second.rows_of("good"))


def test_a_leak_from_a_separate_table_is_found_and_mended(write_table: WriteTable) -> None:
    def table(rows: list[Row], name: str) -> str:
        return str(write_table("text\tlabel\n" + "".join("\t".join(row) + "\n" for row in rows), name))

    tested = [ROWS[3], ("a new one", "bad"), ("a new one", "good")]
    config = DatasetConfig(path=table(ROWS, "train.tsv"), test_path=table(tested, "test.tsv"))
    before = survey(config)
    assert [(f.id, f.rows, f.examples[0].row) for f in before.findings if f.id == "leakage"] == [
        ("leakage", 1, 4)
    ]
    assert before.split_sizes == (34, 6, 3)
    after = survey(msgspec.structs.replace(config, fixes=(Fix(id="drop_leaks"), Fix(id="drop_duplicates"))))
    assert told(after) == [
        "1 row for training or validation whose text is tested on, too, is left out.",
        "0 rows that repeat an earlier text are left out.",  # the test rows stay as they are given
    ]
    assert after.rows == 42
    assert "leakage" not in ids(after)
