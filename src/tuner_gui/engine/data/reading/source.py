"""The bytes of a file as UTF-8 that can be read again and again: decoded or unpacked where need be."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

import pyarrow as pa

from tuner_gui.engine.data.encoding import (
    SAVE_AS_CSV,
    UNREADABLE,
    Encoding,
    chosen_encoding,
    encoding_name,
    find_encoding,
)
from tuner_gui.errors import DataError

MAX_BYTES = 2 << 30
"""Largest text that is read; its table is held in memory."""
_BLOCK_BYTES = 1 << 18
_IN_MEMORY = 1 << 24


@dataclass(frozen=True)
class Text:
    """A text file, ready to be parsed."""

    file: BinaryIO
    """UTF-8, can be sought in."""
    start: int
    """Where the text begins, behind a byte order mark."""
    codec: str
    """What the file was written in: Python's name."""
    encoding: str
    """The same for the screen."""
    first_line: int = 1
    """Line of the file in which the text begins."""


def as_text(file: BinaryIO, name: str, codec: str = "") -> Text:
    """Find the encoding of a file and turn it into UTF-8.

    A file that is valid UTF-8 is used as it is, any other is decoded into a temporary one.

    Args:
        file: can be sought in.
        name: the file's name, for messages.
        codec: the encoding if a person chose one; empty: detected.

    Raises:
        DataError: the file is not text, or in an encoding that cannot be recognised.
    """
    found = chosen_encoding(file, codec) if codec else find_encoding(file, name)
    if found.codec == "utf-8" and not found.damaged and not codec:
        return Text(file, found.mark, "utf-8", "UTF-8")
    decoded, damaged = _transcode(file, found, name)
    suffix = " (damaged)" if damaged else ""
    return Text(decoded, 0, found.codec, encoding_name(found.codec) + suffix)


def _transcode(file: BinaryIO, encoding: Encoding, name: str) -> tuple[BinaryIO, bool]:
    """The file in UTF-8 and whether parts of it could not be decoded."""
    wide = encoding.declared and not encoding.damaged
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="strict" if wide else "replace")
    target = temporary()
    damaged, block = False, b"-"
    file.seek(encoding.mark)
    while block:
        block = file.read(_BLOCK_BYTES)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeError as error:
            raise DataError(
                f"“{name}” cannot be read as text: it says that it is {encoding_name(encoding.codec)}, "
                "but parts of it are not.",
                hint="The file may be damaged or cut off. " + SAVE_AS_CSV,
                detail=repr(error),
            ) from error
        damaged = damaged or UNREADABLE in text
        target.write(text.encode("utf-8", "replace"))
    return target, damaged


class _Temporary(tempfile.SpooledTemporaryFile[bytes]):
    """Closed by being forgotten, for whoever reads from it does not know that it is temporary."""

    def __del__(self) -> None:
        self.close()


def temporary() -> BinaryIO:
    """A file that vanishes when it is closed or forgotten; in memory while it is small."""
    return cast(BinaryIO, _Temporary(max_size=_IN_MEMORY))


# --- compressed files -------------------------------------------------------------------------


def _zstd(file: BinaryIO) -> IO[bytes]:
    return cast(IO[bytes], pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))


_OPENERS: dict[bytes, Callable[[BinaryIO], IO[bytes]]] = {
    b"\x1f\x8b": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file, mode="rb")),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": _zstd,
}
_FAULTS = (OSError, EOFError, zlib.error, lzma.LZMAError, pa.ArrowInvalid)


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is a single compressed file."""
    return any(head.startswith(signature) for signature in _OPENERS)


def unpack(file: BinaryIO, name: str, at_most: int | None = None) -> BinaryIO:
    """The content of a compressed file, in a temporary one.

    Args:
        file: a file for which `is_compressed` holds.
        name: its name, for messages.
        at_most: stop after about this many bytes; None: all of it.

    Raises:
        DataError: it is damaged, or unpacks to more than `MAX_BYTES`.
    """
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    opener = next(opener for signature, opener in _OPENERS.items() if head.startswith(signature))
    try:
        return copy_bounded(opener(file), name, at_most)
    except _FAULTS as error:
        raise DataError(
            f"“{name}” cannot be unpacked: it is damaged or was cut off.",
            hint="Download or copy it again, or unpack it with another program and use what is in it.",
            detail=repr(error),
        ) from error


def copy_bounded(packed: IO[bytes], name: str, at_most: int | None = None) -> BinaryIO:
    """Copy a stream into a temporary file.

    Raises:
        DataError: it has more than `MAX_BYTES`.
    """
    target, size = temporary(), 0
    while block := packed.read(_BLOCK_BYTES):
        size += len(block)
        if size > MAX_BYTES:
            raise too_large(name, "unpacks to more than that")
        target.write(block)
        if at_most is not None and size >= at_most:
            break
    return target


def too_large(name: str, why: str) -> DataError:
    """The error for a file beyond memory."""
    return DataError(
        f"“{name}” is too large: Tuner reads at most {MAX_BYTES / 1e9:.1f} GB, and it {why}.",
        hint="Use a part of it: some ten thousand rows are plenty to learn from.",
    )


def first_lines(file: BinaryIO, size: int) -> tuple[BinaryIO, bool]:
    """The beginning of a file, cut at the end of a line, and whether that is not all of it."""
    file.seek(0)
    head = file.read(size)
    if not file.read(1):
        return io.BytesIO(head), False
    whole = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
    if not whole:
        return io.BytesIO(head), True
    padding = len(whole) % 2 if b"\0" in head[:100] else 0  # UTF-16: the other half of the line break
    return io.BytesIO(whole + head[len(whole) : len(whole) + padding]), True
