"""The items of a long JSON array one after the other, without holding all of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from tuner_gui.engine.data.reading.source import Text
from tuner_gui.errors import DataError

_BLOCK_BYTES = 1 << 18
_BETWEEN = re.compile(r"[\s,]*")


def array_items(text: Text, name: str) -> Iterator[Any]:
    """Items of the array that a text consists of.

    Args:
        text: begins with `[`.
        name: of the file, for messages.

    Raises:
        DataError: it is not valid JSON.
    """
    decoder = json.JSONDecoder()
    blocks = _decoded(text)
    window, place = next(blocks).lstrip()[1:], 0
    step = 1
    while True:
        place = _after_gap(window, place)
        if window[place : place + 1] == "]":
            return
        try:
            item, end = decoder.raw_decode(window, place)
            complete = end < len(window)  # a number may go on in the next block
        except (json.JSONDecodeError, RecursionError):
            complete = False
        if complete:
            yield item
            place = end
            step = 1
            continue
        more = "".join(block for _, block in zip(range(step), blocks, strict=False))
        if not more:
            raise _invalid(name, window[place : place + 80])
        window, place = window[place:] + more, 0
        step *= 2  # what is long is not tried again at every block


def _after_gap(window: str, place: int) -> int:
    match = _BETWEEN.match(window, place)
    return match.end() if match else place


def _decoded(text: Text) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    text.file.seek(text.start)
    while block := text.file.read(_BLOCK_BYTES):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _invalid(name: str, where: str) -> DataError:
    return DataError(
        f"“{name}” cannot be read: it is not valid JSON, or was cut off.",
        hint="Save it again where it comes from, or use CSV.",
        detail=f"It cannot be understood from here on: {where}",
    )
