"""What the bytes of many texts tell at a glance, without making a Python string of any of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

HEAD = 64
"""Bytes of a text that its signature looks at."""
_WORD = 8
_WORDS = HEAD // _WORD
_BLANK = np.uint8(32)
_TWO_BYTES = np.uint8(0xC2)
"""From this byte on, a character of UTF-8 takes more than one."""
_CASED_LEADS = np.zeros(256, dtype=bool)
"""First bytes of the other scripts with capitals: Georgian, Greek with accents, Cherokee, full width…"""
_CASED_LEADS[[0xE1, 0xE2, 0xEA, 0xEF, 0xF0]] = True
_FILLER = 0x7F
"""Stands after the end of a text that is shorter than a head."""
_FILLERS = np.array(
    [int.from_bytes(bytes(n) + bytes([_FILLER]) * (8 - n), "little") for n in range(9)], "<u8"
)
"""A word of fillers after `n` bytes of zero."""
_KEPT = np.array([int.from_bytes(b"\xff" * n + bytes(8 - n), "little") for n in range(9)], "<u8")
_SMALL = np.uint64(0x2020202020202020)  # set in a byte of ASCII, it makes a capital the small letter
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio (Knuth, Fibonacci hashing)
_HIGH_HALF = np.uint64(32)


def mix(keys: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Fold more bits into keys; both uint64."""
    mixed: np.ndarray = (keys ^ more) * _MIX
    mixed ^= mixed >> _HIGH_HALF
    return mixed


@dataclass(frozen=True, eq=False)
class TextBytes:
    """The bytes of many texts, one text after the other, in UTF-8.

    A text is called irregular when it takes Python to write it in small letters and single blanks: it has
    capitals beyond ASCII, or white space other than a single blank between two other characters.
    """

    content: np.ndarray
    offsets: np.ndarray
    """Where each text begins, and the end; int64."""

    @classmethod
    def of(cls, texts: Any) -> TextBytes:
        """Those of a string array, not copied."""
        buffers = texts.buffers()
        if buffers[2] is None or not len(texts):
            return cls(np.zeros(0, dtype=np.uint8), np.zeros(len(texts) + 1, dtype=np.int64))
        kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
        offsets = np.frombuffer(buffers[1], kind)[texts.offset : texts.offset + len(texts) + 1]
        content = np.frombuffer(buffers[2], np.uint8)[offsets[0] : offsets[-1]]
        return cls(content, (offsets - offsets[0]).astype(np.int64))

    @cached_property
    def lengths(self) -> np.ndarray:
        """Bytes of each text; int64."""
        found: np.ndarray = np.diff(self.offsets)
        return found

    def lost(self) -> np.ndarray:
        """The texts with characters that could not be read, U+FFFD; indices, some more than once."""
        leads = self.content == 0xEF
        if not leads.any():
            return np.zeros(0, np.int64)
        places = np.flatnonzero(leads)
        return self._texts_at(places[(self._at(places, 1) == 0xBF) & (self._at(places, 2) == 0xBD)])

    def irregular(self) -> np.ndarray:
        """Which texts are; bool."""
        places = np.flatnonzero(_special(self.content))
        found = self._at_edges()
        found[self._texts_at(places[self._beyond_ascii(places)])] = True
        return found

    def heads(self) -> np.ndarray:
        """The first bytes of each text, uint8 [texts, HEAD], fillers where it is shorter."""
        padded = self.content
        if len(padded) < HEAD + self.offsets[-2]:  # the last text is shorter
            padded = np.concatenate([padded, np.zeros(HEAD, np.uint8)])
        every = np.ndarray((len(padded) - HEAD + 1,), f"V{HEAD}", padded, strides=(1,))
        words = every[self.offsets[:-1]].view("<u8").reshape(-1, _WORDS)
        if (short := np.flatnonzero(self.lengths < HEAD)).size:
            left = np.clip(self.lengths[short, None] - np.arange(0, HEAD, _WORD), 0, _WORD)
            words[short] = words[short] & _KEPT[left] | _FILLERS[left]
        found: np.ndarray = words.view(np.uint8).reshape(-1, HEAD)
        return found

    def irregular_heads(self, heads: np.ndarray) -> np.ndarray:
        """Which texts are irregular as far as one sees in `heads`, or at the very end; bool."""
        places = np.flatnonzero(_special(heads.ravel()))
        rows, columns = places // HEAD, places % HEAD
        inner = columns > 0  # the first is looked at with the edges
        rows, columns = rows[inner], columns[inner]
        found = self._at_edges()
        found[rows[self._beyond_ascii(self.offsets[rows] + columns)]] = True
        return found

    def _at_edges(self) -> np.ndarray:
        """Whether a text begins or ends with white space, or with what needs a closer look; bool."""
        found = np.zeros(len(self.lengths), dtype=bool)
        filled = np.flatnonzero(self.lengths)
        begins = self.offsets[filled]
        found[filled] = (self.content[begins] <= _BLANK) | (
            self.content[self.offsets[filled + 1] - 1] <= _BLANK
        )
        wide = self.content[begins] >= _TWO_BYTES
        found[filled[wide]] |= self._beyond_ascii(begins[wide])
        return found

    def _beyond_ascii(self, places: np.ndarray) -> np.ndarray:
        """Whether special characters are white space or may be capitals, as far as two bytes tell; bool.

        Scripts without case (CJK, Arabic, Hebrew, those of India), small letters of Latin-1 and curly
        quotes are ruled out, so that it is few.
        """
        first, second, third = (self._at(places, ahead) for ahead in range(3))
        latin = (first == 0xC3) & (second <= 0x9E)
        quotes = (first == 0xE2) & (second == 0x80) & (third > 0x8A) & (third < 0xA8)
        cased = latin | (first >= 0xC4) & (first <= 0xD6) | _CASED_LEADS[first] & ~quotes
        wide_blank = (first == 0xC2) & ((second == 0xA0) | (second == 0x85))
        ideographic = (first == 0xE3) & (second == 0x80) & (third == 0x80)
        found: np.ndarray = (first <= _BLANK) | cased | wide_blank | ideographic
        return found

    def _at(self, places: np.ndarray, ahead: int) -> np.ndarray:
        found: np.ndarray = self.content[np.minimum(places + ahead, len(self.content) - 1)]
        return found

    def _texts_at(self, places: np.ndarray) -> np.ndarray:
        return np.searchsorted(self.offsets, places, side="right") - 1


def _special(content: np.ndarray) -> np.ndarray:
    """Whether a byte begins what is neither printable ASCII nor a single blank; of two blanks, the second."""
    special: np.ndarray = content - _BLANK >= _TWO_BYTES - _BLANK  # control characters wrap around
    blank = content <= _BLANK
    special[1:] |= blank[1:] & blank[:-1]
    return special


def signatures(heads: np.ndarray) -> np.ndarray:
    """uint64 [texts] of regular heads; equal if they are the same but for capitals of ASCII."""
    words = heads.view("<u8")
    found = np.zeros(len(heads), np.uint64)
    for number in range(_WORDS):
        found = mix(found, words[:, number] | _SMALL)
    return found
