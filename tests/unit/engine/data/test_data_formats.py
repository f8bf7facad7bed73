"""Tables that are not delimited text: workbooks, JSON, columns, archives, folders."""

from __future__ import annotations

import csv
import datetime
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from spreadsheets import DAY, make_xlsx, zip_of
from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.read import preview_table, read_table, save_bad_rows
from tuner_gui.engine.data.reading import text_folder
from tuner_gui.errors import DataError, EnvironmentProblemError

WriteTable = Callable[..., Path]
CSV = "text,label\n" + "some words to read,a\nother words to read,b\n" * 10
TWO_SHEETS = make_xlsx(
    {
        "Notes": [["to do"]],
        "Old": [["text", "label"], ["old words", "x"]],
        "New": [
            ["text", "label", "day", "sure"],
            ["new words", 2, float(DAY), True],
            ["more", 3, None, False],
        ],
    }
)


def test_a_sheet_can_be_chosen(write_table: WriteTable) -> None:
    path = write_table(TWO_SHEETS, "book.xlsx")
    first = read_table(path)
    assert (first.sheet, first.sheets, first.format) == ("Old", ("Notes", "Old", "New"), "Excel")
    chosen = read_table(path, Reading(sheet="New"))
    assert chosen.data.to_pylist() == [
        {"text": "new words", "label": "2", "day": "2024-01-01", "sure": "true"},
        {"text": "more", "label": "3", "day": "", "sure": "false"},
    ]
    with pytest.raises(DataError, match="no sheet called “Other”") as caught:
        read_table(path, Reading(sheet="Other"))
    assert "“New”" in caught.value.hint


def test_a_person_may_know_better(write_table: WriteTable) -> None:
    path = write_table("a,b;c\n1,2;3\n".encode("utf-16-le"))
    table = read_table(path, Reading(encoding="utf-16-le", delimiter=";", header=False))
    assert table.columns == ("column 1", "column 2")
    assert table.column("column 1") == ["a,b", "1,2"]
    assert (table.codec, table.encoding, table.delimiter) == ("utf-16-le", "UTF-16", ";")
    for wrong in (Reading(encoding="klingon"), Reading(encoding="hex"), Reading(delimiter="::")):
        with pytest.raises(DataError) as caught:
            read_table(path, wrong)
        assert caught.value.hint


def test_nested_json_is_flattened(write_table: WriteTable) -> None:
    record = {"text": "words", "tags": ["a", "b"], "by": {"name": "x", "age": 3.0}, "ok": True, "no": None}
    table = read_table(write_table(json.dumps([record]), "a.json"))
    assert table.data.to_pylist() == [
        {"text": "words", "tags": '["a","b"]', "by.name": "x", "by.age": "3", "ok": "true", "no": ""}
    ]


def test_bad_lines_of_json_are_kept_with_line_and_reason(write_table: WriteTable) -> None:
    lines = [json.dumps({"text": f"words {n}", "label": n % 2}) for n in range(20)]
    table = read_table(write_table("\n".join([*lines[:5], "", "{oops", *lines[5:], "[1]"]), "a.jsonl"))
    assert [(bad.line, bad.row, bad.reason, bad.text) for bad in table.bad_rows] == [
        (7, 6, "not valid JSON", "{oops"),
        (23, 22, "not a record in braces", "[1]"),
    ]
    assert table.row_numbers().tolist() == [*range(1, 6), *range(7, 22)]


def test_a_long_array_is_read_item_by_item(write_table: WriteTable) -> None:
    records = [{"text": "ä" * 3000, "n": n} for n in range(400)]
    path = write_table(json.dumps(records, ensure_ascii=False, indent=1), "a.json")
    assert read_table(path).column("n") == [str(n) for n in range(400)]
    preview = preview_table(path, rows=5)
    assert (preview.rows, preview.is_preview) == (5, True)


def test_class_labels_have_their_names(tmp_path: Path) -> None:
    features = {
        "label": {"names": ["neg", "pos"], "_type": "ClassLabel"},
        "moods": {"feature": {"names": ["joy", "fear"], "_type": "ClassLabel"}, "_type": "List"},
    }
    table = pa.table(
        {
            "text": ["a", "b", None],
            "label": [1, 0, -1],
            "moods": [[0, 1], [], None],
            "score": [1.0, 2.5, float("nan")],
            "day": [datetime.date(2024, 1, 1), None, None],
            "kind": pa.array(["x", "y", "x"]).dictionary_encode(),
        }
    ).replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(table, path)
    assert read_table(path).data.to_pylist() == [
        {
            "text": "a",
            "label": "pos",
            "moods": '["joy","fear"]',
            "score": "1",
            "day": "2024-01-01",
            "kind": "x",
        },
        {"text": "b", "label": "neg", "moods": "[]", "score": "2.5", "day": "", "kind": "y"},
        {"text": "", "label": "", "moods": "", "score": "", "day": "", "kind": "x"},
    ]


def test_reads_what_datasets_saved(tmp_path: Path) -> None:
    import datasets

    features = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["n", "p"])}
    )
    data = datasets.Dataset.from_dict({"text": ["a", "b"], "label": [0, 1]}, features=features)
    data.save_to_disk(tmp_path / "one")
    datasets.DatasetDict(train=data, test=data).save_to_disk(tmp_path / "two")
    assert read_table(tmp_path / "one").data.to_pylist() == [
        {"text": "a", "label": "n"},
        {"text": "b", "label": "p"},
    ]
    both = read_table(tmp_path / "two")
    assert both.column("split") == ["train", "train", "test", "test"]
    (tmp_path / "one" / "data-00000-of-00001.arrow").write_bytes(b"")
    with pytest.raises(DataError, match=r"missing or damaged|no rows"):
        read_table(tmp_path / "one")


def _folders(root: Path) -> Path:
    for split in ("train", "test"):
        for label in ("neg", "pos"):
            folder = root / split / label
            folder.mkdir(parents=True)
            for number in range(3):
                (folder / f"{number}.txt").write_text(f"{split} {label} {number} é", encoding="cp1252")
    (root / ".DS_Store").write_bytes(b"\0")
    return root


def test_folders_are_labels_and_splits(tmp_path: Path) -> None:
    table = read_table(_folders(tmp_path / "reviews"))
    assert table.columns == ("text", "label", "file", "split")
    assert table.rows == 12
    assert table.data.slice(0, 1).to_pylist() == [
        {"text": "test neg 0 é", "label": "neg", "file": "test/neg/0.txt", "split": "test"}
    ]
    assert table.encoding == "Windows-1252"
    with pytest.raises(DataError, match="one folder per class"):
        read_table(tmp_path / "reviews" / "train" / "pos")


def test_a_preview_of_folders_shows_all_classes(tmp_path: Path) -> None:
    preview = preview_table(_folders(tmp_path / "reviews"), rows=5)
    assert preview.is_preview
    assert preview.rows <= 5
    assert set(preview.column("label")) == {"neg", "pos"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="no ordinary file"):
        read_table(tmp_path / "pipe.csv")


def test_the_first_row_of_r_may_be_said_to_be_data(write_table: WriteTable) -> None:
    lines = ["text\tlabel", *(f"{n}\tsome words {n}\ta" for n in range(20))]
    path = write_table("\n".join(lines))
    named = read_table(path)
    assert (named.rows, named.columns) == (20, ("column 1", "text", "label"))
    plain = read_table(path, Reading(header=False))
    assert (plain.rows, [bad.text for bad in plain.bad_rows]) == (20, ["text\tlabel"])


def test_rows_are_numbered_below_a_title(write_table: WriteTable) -> None:
    lines = ["My survey", "text,label", *(f"some words {n},a" for n in range(20))]
    lines[10] = "one, too, many"
    table = read_table(write_table("\n".join(lines)))
    assert [(bad.line, bad.row) for bad in table.bad_rows] == [(1, 1), (11, 10)]
    by_number = dict(zip(table.row_numbers().tolist(), table.column("text"), strict=True))
    assert (by_number[2], by_number[11]) == ("some words 0", "some words 9")


def test_a_folder_of_tables_is_no_table(write_table: WriteTable, tmp_path: Path) -> None:
    write_table(CSV, "train.csv")
    with pytest.raises(DataError, match=r"“train\.csv”"):
        read_table(tmp_path)
    write_table(CSV, "test.csv")
    with pytest.raises(DataError, match="holds 2 tables"):
        read_table(tmp_path)


def test_texts_beyond_memory_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_folder, "MAX_BYTES", 20)
    with pytest.raises(DataError, match="too large"):
        read_table(_folders(tmp_path / "reviews"))


@pytest.mark.parametrize("name", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_a_lock_file_is_named(write_table: WriteTable, name: str) -> None:
    with pytest.raises(DataError, match=r"“book\.xlsx” is open in another program"):
        read_table(write_table(b"x" * 165, name))


@pytest.mark.parametrize(
    ("lock", "program"), [("~$book.xlsx", "Excel"), (".~lock.book.xlsx#", "LibreOffice")]
)
def test_a_file_that_is_open_elsewhere_is_named(
    write_table: WriteTable, monkeypatch: pytest.MonkeyPatch, lock: str, program: str
) -> None:
    path = write_table(TWO_SHEETS, "book.xlsx")
    write_table(b"", lock)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=f"open in {program}"):
        read_table(path)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.zip"])
def test_a_preview_holds_the_first_rows(write_table: WriteTable, name: str) -> None:
    text = "text,label\n" + "".join(f'"words, and\nmore {n}",a\n' for n in range(200_000))
    content = {
        "a.csv": text.encode(),
        "a.csv.gz": gzip.compress(text.encode(), 1),
        "a.zip": zip_of({"a.csv": text.encode()}),
    }[name]
    preview = preview_table(write_table(content, name), rows=10)
    assert (preview.rows, preview.is_preview, preview.columns) == (10, True, ("text", "label"))
    assert preview.column("text")[9] == "words, and\nmore 9"


def test_skipped_rows_can_be_saved(write_table: WriteTable, tmp_path: Path) -> None:
    table = read_table(write_table(CSV + "one, too, many\n"))
    save_bad_rows(table, tmp_path / "bad.csv")
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["line", "reason", "text"], ["22", "3 columns instead of 2", "one, too, many"]]
    with pytest.raises(EnvironmentProblemError):
        save_bad_rows(table, tmp_path / "gone" / "bad.csv")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "rows", "columns", "delimiter"),
    [
        ("financial_phrasebank/Sentences_50Agree.txt", 4846, 2, "@"),
        ("goemotions/train.tsv", 43410, 3, "\t"),
        ("stsb/sts-train.csv", 5749, 9, "\t"),
        ("stsb/sts-dev.csv", 1500, 9, "\t"),
        ("stsb/sts-test.csv", 1379, 9, "\t"),
        ("germeval2018/germeval2018.training.txt", 5009, 3, "\t"),
        ("mrpc/msr_paraphrase_test.txt", 1725, 5, "\t"),
    ],
)
def test_reads_odd_real_files(real_data: Path, file: str, rows: int, columns: int, delimiter: str) -> None:
    table = read_table(real_data / file)
    assert (table.rows, len(table.columns), table.delimiter, table.bad_rows) == (rows, columns, delimiter, ())
    assert table.has_header == file.startswith("mrpc")


@pytest.mark.real_data
def test_reads_an_archive_of_folders(real_data: Path) -> None:
    table = read_table(real_data / "movie_reviews/movie_reviews.zip")
    assert (table.rows, table.columns) == (2000, ("text", "label", "file"))
    assert sorted(set(table.column("label"))) == ["neg", "pos"]
    assert [bad.text for bad in table.bad_rows] == ["movie_reviews/README"]
