"""Sentences and short facts of a report that depend on what came of the experiment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tuner_gui.engine.comparing.records import Pair
from tuner_gui.engine.config import Metric, Task
from tuner_gui.engine.experiment_result import WayResult
from tuner_gui.engine.tasks import PLAIN_NUMBERS, metric_value
from tuner_gui.reporting import words
from tuner_gui.reporting.content import Content

_METRIC_LINES: dict[Metric, str] = {
    "accuracy": "Accuracy, the share of rows labelled right",
    "macro_f1": "Macro F1, the mean of the F1 of all classes",
    "micro_f1": "Micro F1: how many of the labels given are right, and how many were found",
    "subset_accuracy": "Subset accuracy, the share of rows with all labels right",
    "pearson": "Pearson’s correlation of predicted and true numbers; 1 is best",
    "spearman": "Spearman’s correlation of predicted and true numbers; 1 is best",
    "mae": "Mean absolute error",
}
_TASKS: dict[Task, str] = {
    "single_label": "one of {0} classes for each text",
    "multi_label": "any of {0} labels for each text",
    "regression": "a number for each text",
}


@dataclass(frozen=True)
class Fact:
    """A figure that stands at the top."""

    what: str
    value: str
    more: str


def question(content: Content) -> str:
    """What the experiment was made to answer."""
    config = content.result.config
    if len(config.modes) > 1 and len(config.base_models) > 1:
        what = "Which training mode and base model are"
    elif len(config.base_models) > 1:
        what = "Which base model is"
    else:
        what = "Which training mode is"
    return f"{what} worth it on {content.file}?"


def facts(content: Content) -> Iterator[Fact]:
    """The recommended way of training, what it gains and what it takes; nothing while there is none."""
    result = content.result
    if content.recommended:
        way = result.way(content.recommended)
        score = metric_value(result.metric, way.score)
        model = words.model_name(way.base_model) if way.base_model else ""
        interval = f"{words.interval(result.metric, way.ci)} (95 %)"
        memory = f"{words.size(way.peak_memory_bytes)} of memory"
        yield Fact("Recommended", words.mode_name(way.mode), model)
        yield Fact(words.metric_title(result.metric), score, interval)
        yield Fact("One training takes", words.duration(way.seconds), memory)
    seeds = f"{result.config.seeds} seeds" if result.config.seeds > 1 else "one seed"
    tested = f"{content.folds} folds, {seeds}" if content.folds else f"of {content.total:,}, {seeds}"
    yield Fact("Tested on", f"{content.rows:,} rows", tested)


def metric_line(content: Content) -> str:
    """What the main metric tells."""
    return _METRIC_LINES[content.result.metric]


def in_points(content: Content) -> bool:
    """Whether differences are percentage points."""
    return content.result.metric not in PLAIN_NUMBERS


def pair_name(pair: Pair) -> str:
    """`Fine-tune − Head only`."""
    return f"{words.way_name(pair.a)} − {words.way_name(pair.b)}"


def second(content: Content, way: WayResult) -> str:
    """The second metric of a way of training."""
    name = content.second_metric
    return metric_value(name, way.metrics[name]) if name in way.metrics else words.UNKNOWN


def data_line(content: Content) -> str:
    """Rows, what is predicted from what, and the split."""
    data = content.result.data
    texts = words.listed([f"“{name}”" for name in data.text_columns])
    labels = words.listed([f"“{name}”" for name in data.label_columns[:3]])
    more = len(data.label_columns) - 3
    if more > 0:
        labels += f" and {more} more columns"
    task = _TASKS[data.task].format(len(data.labels))
    lines = [f"{content.file}: {content.total:,} labelled rows; {task}, {labels} from {texts}."]
    if content.folds:
        lines.append(f"Every row was tested once, in {content.folds} parts.")
    else:
        lines.append(
            f"{data.train:,} rows to learn from, {data.validation:,} to choose by, {data.test:,} to test on."
        )
    if data.skipped:
        lines.append(f"{data.skipped:,} rows without text or usable label were left out.")
    return " ".join(lines)


def hidden_line(content: Content) -> str:
    """What lies between the most frequent and the rarest classes."""
    hidden = content.hidden_labels
    if not hidden:
        return ""
    return f"… {len(hidden)} more classes with {hidden[-1].rows:,} to {hidden[0].rows:,} rows each …"


def flips_line(content: Content) -> str:
    """How many rows flipped between the two ways, and how many of them are shown."""
    flips = content.flips
    if flips is None:
        return ""
    first, second = words.way_name(flips.first), words.way_name(flips.second)
    shown, all_rows = len(content.flipped), flips.first_only + flips.second_only
    what = "closer" if content.result.data.task == "regression" else "the only one of the two that is right"
    some = f" {shown} of them:" if shown < all_rows else ""
    return f"{first} is {what} on {flips.first_only:,} rows, {second} on {flips.second_only:,}.{some}"
