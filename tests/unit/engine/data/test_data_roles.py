"""Which column is what: guessed from content, and refused when a choice cannot work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tuner_gui.engine.data.read import Table, read_table
from tuner_gui.engine.data.roles import check_roles, infer_roles
from tuner_gui.errors import DataError

MakeTable = Callable[[Mapping[str, Sequence[str]]], Table]

N = 40
TEXTS = [f"this is sentence {n} and it says something of its own" for n in range(N)]
OTHERS = [f"here stands another sentence {n} that is about as long" for n in range(N)]
LABELS = ["good", "bad"] * (N // 2)
IDS = [f"{n:06x}" for n in range(N)]
NUMBERS = [f"{n / 7:.3f}" for n in range(N)]
DATES = [f"2024-01-{n % 28 + 1:02d} 10:00" for n in range(N)]


@pytest.mark.parametrize(
    ("columns", "texts", "label"),
    [
        ({"text": TEXTS, "label": LABELS}, ("text",), "label"),
        ({"sentiment": LABELS, "news": TEXTS}, ("news",), "sentiment"),
        ({"a": TEXTS, "b": LABELS}, ("a",), "b"),
        ({"id": IDS, "when": DATES, "x": TEXTS, "weight": NUMBERS, "y": LABELS}, ("x",), "y"),
        ({"text": TEXTS, "label": ["0", "1"] * (N // 2)}, ("text",), "label"),
        ({"text": TEXTS, "split": LABELS, "kind": LABELS}, ("text",), "kind"),
        ({"text": TEXTS, "source": LABELS, "category": LABELS}, ("text",), "category"),
        # The name alone does not make a text, nor does a part of it.
        ({"context": LABELS, "remark": TEXTS}, ("remark",), "context"),
        ({"text": IDS, "remark": TEXTS, "label": LABELS}, ("remark",), "label"),
        # Languages without spaces between words.
        ({"id": IDS, "t": [f"这个产品很好我非常喜欢{n}" for n in range(N)], "y": LABELS}, ("t",), "y"),
        # Labels of several words are no texts.
        ({"y": ["not at all satisfied", "very satisfied indeed"] * (N // 2), "t": TEXTS}, ("t",), "y"),
        # Pairs.
        ({"sentence1": TEXTS, "sentence2": OTHERS, "label": LABELS}, ("sentence1", "sentence2"), "label"),
        ({"y": LABELS, "#1 ID": IDS, "#1 S": TEXTS, "#2 S": OTHERS}, ("#1 S", "#2 S"), "y"),
        ({"short": ["two words " + i for i in IDS], "long": TEXTS, "label": LABELS}, ("long",), "label"),
        # Where nothing fits.
        ({"a": NUMBERS, "b": DATES}, (), ""),
        ({"a": TEXTS, "b": NUMBERS, "c": DATES}, ("a",), ""),
        # Empty columns are known by their names, so that the check can say that they are empty.
        ({"text": [""] * N, "label": LABELS}, ("text",), "label"),
        ({"a": TEXTS, "label": [""] * N}, ("a",), "label"),
    ],
)
def test_infers_roles(
    make_table: MakeTable, columns: Mapping[str, Sequence[str]], texts: tuple[str, ...], label: str
) -> None:
    roles = infer_roles(make_table(columns))
    assert (roles.text_columns, roles.label_column) == (texts, label)
    assert roles.reason.endswith(".")


def test_guesses_only_what_is_not_chosen(make_table: MakeTable) -> None:
    table = make_table({"a": TEXTS, "b": OTHERS, "y": LABELS, "z": LABELS})
    chosen = infer_roles(table, text_columns=("b",))
    assert (chosen.text_columns, chosen.label_column) == (("b",), "y")
    chosen = infer_roles(table, label_column="z")
    assert (chosen.text_columns, chosen.label_column) == (("a", "b"), "z")


def test_a_wrong_choice_is_left_for_the_check(make_table: MakeTable) -> None:
    table = make_table({"text": TEXTS, "label": LABELS})
    assert infer_roles(table, text_columns=("nope",)).text_columns == ("nope",)
    assert infer_roles(table, label_column="nope").label_column == "nope"


def test_large_tables_are_sampled_over_their_whole_length(make_table: MakeTable) -> None:
    table = make_table({"text": TEXTS * 1000, "label": ["a"] * 20_000 + ["b"] * 20_000})
    assert infer_roles(table).label_column == "label"


@pytest.mark.parametrize(
    ("columns", "texts", "label", "message"),
    [
        ({"t": TEXTS, "y": LABELS}, (), "y", "No column is chosen for the texts"),
        ({"t": TEXTS, "y": LABELS}, ("t",), "", "No column is chosen for the labels"),
        ({"t": TEXTS, "y": LABELS}, ("nope",), "y", "no column “nope”"),
        ({"t": TEXTS, "y": LABELS}, ("t",), "nope", "no column “nope”"),
        ({"t": TEXTS, "y": LABELS}, ("t",), "t", "both for the texts and for the labels"),
        ({"t": TEXTS, "y": LABELS}, ("t", "t"), "y", "chosen twice"),
        ({"a": TEXTS, "b": TEXTS, "c": TEXTS, "y": LABELS}, ("a", "b", "c"), "y", "3 text columns"),
        ({"t": [" "] * N, "y": LABELS}, ("t",), "y", "“t” is empty"),
        ({"t": TEXTS, "y": [""] * N}, ("t",), "y", "“y” is empty"),
        ({"t": TEXTS[:3], "y": LABELS[:3]}, ("t",), "y", "too few rows .* 3 with both"),
        ({"t": TEXTS[:9] + [""] * 31, "y": LABELS}, ("t",), "y", "too few rows .* 9 with both"),
        ({"t": TEXTS, "y": ["same"] * N}, ("t",), "y", "All labels in “y” are “same”"),
        ({"t": TEXTS, "y": IDS}, ("t",), "y", "40 different values in 40 rows"),
        ({"t": TEXTS, "y": ["a", "b"] * 19 + ["a", "c"]}, ("t",), "y", "fewer than 3 rows: “c” \\(1\\)"),
        ({"t": TEXTS, "y": ["a", "b"] * 19 + ["c", "c"]}, ("t",), "y", "fewer than 3 rows: “c” \\(2\\)"),
    ],
)
def test_refuses_roles_that_cannot_work(
    make_table: MakeTable,
    columns: Mapping[str, Sequence[str]],
    texts: tuple[str, ...],
    label: str,
    message: str,
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        check_roles(make_table(columns), texts, label)
    assert caught.value.hint


def test_an_unknown_column_lists_those_that_exist(make_table: MakeTable) -> None:
    with pytest.raises(DataError) as caught:
        check_roles(make_table({"news": TEXTS, "tone": LABELS}), ("text",), "tone")
    assert "“news”, “tone”" in caught.value.hint


def test_a_long_list_of_small_classes_is_cut(make_table: MakeTable) -> None:
    labels = ["a"] * 32 + list("ijklmnop")
    with pytest.raises(DataError, match="and 3 more"):
        check_roles(make_table({"t": TEXTS, "y": labels}), ("t",), "y")


def test_accepts_the_smallest_dataset(make_table: MakeTable) -> None:
    check_roles(make_table({"t": TEXTS[:10], "y": ["a"] * 7 + ["b"] * 3}), ("t",), "y")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "texts", "label"),
    [
        ("financial_phrasebank/all-data.csv", ("news",), "label"),
        ("banking77/train.csv", ("text",), "category"),
        ("sms_spam/sms.tsv", ("column 2",), "column 1"),
        ("mrpc/msr_paraphrase_train.txt", ("#1 String", "#2 String"), "Quality"),
        ("mrpc/msr_paraphrase_test.txt", ("#1 String", "#2 String"), "Quality"),
        ("goemotions/train.tsv", ("column 1",), "column 2"),
        ("germeval2018/germeval2018.training.txt", ("column 1",), "column 2"),
    ],
)
def test_infers_roles_of_real_files(real_data: Path, file: str, texts: tuple[str, ...], label: str) -> None:
    roles = infer_roles(read_table(real_data / file))
    assert (roles.text_columns, roles.label_column) == (texts, label)
