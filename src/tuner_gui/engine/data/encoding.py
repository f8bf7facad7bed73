"""How a text file is encoded: found out block by block, or the reason why it is not text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import charset_normalizer
import numpy as np
import pyarrow as pa

from tuner_gui.errors import DataError

SAVE_AS_CSV = "Open it in the program it comes from, save the table as CSV (UTF-8), then use that file."
UNREADABLE = "\ufffd"
"""Stands in a text where its bytes make no character."""

_SIGNATURES = {
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF-": "a PDF document",
    b"{\\rtf": "a rich text document",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x80\x04\x95": "a Python pickle, which Tuner does not open because it may run programs",
}
"""First bytes of files that are often mistaken for tables of text."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the one of UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_LEGACY = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1257": "Windows-1257",
    "mac_roman": "Mac Roman",
    "cp932": "Shift JIS",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "Korean (949)",
    "euc_jp": "EUC-JP",
    "koi8_r": "KOI8-R",
}
"""Encodings that spreadsheets really write; guessing among all there are errs more often."""

_UNICODE = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
}

_SAMPLE_BYTES = 1 << 16
_BLOCK_BYTES = 1 << 20
_SLOW_BLOCK_BYTES = 1 << 15  # decoding what is invalid takes long, and nobody else gets a turn meanwhile
_HIGH_BYTES = bytes(range(128, 256))
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f\x01\x02"))
"""Bytes that stand in no text; some that tables use as separators may."""


@dataclass(frozen=True)
class Encoding:
    """How a file is encoded."""

    codec: str
    """Python's name."""
    mark: int = 0
    """Length of the byte order mark."""
    declared: bool = False
    """The file says so itself, by its byte order mark."""
    damaged: bool = False
    """Not all of it can be decoded."""


def encoding_name(codec: str) -> str:
    """What a codec of Python is called on the screen."""
    return {**_UNICODE, **_LEGACY}.get(codec, codec.upper())


def find_encoding(file: BinaryIO, name: str) -> Encoding:
    """Find out how a file is encoded.

    A byte order mark decides; without one, strict UTF-8 comes first, because other encodings
    practically never happen to be valid UTF-8, and only then the statistical guess.

    Args:
        file: the whole file, or its beginning cut at the end of a line.
        name: the file's name, for messages.

    Raises:
        DataError: the file is not text, or in an encoding that cannot be recognised.
    """
    file.seek(0)
    head = file.read(_SAMPLE_BYTES)
    _refuse_known_binary(head, name)
    for mark, codec in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            valid = codec != "utf-8" or _is_utf8(file, name, start=len(mark))
            return Encoding(codec, len(mark), declared=True, damaged=not valid)
    if codec := _wide_codec(head):
        return Encoding(codec)
    if _control_share(head) > 0.01:
        raise not_text(name, "it contains bytes that no text contains")
    if _is_utf8(file, name):
        return Encoding("utf-8")
    if _mostly_utf8(file):  # one cut character must not garble all others
        return Encoding("utf-8", damaged=True)
    return _legacy_encoding(file, name)


def chosen_encoding(file: BinaryIO, codec: str) -> Encoding:
    """The encoding that a person chose.

    Raises:
        DataError: there is no such encoding.
    """
    try:
        found = codecs.lookup(codec).name
        "".encode(found)  # some codecs are not made of characters
    except LookupError as error:
        raise DataError(
            f"There is no encoding called “{codec}”.",
            hint="Try utf-8, utf-16, cp1252, gb18030 or shift_jis.",
            detail=repr(error),
        ) from error
    file.seek(0)
    head = file.read(4)
    for mark, marked in _BYTE_ORDER_MARKS:
        if head.startswith(mark) and marked.startswith(found.removesuffix("-sig")):
            return Encoding(marked, len(mark))
    return Encoding({"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(found, found))


def not_text(name: str, why: str) -> DataError:
    """The error for a file that is something else."""
    return DataError(f"“{name}” is not a table of text: {why}.", hint=SAVE_AS_CSV)


def _refuse_known_binary(head: bytes, name: str) -> None:
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature):
            raise not_text(name, f"it is {what}")
    if head[257:262] == b"ustar":
        raise not_text(name, "it is a tar archive")


def _wide_codec(head: bytes) -> str:
    """UTF-16 without a mark: in most texts every second byte of many is zero, and no other."""
    zeros = np.frombuffer(head[: len(head) & ~1], np.uint8).reshape(-1, 2) == 0
    if not zeros.size:
        return ""
    even, odd = zeros.mean(axis=0)
    if max(even, odd) < 0.2 or min(even, odd) > 0.01:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _control_share(head: bytes) -> float:
    return 1 - len(head.translate(None, _CONTROL_BYTES)) / max(len(head), 1)


def _is_utf8(file: BinaryIO, name: str, start: int = 0) -> bool:
    """Whether all of a file is valid UTF-8; refuses it if it has zero bytes."""
    file.seek(start)
    carried, valid = b"", True
    while read := file.read(_BLOCK_BYTES):
        if b"\0" in read:
            raise not_text(name, "it contains bytes that no text contains")
        if valid:
            cut = _last_whole(carried + read)
            valid = _block_is_valid((carried + read)[:cut])
            carried = (carried + read)[cut:]
    return valid and not carried


def _block_is_valid(block: bytes) -> bool:
    """Checked by Arrow, which lets other threads work meanwhile."""
    if block.isascii():
        return True
    offsets = pa.py_buffer(np.array([0, len(block)], np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(block)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _last_whole(block: bytes) -> int:
    """Length of a block without the character that its end cuts."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if length > back else len(block)
        if byte < 0x80:
            break
    return len(block)


def _mostly_utf8(file: BinaryIO) -> bool:
    """Whether more than 20 of 21 characters beyond ASCII are valid."""
    beyond_ascii = unreadable = 0
    for text, ascii_bytes in _decoded_blocks(file):
        beyond_ascii += len(text) - ascii_bytes
        unreadable += text.count(UNREADABLE)
        if unreadable > 1000 and beyond_ascii < 2 * unreadable:
            return False  # clear enough
    return beyond_ascii > 20 * unreadable


def _decoded_blocks(file: BinaryIO) -> Iterator[tuple[str, int]]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    file.seek(0)
    while block := file.read(_SLOW_BLOCK_BYTES):
        yield decoder.decode(block), len(block.translate(None, _HIGH_BYTES))
    yield decoder.decode(b"", final=True), 0


def _legacy_encoding(file: BinaryIO, name: str) -> Encoding:
    codec = _guess_legacy(_telling_lines(file))
    if codec is None:
        raise not_text(name, "its encoding cannot be recognised")
    return Encoding(codec)


def _telling_lines(file: BinaryIO) -> bytes:
    """The first lines that are not plain ASCII."""
    lines: list[bytes] = []
    size = 0
    file.seek(0)
    while size < _SAMPLE_BYTES and (line := file.readline(_SAMPLE_BYTES)):
        if not line.isascii():
            lines.append(line.rstrip(b"\r\n"))
            size += len(line)
    return b"\n".join(lines)[:_SAMPLE_BYTES]


def _guess_legacy(sample: bytes) -> str | None:
    """The likeliest of `_LEGACY`."""
    matches = charset_normalizer.from_bytes(sample, cp_isolation=list(_LEGACY))
    best = matches.best()
    if best is None:
        return None
    western = next((match for match in matches if match.encoding == "cp1252"), best)
    if western.chaos <= best.chaos:
        best = western  # by far the most frequent, so it wins a tie
    if best.encoding == "cp1250" and sample.decode("cp1250", "replace") == sample.decode("cp1252", "replace"):
        return "cp1252"  # the two agree on these characters
    return best.encoding
