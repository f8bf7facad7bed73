"""Ways of training that are compared: their names, their colours, and how they are told apart without them.

A way is a training mode, a mode of one of several base models, or a baseline (`engine.experiment.way_id`).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath
from typing import Self, cast

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import BUILTIN, MODES, Mode
from tuner_gui.engine.experiment import way_parts
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import wording
from tuner_gui.gui.tokens import Colors

translate = QCoreApplication.translate

SYMBOLS = ("o", "s", "t1", "p", "h")
"""Of pyqtgraph: those of the base models, in their order; the same ones are used again after the last."""
BASELINE_SYMBOL = "d"


def is_mode(name: str) -> bool:
    """Whether a way is a training mode, not a baseline."""
    return way_parts(name)[0] in MODES


def way_name(way: str) -> str:
    """On screen, as short as it can be: the mode's name, and the model's where there are several."""
    part, model = way_parts(way)
    return _with_model(wording.mode_short(_mode(part)) if part in MODES else _baseline(part), model)


class WayName(str):
    """The name of a way on screen, and which one it is: two base models may share their short names."""

    way: str

    def __new__(cls, way: str) -> Self:
        """By the id of the way."""
        result = super().__new__(cls, way_name(way))
        result.way = way
        return result


def mode_words(way: str) -> tuple[str, str]:
    """Name of its mode or baseline, and of its model, which is empty where there is one model only."""
    part, model = way_parts(way)
    return way_name(part), short_model(model) if model else ""


def way_in_sentence(way: str, others: Collection[str] = ()) -> str:
    """As it stands in a sentence: “take fine-tuning”.

    Args:
        way: its id.
        others: of the ways that it is compared with.
    """
    part, model = way_parts(way)
    words = {
        "layerwise": translate("ways", "fine-tuning with differential learning rates"),
        "full": translate("ways", "fine-tuning"),
        "lora": translate("ways", "LoRA"),
        "head": translate("ways", "training the head only"),
        "scratch": translate("ways", "training from scratch"),
        "constant": translate("ways", "always giving the same answer"),
        "words": translate("ways", "counting words (TF-IDF with a linear model)"),
    }.get(part, part)
    if not model:
        return words
    models = {way_parts(other)[1] for other in others}
    return translate("ways", "{0}, {1}").format(words, _model_in_sentence(model, models))


def way_line(way: str) -> str:
    """What it does, in one line."""
    part, _ = way_parts(way)
    if part in MODES:
        return wording.mode_line(_mode(part))
    lines = {
        "constant": translate("ways", "Always the same answer: what there is to beat"),
        "words": translate("ways", "Counts words; no transformer at all"),
    }
    return lines.get(part, "")


def names_in_sentences(result: ExperimentResult) -> dict[str, str]:
    """Of all ways that an experiment compares, by id."""
    compared = result.test.modes if result.test is not None else ()
    ways = {each.mode for each in result.summary}
    ways |= {each.mode for each in compared} | {each.mode for each in result.curves}
    return {way: way_in_sentence(way, ways) for way in ways}


def short_model(source: str) -> str:
    """A base model's name where there is little room."""
    return wording.base_model(source).split(" · ")[0]


def tone(way: str, c: Colors) -> str:
    """Colour of its dots and lines; grey for a baseline."""
    part, _ = way_parts(way)
    return c.series(_mode(part)) if part in MODES else c.muted


def words_tone(way: str, c: Colors) -> str:
    """Colour of words about it."""
    part, _ = way_parts(way)
    return c.series_words(_mode(part)) if part in MODES else c.muted


def symbol(way: str, models: tuple[str, ...]) -> str:
    """Its marker, as pyqtgraph names them.

    Args:
        way: its id.
        models: base models of the experiment, in their order.
    """
    part, model = way_parts(way)
    if part not in MODES:
        return BASELINE_SYMBOL
    return SYMBOLS[models.index(model) % len(SYMBOLS)] if model in models else SYMBOLS[0]


def _with_model(name: str, model: str) -> str:
    return f"{name} · {short_model(model)}" if model else name


def _model_in_sentence(model: str, models: Collection[str]) -> str:
    """The last part of its name or folder, unless another one shares it."""
    if model == BUILTIN:
        return translate("ways", "the built-in model")
    short = PurePath(model).name
    alike = [other for other in models if PurePath(other).name == short]
    return model if len(alike) > 1 else short


def _mode(part: str) -> Mode:
    return cast(Mode, part)


def _baseline(part: str) -> str:
    names = {
        "constant": translate("ways", "Constant answer"),
        "words": translate("ways", "TF-IDF, linear model"),
    }
    return names.get(part, part)
