"""Reads the words of a PDF that Qt wrote, page by page, as a reader's search would find them."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj(.*?)^endobj", re.DOTALL)
_PIECE = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj")


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, without the spaces between them."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    letters = {
        number: _letters(_stream(objects[int(found[1])]))
        for number, body in objects.items()
        if (found := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    return [_words(content, letters) for content in contents_of(pdf)]


def contents_of(pdf: bytes) -> list[bytes]:
    """What draws each page."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    found = [re.search(rb"/Contents (\d+) 0 R", page) for page in pages]
    return [_stream(objects[int(place[1])]) for place in found if place]


def _stream(body: bytes) -> bytes:
    start = body.index(b"stream") + len(b"stream")
    content = body[start : body.rindex(b"endstream")].lstrip(b"\r\n")
    return zlib.decompress(content) if b"FlateDecode" in body[:start] else content


def _letters(table: bytes) -> dict[bytes, str]:
    """Letter by glyph, both as four hexadecimal digits."""
    found = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, rest in re.findall(rb"<(\w+)> <(\w+)> (\[.*?\]|<\w+>)", block, re.DOTALL):
            said = re.findall(rb"<(\w+)>", rest)
            for place, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                code = said[place] if rest.startswith(b"[") else b"%04X" % (int(said[0], 16) + place)
                found[b"%04X" % glyph] = bytes.fromhex(code.decode()).decode("utf-16-be")
    return found


def _words(content: bytes, letters: dict[int, dict[bytes, str]]) -> str:
    font, words = 0, []
    for piece in _PIECE.finditer(content):
        if piece[1]:
            font = int(piece[1])
        else:
            glyphs = [piece[2][place : place + 4] for place in range(0, len(piece[2]), 4)]
            words += [letters[font].get(glyph, "") for glyph in glyphs]
    return "".join(words).replace(" ", "")
