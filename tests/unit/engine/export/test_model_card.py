"""The card says what was done to the labels of a run."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from made_runs import config_of, make_run
from tuner_gui.engine.config import Correction, Decision
from tuner_gui.engine.export.model_card import model_card
from tuner_gui.engine.outcome import finished_outcome


@pytest.mark.parametrize(
    ("count", "words"), [(0, ""), (1, "label of 1 row was"), (2, "labels of 2 rows were")]
)
def test_the_card_says_that_labels_were_put_right(tmp_path: Path, count: int, words: str) -> None:
    corrections = tuple(Correction(row=row + 1, label="good") for row in range(count))
    config = config_of(0)
    dataset = msgspec.structs.replace(config.dataset, corrections=corrections)
    run = make_run(tmp_path, config=msgspec.structs.replace(config, dataset=dataset))
    card = model_card(finished_outcome(run), Decision(), "folder")
    assert ("put right by hand" in card) == bool(count)
    assert words in card
