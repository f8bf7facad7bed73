"""Reads one text per file, in one folder per class, from a disk or from a ZIP archive."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from tuner_gui.engine.data.encoding import encoding_name, find_encoding
from tuner_gui.engine.data.reading.source import MAX_BYTES, as_text, too_large
from tuner_gui.engine.data.table import BadRow, Table
from tuner_gui.errors import DataError

TEXT_SUFFIXES = ("", ".txt", ".text", ".md", ".html", ".htm", ".eml")
_JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_SPLITS = ("train", "training", "test", "testing", "validation", "valid", "val", "dev")
_CHUNK = 500


@dataclass(frozen=True)
class Member:
    """A file in a folder or archive."""

    name: PurePosixPath
    """Relative to the folder or archive."""
    read: Callable[[], bytes]
    size: int


def is_junk(name: PurePosixPath) -> bool:
    """Whether a file was left by the system rather than by a person."""
    return any(part in _JUNK or part.startswith(("._", ".~lock", "~$")) for part in name.parts)


def members_of(folder: Path) -> list[Member]:
    """All files below a folder."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    members = [
        Member(PurePosixPath(file.relative_to(folder).as_posix()), file.read_bytes, file.stat().st_size)
        for file in files
    ]
    return [member for member in members if not is_junk(member.name)]


def is_text(member: Member) -> bool:
    """Whether a file may be a text, by its name; `cv000.29416` is one."""
    suffix = member.name.suffix.lower()
    return suffix in TEXT_SUFFIXES or suffix[1:].isdigit()


def read_text_folder(members: Sequence[Member], path: Path, rows: int | None) -> Table:
    """Make a table with the columns `text`, `label`, `file` and, if there are splits, `split`.

    Args:
        members: the files.
        path: where they came from.
        rows: about so many are needed, from all classes; None: all.

    Raises:
        DataError: there are not two classes at least, or they are too large.
    """
    if sum(member.size for member in members) > MAX_BYTES:
        raise too_large(path.name, "unpacks to more than that")
    depth = _depth(members, path)
    few = members if rows is None else members[:: -(-len(members) // rows)]
    chunks, bad, encodings = [], [], {"utf-8"}
    for start in range(0, len(few), _CHUNK):
        found = []
        for row, member in enumerate(few[start : start + _CHUNK], start + 1):
            text = _text_of(member, depth, encodings)
            if isinstance(text, str):
                found.append((text, *_place(member, depth)))
            else:
                bad.append(BadRow(1, f"{member.name}: {text[0]}", row, str(member.name)))
        columns = [pa.array(values, pa.string()) for values in zip(*found, strict=True)]
        if columns:
            chunks.append(pa.table(columns, ["text", "label", "file", "split"]))
    if not chunks:
        raise _no_classes(path)
    return _table(pa.concat_tables(chunks), path, bad, encodings, is_preview=len(few) < len(members))


def _table(data: pa.Table, path: Path, bad: list[BadRow], encodings: set[str], *, is_preview: bool) -> Table:
    if not any(data["split"].unique().to_pylist()):
        data = data.drop_columns(["split"])
    codec = next(iter(sorted(encodings - {"utf-8"})), "utf-8")
    return Table(
        path,
        data,
        encoding_name(codec),
        "",
        has_header=True,
        bad_rows=tuple(bad),
        format="Text files",
        codec=codec,
        is_preview=is_preview,
    )


def _depth(members: Sequence[Member], path: Path) -> int:
    """At which level of folders the classes are."""
    folders = [member.name.parts[:-1] for member in members if is_text(member) and member.name.parts[:-1]]
    if not folders:
        raise _no_classes(path)
    for depth in range(max(map(len, folders))):
        names = {parts[depth] for parts in folders if len(parts) > depth}
        if len(names) > 1 and not all(name.lower() in _SPLITS for name in names):
            return depth
    raise _no_classes(path)


def _place(member: Member, depth: int) -> tuple[str, str, str]:
    """Label, file and split."""
    parts = member.name.parts
    split = next((part for part in parts[:depth] if part.lower() in _SPLITS), "")
    return parts[depth], str(member.name), split


def _text_of(member: Member, depth: int, encodings: set[str]) -> str | tuple[str]:
    """The text of a file, or in a tuple why it is none."""
    if len(member.name.parts) <= depth + 1:
        return ("lies in no folder of a class",)
    if not is_text(member):
        return ("not a text file",)
    content = member.read()
    try:
        return content.decode("utf-8-sig") if b"\0" not in content else _odd_text(content, encodings)
    except UnicodeDecodeError:
        return _odd_text(content, encodings)


def _odd_text(content: bytes, encodings: set[str]) -> str | tuple[str]:
    file = io.BytesIO(content)
    try:
        codec = find_encoding(file, "").codec
        text = as_text(file, "")
    except DataError:
        return ("not text",)
    encodings.add(codec)
    text.file.seek(text.start)
    return text.file.read().decode(errors="replace")


def _no_classes(path: Path) -> DataError:
    return DataError(
        f"“{path.name}” holds no table and no folders of texts to tell apart: one folder per class is "
        "needed, two at least, with one text file per row.",
        hint="Put the text files of each class into a folder that is named like the class.",
    )
