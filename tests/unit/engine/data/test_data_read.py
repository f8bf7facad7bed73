"""Reading files as people have them: every delimiter, encoding and quirk, and every bad file."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.read import Table, check_bad_rows, read_table
from tuner_gui.engine.data.reading import formats
from tuner_gui.engine.data.reading.delimited import read_delimited
from tuner_gui.engine.data.reading.source import as_text
from tuner_gui.errors import DataError

WriteTable = Callable[..., Path]

ROWS = [("text", "label")] + [
    (f"sentence number {n}, with a comma; and more", "good" if n % 3 else "bad") for n in range(30)
]


def as_csv(delimiter: str = ",", newline: str = "\r\n") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(ROWS)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_finds_the_delimiter(write_table: WriteTable, delimiter: str, newline: str) -> None:
    table = read_table(write_table(as_csv(delimiter, newline)))
    assert table.delimiter == delimiter
    assert table.has_header
    assert table.columns == ("text", "label")
    assert list(zip(table.column("text"), table.column("label"), strict=True)) == ROWS[1:]
    assert table.bad_rows == ()


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
        ("latin-1", "Windows-1252"),
    ],
)
def test_finds_the_encoding(write_table: WriteTable, codec: str, shown: str) -> None:
    text = "news,label\n" + "Größere Umsätze für Café Zürich,gut\nSchöne Grüße,schlecht\n" * 6
    table = read_table(write_table(text.encode(codec)))
    assert table.encoding == shown
    assert table.columns == ("news", "label")
    assert table.column("news")[:2] == ["Größere Umsätze für Café Zürich", "Schöne Grüße"]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", "Очень хороший товар, рекомендую всем. Плохое качество"),
        ("cp1250", "Zażółć gęślą jaźń, bardzo dobry produkt i szybka wysyłka"),
        ("cp932", "この商品はとても良いです。おすすめします。品質が悪い"),
        ("gb18030", "这个产品很好,我非常喜欢。质量不好,不推荐购买"),
    ],
)
def test_reads_other_legacy_encodings(write_table: WriteTable, codec: str, text: str) -> None:
    table = read_table(write_table((f"text\tlabel\n{text}\t1\n" + f"{text}\t0\n" * 9).encode(codec)))
    assert table.column("text")[0] == text


def test_one_damaged_character_does_not_garble_the_others(write_table: WriteTable) -> None:
    content = ("text,label\n" + "größer und schöner,gut\n" * 30).encode() + b"ab\xffc,gut\n"
    table = read_table(write_table(content))
    assert table.encoding == "UTF-8 (damaged)"
    assert table.column("text")[0] == "größer und schöner"
    assert table.column("text")[-1] == "ab\ufffdc"


def test_quoted_values_keep_newlines_delimiters_and_quotes(write_table: WriteTable) -> None:
    table = read_table(write_table('text,label\n"a, ""b""\nc",x\n' + "plain,y\n" * 5))
    assert table.column("text")[0] == 'a, "b"\nc'
    assert table.rows == 6


def test_quotes_that_do_not_pair_up_are_plain_characters(write_table: WriteTable) -> None:
    rows = ['ham\t"I am here" he said', 'spam\t"win a prize', 'ham\tfive 5" pipes'] * 10
    table = read_table(write_table("\n".join(rows), "sms.tsv"))
    assert table.rows == 30
    assert table.column("column 2")[:3] == ['"I am here" he said', '"win a prize', 'five 5" pipes']


def test_a_few_stray_quotes_in_a_quoted_table_are_reported(write_table: WriteTable) -> None:
    lines = ["text,label"] + ['"well, quoted",good', '"also, so",bad'] * 40
    lines[5] = '"badly" quoted,good'
    table = read_table(write_table("\n".join(lines)))
    assert table.stray_quotes == (6,)
    assert table.column("text")[0] == "well, quoted"


def test_a_quote_that_is_never_closed_is_named(write_table: WriteTable) -> None:
    lines = ["text,label"] + ['"well, quoted",good', '"also, so",bad'] * 40
    lines[79] = '"open, to the end,good'
    lines[80] = "no mark, closes, it,bad"
    with pytest.raises(DataError, match="line 80 is never closed"):
        read_table(write_table("\n".join(lines)))


@pytest.mark.parametrize(
    ("content", "has_header", "columns"),
    [
        ("ham\tsee you at home then\nspam\twin a free prize now\n" * 6, False, ("column 1", "column 2")),
        ("1,this is rather nice to have\n0,this is not nice at all\n" * 6, False, ("column 1", "column 2")),
        ("0,1\n" + "this is rather nice to have,a\nnot nice at all I fear,b\n" * 6, True, ("0", "1")),
        (",text,label\n" + "1,some words to read,a\n" * 6, True, ("column 1", "text", "label")),
        ("text,label,label\n" + "some words to read,a,b\n" * 6, True, ("text", "label", "label (2)")),
        (
            '"How do you like\nour shop?",rating\n' + "It is fine and I like it a lot,3\n" * 6,
            True,
            ("How do you like our shop?", "rating"),
        ),
    ],
)
def test_finds_the_header(
    write_table: WriteTable, content: str, has_header: bool, columns: tuple[str, ...]
) -> None:
    table = read_table(write_table(content))
    assert (table.has_header, table.columns) == (has_header, columns)


def test_missing_cells_are_empty_and_words_for_missing_stay(write_table: WriteTable) -> None:
    table = read_table(write_table("text,label\nNA,\nnull,x\n,nan\n  padded ,x\n"))
    assert table.column("text") == ["NA", "null", "", "  padded "]
    assert table.column("label") == ["", "x", "nan", "x"]


def test_few_bad_rows_are_skipped_and_reported(write_table: WriteTable) -> None:
    lines = ["text,label"] + [f"text {n},good" for n in range(300)]
    lines[10] = "one, too many,good"
    lines[20] = '"over\ntwo lines",good'
    lines.insert(200, "")
    lines[250] = "too few"
    table = read_table(write_table("\r\n".join(lines) + "\r\n   \r\n"))
    assert [(bad.line, bad.reason, bad.row) for bad in table.bad_rows] == [
        (11, "3 columns instead of 2", 10),
        (252, "1 column instead of 2", 249),
    ]
    assert table.rows == 298
    numbers = table.row_numbers()
    assert len(numbers) == 298
    by_number = dict(zip(numbers.tolist(), table.column("text"), strict=True))
    assert (by_number[9], by_number[11], by_number[300]) == ("text 8", "text 10", "text 299")


def test_many_bad_rows_are_skipped_only_when_that_is_agreed(write_table: WriteTable) -> None:
    lines = ["text,label"] + ["some text,good"] * 50
    lines[7] = "some, text,good"
    table = read_table(write_table("\n".join(lines)))
    assert [bad.text for bad in table.bad_rows] == ["some, text,good"]
    with pytest.raises(DataError, match=r"1 of 50 rows .* \(line 8: 3 columns instead of 2\)") as caught:
        check_bad_rows(table, Reading())
    assert "--skip-bad-rows" in caught.value.hint
    check_bad_rows(table, Reading(skip_bad_rows=True))


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n \r\n\t\n", "only blank lines"),
        (b"\xef\xbb\xbf\n", "only blank lines"),
        (b"text,label\n", "no rows below"),
        (b"text\nsome words\nand, more\n", "only one column"),
        (b"text,label\nword,\0\n", "bytes that no text contains"),
        (_png(), "a picture"),
        (b"PK\x03\x04" + bytes(64), "ZIP archive"),
        (bytes(range(1, 256)) * 8, "bytes that no text contains"),
        (b"\xff\xfea\0,\0b", "says that it is UTF-16"),
    ],
)
def test_refuses_what_is_no_table(write_table: WriteTable, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read_table(write_table(content))
    assert caught.value.hint
    assert "table.csv" in caught.value.message


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist") as caught:
        read_table(tmp_path / "gone.csv")
    assert caught.value.hint


def test_refuses_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder") as caught:
        read_table(tmp_path)
    assert caught.value.hint


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="this system knows no such permissions")
def test_refuses_a_file_without_permission() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(as_csv(), encoding="utf-8")
        path.chmod(0)
        Path(folder).chmod(0o755)
        with as_common_user(), pytest.raises(DataError, match="no permission"):
            read_table(path)


@contextlib.contextmanager
def as_common_user() -> Iterator[None]:
    """Root may read everything; for a moment it is nobody."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FileNotFoundError(2, "No such file"), "does not exist"),
        (PermissionError(13, "Permission denied"), "no permission"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_explains_a_file_that_fails_between_look_and_read(
    write_table: WriteTable, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    path = write_table(as_csv())

    def fail(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(DataError, match=message) as caught:
        read_table(path)
    assert caught.value.hint


def test_refuses_a_file_beyond_memory(write_table: WriteTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_BYTES", 100)
    with pytest.raises(DataError, match="too large"):
        read_table(write_table(as_csv()))


def read_bytes(content: str) -> Table:
    file = io.BytesIO(content.encode())
    return read_delimited(as_text(file, "table.csv"), Path("table.csv"), Reading())


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=20)


@given(st.lists(st.tuples(cells, cells, st.sampled_from(["a", "b"])), min_size=3, max_size=30))
def test_reads_back_what_a_csv_writer_wrote(rows: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("text_a", "text_b", "label"), *rows])
    table = read_bytes(buffer.getvalue())
    columns = [table.column(name) for name in table.columns]
    if not table.has_header:
        columns = [column[1:] for column in columns]
    assert list(zip(*columns, strict=True)) == rows


@given(
    st.lists(st.tuples(cells, cells, st.sampled_from(["a", "b"])), min_size=4, max_size=30),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_reads_back_any_dialect(
    rows: list[tuple[str, str, str]],
    delimiter: str,
    newline: str,
    quoting: Literal[0, 1, 2],
    codec: str,
) -> None:
    """Told the delimiter: where cells are random, another one may look as good."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=newline)
    writer.writerows([("text_a", "text_b", "label"), *rows])
    file = io.BytesIO(buffer.getvalue().encode(codec))
    reading = Reading(delimiter=delimiter, header=True)
    table = read_delimited(as_text(file, "table.csv"), Path("table.csv"), reading)
    assert table.bad_rows == ()
    assert list(zip(*(table.column(name) for name in table.columns), strict=True)) == rows


@given(st.text(st.sampled_from('ab1 ,;\t|"\r\n\u00e9'), max_size=60))
def test_any_text_is_a_table_or_a_data_error(content: str) -> None:
    with contextlib.suppress(DataError):
        table = read_bytes(content)
        assert len(table.row_numbers()) == table.rows
        assert len(table.columns) >= 2


def test_reads_a_hundred_thousand_rows_quickly(write_table: WriteTable) -> None:
    row = '"A sentence of some length, as it might well stand in a review of a shop or a film.",good\n'
    path = write_table("text,label\n" + row * 100_000)
    start = time.perf_counter()
    table = read_table(path)
    assert table.rows == 100_000
    assert time.perf_counter() - start < 5  # about 0.3 s; generous because other work may share the machine


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "rows", "columns", "encoding"),
    [
        ("financial_phrasebank/all-data.csv", 4846, ("label", "news"), "Windows-1252"),
        ("banking77/train.csv", 10003, ("text", "category"), "UTF-8"),
        ("sms_spam/sms.tsv", 5574, ("column 1", "column 2"), "UTF-8"),
        (
            "mrpc/msr_paraphrase_train.txt",
            4076,
            ("Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"),
            "UTF-8",
        ),
    ],
)
def test_reads_real_files(
    real_data: Path, file: str, rows: int, columns: tuple[str, ...], encoding: str
) -> None:
    table = read_table(real_data / file)
    assert (table.rows, table.columns, table.encoding, table.bad_rows) == (rows, columns, encoding, ())


@pytest.mark.real_data
def test_real_values_come_through(real_data: Path) -> None:
    news = read_table(real_data / "financial_phrasebank/all-data.csv")
    assert Counter(news.column("label")) == {"neutral": 2879, "positive": 1363, "negative": 604}
    assert not any("\ufffd" in text for text in news.column("news"))
    assert any("\n" in text for text in read_table(real_data / "banking77/train.csv").column("text"))
    sms = read_table(real_data / "sms_spam/sms.tsv")
    assert Counter(sms.column("column 1")) == {"ham": 4827, "spam": 747}
