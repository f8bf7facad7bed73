"""Odd files that are not plain text: archives, workbooks, columns, and what is no table at all."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import zipfile
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

from spreadsheets import DAY, Cell, make_ods, make_xlsx, zip_of

Made = tuple[str, bytes, int | None, tuple[str, ...]]
"""Name, content, rows (None: refused), first row (empty: not checked)."""
Row = list[Cell]
_CSV = b"text,label\n" + b"some words to read,a\nother words to read,b\n" * 10
_FIRST = ("some words to read", "a")
_NOTHING: tuple[str, ...] = ()


def odd_binaries() -> Iterator[Made]:
    """Files that are no tables, most with the name of one."""
    noise = random.Random(7).randbytes(5000)
    for name, content in {
        "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise,
        "photo": b"\xff\xd8\xff\xe0" + noise,
        "document": b"%PDF-1.7\n" + noise,
        "program": b"MZ\x90\0\x03\0\0\0" + noise,
        "database": b"SQLite format 3\0" + noise,
        "pickle": b"\x80\x04\x95" + noise,
        "sound": b"ID3\x03\0\0\0" + noise,
        "noise": noise,
        "old-workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise,
        "archive-7z": b"7z\xbc\xaf\x27\x1c" + noise,
        "archive-tar": b"table.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(248) + _CSV.ljust(512, b"\0"),
        "zeros": bytes(5000),
        "controls": bytes(range(1, 32)) * 50,
    }.items():
        yield f"{name}.csv", content, None, _NOTHING


def odd_archives() -> Iterator[Made]:
    """Compressed files."""
    zipped = zip_of({"table.csv": _CSV})
    yield "table.csv.gz", gzip.compress(_CSV), 20, _FIRST
    yield "table.csv.bz2", bz2.compress(_CSV), 20, _FIRST
    yield "table.csv.xz", lzma.compress(_CSV), 20, _FIRST
    yield "table.csv.zst", pa.compress(_CSV, "zstd", asbytes=True), 20, _FIRST
    yield "compressed-twice.gz", gzip.compress(gzip.compress(_CSV)), 20, _FIRST
    yield "cut.csv.gz", gzip.compress(_CSV)[:-12], None, _NOTHING
    yield "cut.csv.bz2", bz2.compress(_CSV)[:-12], None, _NOTHING
    yield "cut.csv.xz", lzma.compress(_CSV)[:-12], None, _NOTHING
    yield "picture.gz", gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(99)), None, _NOTHING
    yield "nothing.gz", gzip.compress(b""), None, _NOTHING
    yield "one.zip", zipped, 20, _FIRST
    yield "one.csv", zipped, 20, _FIRST
    yield "one-of-a-mac.zip", zip_of({"table.csv": _CSV, "__MACOSX/._table.csv": b"\0\5"}), 20, _FIRST
    yield "with-readme.zip", zip_of({"a/table.tsv": _CSV, "a/README.txt": b"read me"}), 20, _FIRST
    yield "two.zip", zip_of({"train.csv": _CSV, "test.csv": _CSV}), None, _NOTHING
    yield "empty.zip", zip_of({}), None, _NOTHING
    yield "cut.zip", zipped[:-30], None, _NOTHING
    yield "damaged.zip", zipped[:40] + bytes(20) + zipped[60:], None, _NOTHING
    yield "nested.zip", zip_of({"b.zip": zip_of({"c.zip": zip_of({"d.zip": zipped})})}), None, _NOTHING
    yield "protected.zip", _protected(zipped), None, _NOTHING
    yield "bomb.zip", _claims(zipped, 3 << 30), None, _NOTHING
    yield "word.docx", zip_of({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), None, _NOTHING
    texts = {f"reviews/{c}/{n}.txt": f"words of {c} {n}".encode() for c in ("neg", "pos") for n in range(5)}
    yield "folders.zip", zip_of(texts), 10, ("words of neg 0", "neg", "reviews/neg/0.txt")
    yield (
        "folders-and-more.zip",
        zip_of({**texts, "reviews/neg/x.png": b"\x89PNG", "LICENSE": b"x"}),
        12,
        _NOTHING,
    )
    yield "one-folder.zip", zip_of({f"pos/{n}.txt": b"words" for n in range(5)}), None, _NOTHING


def _protected(content: bytes) -> bytes:
    """With the flag that says that it is encrypted."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def _claims(content: bytes, size: int) -> bytes:
    """With another size after unpacking."""
    changed = bytearray(content)
    struct.pack_into("<I", changed, content.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


def odd_columnar() -> Iterator[Made]:
    """Parquet, Arrow and Feather."""
    table = pa.table({"text": [f"words {n}" for n in range(30)], "label": [n % 3 for n in range(30)]})
    first = ("words 0", "0")
    parquet, feather, stream = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pyarrow.parquet.write_table(table, parquet)
    pyarrow.feather.write_feather(table, feather)
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    for name, content in (("parquet", parquet), ("feather", feather), ("arrow", stream)):
        whole = content.getvalue()
        yield f"table.{name}", whole, 30, first
        yield f"{name}.csv", whole, 30, first
        yield f"cut.{name}", whole[: len(whole) // 2], None, _NOTHING
    broken = bytearray(parquet.getvalue())
    broken[-8:-4] = b"\xff\xff\xff\x7f"  # the length of what describes it
    yield "damaged.parquet", bytes(broken), None, _NOTHING
    nothing = io.BytesIO()
    pyarrow.parquet.write_table(table.slice(0, 0), nothing)
    yield "nothing.parquet", nothing.getvalue(), None, _NOTHING


def odd_workbooks() -> Iterator[Made]:
    """Workbooks."""
    body: list[Row] = [[f"some words {n}", n % 2, float(DAY)] for n in range(12)]
    rows: list[Row] = [["text", "label", "day"], *body]
    first = ("some words 0", "0", "2024-01-01")
    whole = make_xlsx({"Data": rows})
    yield "table.xlsx", whole, 12, first
    yield "workbook.csv", whole, 12, first
    yield "no-header.xlsx", make_xlsx({"Data": body}), 12, first
    yield "second-sheet.xlsx", make_xlsx({"Notes": [["to do"]], "Data": rows}), 12, first
    moved: list[Row] = [[], [None, "A title"], [], *([None, *row] for row in rows)]
    yield "moved.xlsx", make_xlsx({"Data": [[*row, *[None] * (4 - len(row))] for row in moved]}), 13, first
    yield "gaps.xlsx", make_xlsx({"Data": [*rows[:5], [], [], *rows[5:]]}), 12, first
    yield "nothing.xlsx", make_xlsx({"Data": []}), None, _NOTHING
    yield "one-column.xlsx", make_xlsx({"Data": [["text"], ["some words"]]}), None, _NOTHING
    yield "cut.xlsx", whole[: len(whole) // 2], None, _NOTHING
    yield "broken-sheet.xlsx", _broken_sheet(), None, _NOTHING
    yield (
        "table.ods",
        make_ods([["text", "label"], *(["some words", "a"] for _ in range(9))]),
        9,
        ("some words", "a"),
    )
    yield "workbook.gz", gzip.compress(whole), 12, first


def _broken_sheet() -> bytes:
    content = make_xlsx({"Data": [["text", "label"], ["some words", "a"]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    return zip_of({**parts, sheet: parts[sheet][:150]})
