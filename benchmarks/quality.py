"""Tuner's defaults beside the usual script, a search for the learning rate, and simple models: test accuracy.

Over the classification datasets in `TUNER_TEST_DATA`: 1,500 training, 250 validation and 800 test rows, drawn
by seed. What is computed is kept in `--output`, a file per dataset, seed and side, and not computed twice: an
interrupted benchmark goes on where it was, and `--report` prints what is there (changed defaults need a new
folder). Prints a Markdown table, the differences that count, and, as the last line, JSON. Leaves with 1 when
a target is missed.

    python benchmarks/quality.py --output DIR [--seeds 3] [--short] [--datasets A,B] [--sides C,D]
        [--model FOLDER] [--modes E,F] [--grid-modes G,H] [--rows N] [--report]

Sides: `tfidf`, `pooled`, `plain`, `modes` (each at its defaults) and `grid` (`full` and `layerwise`, else at
their defaults, at four learning rates).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tuner_gui.engine.threads import share_processor

share_processor()  # before torch is imported, which the next modules do

from quality_data import SOURCES, Drawn, Pool, Source, write_table  # noqa: E402
from quality_report import GRID, PREFERRED, Cells, compare, table, targets, with_choices  # noqa: E402
from quality_sides import Outcome, mean_pooled, plain, tfidf, tuner  # noqa: E402
from tuner_gui.engine.config import BUILTIN, MODES, Hyperparameters, Mode  # noqa: E402

ROWS = (1500, 250, 800)
SHORT = ("financial_phrasebank", "mrpc")
RATES = (5e-5, 1e-4, 2e-4, 4e-4)
GRID_MODES: tuple[Mode, ...] = ("layerwise", "full")
SIDES = ("tfidf", "pooled", "plain", "modes", "grid")


class Cell:
    """One dataset and seed; computes its sides, cheapest first."""

    def __init__(
        self,
        source: Source,
        pool: Pool,
        seed: int,
        folder: Path,
        model: str,
        modes: tuple[Mode, ...],
        grid_modes: tuple[Mode, ...],
        rows: int,
    ) -> None:
        self.source, self.seed, self.model, self.modes = source, seed, model, modes
        self.grid_modes = grid_modes
        self.folder = folder / source.name / f"seed-{seed}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.drawn: Drawn = pool.draw(seed, rows, *ROWS[1:])
        self.dataset = write_table(self.drawn, self.folder / "table.csv")

    def outcomes(self, sides: set[str]) -> Iterator[tuple[str, Outcome]]:
        """Name and outcome of each side, kept or computed now."""
        if "tfidf" in sides:
            yield "TF-IDF", self._kept("TF-IDF", lambda: tfidf(self.drawn))
        if "pooled" in sides:
            yield (
                "mean-pooled LR",
                self._kept("mean-pooled LR", lambda: mean_pooled(self.drawn, self.seed, self.model)),
            )
        if "modes" in sides:
            for mode in self.modes:
                yield mode, self._mode(mode)
        if "plain" in sides:
            yield "plain", self._kept("plain", lambda: plain(self.drawn, self.seed, self.model))
        if "grid" in sides:
            for mode in self.grid_modes:
                usual = self._mode(mode)
                for rate in RATES:
                    yield f"grid {mode} {rate:g}", self._grid(mode, rate, usual)

    def _mode(self, mode: Mode) -> Outcome:
        return self._kept(mode, lambda: self._run(mode, None))

    def _grid(self, mode: Mode, rate: float, usual: Outcome) -> Outcome:
        """The default's own run where it has that rate already."""
        same = math.isclose(usual.settings["learning_rate"], rate, rel_tol=1e-3)
        return self._kept(f"grid {mode} {rate:g}", lambda: usual if same else self._run(mode, rate))

    def _run(self, mode: Mode, rate: float | None) -> Outcome:
        asked = Hyperparameters(learning_rate=rate)
        return tuner(self.dataset, mode, self.seed, asked, self.model)

    def _kept(self, side: str, compute: Callable[[], Outcome]) -> Outcome:
        path = self.folder / f"{side.replace(' ', '_')}.json"
        if path.exists():
            return msgspec.json.decode(path.read_bytes(), type=Outcome)
        started = time.perf_counter()
        outcome = compute()
        temporary = path.with_suffix(".part")
        temporary.write_text(json.dumps(outcome.as_json()), encoding="utf-8")
        temporary.replace(path)
        seconds = time.perf_counter() - started
        sys.stderr.write(
            f"{self.source.name} seed {self.seed} {side}: {outcome.accuracy:.3f}, "
            f"validation {outcome.validation:.3f}, {seconds:.0f} s\n"
        )
        return outcome


def kept(folder: Path) -> Cells:
    """Whatever a folder has by now."""
    return {
        (path.parent.parent.name, int(path.parent.name.removeprefix("seed-")), path.stem.replace("_", " ")):
            msgspec.json.decode(path.read_bytes(), type=Outcome)
        for path in sorted(folder.glob("*/seed-*/*.json"))
    }  # fmt: skip


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=os.environ.get("TUNER_TEST_DATA"))
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--datasets", default="")
    parser.add_argument("--sides", default=",".join(SIDES))
    parser.add_argument("--model", default=BUILTIN, help="base model; wants an output folder of its own")
    parser.add_argument("--modes", default=",".join(MODES), help="of the side `modes`")
    parser.add_argument("--grid-modes", default=",".join(GRID_MODES), help="of the side `grid`")
    parser.add_argument("--rows", type=int, default=ROWS[0], help="to learn from; as with --model")
    parser.add_argument("--report", action="store_true", help="compute nothing")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder of datasets: --data, or TUNER_TEST_DATA")
    wanted = set(options.datasets.split(",")) if options.datasets else None
    sources = [
        source
        for source in SOURCES
        if (wanted is None or source.name in wanted) and (not options.short or source.name in SHORT)
    ]
    output = options.output.absolute()
    cells = kept(output) if options.report else {}
    if not options.report:
        for seed in range(options.seeds or (2 if options.short else 3)):
            for source in sources:
                modes, grid_modes = _modes(options.modes), _modes(options.grid_modes)
                pool = Pool(source, options.data)
                cell = Cell(source, pool, seed, output, options.model, modes, grid_modes, options.rows)
                for side, outcome in cell.outcomes(set(options.sides.split(","))):
                    cells[source.name, seed, side] = outcome
    sources = [source for source in sources if any(key[0] == source.name for key in cells)]
    return report(cells, sources, options.rows)


def _modes(names: str) -> tuple[Mode, ...]:
    return tuple(mode for mode in MODES if mode in names.split(","))


def report(cells: Cells, sources: list[Source], rows: int) -> int:
    """Print what the cells say; 1 when a target is missed."""
    cells = with_choices(cells)
    names = [source.name for source in sources]
    sides = ["TF-IDF", "mean-pooled LR", "plain", *MODES, PREFERRED, GRID]
    sides += sorted({side for *_, side in cells if side.startswith("grid ")})
    found = targets(cells, [source.name for source in sources if source.judged])
    seeds = len({seed for _, seed, _ in cells})
    print(f"Mean test accuracy over {seeds} seeds (lowest-highest), {rows:,} training, {ROWS[2]} test rows\n")
    print(table(cells, names, sides))
    print("\n| difference, points | mean | 95 % interval | target |\n|---|---|---|---|")
    print("\n".join(each.line() for each in found))
    for mode in MODES:
        numbers = compare(cells, mode, "plain", names)
        if numbers is not None:
            print("| {} - plain, all | {:+.1f} | {:+.1f} to {:+.1f} | |".format(mode, *numbers))
    accuracy = {"/".join(map(str, key)): round(outcome.accuracy, 4) for key, outcome in cells.items()}
    missed = [each.name for each in found if not each.met]
    print(json.dumps({"accuracy": accuracy, "missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
