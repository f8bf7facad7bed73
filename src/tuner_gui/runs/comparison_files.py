"""What an experiment found, as files for people and programs: `comparison.json` with all of it, and tables of
ways of training, of pairs and of single runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tuner_gui.engine.comparing.records import Interval, Pair
from tuner_gui.engine.config import METRICS, Metric
from tuner_gui.engine.experiment_result import ExperimentResult, MemberResult, WayResult
from tuner_gui.engine.safe_cells import safe_cell
from tuner_gui.files import write_atomic

COMPARISON_FILE = "comparison.json"
WAYS_FILE = "comparison.csv"
PAIRS_FILE = "pairs.csv"
RUNS_FILE = "runs.csv"

Cell = str | float | bool | None
Row = dict[str, Cell]


def write_comparison(folder: Path, result: ExperimentResult) -> None:
    """Replace the four files in `folder`, each in one step.

    Raises:
        OSError: a file cannot be written.
    """
    others = METRICS[result.data.task][1:]
    write_atomic(folder / WAYS_FILE, _table([_way(way, result.metric, others) for way in result.summary]))
    write_atomic(folder / PAIRS_FILE, _table([_pair(pair) for pair in result.pairs]))
    write_atomic(folder / RUNS_FILE, _table([_run(run, result.metric, others) for run in result.runs]))
    write_atomic(folder / COMPARISON_FILE, comparison_json(result))


def comparison_json(result: ExperimentResult) -> bytes:
    """What `comparison.json` holds, to be read by people too."""
    return msgspec.json.format(msgspec.json.encode(result)) + b"\n"


def _way(way: WayResult, metric: Metric, others: Sequence[Metric]) -> Row:
    return {
        "mode": way.mode,
        "base_model": way.base_model,
        "baseline": way.baseline,
        "metric": metric,
        "score": way.score,
        **_ends(way.ci),
        "seeds": way.seeds,
        "rows": way.rows,
        "deviation": way.deviation,
        "validation": way.validation,
        **{name: way.metrics.get(name) for name in others},
        "seconds": way.seconds,
        "peak_memory_bytes": way.peak_memory_bytes,
        "parameters": way.parameters,
        "trainable_parameters": way.trainable_parameters,
        "export_bytes": way.export_bytes,
        "predictions_per_second": way.predictions_per_second,
        "energy_joules": way.energy_joules,
        "kept": way.kept,
    }


def _pair(pair: Pair) -> Row:
    return {
        "a": pair.a,
        "b": pair.b,
        "difference": pair.difference,
        **_ends(pair.ci),
        "p": pair.p,
        "p_holm": pair.p_holm,
        "p_mcnemar": pair.p_mcnemar,
        "verdict": pair.verdict,
        "seeds_counted": pair.seeds_counted,
        "needed_rows": pair.needed.rows if pair.needed else None,
        "needed_seeds": pair.needed.seeds if pair.needed else None,
        "bootstrap_low": pair.ci_bootstrap[0] if pair.ci_bootstrap else None,
        "bootstrap_high": pair.ci_bootstrap[1] if pair.ci_bootstrap else None,
    }


def _run(run: MemberResult, metric: Metric, others: Sequence[Metric]) -> Row:
    return {
        "key": run.key,
        "mode": run.mode,
        "base_model": run.base_model,
        "seed": run.seed,
        "fold": run.fold,
        "train_share": run.train_share,
        "train_rows": run.train_rows,
        "metric": metric,
        "score": run.score,
        **_ends(run.ci),
        "validation": run.validation,
        **{name: run.metrics.get(name) for name in others},
        "seconds": run.seconds,
        "epochs": run.epochs,
        "learning_rate": run.learning_rate,
    }


def _ends(interval: Interval) -> Row:
    return {"ci_low": interval[0], "ci_high": interval[1]}


def _table(rows: Sequence[Row]) -> bytes:
    """A CSV; names that came from elsewhere cannot act as formulas. Empty where there are no rows."""
    out = io.StringIO(newline="")
    if rows:
        writer = csv.writer(out)
        writer.writerow(rows[0])
        writer.writerows([[_cell(cell) for cell in row.values()] for row in rows])
    return out.getvalue().encode("utf-8-sig")  # the mark tells Excel the encoding


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return (
        safe_cell(cell) if isinstance(cell, str) else f"{cell:.6g}" if isinstance(cell, float) else str(cell)
    )
