"""A finished run's model in the real window with the real engine: a table is labelled, a text explained."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QTextEdit

from jobs_by_hand import config, train
from real_desk import RealDesk
from tables import films, write_csv
from tuner_gui import paths
from tuner_gui.engine.events import RunFinished
from tuner_gui.gui.pages.predict_page import PredictPage
from tuner_gui.gui.widgets.bar_list import BarList

ROWS = 24_000
FIRST_WINDOW = 256
"""So many rows are kept together at first."""


@pytest.fixture
def run(desk: RealDesk, tmp_path: Path, tiny_model: Path) -> Path:
    """The folder of a run that the window shows."""
    folder = paths.runs_dir() / "films"
    end = train(config(films(tmp_path, 200), tiny_model), folder)[-1]
    assert isinstance(end, RunFinished), end
    desk.session.shown.choose(folder)
    desk.until(lambda: desk.session.shown.folder == folder)
    return folder


def test_a_table_is_labelled_cancelled_and_gone_on_with(
    desk: RealDesk, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [(str(at), f"the film number {at} was {('good', 'bad')[at % 2]}") for at in range(ROWS)]
    table = write_csv(tmp_path / "fresh.csv", ("id", "text"), texts)
    result = tmp_path / "out" / "labelled.csv"
    result.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(result), ""))
    desk.click("page_predict")
    desk.drop(table)
    desk.until(lambda: desk.text("tableName") == table.name)
    desk.until(lambda: desk.button("predictButton").text() == "Predict…")
    control = desk.find("predictPage", PredictPage)._control
    shares: list[float] = []
    control.progressed.connect(lambda share, _: shares.append(share))

    def cancel_once(share: float) -> None:
        if share > FIRST_WINDOW / ROWS:
            control.progressed.disconnect(cancel_once)
            desk.click("cancelTableButton")

    control.progressed.connect(cancel_once)
    desk.click("predictButton")
    desk.until(lambda: desk.button("continueTableButton").isVisible())
    kept = result.with_name(f".{result.name}.predictions")
    assert not result.exists()
    assert kept.exists()

    shares.clear()
    desk.click("continueTableButton")
    title = desk.find("tableResultTitle", QLabel)
    desk.until(lambda: title.isVisible())
    assert min(share for share in shares if share >= 0) >= FIRST_WINDOW / ROWS, "it began anew"
    assert not kept.exists()
    assert title.text() == "24,000 rows labelled"
    with result.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["text"]) for row in rows] == texts
    assert {row["prediction"] for row in rows} <= {"good", "bad"}


def test_a_text_is_tried_and_explained(desk: RealDesk, run: Path) -> None:
    desk.click("page_try")
    desk.until(lambda: desk.find("tryPageText", QPlainTextEdit).isVisible())
    QTest.keyClicks(desk.find("tryPageText", QPlainTextEdit), "the film was great")
    bars = desk.find("answerBars", BarList)
    desk.until(lambda: bars.bars)
    label, share = bars.bars[0].label, bars.bars[0].value
    desk.click("answerWhyButton")
    desk.until(lambda: desk.text("answerWhyTitle") == f"Why “{label}” has {share}")
    shown = desk.find("answerWhyText", QTextEdit)
    assert shown.toPlainText() == "the film was great"
    assert "+" in shown.accessibleDescription() or "-" in shown.accessibleDescription()
    assert "gradients" in desk.text("answerWhyNote")
