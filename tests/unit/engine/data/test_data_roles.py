"""Which column is what: guessed from content, and refused when a choice cannot work."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tuner_gui.engine.config import Task
from tuner_gui.engine.data.labels import labels_of
from tuner_gui.engine.data.read import Table, read_table
from tuner_gui.engine.data.roles import Roles, check_roles, infer_roles
from tuner_gui.engine.data.row_checks import check_learnable
from tuner_gui.engine.data.table import usable_rows
from tuner_gui.errors import DataError
from typical_tables import TYPICAL

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
        ({"a": IDS, "b": DATES}, (), ""),
        ({"a": TEXTS, "b": IDS, "c": DATES}, ("a",), ""),
        ({"a": TEXTS, "b": NUMBERS, "c": DATES}, ("a",), "b"),
        # Empty columns are known by their names, so that the check can say that they are empty.
        ({"text": [""] * N, "label": LABELS}, ("text",), "label"),
        ({"a": TEXTS, "label": [""] * N}, ("a",), "label"),
    ],
)
def test_infers_roles(
    make_table: MakeTable, columns: Mapping[str, Sequence[str]], texts: tuple[str, ...], label: str
) -> None:
    roles = infer_roles(make_table(columns))
    assert (roles.text_columns, roles.label_columns) == (texts, (label,) if label else ())
    assert roles.reason.endswith(".")


@pytest.mark.parametrize("name", TYPICAL)
def test_understands_typical_tables(make_table: MakeTable, name: str) -> None:
    typical = TYPICAL[name]
    table = dataclasses.replace(make_table(typical.columns), has_header=typical.headed)
    roles = infer_roles(table)
    assert (roles.text_columns, roles.label_columns, roles.task, roles.split_column) == (
        typical.text,
        typical.label,
        typical.task,
        typical.split,
    )
    assert typical.alternatives <= set(roles.alternatives)
    used = {*roles.text_columns, *roles.label_columns, roles.split_column} - {""}
    assert {*used, *(column for column, _ in roles.ignored)} == set(table.columns)
    assert all(why for _, why in roles.ignored)
    check_roles(table, roles)


def test_says_why(make_table: MakeTable) -> None:
    table = make_table(TYPICAL["quora pairs"].columns)
    roles = infer_roles(table)
    assert roles.reason == (
        "“question1” and “question2” hold texts that belong together, read as a pair, "
        "and “is_duplicate” has 2 values that repeat."
    )
    assert dict(roles.ignored)["qid1"] == "looks like an id: nearly every value is different"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("toxic comments", "the 6 columns “toxic” to “identity_hate” say yes or no to a label each."),
        ("film genres", "“Genre” holds several labels with “,” between them."),
        ("arxiv, lists", "“terms” holds lists of labels: a text can have several."),
        ("decimal commas", "“Bewertung” holds numbers from 1 to 5: a number is learned."),
        ("yelp", "“stars” has 5 values that repeat; they could be learned as numbers, too."),
        ("with a split", "“split” says which rows are for training and which for testing."),
    ],
)
def test_says_why_it_is_this_task(make_table: MakeTable, name: str, reason: str) -> None:
    assert infer_roles(make_table(TYPICAL[name].columns)).reason.endswith(reason)


def test_stars_could_be_numbers(make_table: MakeTable) -> None:
    roles = infer_roles(make_table(TYPICAL["yelp"].columns))
    assert roles.other_tasks == ("regression",)


def test_guesses_only_what_is_not_chosen(make_table: MakeTable) -> None:
    table = make_table({"a": TEXTS, "b": OTHERS, "y": LABELS, "z": LABELS})
    chosen = infer_roles(table, text_columns=("b",))
    assert (chosen.text_columns, chosen.label_columns) == (("b",), ("y",))
    chosen = infer_roles(table, label_columns=("z",))
    assert (chosen.text_columns, chosen.label_columns) == (("a", "b"), ("z",))
    assert "you chose “z”" in chosen.reason
    chosen = infer_roles(table, label_columns=("y", "z"))
    assert (chosen.label_columns, chosen.task) == (("y", "z"), "multi_label")


def test_a_chosen_task_decides_among_columns(make_table: MakeTable) -> None:
    table = make_table({"text": TEXTS, "label": LABELS, "x": NUMBERS})
    assert infer_roles(table).label_columns == ("label",)
    roles = infer_roles(table, task="regression")
    assert (roles.label_columns, roles.task) == (("x",), "regression")


def test_a_chosen_split_column_stays_and_none_can_be_chosen(make_table: MakeTable) -> None:
    table = make_table(TYPICAL["with a split"].columns)
    assert infer_roles(table, split_column="").split_column == ""
    assert infer_roles(table, split_column="label").split_column == "label"


def test_a_wrong_choice_is_left_for_the_check(make_table: MakeTable) -> None:
    table = make_table({"text": TEXTS, "label": LABELS})
    assert infer_roles(table, text_columns=("nope",)).text_columns == ("nope",)
    assert infer_roles(table, label_columns=("nope",)).label_columns == ("nope",)


def test_large_tables_are_sampled_over_their_whole_length(make_table: MakeTable) -> None:
    table = make_table({"text": TEXTS * 1000, "label": ["a"] * 20_000 + ["b"] * 20_000})
    assert infer_roles(table).label_columns == ("label",)


def refuse(table: Table, roles: Roles) -> None:
    """All checks that stand before training."""
    check_roles(table, roles)
    usable = usable_rows(table, (*roles.text_columns, *roles.label_columns))
    check_learnable(labels_of(table.data, roles.label_columns, roles.task), usable, roles.label_columns)


def roles_for(texts: Sequence[str], labels: Sequence[str], task: Task = "single_label") -> Roles:
    return Roles(tuple(texts), tuple(labels), task, "Chosen.")


@pytest.mark.parametrize(
    ("columns", "texts", "label", "message"),
    [
        ({"t": TEXTS, "y": LABELS}, (), "y", "No column of “table.csv” looks like text"),
        ({"t": TEXTS, "y": LABELS}, ("t",), "", "No column holds labels"),
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
        refuse(make_table(columns), roles_for(texts, (label,) if label else ()))
    assert caught.value.hint


def test_an_unknown_column_lists_those_that_exist(make_table: MakeTable) -> None:
    with pytest.raises(DataError) as caught:
        refuse(make_table({"news": TEXTS, "tone": LABELS}), roles_for(("text",), ("tone",)))
    assert "“news”, “tone”" in caught.value.hint


def test_a_long_list_of_small_classes_is_cut(make_table: MakeTable) -> None:
    labels = ["a"] * 32 + list("ijklmnop")
    with pytest.raises(DataError, match="and 3 more"):
        refuse(make_table({"t": TEXTS, "y": labels}), roles_for(("t",), ("y",)))


def test_accepts_the_smallest_dataset(make_table: MakeTable) -> None:
    refuse(make_table({"t": TEXTS[:10], "y": ["a"] * 7 + ["b"] * 3}), roles_for(("t",), ("y",)))


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "texts", "label", "task"),
    [
        ("financial_phrasebank/all-data.csv", ("news",), "label", "single_label"),
        ("banking77/train.csv", ("text",), "category", "single_label"),
        ("sms_spam/sms.tsv", ("column 2",), "column 1", "single_label"),
        ("mrpc/msr_paraphrase_train.txt", ("#1 String", "#2 String"), "Quality", "single_label"),
        ("mrpc/msr_paraphrase_test.txt", ("#1 String", "#2 String"), "Quality", "single_label"),
        ("goemotions/train.tsv", ("column 1",), "column 2", "multi_label"),
        ("germeval2018/germeval2018.training.txt", ("column 1",), "column 2", "single_label"),
    ],
)
def test_infers_roles_of_real_files(
    real_data: Path, file: str, texts: tuple[str, ...], label: str, task: str
) -> None:
    roles = infer_roles(read_table(real_data / file))
    assert (roles.text_columns, roles.label_columns, roles.task) == (texts, (label,), task)


def test_tags_of_single_words_are_another_task(make_table: MakeTable) -> None:
    words = ["Ann", "visited", "London", "today"] * (N // 4)
    table = make_table({"w": words, "y": ["O", "B-person", "I-person", "O"] * (N // 4)})
    with pytest.raises(DataError, match="token classification, which Tuner does not train yet"):
        check_roles(table, infer_roles(table))


def test_lists_of_tokens_are_another_task(make_table: MakeTable) -> None:
    table = make_table(
        {"id": [str(n) for n in range(N)], "tokens": ['["Ann", "sang"]'] * N, "ner_tags": ["[1, 0]"] * N}
    )
    with pytest.raises(DataError, match="token classification"):
        check_roles(table, infer_roles(table))


def test_texts_alone_have_no_labels(make_table: MakeTable) -> None:
    columns = {
        "id": IDS,
        "title": OTHERS,
        "text": TEXTS,
        "when": DATES,
        "author": [f"A. B. {n}" for n in IDS],
    }
    roles = infer_roles(make_table(columns))
    assert (roles.text_columns, roles.label_columns) == (("text",), ())
    assert "no column looks like labels" in roles.reason
    with pytest.raises(DataError, match="No column holds labels, so there is nothing to learn"):
        check_roles(make_table(columns), roles)


def test_several_columns_need_the_task_for_it(make_table: MakeTable) -> None:
    table = make_table({"t": TEXTS, "a": ["0", "1"] * 20, "b": ["1", "1"] * 20})
    with pytest.raises(DataError, match="2 label columns are chosen"):
        check_roles(table, roles_for(("t",), ("a", "b")))
    check_roles(table, roles_for(("t",), ("a", "b"), "multi_label"))


@pytest.mark.parametrize(
    ("labels", "task", "message"),
    [
        (["3.5"] * N, "regression", "All numbers in “y” are 3.5"),
        (["a,b"] * N, "multi_label", "nothing to tell apart"),
    ],
)
def test_refuses_labels_without_a_difference(
    make_table: MakeTable, labels: list[str], task: Task, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        refuse(make_table({"t": TEXTS, "y": labels}), roles_for(("t",), ("y",), task))
