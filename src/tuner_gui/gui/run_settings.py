"""What a run was made with, in words: what a person chose, and what are the defaults. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import Execution, Hyperparameters, RunConfig
from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.gui import text, wording
from tuner_gui.gui.settings_table import Setting, more_settings, usual_settings

translate = QCoreApplication.translate


@dataclass(frozen=True)
class SettingLine:
    """One setting of a run."""

    name: str
    value: str
    chosen: bool
    """A person set it; otherwise it is the default for model, mode and rows."""


def setting_lines(config: RunConfig, resolved: Hyperparameters) -> list[SettingLine]:
    """Everything that matters for the run's mode.

    Args:
        config: what was asked for.
        resolved: what became of it.
    """
    mode, model = wording.mode_name(config.mode), wording.base_model(config.base_model)
    settings = (*usual_settings(), *more_settings())
    return [
        SettingLine(translate("runSettings", "Training mode"), mode, chosen=False),
        SettingLine(translate("runSettings", "Base model"), model, chosen=False),
        *(_line(each, config, resolved) for each in settings if config.mode in each.modes),
    ]


def value_words(setting: Setting, value: Any) -> str:
    """A setting's value; a dash where an older run does not know it."""
    if value is None:
        return text.UNKNOWN
    if setting.choices:
        return dict(setting.choices)[value]
    return text.rate(value) if isinstance(value, float) else str(value)


def execution_words(execution: Execution, device: DeviceInfo) -> str:
    """How the machine computed it, in one line."""
    attention = translate("runSettings", "{0} attention").format(execution.attention)
    said = (
        (execution.linear == "onednn", translate("runSettings", "oneDNN")),
        (execution.dropout == "cheap", translate("runSettings", "cheap dropout")),
        (execution.compiled, translate("runSettings", "compiled")),
        (execution.checkpointing, translate("runSettings", "activations computed again")),
    )
    return " · ".join([device.name, device.precision, attention, *(words for true, words in said if true)])


def _line(setting: Setting, config: RunConfig, resolved: Hyperparameters) -> SettingLine:
    if setting.key == "seed":
        return SettingLine(setting.words, str(config.seed), chosen=config.seed != 0)
    chosen = getattr(config.hyperparameters, setting.key) is not None
    return SettingLine(setting.words, value_words(setting, getattr(resolved, setting.key)), chosen)
