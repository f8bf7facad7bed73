"""A listener that shows a job's events in a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from tqdm import tqdm

from tuner_gui.engine.events import (
    AnyEvent,
    BatchReduced,
    DataReady,
    Logged,
    Progressed,
    RateTried,
    RunStarted,
    Stage,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.facts import DeviceInfo, Score
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.tasks import METRIC_NAMES, metric_value

_COLUMNS = 6
"""Most label columns that are named."""

_STAGES: dict[Stage, str] = {
    "preparing": "Preparing",
    "downloading": "Downloading",
    "reading": "Reading the table",
    "loading_model": "Loading the base model",
    "tokenizing": "Splitting texts into tokens",
    "caching": "Running the frozen layers once",
    "measuring": "Measuring what is fastest here",
    "trying_rates": "Trying learning rates",
    "training": "Training",
    "paused": "Paused",
    "testing": "Testing on rows never seen",
    "saving": "Saving",
    "exporting": "Exporting",
    "verifying": "Checking the export in a fresh process",
    "predicting": "Labelling rows",
    "writing": "Writing the table",
    "converting": "Converting the model",
    "publishing": "Sending the model to the Hub",
    "comparing": "Comparing",
}


def duration(seconds: float) -> str:
    """`1:05`, or `2:00:07` of an hour and more."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def describe_score(score: Score) -> str:
    """One line: the main metric on the test rows with its interval and its n, and the other metrics."""
    low, high = (metric_value(score.metric, end) for end in score.interval)
    main = f"Test {METRIC_NAMES[score.metric]}: {metric_value(score.metric, score.value)}"
    others = [
        f"{METRIC_NAMES[name]} {metric_value(name, value)}"
        for name, value in score.metrics.items()
        if name != score.metric
    ]
    return ", ".join([f"{main} (95 % interval {low} to {high}) on {score.n:,} rows", *others])


def describe_export(export: Exported) -> str:
    """Where it lies and how it compares with the trained model, one or two lines with their ends."""
    line = (
        f"Exported: {export.path} (checked in a fresh process on {export.rows_checked} rows; "
        f"logits differ by {export.largest_difference:.1g} at most)\n"
    )
    beside = []
    if export.kind == "onnx_int8" and export.score_change is not None:
        beside += [f"{export.agreement:.1%} of the answers are the same", f"score {export.score_change:+.3f}"]
    if export.speed_ratio is not None:
        beside.append(f"{export.speed_ratio:.1f} times the speed")
    if export.speed_ratio is not None and export.size_ratio is not None:
        beside.append(f"{export.size_ratio:.2f} times the size")
    return line + (f"Beside the trained model: {', '.join(beside)}\n" if beside else "")


def describe_problem(device: DeviceInfo) -> str:
    """What keeps a GPU from being used and what mends it, one line; empty where nothing does."""
    return f"warning: {device.problem} Mend it with: {device.remedy}" if device.problem else ""


def _targets(data: DataReady) -> str:
    """What is learned, and from which columns."""
    columns = ", ".join(data.label_columns[:_COLUMNS]) + (" …" if len(data.label_columns) > _COLUMNS else "")
    kinds = {
        "single_label": f"{len(data.labels)} classes",
        "multi_label": f"{len(data.labels)} labels, any number per row,",
        "regression": "numbers",
    }
    return f"{kinds[data.task]} in {columns}"


def _validation(event: Validated, all_rows: int) -> str:
    metric, value = event.main
    mark = "  best so far" if event.best else ""
    if 0 < event.rows < all_rows:
        mark += f"  (on a sample of {event.rows:,} rows)"
    name = METRIC_NAMES[metric]
    return f"epoch {event.epoch:5.2f}  validation {name} {metric_value(metric, value)}{mark}"


class Console:
    """Lines and a progress bar on standard error; a context manager that leaves the terminal tidy.

    Args:
        title: of a job of many: it stands before the bar, and warnings are the only lines. Empty: everything
            is told.
        told: warnings about data that were given already, which are not repeated; receives the new ones. Jobs
            on the same rows share it.
    """

    def __init__(self, title: str = "", told: set[str] | None = None) -> None:
        self._title = title
        self._told = set() if told is None else told
        self._begun = False
        self._bar: tqdm[None] | None = None
        self._loss = 0.0
        self._validation_rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_bar()

    def __call__(self, event: AnyEvent) -> None:
        """Show one event."""
        match event:
            case StageChanged():
                self._close_bar()
                self._tell(_STAGES[event.stage] + " …")
            case Progressed() | RateTried() | Stepped():
                self._count(event)
            case DataReady():
                self._validation_rows = event.validation
                self._tell(
                    f"{event.train:,} training, {event.validation:,} validation, {event.test:,} test rows; "
                    f"{_targets(event)}, texts in {' + '.join(event.text_columns)}"
                )
            case Logged(level="warning"):
                self._warn(event.message)
            case Logged():
                self._tell(event.message)
            case RunStarted():
                self._begun = True
                count = f"{event.trainable_parameters:,} of {event.parameters:,}"
                self._tell(f"{count} parameters on {event.device.name}")
                self._tell(describe_problem(event.device))
                self._advance(event.resumed_at, event.total_steps, "steps")
            case Validated():
                self._tell(_validation(event, self._validation_rows))
            case BatchReduced():
                self.line(f"Memory ran out; going on with {event.rows_at_once} rows at once.")
            case _:
                pass

    def _warn(self, message: str) -> None:
        """What is said before training begins is about the data."""
        if self._begun or message not in self._told:
            self.line(f"warning: {message}")
        if not self._begun:
            self._told.add(message)

    def _count(self, event: Progressed | RateTried | Stepped) -> None:
        match event:
            case Progressed():
                self._advance(event.done, event.total, event.unit)
            case RateTried():
                self._advance(event.done, event.total, "rates")
            case Stepped():
                self._step(event)

    def _step(self, event: Stepped) -> None:
        if self._bar is None:
            return
        self._loss = event.loss if event.step == 1 else 0.9 * self._loss + 0.1 * event.loss
        self._bar.set_postfix_str(f"loss {self._loss:.3f}, {event.rows_per_second:.0f} rows/s", refresh=False)
        self._bar.update(event.step - self._bar.n)

    def _advance(self, done: int, total: int, unit: str) -> None:
        if self._bar is None:
            self._bar = tqdm(
                desc=self._title or None,
                total=total or None,
                unit=f" {unit}",
                unit_scale=unit == "bytes",
                file=sys.stderr,
                leave=False,
                disable=None if self._title else False,  # None: where nobody watches a terminal
            )
        self._bar.update(done - self._bar.n)

    def line(self, text: str) -> None:
        """Write a line, above the bar if there is one."""
        tqdm.write(text, file=sys.stderr)

    def _tell(self, text: str) -> None:
        """Write a line that a job of many does without."""
        if text and not self._title:
            self.line(text)

    def _close_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
