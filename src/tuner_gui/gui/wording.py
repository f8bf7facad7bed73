"""Words of the product that appear in more than one place, ready for translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import BUILTIN, Metric, Mode
from tuner_gui.engine.events import Stage
from tuner_gui.engine.facts import Fit, Score
from tuner_gui.engine.requests import ExportKind
from tuner_gui.gui import text

if TYPE_CHECKING:
    from tuner_gui.runs.store import Status

translate = QCoreApplication.translate


def mode_name(mode: Mode) -> str:
    """The mode's name on screen."""
    names: dict[Mode, str] = {
        "layerwise": translate("wording", "Fine-tune, differential learning rates"),
        "full": translate("wording", "Fine-tune"),
        "lora": translate("wording", "LoRA"),
        "head": translate("wording", "Head only"),
        "scratch": translate("wording", "Train from scratch"),
    }
    return names[mode]


def mode_short(mode: Mode) -> str:
    """The mode's name where there is little room."""
    names: dict[Mode, str] = {
        "layerwise": translate("wording", "Differential learning rates"),
        "full": translate("wording", "Fine-tune"),
        "lora": translate("wording", "LoRA"),
        "head": translate("wording", "Head only"),
        "scratch": translate("wording", "From scratch"),
    }
    return names[mode]


def mode_line(mode: Mode) -> str:
    """What the mode does, in one line."""
    names: dict[Mode, str] = {
        "layerwise": translate("wording", "Usually best: the top learns fastest"),
        "full": translate("wording", "All layers learn at the same rate"),
        "lora": translate("wording", "Small adapters learn; the model itself stays"),
        "head": translate("wording", "Quick: only the top learns"),
        "scratch": translate("wording", "Starts from nothing; needs many rows"),
    }
    return names[mode]


def fit(name: Fit) -> str:
    """Whether a mode fits into the memory there is, in a word or two; empty when it does."""
    names: dict[Fit, str] = {
        "fits": "",
        "tight": translate("wording", "tight"),
        "wont_fit": translate("wording", "won't fit"),
    }
    return names[name]


def stage(name: Stage) -> str:
    """What the engine is doing."""
    names: dict[Stage, str] = {
        "preparing": translate("wording", "Preparing"),
        "downloading": translate("wording", "Downloading the base model"),
        "reading": translate("wording", "Reading the dataset"),
        "loading_model": translate("wording", "Loading the base model"),
        "tokenizing": translate("wording", "Splitting the texts into tokens"),
        "caching": translate("wording", "Running the base model once over all rows"),
        "measuring": translate("wording", "Measuring what is fastest here"),
        "trying_rates": translate("wording", "Trying learning rates"),
        "training": translate("wording", "Training"),
        "paused": translate("wording", "Paused"),
        "testing": translate("wording", "Scoring the test rows"),
        "saving": translate("wording", "Saving the model"),
        "exporting": translate("wording", "Exporting the model"),
        "verifying": translate("wording", "Checking the exported model"),
        "predicting": translate("wording", "Labelling rows"),
        "writing": translate("wording", "Writing the table"),
        "converting": translate("wording", "Converting the model"),
        "publishing": translate("wording", "Sending the model to the Hub"),
        "comparing": translate("wording", "Comparing"),
    }
    return names[name]


def metric(name: Metric) -> str:
    """The metric's name on screen."""
    names: dict[Metric, str] = {
        "accuracy": translate("wording", "Accuracy"),
        "macro_f1": translate("wording", "Macro F1"),
        "micro_f1": translate("wording", "Micro F1"),
        "subset_accuracy": translate("wording", "Subset accuracy"),
        "pearson": translate("wording", "Pearson"),
        "spearman": translate("wording", "Spearman"),
        "mae": translate("wording", "Mean absolute error"),
    }
    return names[name]


def metric_line(name: Metric) -> str:
    """What the metric tells, in one line."""
    lines: dict[Metric, str] = {
        "accuracy": translate("wording", "Share of rows labelled right."),
        "macro_f1": translate(
            "wording", "F1 of each class, averaged; rare classes count like frequent ones."
        ),
        "micro_f1": translate("wording", "How many of the labels given are right, and how many were found."),
        "subset_accuracy": translate("wording", "Share of rows with all labels right and none too many."),
        "pearson": translate("wording", "How well predicted and true numbers rise together; 1 is best."),
        "spearman": translate("wording", "How well the order of the rows is met; 1 is best."),
        "mae": translate("wording", "How far off the predictions are, on average."),
    }
    return lines[name]


def score_line(score: Score) -> str:
    """`Accuracy 84.1 % (75.9–89.9) on 104 test rows`."""
    words = translate("wording", "{0} {1} on {2} test rows")
    return words.format(metric(score.metric), text.with_interval(score), text.count(score.n))


def other_metrics(score: Score) -> str:
    """`Macro F1 82.9 % · …`: what the task is scored by besides its main metric."""
    return " · ".join(
        f"{metric(name)} {text.metric(name, value)}"
        for name, value in score.metrics.items()
        if name != score.metric
    )


def base_model(source: str) -> str:
    """A base model's name on screen."""
    if source == BUILTIN:
        return translate("wording", "MiniLM-L6 · built in")
    return source.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1] if _is_folder(source) else source


def export_kind(kind: ExportKind) -> tuple[str, str]:
    """Name of a kind of export, and in one line what it is for and what it takes to run it."""
    words: dict[ExportKind, tuple[str, str]] = {
        "folder": (
            translate("wording", "Folder for transformers"),
            translate("wording", "For Python and for training on. Runs with torch and transformers."),
        ),
        "zip": (
            translate("wording", "The same as a zip"),
            translate("wording", "One file to send on. Unpacked it is the folder above."),
        ),
        "onnx": (
            translate("wording", "ONNX"),
            translate("wording", "For other programs, without torch. Runs with onnxruntime; just as exact."),
        ),
        "onnx_int8": (
            translate("wording", "ONNX, small (int8)"),
            translate("wording", "About a quarter of the size and quicker; may lose a little accuracy."),
        ),
    }
    return words[kind]


def _is_folder(source: str) -> bool:
    return source.startswith(("/", "~", ".")) or source[1:3] in (":\\", ":/")


def status(name: Status) -> str:
    """How a run ended."""
    names: dict[Status, str] = {
        "running": translate("wording", "Under way"),
        "finished": translate("wording", "Finished"),
        "interrupted": translate("wording", "Interrupted"),
        "cancelled": translate("wording", "Cancelled"),
        "failed": translate("wording", "Failed"),
    }
    return names[name]
