"""A way of training in the words of the charts and tables of the Compare page. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment_result import ExperimentResult, WayResult
from tuner_gui.engine.tasks import PLAIN_NUMBERS
from tuner_gui.gui import text, way_words
from tuner_gui.gui.way_words import translate


def cost_titles() -> tuple[str, ...]:
    """What stands above `cost_words`."""
    return (
        translate("way_facts", "Time"),
        translate("way_facts", "Memory"),
        translate("way_facts", "Size"),
        translate("way_facts", "Trained"),
    )


def cost_tips() -> tuple[str, ...]:
    """What they mean."""
    return (
        translate("way_facts", "Time of one training."),
        translate("way_facts", "Most memory in use while it trains."),
        translate("way_facts", "Size of the model's folder."),
        translate("way_facts", "Parameters that learn."),
    )


def cost_words(way: WayResult) -> tuple[str, ...]:
    """Time, peak memory, size of the model and parameters trained; a dash for what is not known."""
    return (
        time_words(way.seconds),
        _known(way.peak_memory_bytes, text.size(way.peak_memory_bytes)),
        _known(way.export_bytes, text.size(way.export_bytes)),
        _known(way.trainable_parameters, text.parameters(way.trainable_parameters)),
    )


def time_words(seconds: float) -> str:
    """`< 1 s`, `84 s`, `1.6 min`, `12 min`, `2.5 h`; a dash where it is not known."""
    if seconds <= 0:
        return text.UNKNOWN
    if seconds < 1:
        return translate("way_facts", "< 1 s")
    if seconds < 90:
        return translate("way_facts", "{0} s").format(f"{seconds:.0f}")
    if seconds < 5400:
        minutes = seconds / 60
        return translate("way_facts", "{0} min").format(
            f"{minutes:.1f}" if minutes < 10 else f"{minutes:.0f}"
        )
    return translate("way_facts", "{0} h").format(f"{seconds / 3600:.1f}")


def interval_words(ci: tuple[float, float], metric: Metric) -> str:
    """`81.9–86.2`, or `0.81 to 0.86` where an end may be negative."""
    low, high = ci
    if metric in PLAIN_NUMBERS:
        return translate("way_facts", "{0} to {1}").format(f"{low:.3f}", f"{high:.3f}")
    return f"{low * 100:.1f}–{high * 100:.1f}"


def score_words(way: WayResult, metric: Metric) -> str:
    """`84.1 % (81.9–86.2)`."""
    return f"{text.metric(metric, way.score)} ({interval_words(way.ci, metric)})"


def sentence(way: WayResult, metric: Metric) -> str:
    """All of a row of the chart, for a tooltip and for readers for the blind."""
    titles = cost_titles()
    costs = ", ".join(
        f"{title.lower()} {words}" for title, words in zip(titles, cost_words(way), strict=True)
    )
    seeds = (
        translate("way_facts", "1 seed")
        if way.seeds == 1
        else translate("way_facts", "{0} seeds").format(way.seeds)
    )
    words = translate("way_facts", "{0}: {1}, 95 % interval {2}, {3}, {4} rows; {5}")
    return words.format(
        way_words.way_name(way.mode),
        text.metric(metric, way.score),
        interval_words(way.ci, metric),
        seeds,
        text.count(way.rows),
        costs,
    )


def columns_text(result: ExperimentResult) -> str:
    """The chart's numbers as a spreadsheet takes them from the clipboard, in full."""
    head = (
        "way",
        "score",
        "low",
        "high",
        "seconds",
        "peak memory, bytes",
        "size, bytes",
        "parameters trained",
    )
    lines: list[Sequence[object]] = [head]
    lines += [
        (
            way_words.way_name(way.mode),
            way.score,
            *way.ci,
            way.seconds,
            way.peak_memory_bytes,
            way.export_bytes,
            way.trainable_parameters,
        )
        for way in result.summary
    ]
    return "".join("\t".join(map(str, line)) + "\n" for line in lines)


def _known(number: float, words: str) -> str:
    return words if number else text.UNKNOWN
