"""Reads JSON Lines and JSON documents, record by record where the layout allows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.data.reading.json_stream import array_items
from tuner_gui.engine.data.reading.records import RecordTable
from tuner_gui.engine.data.reading.sheet import table_of_rows
from tuner_gui.engine.data.reading.source import Text
from tuner_gui.engine.data.table import BadRow, Table
from tuner_gui.errors import DataError

_LINES = (".jsonl", ".ndjson", ".ldjson")
_HOPELESS = 0.9
_HEAD_BYTES = 1 << 16
_BLOCK_BYTES = 1 << 19
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def is_json(text: Text, suffixes: Sequence[str]) -> bool:
    """Whether a text is JSON: by the suffixes of its name, or because its first line says so."""
    head = _head(text)
    if head[:1] not in (b"{", b"["):
        return False
    if ".json" in suffixes or any(suffix in _LINES for suffix in suffixes):
        return True
    return decode_json(head.splitlines()[0]) is not None or head[1:].lstrip()[:1] in (b'"', b"{")


def is_document(text: Text, suffixes: Sequence[str]) -> bool:
    """Whether a text is JSON of one document, which cannot be read from its beginning alone."""
    return is_json(text, suffixes) and not _in_lines(text, suffixes)


def read_json(text: Text, path: Path, suffixes: Sequence[str], reading: Reading, rows: int | None) -> Table:
    """Read a text for which `is_json` holds.

    Args:
        text: JSON Lines, or one document.
        path: where it came from.
        suffixes: of its name, in lower case.
        reading: what a person decided.
        rows: no more than so many are needed; None: all.

    Raises:
        DataError: it is not valid JSON, or no table can be made of it.
    """
    if _in_lines(text, suffixes):
        table = _read_lines(text, path, rows)
    else:
        table = _read_document(text, path, reading, rows)
    if not table.rows or not table.columns:
        raise DataError(
            f"“{path.name}” has no records in it.", hint="Choose a file with one record per row of the table."
        )
    return replace(table, encoding=text.encoding, codec=text.codec)


def _head(text: Text) -> bytes:
    text.file.seek(text.start)
    return text.file.read(_HEAD_BYTES).lstrip()


def _in_lines(text: Text, suffixes: Sequence[str]) -> bool:
    """Whether every line is a document of its own."""
    if any(suffix in _LINES for suffix in suffixes):
        return True
    first, _, rest = _head(text).partition(b"\n")
    return bool(rest.strip()) and isinstance(decode_json(first), dict)


def decode_json(content: bytes | str) -> Any:
    """A JSON value; None if it is none."""
    try:
        return _decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _lenient(content)


def _lenient(content: bytes | str) -> Any:
    """As Python writes it, with NaN and Infinity."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


# --- JSON Lines -------------------------------------------------------------------------------


def _read_lines(text: Text, path: Path, rows: int | None) -> Table:
    records, bad = RecordTable(), list[BadRow]()
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            continue
        value = decode_json(line)
        if isinstance(value, dict) and value:
            records.add(value)
        else:
            row = records.rows + len(bad) + 1
            bad.append(BadRow(number, _fault(line, value), row, line.decode(errors="replace").strip()))
        if rows is not None and records.rows > rows:
            break
    total = records.rows + len(bad)
    if len(bad) > _HOPELESS * total:
        raise DataError(
            f"“{path.name}” is not a table: {len(bad):,} of its {total:,} lines are not a JSON record.",
            hint="Each line must be one record in braces, such as a text and its label.",
        )
    return Table(path, records.finish(), "", "", True, tuple(bad), format="JSON Lines")


def _lines(text: Text) -> Iterator[bytes]:
    """In large blocks: who waits for the interpreter's lock starves where it is let go of too often."""
    text.file.seek(text.start)
    rest = b""
    while block := text.file.read(_BLOCK_BYTES):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
    if rest:
        yield rest


def _fault(line: bytes, value: Any) -> str:
    if value is None and line.strip() != b"null":
        return "not valid JSON"
    return "an empty record" if value == {} else "not a record in braces"


# --- one document -----------------------------------------------------------------------------


def _read_document(text: Text, path: Path, reading: Reading, rows: int | None) -> Table:
    if _head(text).startswith(b"["):
        return _of_items(array_items(text, path.name), path, reading, rows)
    text.file.seek(text.start)
    document = decode_json(text.file.read())
    if not isinstance(document, dict):
        raise _invalid(path.name)
    return _of_mapping(document, path, reading, rows)


def _of_items(items: Iterator[Any], path: Path, reading: Reading, rows: int | None) -> Table:
    first = next(items, None)
    if isinstance(first, list):
        found = table_of_rows(_even([first, *items]), reading.header)
        if found:
            return Table(path, found.data, "", "", found.has_header, found.above, format="JSON")
        raise _no_table(path.name)
    records, bad = RecordTable(), list[BadRow]()
    for item in _chain(first, items):
        if isinstance(item, dict) and item:
            records.add(item)
        else:
            row = records.rows + len(bad) + 1
            bad.append(BadRow(row, "not a record in braces", row, cell_text(item)))
        if rows is not None and records.rows > rows:
            break
    if not records.rows:
        raise _no_table(path.name)
    return Table(path, records.finish(), "", "", True, tuple(bad), format="JSON")


def _chain(first: Any, items: Iterator[Any]) -> Iterator[Any]:
    if first is not None:
        yield first
    yield from items


def _even(rows: Sequence[Any]) -> list[list[Any]]:
    lists = [row if isinstance(row, list) else [row] for row in rows]
    width = max(map(len, lists))
    return [[*row, *[None] * (width - len(row))] for row in lists]


def _of_mapping(document: Mapping[str, Any], path: Path, reading: Reading, rows: int | None) -> Table:
    """Columns by name, rows below a key such as `data`, or rows by number, as pandas writes them."""
    columns, data = document.get("columns"), document.get("data")
    if isinstance(columns, list) and isinstance(data, list) and data and isinstance(data[0], list):
        return _of_items(iter([columns, *data]), path, Reading(header=True), rows)
    values = list(document.values())
    lists = [value for value in values if isinstance(value, list)]
    if values and len(lists) == len(values) > 1 and len(set(map(len, lists))) == 1:
        return _of_columns(document, path, rows)
    if values and all(isinstance(value, dict) for value in values):
        keys = [list(value) for value in values]
        if len(values) > 1 and keys[0] and all(key == keys[0] for key in keys) and keys[0][0].isdigit():
            return _of_columns({name: list(value.values()) for name, value in document.items()}, path, rows)
        return _of_items(iter(values), path, reading, rows)
    longest = max(
        (value for value in lists if value and isinstance(value[0], (dict, list))), key=len, default=None
    )
    if longest is None:
        raise _no_table(path.name)
    return _of_items(iter(longest), path, reading, rows)


def _of_columns(columns: Mapping[str, Sequence[Any]], path: Path, rows: int | None) -> Table:
    records = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return _of_items(records, path, Reading(), rows)


def _invalid(name: str) -> DataError:
    return DataError(
        f"“{name}” cannot be read: it is not valid JSON, or was cut off.",
        hint="Save it again where it comes from, or use CSV.",
    )


def _no_table(name: str) -> DataError:
    return DataError(
        f"No table can be made of “{name}”: it holds no list of records.",
        hint="It should be a list of records, such as [{“text”: …, “label”: …}, …], or one record per line.",
    )
