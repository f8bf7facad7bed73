"""Compare modes on the sample: the real window, the real engine process, a tiny base model."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit

from real_desk import RealDesk
from tuner_gui import paths
from tuner_gui.gui.experiment_shown import ExperimentState
from tuner_gui.gui.main_window import COMPARE
from tuner_gui.runs.experiments import list_experiments

ROWS = 330
"""Of the sample: enough for one split, few enough for seconds."""


def test_two_modes_from_the_plan_to_the_verdict_and_a_kept_model(
    desk: RealDesk, tiny_model: Path, tmp_path: Path
) -> None:
    few = tmp_path / "few.csv"
    lines = paths.sample_dataset().read_text("utf-8").splitlines(keepends=True)
    few.write_text("".join(lines[: ROWS + 1]), "utf-8")
    desk.open(few)
    session = desk.session
    session.set_base_model(str(tiny_model))
    desk.window.show_page(COMPARE)
    page = desk.window._made[COMPARE]
    for mode in ("layerwise", "lora", "full"):
        desk.click(f"compare_{mode}")
    desk.find("compareSeedsBox", QComboBox).setCurrentIndex(0)
    desk.click("compareAdvancedToggle")
    desk.find("compareAmountBox", QLineEdit).setText("1")
    desk.find("compareAmountBox", QLineEdit).textEdited.emit("1")
    experiment = session.experiment
    desk.until(lambda: (plan := experiment.planner.plan) is not None and plan.config.epochs == 1)
    assert desk.text("comparePlan").startswith("2 trainings and 2 baselines, about")
    desk.click("startComparisonButton")
    desk.until(lambda: experiment.state in (ExperimentState.FINISHED, ExperimentState.INTERRUPTED))
    assert set(experiment.statuses.values()) == {"finished"}
    result = experiment.result
    assert result is not None
    assert result.complete
    assert result.verdict
    assert result.config.base_models == (str(tiny_model),)
    assert {way.mode for way in result.summary} == {"constant", "words", "head", "scratch"}
    assert len(result.pairs) == 6
    (info,) = list_experiments()
    assert info.ended is not None
    runs = Path(info.folder) / "runs"
    assert (runs / result.way("head").kept / "model" / "model.safetensors").exists()
    assert page.outcome.view.result == result  # type: ignore[attr-defined]
    desk.click("wayResultsButton")
    desk.until(lambda: session.shown.folder is not None and session.shown.folder.parent == runs)
