"""What the cells of the quality benchmark say: a table, the differences that count, the targets.

Intervals are percentiles of a two-stage bootstrap, paired over sides: of every dataset seeds are drawn with
replacement, and of every seed drawn its test rows (Davison and Hinkley 1997, Bootstrap Methods, 3.8).
Datasets are not drawn: the mean is over these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from quality_sides import Outcome

Cells = dict[tuple[str, int, str], Outcome]
"""By dataset, seed and side."""

_DRAWS = 2000
PREFERRED, GRID = "preferred", "grid"
MODES = ("layerwise", "full", "lora", "head", "scratch")


@dataclass(frozen=True)
class Difference:
    """Of two sides' accuracy, in points."""

    name: str
    mean: float
    low: float
    high: float
    met: bool

    def line(self) -> str:
        """A row of a Markdown table."""
        verdict = "met" if self.met else "**missed**"
        return f"| {self.name} | {self.mean:+.1f} | {self.low:+.1f} to {self.high:+.1f} | {verdict} |"


def with_choices(cells: Cells, modes: Sequence[str] = MODES) -> Cells:
    """The cells, and per dataset and seed what validation prefers: of the modes at defaults, of the grid."""
    found = dict(cells)
    for dataset, seed in sorted({key[:2] for key in cells}):
        here = {side: out for (name, each, side), out in cells.items() if (name, each) == (dataset, seed)}
        for choice, sides in (
            (PREFERRED, [side for side in modes if side in here]),
            (GRID, [side for side in here if side.startswith("grid ")]),
        ):
            if sides:
                best = max(sides, key=lambda side: (here[side].validation, -here[side].validation_loss))
                found[dataset, seed, choice] = here[best]
    return found


def interval(differences: Sequence[Sequence[np.ndarray]]) -> tuple[float, float, float]:
    """Mean and 95 % interval, in points, of the mean over datasets of the mean over seeds.

    Args:
        differences: per dataset and seed an array with a number per test row.
    """
    random = np.random.default_rng(0)
    mean = float(np.mean([np.mean([rows.mean() for rows in seeds]) for seeds in differences]))
    draws = np.zeros(_DRAWS)
    for seeds in differences:
        for draw in range(_DRAWS):
            chosen = random.integers(len(seeds), size=len(seeds))
            draws[draw] += np.mean(
                [random.choice(seeds[place], len(seeds[place])).mean() for place in chosen]
            )
    low, high = np.percentile(draws / len(differences), [2.5, 97.5])
    return 100 * mean, 100 * float(low), 100 * float(high)


def compare(cells: Cells, one: str, other: str, datasets: Sequence[str]) -> tuple[float, float, float] | None:
    """Mean difference of two sides with its interval, over the seeds that both have; None without any."""
    paired: list[list[np.ndarray]] = []
    for dataset in datasets:
        seeds = sorted({seed for name, seed, _ in cells if name == dataset})
        both = [seed for seed in seeds if {(dataset, seed, one), (dataset, seed, other)} <= cells.keys()]
        if both:
            paired.append(
                [
                    np.subtract(cells[dataset, seed, one].right, cells[dataset, seed, other].right)
                    for seed in both
                ]
            )
    return interval(paired) if paired else None


def targets(cells: Cells, judged: Sequence[str]) -> list[Difference]:
    """The differences that the defaults are judged by; those that lack cells are left out."""
    several = [name for name in judged if name != "banking77"]
    checks: list[tuple[str, str, str, Sequence[str], Callable[[float, float, float], bool]]] = [
        ("preferred - grid: low end at least -1", PREFERRED, GRID, judged, lambda mean, low, high: low >= -1),
        ("preferred - plain, no Banking77: mean at least +3", PREFERRED, "plain", several,
         lambda mean, low, high: mean >= 3),
        ("head - mean-pooled LR: mean at least -2", "head", "mean-pooled LR", judged,
         lambda mean, low, high: mean >= -2),
    ]  # fmt: skip
    for name in judged:
        for other in ("plain", "TF-IDF"):
            label = f"preferred - {other}, {name}: not significantly below"
            checks.append((label, PREFERRED, other, [name], lambda mean, low, high: high >= 0))
    found = []
    for label, one, other, datasets, met in checks:
        numbers = compare(cells, one, other, datasets)
        if numbers is not None:
            found.append(Difference(label, *numbers, met=bool(met(*numbers))))
    return found


def table(cells: Cells, datasets: Sequence[str], sides: Sequence[str]) -> str:
    """Mean test accuracy per side and dataset as Markdown, the seeds' lowest and highest in brackets."""
    lines = ["| side | " + " | ".join(datasets) + " |", "|---" * (len(datasets) + 1) + "|"]
    for side in sides:
        row = []
        for dataset in datasets:
            of_side = {key: out for key, out in cells.items() if (key[0], key[2]) == (dataset, side)}
            values = [100 * out.accuracy for out in of_side.values()]
            row.append(f"{np.mean(values):.1f} ({min(values):.1f}-{max(values):.1f})" if values else "")
        lines.append(f"| {side} | " + " | ".join(row) + " |")
    return "\n".join(lines)
