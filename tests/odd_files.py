"""Odd and malformed files as people have them, made on the spot; the same ones every time.

Each says how many rows are in it, or that it is no table.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from odd_containers import odd_archives, odd_binaries, odd_columnar, odd_workbooks

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
RARE = {"at": "@", "caret": "^", "tilde": "~", "unit": "\x1f", "start": "\x01", "hash": "#"}
NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
ROWS = 40
_SEED = 20240229


@dataclass(frozen=True)
class OddFile:
    """A file and what is to become of it."""

    name: str
    content: bytes
    rows: int | None
    """Rows that are in it, whether they fit or not; None: it is refused."""
    first: tuple[str, ...] = ()
    """The first row that fits; empty: not checked."""
    bad: int | None = None
    """Rows that do not fit; None: not checked."""


def odd_files() -> list[OddFile]:
    """All of them; names are unique."""
    made = [OddFile(*made) for made in (*odd_archives(), *odd_binaries(), *odd_columnar(), *odd_workbooks())]
    return [
        *_dialects(),
        *_rare_delimiters(),
        *_languages(),
        *_headers(),
        *_shapes(),
        *_contents(),
        *_damage(),
        *_json(),
        *made,
    ]


def table_rows(count: int = ROWS, seed: int = _SEED) -> list[tuple[str, str]]:
    """Texts with what makes CSV hard, and labels."""
    chance = random.Random(seed)
    words = ["größer", "film", "price, too", "good;", 'he said "no"', "café", "a|b", "plain", "words", "here"]
    return [(" ".join(chance.choices(words, k=6)) + f" {n}", ("good", "bad")[n % 2]) for n in range(count)]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",", newline: str = "\n") -> str:
    """Written by the standard library."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows([("text", "label"), *rows])
    return buffer.getvalue()


def _dialects() -> Iterator[OddFile]:
    rows = table_rows()
    for (name, delimiter), (ending, newline), codec in itertools.product(
        DELIMITERS.items(), NEWLINES.items(), ENCODINGS
    ):
        content = as_csv(rows, delimiter, newline).encode(codec)
        yield OddFile(f"{name}-{ending}-{codec}.csv", content, ROWS, rows[0], 0)


def _rare_delimiters() -> Iterator[OddFile]:
    for name, mark in RARE.items():
        words = [f"a sentence{', and more' * (n % 4)} to read" for n in range(ROWS)]
        lines = [f"{text}{mark}{'good' if n % 3 else 'bad'}" for n, text in enumerate(words)]
        first = (words[0], "bad")
        yield OddFile(f"rare-{name}.txt", "\n".join(lines).encode(), ROWS, first, 0)


_LANGUAGES = {
    "cp1251": "Очень хороший товар, рекомендую всем. Плохое качество",
    "cp1250": "Zażółć gęślą jaźń, bardzo dobry produkt i szybka wysyłka",
    "koi8_r": "Очень хороший товар, рекомендую всем. Плохое качество",
    "euc_jp": "この商品はとても良いです。おすすめします。品質が悪い",
    "cp932": "この商品はとても良いです。おすすめします。品質が悪い",
    "gb18030": "这个产品很好,我非常喜欢。质量不好,不推荐购买",
    "big5": "這個產品很好,我非常喜歡。品質不好,不推薦購買",
    "cp949": "이 제품은 아주 좋습니다. 추천합니다. 품질이 나쁩니다",
    "cp1253": "Πολύ καλό προϊόν, το συνιστώ σε όλους. Κακή ποιότητα",
    "utf-16-le": "The mark is missing here, größer",
    "utf-16-be": "The mark is missing here, größer",
    "utf-32": "Four bytes for each, größer",
}


def _languages() -> Iterator[OddFile]:
    for codec, text in _LANGUAGES.items():
        content = ("text\tlabel\n" + f"{text}\tx\n{text}\ty\n" * 20).encode(codec)
        yield OddFile(f"language-{codec}.tsv", content, 40, (text, "x"), 0)


def _headers() -> Iterator[OddFile]:
    body = "some words to read,a\nother words to read,b\n" * 10
    first = ("some words to read", "a")
    yield OddFile("header-none.csv", body.encode(), 20, first, 0)
    yield OddFile("header-only.csv", b"text,label\n", None)
    yield OddFile("header-twice.csv", f"text,text\n{body}".encode(), 20, first, 0)
    yield OddFile("header-blank.csv", f",\n{body}".encode(), 21, ("", ""), 0)
    yield OddFile("header-numbers.csv", f"0,1\n{body}".encode(), 20, first, 0)
    yield OddFile("header-title-above.csv", f"My survey\n\ntext,label\n{body}".encode(), 21, first, 1)
    yield OddFile("header-excel-hint.csv", f"sep=,\r\ntext,label\n{body}".encode(), 20, first, 0)
    numbered = "".join(f'"{n}"\t"some words {n}"\t"a"\n' for n in range(1, 21))
    yield OddFile(
        "header-of-r.tsv", f'"text"\t"label"\n{numbered}'.encode(), 20, ("1", "some words 1", "a"), 0
    )
    yield OddFile("header-long.csv", f"{'x' * 5000},label\n{body}".encode(), 20, first, 0)
    yield OddFile("header-lines.csv", f'"How do\nyou like it?",label\n{body}'.encode(), 20, first, 0)


def _shapes() -> Iterator[OddFile]:
    yield OddFile("empty.csv", b"", None)
    yield OddFile("one-byte.csv", b"x", None)
    yield OddFile("blank-lines.csv", b"\n\r\n \n\t\n", None)
    yield OddFile("mark-only.csv", b"\xef\xbb\xbf", None)
    yield OddFile("half-mark.csv", b"\xff\xfe", None)
    yield OddFile("one-column.csv", b"text\n" + b"words to read\n" * 20, None)
    yield OddFile("one-row.csv", b"text,label\nsome words,a\n", 1, ("some words", "a"), 0)
    yield OddFile("no-end.csv", b"text,label\nsome words,a\nmore words,b", 2, ("some words", "a"), 0)
    wide = ",".join(f"name of column {n}" for n in range(10_000)) + "\n" + (",".join("1" * 10_000) + "\n") * 3
    yield OddFile("wide.csv", wide.encode(), 3, ("1",) * 10_000, 0)
    huge = "words " * 500_000
    yield OddFile("huge-cell.csv", f"text,label\n{huge},a\nfew words,b\n".encode(), 2, (huge, "a"), 0)
    lines = "a line, and\n" * 200_000
    content = f'text,label\n"{lines}",a\nfew words,b\n'.encode()
    yield OddFile("huge-cell-of-lines.csv", content, 2, (lines, "a"), 0)
    yield OddFile("huge-line.csv", b"x" * 3_000_000, None)
    yield OddFile("blank-between.csv", b"text,label\n\n\nsome words,a\n\n  \nmore words,b\n\n", 2, bad=0)
    yield OddFile("blank-first.csv", b"\n\n\ntext,label\nsome words,a\nmore words,b\n", 2, bad=0)
    yield OddFile("empty-cells.csv", b"text,label\n,\n,\n,a\nx,\n", 4, ("", ""), 0)
    ragged = "".join(f"{n % 3}\t{n}.5\tsome words {n}" + "\turl" * (n % 10 == 7) + "\n" for n in range(200))
    yield OddFile("ragged-aligned.tsv", ragged.encode(), 200, ("0", "0.5", "some words 0", ""), 0)
    prose = "".join(f"good,some words{', and more' * (n % 4 == 1)}\n" for n in range(80))
    yield OddFile("ragged-prose.csv", prose.encode(), 80, ("good", "some words"), 20)
    mixed = "text,label\r\n" + "some words,a\nother words,a\r\n" * 25
    yield OddFile("mixed-newlines.csv", mixed.encode(), 50, ("some words", "a"), 0)


_TEXTS = {
    "emoji": "so good 👍🏽 👨‍👩‍👧 🇩🇪",
    "right-to-left": "מוצר טוב מאוד \u202eabc\u202c منتج جيد",
    "invisible": "zero\u200bwidth and\u00a0hard\u2028line\u2029breaks\u0085",
    "combining": "Z̵͎̏a̷͇͛l̴̳̀g̸̦̀o̶ e\u0301",
    "mark-inside": "a \ufeff mark of order",
    "controls": "vertical\x0btab, form\x0cfeed",
    "markup": '<p class="x">a &amp; b</p>, {"a": [1]}',
    "formula": '=HYPERLINK("http://x","y")',
    "backslash": 'path C:\\new\\, he said \\"no\\"',
    "quotes": '""" ""',
    "padded": "   padded   ",
    "missing-words": "NA",
    "private": "\ue000\U000f0000",
    "newlines": "one\ntwo\n\nfour",
    "tabs": "one\ttwo, three",
}


def _contents() -> Iterator[OddFile]:
    for name, text in _TEXTS.items():
        rows = [(text, "odd"), *(((f"plain words {n}"), "even") for n in range(20))]
        yield OddFile(f"content-{name}.csv", as_csv(rows).encode(), 21, rows[0], 0)
    escaped = "text,label\n" + '"he said \\"no\\", twice",a\n' * 20
    yield OddFile("content-escaped-quotes.csv", escaped.encode(), 20, ('he said "no", twice', "a"), 0)
    single = "text,label\n" + "'some, words',a\n" * 20
    yield OddFile("content-single-quotes.csv", single.encode(), 20, ("some, words", "a"), 0)
    stray = "".join(f'ham\t"I am here" he said {n}\nspam\t"win a prize\n' for n in range(20))
    yield OddFile("content-stray-quotes.tsv", stray.encode(), 40, ("ham", '"I am here" he said 0'), 0)
    decimal = "text;score\n" + "".join(f"some words, {n};{n},5\n" for n in range(20))
    yield OddFile("content-decimal-commas.csv", decimal.encode(), 20, ("some words, 0", "0,5"), 0)


def _damage() -> Iterator[OddFile]:
    """What happens to files on their way."""
    for number, (name, delimiter) in enumerate(DELIMITERS.items()):
        chance = random.Random(_SEED + number)
        rows = [(f"some words to read, number {n}", "good" if n % 2 else "bad") for n in range(200)]
        text = as_csv(rows, delimiter)
        lines = text.splitlines()
        at = chance.randrange(20, 180)
        first = rows[0]
        cut = "\n".join(lines[:at]) + "\nsome wor"
        yield OddFile(f"cut-{name}.csv", cut.encode(), at, first, 1)
        zero = f"{text[:500]}\0{text[500:]}"
        yield OddFile(f"zero-{name}.csv", zero.encode(), None)
        yield OddFile(f"zeros-at-the-end-{name}.csv", text.encode() + bytes(4096), None)
        invalid = as_csv([(f"größer {a}", b) for a, b in rows], delimiter).encode()
        broken = invalid.replace(b"words", b"wo\xffrds", 1)
        yield OddFile(
            f"invalid-byte-{name}.csv", broken, 200, ("größer some wo\ufffdrds to read, number 0", "bad"), 0
        )
        for what, line, bad in (
            ("missing", "no delimiter here", 1),
            ("extra", f"a{delimiter}b{delimiter}c{delimiter}d", 1),
            ("space", "   ", 0),
        ):
            damaged = "\n".join([*lines[:at], line, *lines[at:]])
            yield OddFile(f"line-{what}-{name}.csv", damaged.encode(), 200 + bad, first, bad)
        half = "\n".join([*lines[:100], *(f"x{delimiter}y{delimiter}z" for _ in range(60)), *lines[100:]])
        yield OddFile(f"third-misfits-{name}.csv", half.encode(), 260, first, 60)
        unclosed = "\n".join([*(f'"{a}"{delimiter}"{b}"' for a, b in rows), f'"never closed{delimiter}good'])
        yield OddFile(f"unclosed-{name}.csv", unclosed.encode(), None)
        twice = text + text
        yield OddFile(f"joined-{name}.csv", twice.encode(), 401, bad=0)


def _json() -> Iterator[OddFile]:
    records = [{"text": f"some words {n}", "label": n % 2} for n in range(30)]
    lines = [json.dumps(record) for record in records]
    first = ("some words 0", "0")
    yield OddFile("records.json", json.dumps(records).encode(), 30, first, 0)
    yield OddFile("records-indented.json", json.dumps(records, indent=4).encode(), 30, first, 0)
    yield OddFile("records-utf-16.json", json.dumps(records).encode("utf-16"), 30, first, 0)
    yield OddFile("records-mark.jsonl", "\n".join(lines).encode("utf-8-sig"), 30, first, 0)
    yield OddFile("records-cut.json", json.dumps(records)[:-20].encode(), None)
    yield OddFile("records-in-data.json", json.dumps({"data": records}).encode(), 30, first, 0)
    columns = {name: [record[name] for record in records] for name in ("text", "label")}
    yield OddFile("columns.json", json.dumps(columns).encode(), 30, first, 0)
    yield OddFile("lines.jsonl", "\n".join(lines).encode(), 30, first, 0)
    yield OddFile("lines.csv", "\r\n".join(lines).encode(), 30, first, 0)
    yield OddFile("lines-cut.jsonl", "\n".join(lines)[:-20].encode(), 30, first, 1)
    yield OddFile("lines-damaged.jsonl", "\n".join([*lines, "[1]", "null", "{", "{}"]).encode(), 34, first, 4)
    other = '{"words": "x", "text": "y"}'
    yield OddFile("lines-other-keys.jsonl", "\n".join([*lines, other]).encode(), 31, (*first, ""), 0)
    yield OddFile("lines-nan.jsonl", "\n".join([*lines, '{"text": NaN}']).encode(), 31, first, 0)
    yield OddFile("lines-surrogate.jsonl", "\n".join([*lines, '{"text": "\\ud83d"}']).encode(), 31, first)
    yield OddFile("lines-hopeless.jsonl", b"no record\n" * 40, None)
    yield OddFile("nothing.json", b"[]", None)
    yield OddFile("number.json", b"42", None)
    yield OddFile("deep.json", b"[" * 100_000, None)
    yield OddFile("deep.jsonl", ("\n".join(lines) + "\n" + '{"a":' * 100_000).encode(), 31, first, 1)
    yield OddFile("settings.json", b'{"a": 1, "b": {"c": 2}}', None)
    yield OddFile("brackets.csv", b"text,label\n" + b"[deleted],a\n{x},b\n" * 20, 40, ("[deleted]", "a"), 0)
