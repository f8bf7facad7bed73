"""Words about several runs: what they differ in, and why their scores don't belong side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from tuner_gui.gui import text, wording
from tuner_gui.gui.rate_groups import group_words
from tuner_gui.gui.settings_table import more_settings, usual_settings
from tuner_gui.runs.comparing import Reason

translate = QCoreApplication.translate


def reason(name: Reason) -> str:
    """A reason, to stand in a list behind a colon."""
    reasons: dict[Reason, str] = {
        "task": translate("runs", "they predict different things"),
        "dataset": translate("runs", "the datasets differ"),
        "labels": translate("runs", "the label columns differ"),
        "corrections": translate("runs", "labels were corrected in between, which makes another version"),
        "test_table": translate("runs", "the test tables differ"),
        "split": translate("runs", "the rows were split in different ways"),
        "seed": translate("runs", "the seeds differ, and with them the split"),
        "rows": translate("runs", "the samples of the rows differ"),
        "fixes": translate("runs", "different things were mended in the data"),
        "reading": translate("runs", "the file was read in different ways"),
        "changed": translate("runs", "the table was changed in between"),
        "count": translate("runs", "the numbers of test rows differ"),
    }
    return reasons[name]


def apart(reasons: Sequence[Reason]) -> str:
    """The sentence that says that scores don't belong side by side; empty when nothing says so."""
    if not reasons:
        return ""
    words = translate(
        "runs", "Not tested on the same rows, so the scores cannot be set beside each other: {0}."
    )
    return words.format("; ".join(reason(each) for each in dict.fromkeys(reasons)))


def setting(name: str) -> str:
    """A setting's name, as `comparing.settings_of` gives it."""
    names = {
        "dataset": translate("runs", "Dataset"),
        "test_table": translate("runs", "Test table"),
        "text": translate("runs", "Text"),
        "label": translate("runs", "Label"),
        "task": translate("runs", "Task"),
        "split": translate("runs", "Split by"),
        "rows": translate("runs", "Rows used"),
        "fixes": translate("runs", "Mended"),
        "corrections": translate("runs", "Labels corrected"),
        "base_model": translate("runs", "Base model"),
        "mode": translate("runs", "Training mode"),
        **{each.key: each.words for each in (*usual_settings(), *more_settings())},
        "rate_factors": translate("runs", "Rates of layers"),
        "split_seed": translate("runs", "Seed of the split"),
        "fold": translate("runs", "Part tested on"),
        "train_share": translate("runs", "Share of the training rows"),
    }
    return names.get(name, name)


def value(name: str, given: object) -> str:
    """A setting's value."""
    if name == "mode":
        return wording.mode_short(given)  # type: ignore[arg-type]
    if name == "base_model":
        return wording.base_model(str(given))
    if name in ("dataset", "test_table") and given:
        return PurePath(str(given).replace("\\", "/")).name
    if name == "train_share":
        return translate("runs", "all") if given is None else f"{100 * given:g} %"  # type: ignore[operator]
    if name == "rows" and given is None:
        return translate("runs", "all")
    choices = next((each.choices for each in usual_settings() if each.key == name), ())
    if choices and given is not None:
        return dict(choices)[given]
    if isinstance(given, dict):
        said = (f"{group_words(group)} × {text.rate(factor)}" for group, factor in given.items())
        return ", ".join(said) or text.UNKNOWN
    if isinstance(given, float):
        return text.rate(given)
    if isinstance(given, tuple):
        return ", ".join(str(part) for part in given) or text.UNKNOWN
    return text.UNKNOWN if given in (None, "") else str(given)
