"""Do the statistics keep what they promise? Simulated experiments whose truth is known, rows and seeds both
random.

    python benchmarks/statistics_check.py [--short] [--replicates 1000]

What is estimated and how the experiments are made: docs/statistics.md and `simulated.py`. Prints Markdown
tables and, as the last line, JSON. Exits with 1 when a 95 % interval covers less or more often than it may,
or when there are more false verdicts than 5 %. `--short` has fewer replicates and settings, and limits as
wide as that asks for.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from simulated import Setting, alike, experiments
from simulated_folds import cross_validations
from simulated_scores import KINDS
from tuner_gui.engine.comparing.contributions import contributions
from tuner_gui.engine.comparing.folds import compare_folds
from tuner_gui.engine.comparing.intervals import mode_score
from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.comparing.records import Comparison, Interval
from tuner_gui.engine.comparing.resampling import percentiles, rows_and_seeds_drawn, rows_drawn
from tuner_gui.engine.comparing.trained import Trained

ONE_MODEL, MODE, FALSE = (0.93, 0.97), (0.92, 0.98), 0.05
"""What is promised: 95 % intervals cover as often as this, and false “better” verdicts come no more often."""
UNLIKE, FALSE_UNLIKE = (0.003, 0.003, 0.003, 0.02, 0.03), 0.06
"""Deviations between seeds that differ ten times from mode to mode, which is beyond what is promised."""
write = sys.stdout.write


@dataclass
class Check:
    """What was found, and what of it misses a promise."""

    replicates: int
    slack: float
    """By how much the limits are wider, for want of replicates."""
    found: dict[str, object] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def within(self, name: str, value: float, limits: tuple[float, float]) -> str:
        """The value for a table, marked where it misses; never a reason to stop."""
        low, high = limits
        if low - self.slack <= value <= high + self.slack:
            return f"{value:.1%}"
        self.missed.append(f"{name}: {value:.3f}")
        return f"**{value:.1%}**"


def covers(interval: Interval, truth: float) -> bool:
    """Whether the truth lies in it."""
    return interval[0] <= truth <= interval[1]


def compared(right: np.ndarray) -> Comparison:
    """An experiment [modes, seeds, rows] as Tuner compares it."""
    return compare([Trained(str(i), x) for i, x in enumerate(right)], "accuracy", plan=False)


def table(*heads: str) -> None:
    """Begin a table."""
    write("\n| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|\n")


def row(*cells: object) -> None:
    """Go on with it, at once."""
    write("| " + " | ".join(map(str, cells)) + " |\n")
    sys.stdout.flush()


def no_difference(check: Check, settings: Iterable[tuple[str, Setting]]) -> None:
    """Coverage and false verdicts of five modes that are equally good."""
    table("setting", "mode", "difference", "a false “better”")
    for number, (name, setting) in enumerate(settings):
        modes, differences, false = [], [], []
        for right, _ in experiments(setting, check.replicates, np.random.default_rng([1, number])):
            found = compared(right)
            modes += [covers(mode.ci, setting.truths[0]) for mode in found.modes]
            differences += [covers(pair.ci, 0.0) for pair in found.pairs]
            false.append(any(pair.verdict in ("a better", "b better") for pair in found.pairs))
        values = [float(np.mean(each)) for each in (modes, differences, false)]
        limits = (MODE, MODE, (0.0, FALSE if len(set(setting.deviations)) == 1 else FALSE_UNLIKE))
        kinds = ("mode", "difference", "false")
        cells = [
            check.within(f"{kind}, {name}", value, limit)
            for kind, value, limit in zip(kinds, values, limits, strict=True)
        ]
        row(name, *cells)
        check.found[name] = [round(value, 4) for value in values]


def one_model(check: Check, settings: Iterable[tuple[int, float, float]]) -> None:
    """Coverage of one trained model's own share of right answers; 10 times the replicates, as each is cheap.

    Wilson's interval covers 93.5 to 96.9 % for these numbers of rows and 58 to 97 % of them right: what a
    count can be jumps, and so does it.
    """
    table("one model", "accuracy")
    for number, (rows, deviation, accuracy) in enumerate(settings):
        setting = alike(accuracy, deviation, 1, rows, modes=1)
        drawn = experiments(setting, 10 * check.replicates, np.random.default_rng([6, number]))
        hits = [covers(mode_score(Trained("", x[0]), "accuracy").ci, share[0, 0]) for x, share in drawn]
        name = f"{rows} rows, {100 * deviation:.1f} points, {accuracy:.0%} right"
        row(name, check.within(f"one model, {name}", float(np.mean(hits)), ONE_MODEL))
        check.found[f"one model, {name}"] = float(np.mean(hits))


def power(check: Check, rows: Iterable[int], seeds: Iterable[int]) -> None:
    """How often the best of five modes is told from another that is 2, 5 or 10 points behind."""
    table("rows, seeds, deviation between seeds", "2 points", "5 points", "10 points")
    for n, count, deviation in product(rows, seeds, (0.005, 0.015)):
        cells = []
        for effect in (0.02, 0.05, 0.10):
            setting = Setting((0.85, *(0.85 - effect,) * 4), (deviation,) * 5, count, n)
            told = [
                compared(right).pair("0", str(other)).verdict == "a better"
                for right, _ in experiments(
                    setting, check.replicates // 4, np.random.default_rng([2, n, count])
                )
                for other in range(1, 5)
            ]
            cells.append(float(np.mean(told)))
        row(f"{n}, {count}, {100 * deviation:.1f}", *(f"{cell:.0%}" for cell in cells))
        check.found[f"power {n} {count} {deviation}"] = cells


def bootstraps(check: Check) -> None:
    """What Tuner would cover if it drew rows, or rows and seeds, again and again instead."""
    table("setting", "rows drawn again", "rows and seeds drawn again", "Tuner")
    for n, deviation in product((200, 1000), (0.0, 0.015)):
        setting = alike(0.9, deviation, 3, n, modes=1)
        random = np.random.default_rng([3, n])
        found = [
            [
                covers(percentiles(rows_drawn(right[0], random, 400)), 0.9),
                covers(percentiles(rows_and_seeds_drawn(right[0], random, 400)), 0.9),
                covers(mode_score(Trained("", right[0]), "accuracy").ci, 0.9),
            ]
            for right, _ in experiments(setting, check.replicates // 2, random)
        ]
        values = np.mean(found, axis=0)
        row(f"{n} rows, 3 seeds, {100 * deviation:.1f} points", *(f"{value:.1%}" for value in values))
        check.found[f"bootstraps {n} {deviation}"] = values.tolist()


def other_scores(check: Check, rows: Sequence[int]) -> None:
    """One trained model's interval by every other main metric, and macro-F1."""
    table("one model", *(f"{n} rows" for n in rows))
    for metric, draw in KINDS.items():
        cells = []
        for n in rows:
            random = np.random.default_rng([4, n])
            hits = []
            for _ in range(check.replicates):
                predicted, truth, score = draw(n, random)
                x = contributions(metric, predicted, truth)
                hits.append(covers(mode_score(Trained("", x[None]), metric).ci, score))
            cells.append(float(np.mean(hits)))
        row(metric, *(check.within(f"one model, {metric}", cell, ONE_MODEL) for cell in cells))
        check.found[f"one model, {metric}"] = cells


def folds(check: Check) -> None:
    """Cross-validation of two modes that are equally good; conservative is all that is promised of it."""
    drawn = list(cross_validations(check.replicates, np.random.default_rng(5)))
    truth = float(np.mean([shares.mean() for *_, shares in drawn]))
    found = [
        compare_folds([Trained("a", right[0]), Trained("b", right[1])], fold_of, "accuracy")
        for right, fold_of, _ in drawn
    ]
    mode = float(np.mean([covers(each.mode("a").ci, truth) for each in found]))
    difference = float(np.mean([covers(each.pairs[0].ci, 0.0) for each in found]))
    table("5 folds of 200 rows, 3 seeds", "mode", "difference")
    row(
        "cover",
        check.within("folds, mode", mode, (MODE[0], 1.0)),
        check.within("folds, difference", difference, (MODE[0], 1.0)),
    )
    check.found["folds"] = [mode, difference]


def main() -> int:
    """Run the checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--replicates", type=int, default=1000)
    options = parser.parse_args()
    check = Check(120, 0.035) if options.short else Check(options.replicates, 0.0)
    rows, seeds = ((200, 1000), (3,)) if options.short else ((200, 500, 1000), (3, 5))
    truths, deviations = ((0.8,), (0.0, 0.015)) if options.short else ((0.6, 0.8, 0.95), (0.0, 0.005, 0.015))
    grid = [
        (f"{n} rows, {s} seeds, {100 * d:.1f} points, {a:.0%} right", alike(a, d, s, n))
        for n, s, d, a in product(rows, seeds, deviations, truths)
    ]
    unlike = [
        (f"{n} rows, {s} seeds, 0.3 to 3 points, 80% right", Setting((0.8,) * 5, UNLIKE, s, n))
        for n, s in product(rows, seeds)
    ]
    parts: tuple[Callable[[], None], ...] = (
        lambda: no_difference(check, [*grid, *unlike]),
        lambda: one_model(check, product(rows, deviations, truths)),
        lambda: power(check, rows, seeds),
        lambda: bootstraps(check),
        lambda: other_scores(check, rows),
        lambda: folds(check),
    )
    for part in parts:
        part()
    if check.missed:
        write("\nMissed: " + "; ".join(check.missed) + "\n")
    write("\n" + json.dumps({"replicates": check.replicates, "missed": check.missed, **check.found}) + "\n")
    return 1 if check.missed else 0


if __name__ == "__main__":
    sys.exit(main())
