"""How an experiment was set up, as names and values."""

from __future__ import annotations

from collections.abc import Iterator

from tuner_gui.engine.config import Hyperparameters
from tuner_gui.reporting import words
from tuner_gui.reporting.content import Content

_CHOSEN = "the validation rows, which no model has learned from; the test rows chose nothing"


def setup(content: Content) -> Iterator[tuple[str, str]]:
    """What was trained on what and how it was tested."""
    result, config = content.result, content.result.config
    models = [words.model_name(model) for model in config.base_models]
    yield "Base model" if len(models) == 1 else "Base models", ", ".join(models)
    yield "Seeds", f"{config.seeds} trainings of each mode" if config.seeds > 1 else "each mode trained once"
    yield "Budget", _budget(content)
    yield "Tested", _tested(content)
    yield "Chosen by", "the scores of the cross-validation" if content.folds else _CHOSEN
    yield (
        "Region of equivalence",
        f"a difference of less than {words.region(result.metric, config.region)} does not matter",
    )
    yield from _set_by_hand(config.hyperparameters)
    if result.device:
        yield "Computed on", f"{result.device.name}, {result.device.precision}"
    seconds = sum(run.seconds for run in result.runs)
    yield "Trainings", f"{len(result.runs)}, {words.duration(seconds)} together"
    yield "Report made", content.made


def _budget(content: Content) -> str:
    config = content.result.config
    if config.budget == "epochs":
        return f"equal epochs: {config.epochs} each" if config.epochs else "equal epochs"
    if config.budget == "time":
        each = f", {words.duration(config.seconds)} each" if config.seconds else ""
        return f"about equal time{each}"
    return "each mode at its own defaults"


def _tested(content: Content) -> str:
    data, config = content.result.data, content.result.config
    if content.folds:
        return f"{content.folds}-fold cross-validation: each of {content.rows:,} rows was tested once"
    return f"on {data.test:,} rows set aside before any training (split by seed {config.split_seed})"


def _set_by_hand(settings: Hyperparameters) -> Iterator[tuple[str, str]]:
    default = Hyperparameters()
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        if value != getattr(default, name):
            yield name.replace("_", " ").capitalize(), _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {factor:g}" for name, factor in value.items())
    return str(value)
