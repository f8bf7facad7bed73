"""From the bytes of a file to UTF-8, or to the reason why it is not text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import charset_normalizer

from tuner_gui.errors import DataError

_SAVE_AS_CSV = "Open it in the program it comes from, save the table as CSV (UTF-8), then use that file."

_SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF-": "a PDF document",
}
"""First bytes of files that are often mistaken for tables of text."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),  # begins like the one of UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
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
}
"""Encodings that spreadsheets really write; guessing among all there are errs more often."""

_SAMPLE_BYTES = 1 << 16
UNREADABLE = "\ufffd"
"""Stands in a text where its bytes make no character."""
_HIGH_BYTES = bytes(range(128, 256))
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


@dataclass(frozen=True)
class Text:
    """Content of a text file."""

    content: bytes
    """UTF-8 without byte order mark."""
    encoding: str
    """What the file was written in, for the screen."""


def decode(content: bytes, name: str) -> Text:
    """Find the encoding of `content` and turn it into UTF-8.

    A byte order mark decides; without one, strict UTF-8 comes first, because other encodings
    practically never happen to be valid UTF-8, and only then the statistical guess.

    Args:
        content: the whole file.
        name: the file's name, for messages.

    Raises:
        DataError: the file is not text, or in an encoding that cannot be recognised.
    """
    _refuse_known_binary(content, name)
    for mark, codec, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_as(content[len(mark) :], codec, encoding, name)
    if b"\0" in content or _control_share(content) > 0.01:
        raise _not_text(name, "it contains bytes that no text contains")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(content, name)
    return Text(content, "UTF-8")


def _refuse_known_binary(content: bytes, name: str) -> None:
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise _not_text(name, f"it is {what}")


def _control_share(content: bytes) -> float:
    sample = content[:_SAMPLE_BYTES]
    return 1 - len(sample.translate(None, _CONTROL_BYTES)) / max(len(sample), 1)


def _decode_as(content: bytes, codec: str, encoding: str, name: str) -> Text:
    try:
        return Text(content.decode(codec).encode(), encoding)
    except UnicodeError as error:
        raise DataError(
            f"“{name}” cannot be read as text: it says that it is {encoding}, but parts of it are not.",
            hint="The file may be damaged or cut off. " + _SAVE_AS_CSV,
            detail=repr(error),
        ) from error


def _decode_legacy(content: bytes, name: str) -> Text:
    """Text that is not valid UTF-8: damaged UTF-8 when most of it is, otherwise the likeliest encoding."""
    text = content.decode("utf-8", errors="replace")
    beyond_ascii = len(text) - len(content.translate(None, _HIGH_BYTES))
    if beyond_ascii > 20 * text.count(UNREADABLE):  # one cut character must not garble all others
        return Text(text.encode(), "UTF-8 (damaged)")
    codec = _guess_legacy(content)
    if codec is None:
        raise _not_text(name, "its encoding cannot be recognised")
    text = content.decode(codec, errors="replace")
    damage = " (damaged)" if UNREADABLE in text else ""
    return Text(text.encode(), _LEGACY[codec] + damage)


def _guess_legacy(content: bytes) -> str | None:
    """The likeliest of `_LEGACY`, judged by the lines that are not plain ASCII."""
    sample = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE_BYTES]
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


def _not_text(name: str, why: str) -> DataError:
    return DataError(f"“{name}” is not a table of text: {why}.", hint=_SAVE_AS_CSV)
