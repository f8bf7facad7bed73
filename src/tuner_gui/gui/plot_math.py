"""Thinning of lines and choice of axis ranges. Pure functions on numpy arrays."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def thin_extremes(x: Array, y: Array, limit: int) -> tuple[Array, Array]:
    """At most `limit` points that keep every spike: lowest and highest value of each stretch.

    Args:
        x: positions, ascending, shape (n,).
        y: values, shape (n,).
        limit: most points to return, at least 4.
    """
    if len(x) <= limit:
        return x, y
    stretch = math.ceil(len(x) / (limit // 2 - 1))
    whole = len(x) // stretch * stretch
    blocks = y[:whole].reshape(-1, stretch)
    starts = np.arange(len(blocks)) * stretch
    picks = np.stack([starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1)])
    index = np.append(np.sort(picks, axis=0).T.ravel(), len(x) - 1)
    return x[index], y[index]


def thin(x: Array, y: Array, limit: int) -> tuple[Array, Array]:
    """Evenly spread points of a smooth line, at most `limit`, the last one always among them."""
    if len(x) <= limit:
        return x, y
    step = math.ceil(len(x) / (limit - 1))
    index = np.append(np.arange(0, len(x) - 1, step), len(x) - 1)
    return x[index], y[index]


def nice_ceiling(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 (times a power of ten) above `value`."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    for step in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0):
        if value <= step * power * (1 + 1e-9):
            return step * power
    return 10.0 * power


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Round positions from `low` to `high`, at most `most`, which is at least 2."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    step = next(s * power for s in (1.0, 2.0, 5.0, 10.0, 20.0) if (high - low) / (s * power) <= most - 1)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def apart(values: Array, gap: float, low: float, high: float) -> Array:
    """Where words about `values` stand so that they are at least `gap` apart, as near them as can be.

    Args:
        values: shape (n,).
        gap: in the same units.
        low: lowest place there is.
        high: highest; there may be too little room, then they go beyond it.
    """
    order = np.argsort(values, kind="stable")
    placed = values[order].astype(np.float64)
    if len(placed):
        placed[0] = max(placed[0], low)
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    top = max(high, low + gap * (len(placed) - 1))
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], top)
        top = placed[i] - gap
    result = np.empty_like(placed)
    result[order] = placed
    return result


def loss_range(smooth: Array, validation: Array) -> tuple[float, float]:
    """From zero to a stepped top, so that the axis moves seldom while points arrive."""
    values = _finite(smooth, validation)
    return 0.0, nice_ceiling(float(values.max()) * 1.08) if len(values) else 1.0


def percent_range(smooth: Array, validation: Array) -> tuple[float, float]:
    """Stepped by ten points of 0..100, at least thirty high where there is room."""
    values = _finite(smooth, validation)
    if not len(values):
        return 0.0, 100.0
    top = min(100.0, math.ceil((float(values.max()) + 3) / 10) * 10.0)
    bottom = max(0.0, math.floor((float(values.min()) - 3) / 10) * 10.0)
    return min(bottom, max(0.0, top - 30.0)), top


def correlation_range(smooth: Array, validation: Array) -> tuple[float, float]:
    """Stepped by a tenth of -1..1, at least 0.3 high where there is room."""
    values = _finite(smooth, validation)
    if not len(values):
        return 0.0, 1.0
    top = min(1.0, math.ceil((float(values.max()) + 0.03) * 10) / 10)
    bottom = max(-1.0, math.floor((float(values.min()) - 0.03) * 10) / 10)
    return min(bottom, max(-1.0, top - 0.3)), top


def _finite(*parts: Array) -> Array:
    values = np.concatenate(parts)
    return values[np.isfinite(values)]


def table(x: Array, raw: Array, smooth: Array) -> str:
    """Tab-separated text for a spreadsheet."""
    lines = ["epoch\traw\tsmoothed"]
    lines += [f"{a:.6g}\t{b:.6g}\t{c:.6g}" for a, b, c in zip(x, raw, smooth, strict=True)]
    return "\n".join(lines)
