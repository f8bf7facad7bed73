"""One line of plain words per event worth a line. Pure functions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.events import (
    AnyEvent,
    BatchReduced,
    DataReady,
    Failed,
    Logged,
    RunCancelled,
    RunFinished,
    RunStarted,
    RunSuspended,
    StageChanged,
    Validated,
)
from tuner_gui.gui import text, wording

translate = QCoreApplication.translate


def log_line(event: AnyEvent, now: float, *, validation_rows: int = 0) -> str:
    """The line for the log, with its time; empty when the event is not worth one.

    Args:
        event: what was reported.
        now: 0 when nobody knows any more when it was: then no line of the run has a time.
        validation_rows: in the validation split, to tell a sample of them.
    """
    words = _validated(event, validation_rows) if isinstance(event, Validated) else _words(event)
    moment = event.time if now and isinstance(event, Logged) and event.time else now
    return stamped(words, moment)


def stamped(words: str, moment: float) -> str:
    """`words` behind the time of day; without it where `moment` is 0."""
    return f"{text.clock(moment)}  {words}" if words and moment else words


def _words(event: AnyEvent) -> str:
    match event:
        case Logged(message=message, level="warning"):
            return translate("log", "Note: {0}").format(message)
        case Logged(message=message):
            return message
        case StageChanged(stage="training" | "preparing"):
            return ""
        case StageChanged(stage=stage):
            return wording.stage(stage)
        case DataReady():
            return _data_ready(event)
        case RunStarted():
            return _run_started(event)
        case BatchReduced(rows_at_once=rows):
            words = translate("log", "Not enough memory for a whole batch: now {0} rows at once, same result")
            return words.format(rows)
        case _:
            return _ending(event)


def _ending(event: AnyEvent) -> str:
    match event:
        case RunFinished(metrics=metrics):
            score = wording.score_line(metrics.test)
            return f"{score} · {wording.other_metrics(metrics.test)}"
        case RunCancelled():
            return translate("log", "Cancelled")
        case RunSuspended(step=step):
            return translate("log", "Left resumable at step {0}").format(text.count(step))
        case Failed(message=message):
            return translate("log", "Failed: {0}").format(message)
        case _:
            return ""


def ended_early(warning: str, patience: int, since: float, epochs: float, *, planned: float) -> str:
    """Why a run that was finished ended before its time.

    Args:
        warning: the last thing the engine warned of while it trained.
        patience: epochs without a better score that it was to wait for; 0: any number.
        since: epochs since its best state.
        epochs: that it was trained.
        planned: that it was to be trained.
    """
    if warning:
        return warning
    if patience and since >= patience - 0.01:
        if patience == 1:
            return translate("log", "Stopped early: no better for 1 epoch.")
        return translate("log", "Stopped early: no better for {0} epochs.").format(patience)
    words = translate("log", "Stopped early, after {0} of {1} epochs.")
    return words.format(_epochs(epochs), _epochs(planned))


def _epochs(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _validated(event: Validated, all_rows: int) -> str:
    metric, value = event.main
    words = translate("log", "Epoch {0}: {1} {2}").format(
        f"{event.epoch:.2f}", wording.metric(metric), text.metric(metric, value)
    )
    if 0 < event.rows < all_rows:
        return words + translate("log", " · on a sample of {0} rows").format(text.count(event.rows))
    return words + (translate("log", " · best") if event.best else "")


def _data_ready(event: DataReady) -> str:
    words = translate("log", "Data ready: {0} train · {1} validation · {2} test").format(
        text.count(event.train), text.count(event.validation), text.count(event.test)
    )
    if event.skipped:
        words += translate("log", " · {0} left out").format(text.count(event.skipped))
    return words


def _run_started(event: RunStarted) -> str:
    words = translate("log", "Training {0} of {1} parameters on {2}").format(
        text.parameters(event.trainable_parameters), text.parameters(event.parameters), event.device.name
    )
    if event.resumed_at:
        words += translate("log", ", resumed at step {0}").format(text.count(event.resumed_at))
    return words
