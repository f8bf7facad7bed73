"""Ways of training in a sentence."""

from __future__ import annotations

from tuner_gui.engine.comparing.way_names import way_names
from tuner_gui.engine.config import MODES
from tuner_gui.engine.experiment import BASELINES


def test_every_mode_and_baseline_has_a_name_of_its_own() -> None:
    names = way_names([*MODES, *BASELINES])
    assert len(set(names.values())) == len(MODES) + len(BASELINES)
    assert not set(names.values()) & {*MODES, *BASELINES} - {"lora"}


def test_base_models_are_told_apart() -> None:
    names = way_names(["full@builtin", "full@org/other", "words"])
    assert names["full@builtin"] == "fine-tuning, the built-in model"
    assert names["full@org/other"] == "fine-tuning, other"
    assert "," not in names["words"]
    alike = way_names(["full@one/base", "full@two/base", "head@one/base"])
    assert alike["full@one/base"] == "fine-tuning, one/base"
    assert alike["full@two/base"] == "fine-tuning, two/base"
