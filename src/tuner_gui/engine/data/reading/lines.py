"""On which line of a file something stands, found without holding the file in memory."""

from __future__ import annotations

from collections.abc import Iterable

from tuner_gui.engine.data.reading.source import Text

_BLOCK_BYTES = 1 << 20
_BREAKS = b"\n\r"


def lines_of_positions(text: Text, positions: Iterable[int]) -> tuple[int, ...]:
    """1-based lines of ascending positions in the file of a text."""
    file = text.file
    file.seek(text.start)
    line, place, lines = text.first_line, text.start, []
    for position in positions:
        while place < position and (block := file.read(min(_BLOCK_BYTES, position - place))):
            line += count_breaks(block)
            place += len(block)
        lines.append(line)
    return tuple(lines)


def count_breaks(block: bytes) -> int:
    """Line breaks of any kind."""
    feeds = block.count(b"\n")
    return feeds + block.count(b"\r") - block.count(b"\r\n") if b"\r" in block else feeds


class RowFinder:
    """Finds rows by their text, in the order in which they stand in a file."""

    def __init__(self, text: Text) -> None:
        self._file = text.file
        self._file.seek(text.start)
        self._window = b"\n"  # a row begins behind a break
        self._place = 0
        self._line = text.first_line - 1

    def line_of(self, row: bytes) -> int:
        """1-based line on which the next occurrence of `row`, filling whole lines, begins."""
        while (found := self._find(row)) < 0 and self._read_on(len(row) + 2):
            pass
        if found >= 0:
            self._advance(found)
        return max(self._line, 1)

    def _find(self, row: bytes) -> int:
        """Index of `row` between two line breaks of the window; -1: it is not there."""
        found = self._window.find(row, self._place + 1)
        while found >= 0:
            end = found + len(row)
            if self._window[found - 1] in _BREAKS and self._window[end : end + 1] in (b"\n", b"\r"):
                return found
            found = self._window.find(row, found + 1)
        return -1

    def _read_on(self, keep: int) -> bool:
        """Move the window on; False at the end of the file."""
        block = self._file.read(_BLOCK_BYTES)
        if not block and self._window.endswith(b"\n\n"):
            return False
        border = max(len(self._window) - keep, self._place)
        if self._window[border : border + 1] == b"\n":
            border = max(border - 1, self._place)  # never between the halves of \r\n
        self._advance(border)
        self._window = self._window[self._place :] + (block or b"\n\n")  # the last line may lack its end
        self._place = 0
        return True

    def _advance(self, place: int) -> None:
        self._line += count_breaks(self._window[self._place : place])
        self._place = place
