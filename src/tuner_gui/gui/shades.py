"""Colours between two others, and words that can be read on them. Pure functions."""

from __future__ import annotations

from PySide6.QtGui import QColor

_LINEAR_UP_TO = 0.04045


def mix(first: str, second: str, share: float) -> QColor:
    """`first` at a share of 0, `second` at 1."""
    a, b = QColor(first), QColor(second)
    share = min(1.0, max(0.0, share))
    pairs = ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
    return QColor.fromRgbF(*(low + (high - low) * share for low, high in pairs))


def words_on(ground: QColor) -> QColor:
    """Black or white, whichever is easier to read on `ground`: a contrast of 4.5 at least."""
    return max(QColor("#000000"), QColor("#FFFFFF"), key=lambda tone: contrast(tone, ground))


def contrast(first: QColor, second: QColor) -> float:
    """Between 1 and 21, as the WCAG 2.1 define it."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(tone: QColor) -> float:
    red, green, blue = (_linear(part) for part in (tone.redF(), tone.greenF(), tone.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UP_TO else float(((part + 0.055) / 1.055) ** 2.4)
