"""Numbers and names of a report, in English. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tuner_gui.engine.comparing.records import Interval, Pair
from tuner_gui.engine.config import BUILTIN, Metric, Mode
from tuner_gui.engine.experiment import BaselineName, way_parts
from tuner_gui.engine.tasks import METRIC_NAMES, PLAIN_NUMBERS, metric_value

UNKNOWN = "–"

_NAMES: dict[Mode | BaselineName, str] = {
    "layerwise": "Differential learning rates",
    "full": "Fine-tune",
    "lora": "LoRA",
    "head": "Head only",
    "scratch": "From scratch",
    "constant": "Constant answer",
    "words": "TF-IDF, linear model",
}
_SHORT: dict[Mode | BaselineName, str] = {
    "layerwise": "Differential",
    "full": "Fine-tune",
    "lora": "LoRA",
    "head": "Head only",
    "scratch": "From scratch",
    "constant": "Constant",
    "words": "TF-IDF",
}
_LINES: dict[Mode | BaselineName, str] = {
    "layerwise": "all layers learn, the top ones fastest",
    "full": "all layers learn at the same rate",
    "lora": "small adapters learn; the model itself stays",
    "head": "only the top learns",
    "scratch": "the same architecture, beginning from nothing",
    "constant": "baseline: always what is most frequent, or the mean",
    "words": "baseline: words and pairs of words with a linear model",
}


def way_name(way: str) -> str:
    """A way of training as a label: `Fine-tune`, or `Fine-tune · bert-base-uncased`."""
    mode, model = way_parts(way)
    name = _known(_NAMES, mode)
    return f"{name} · {short_model(model)}" if model else name


def short_name(way: str) -> str:
    """A way of training where there is little room."""
    mode, model = way_parts(way)
    name = _known(_SHORT, mode)
    return f"{name} · {short_model(model)}" if model else name


def mode_name(way: str) -> str:
    """Its training mode alone."""
    return _known(_NAMES, way_parts(way)[0])


def way_line(mode: str) -> str:
    """What a training mode or baseline does, in one line."""
    return _known(_LINES, mode)


def _known(names: Mapping[Mode | BaselineName, str], mode: str) -> str:
    return next((words for known, words in names.items() if known == mode), mode)


def model_name(source: str) -> str:
    """A base model: `MiniLM-L6 (built in)`, the id of the Hub, or the name of a folder."""
    if source == BUILTIN:
        return "MiniLM-L6 (built in)"
    return file_name(source) if re.match(r"[/~.\\]|[A-Za-z]:", source) else source


def short_model(source: str) -> str:
    """A base model where there is little room: the last part of its name."""
    return "MiniLM-L6" if source == BUILTIN else file_name(source)


def file_name(path: str) -> str:
    """The last part of a path of any system."""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]


def shortened(text: str, most: int = 600) -> str:
    """A text cut where it is too long for a page."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def metric_title(metric: Metric) -> str:
    """A metric at the head of a column: `Macro F1`."""
    name = METRIC_NAMES[metric]
    return name[0].upper() + name[1:]


def interval(metric: Metric, ci: Interval) -> str:
    """`81.5% to 86.7%`, or `0.821 to 0.910` where the metric is no share."""
    return " to ".join(metric_value(metric, end) for end in ci).replace("-", "−")


def with_interval(metric: Metric, score: float, ci: Interval) -> str:
    """`84.1% (81.5–86.7)` or `0.873 (0.821 to 0.910)`: as short as can be."""
    if metric in PLAIN_NUMBERS:  # an end may be negative: a dash would be taken for a minus
        return f"{metric_value(metric, score)} ({interval(metric, ci)})"
    return f"{metric_value(metric, score)} ({100 * ci[0]:.1f}–{100 * ci[1]:.1f})"


def difference(metric: Metric, value: float) -> str:
    """`+2.1` points, or `+0.021` of a correlation; a true minus sign."""
    scaled, digits = (value, 3) if metric in PLAIN_NUMBERS else (100 * value, 1)
    words = f"{round(scaled, digits) + 0.0:+.{digits}f}"  # adding 0 makes a plain one of a negative zero
    return words.replace("-", "−")


def difference_interval(metric: Metric, ci: Interval) -> str:
    """`+0.4 to +3.8`."""
    return " to ".join(difference(metric, end) for end in ci)


def region(metric: Metric, value: float) -> str:
    """`1 point`, `0.5 points`, or `0.01` of a correlation."""
    if metric in PLAIN_NUMBERS:
        return f"{value:g}"
    points = round(100 * value, 6)
    return f"{points:g} point" if points == 1 else f"{points:g} points"


def chance(p: float) -> str:
    """`0.034`, or `< 0.001`."""
    return "< 0.001" if p < 0.001 else f"{min(1.0, p):.3f}"


def pair_verdict(pair: Pair, rows: int, seeds: int) -> str:
    """What a pair comes to, in words; where it is undecided, what would tell.

    Args:
        pair: in question.
        rows: that were tested on.
        seeds: of each way of training.
    """
    if pair.verdict == "equivalent":
        return "No difference that matters"
    if pair.verdict != "undecided":
        return f"{way_name(pair.a if pair.verdict == 'a better' else pair.b)} is better"
    if pair.needed is None:
        return "Not decided"
    more = [f"about {pair.needed.rows:,} test rows"] if pair.needed.rows > rows else []
    more += [f"{pair.needed.seeds} seeds"] if pair.needed.seeds > seeds else []
    return f"Not decided; {listed(more)} would tell" if more else "Not decided"


def count(number: float) -> str:
    """`4,846`."""
    return f"{number:,.0f}"


def duration(seconds: float) -> str:
    """`0.4 s`, `48 s`, `2 min 10 s`, `3 h 10 min`."""
    if seconds < 0.05:
        return "< 0.1 s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    for unit, smaller, size in (("h", "min", 60), ("min", "s", 1)):
        whole, rest = divmod(round(seconds / size), 60)
        if whole:
            return f"{whole} {unit} {rest} {smaller}" if rest else f"{whole} {unit}"
    return f"{seconds:.0f} s"


def size(number: float) -> str:
    """`91 MB`; decimal, as disks are counted."""
    return _in_units(number, (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)), "B") if number else UNKNOWN


def parameters(number: int) -> str:
    """`22.7 M`."""
    return _in_units(number, (("B", 1e9), ("M", 1e6), ("k", 1e3)), "") if number else UNKNOWN


def _in_units(number: float, units: Sequence[tuple[str, float]], least: str) -> str:
    for unit, factor in units:
        if number >= factor:
            value = number / factor
            return f"{value:.1f} {unit}" if value < 99.95 else f"{value:.0f} {unit}"
    return f"{number:.0f} {least}".rstrip()


def speed(rows_per_second: float) -> str:
    """`61 rows/s`."""
    if not rows_per_second:
        return UNKNOWN
    return f"{rows_per_second:.1f} rows/s" if rows_per_second < 10 else f"{rows_per_second:,.0f} rows/s"


def energy(joules: float | None) -> str:
    """`1.2 Wh`, as electricity is paid for."""
    if joules is None:
        return UNKNOWN
    hours = joules / 3600
    return f"{hours:.2f} Wh" if hours < 10 else f"{hours:,.0f} Wh"


def rate(value: float) -> str:
    """A learning rate: `2e-5`, `0.0003`."""
    return re.sub(r"e-0+", "e-", f"{value:.2g}") if value else UNKNOWN
