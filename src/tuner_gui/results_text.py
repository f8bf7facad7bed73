"""The results of a run in words, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from tuner_gui.console import describe_score
from tuner_gui.engine.config import Decision
from tuner_gui.engine.data.wording import count, cut, rows_do
from tuner_gui.engine.results.analysis import Analysis, confused_pairs
from tuner_gui.engine.results.mistakes import TestRows, find
from tuner_gui.engine.tasks import METRIC_NAMES, metric_value, plain_number

_PAIRS = 10
_ROWS = 20
_WIDEST = 40
_TEXT = 70


def describe(found: Analysis, rows: TestRows, corrections: int) -> Iterator[str]:
    """Line by line.

    Args:
        found: of the run.
        rows: of the same.
        corrections: labels of the dataset that were put right for this run.
    """
    yield describe_score(found.score)
    yield _baseline(found)
    yield from _notes(found, corrections)
    if found.classes:
        yield from _classes(found)
    yield from _confused(found)
    yield from _calibration(found)
    yield from _threshold(found)
    yield from _errors(found, rows) if found.residuals is not None else _suspects(rows)


def _baseline(found: Analysis) -> str:
    baseline, metric = found.baseline, found.score.metric
    value, low, high = (
        metric_value(metric, number) for number in (baseline.metrics[metric], *baseline.interval)
    )
    also = "".join(
        f", {METRIC_NAMES[name]} {metric_value(name, number)}"
        for name, number in baseline.metrics.items()
        if name != metric
    )
    named = f"Baseline, {baseline.name}: {METRIC_NAMES[metric]} {value}"
    return f"{named} (95 % interval {low} to {high}){also}"


def _notes(found: Analysis, corrections: int) -> Iterator[str]:
    if found.decision != Decision():
        yield (
            f"As decided: temperature {found.decision.temperature:.2f}, "
            f"threshold {found.decision.threshold:.2f}"
        )
    if corrections:
        yield (
            f"Note: the labels of {rows_do(corrections, 'was', 'were')} corrected for this run. This is "
            "another version of the dataset: do not hold its scores against those of runs without the same "
            "corrections."
        )


def _classes(found: Analysis) -> Iterator[str]:
    table: list[tuple[str, ...]] = [("label", "precision", "recall", "F1", "rows", "predicted")]
    for each in found.classes:
        shares = (f"{share:.1%}" for share in (each.precision, each.recall, each.f1))
        table.append((cut(each.label, _WIDEST), *shares, f"{each.n:,}", f"{each.predicted:,}"))
    yield ""
    yield from _aligned(table)


def _aligned(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of equal width; the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *others in table:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join(cells)


def _confused(found: Analysis) -> Iterator[str]:
    pairs = confused_pairs(found.confusion) if found.confusion is not None else []
    if not pairs:
        return
    yield ""
    yield "Most frequent confusions:"
    names = [cut(name, _WIDEST) for name in found.scored.labels]
    for true, given, rows in pairs[:_PAIRS]:
        yield f"{rows:6,}  “{names[true]}” taken for “{names[given]}”"


def _calibration(found: Analysis) -> Iterator[str]:
    if found.reliability is None or found.ece_raw is None:
        return
    yield ""
    line = f"Calibration: expected calibration error {found.ece_raw:.1%} as trained"
    if found.fitted_temperature is None or found.ece_fitted is None:
        yield f"{line}; the validation rows cannot tell a better temperature"
    else:
        better = f"{found.ece_fitted:.1%} at temperature {found.fitted_temperature:.2f}"
        yield f"{line}, {better} (fitted on the validation rows)"


def _threshold(found: Analysis) -> Iterator[str]:
    if found.tradeoff is None:
        return
    best = int(found.tradeoff.f1.argmax())
    yield (
        f"Threshold: {found.tradeoff.best:.2f} has the best F1, {found.tradeoff.f1[best]:.1%}, on "
        f"{found.tradeoff.n:,} validation rows; {found.decision.threshold:.2f} is in effect"
    )


def _suspects(rows: TestRows) -> Iterator[str]:
    chosen = find(rows, only="suspect")
    yield ""
    if not len(chosen):
        yield "Likely label errors: none"
        return
    more = f", the surest {_ROWS} of which are" if len(chosen) > _ROWS else ""
    yield f"Likely label errors: {count(len(chosen), 'row')}{more}"
    for i in map(int, chosen[:_ROWS]):
        said = f"label “{rows.true[i]}”, predicted “{rows.predicted[i]}” {rows.confidence[i]:.0%}"
        yield _line(rows, i, said)


def _errors(found: Analysis, rows: TestRows) -> Iterator[str]:
    yield ""
    yield "Largest errors:"
    for i in map(int, find(rows)[:_ROWS]):
        yield _line(rows, i, f"{rows.true[i]}, predicted {plain_number(float(rows.predicted[i]))}")


def _line(rows: TestRows, i: int, said: str) -> str:
    part = "" if rows.test[i] else ", validation"
    text = textwrap.shorten(" | ".join(rows.text(i)), _TEXT, placeholder=" …")
    return f"  row {rows.number[i]:,}{part}: {said}: {text}"
