"""Exporting: which kind, where to, how it was checked; and publishing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from desk import Desk
from model_engine import URL, ModelScript
from tuner_gui.engine.events import Failed
from tuner_gui.engine.requests import ExportJob, PublishJob
from tuner_gui.gui.run_control import RunState

REFUSED = Failed(
    message="The small kind (int8) loses 3.1 % accuracy on 104 rows, more than two points.",
    hint="Export as ONNX, which is exact, or insist.",
    kind="LossyExportError",
)


@pytest.fixture
def finished(desk: Desk, table: Path, tmp_path: Path) -> Path:
    """A finished run whose model can be exported; the folder that exports go to."""
    desk.settings.export_folder = str(tmp_path / "exports")
    Path(desk.settings.export_folder).mkdir()
    desk.open(table)
    desk.click("startButton")
    desk.until_state(RunState.FINISHED)
    return Path(desk.settings.export_folder)


def jobs(desk: Desk) -> list[ExportJob]:
    return [job for job in desk.engine.jobs if isinstance(job, ExportJob)]


def until_exported(desk: Desk) -> None:
    desk.until(lambda: desk.find("exportResult", QWidget).isVisible())


def test_return_exports_the_kind_that_most_people_want(desk: Desk, finished: Path) -> None:
    desk.click("exportButton")
    dialog = desk.find("exportDialog", QDialog)
    assert desk.find("export_folder", QRadioButton).isChecked()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    until_exported(desk)
    (job,) = jobs(desk)
    assert (job.kind, job.destination) == ("folder", str(finished / "news-layerwise"))
    assert "100.0 % of 32 rows" in desk.text("exportFacts")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.findChild(QWidget, "exportDialog") is None)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("zip", "news-layerwise.zip"),
        ("onnx", "news-layerwise-onnx"),
        ("onnx_int8", "news-layerwise-onnx-int8"),
    ],
)
def test_every_kind_has_a_name_of_its_own(desk: Desk, finished: Path, kind: str, name: str) -> None:
    desk.click("exportButton")
    desk.click(f"export_{kind}")
    assert desk.find("exportPlace", QLabel).text() == str(finished / name)
    desk.click("exportOkButton")
    until_exported(desk)
    assert (jobs(desk)[0].kind, jobs(desk)[0].destination) == (kind, str(finished / name))


def test_what_the_small_kind_costs_is_shown_beside_what_it_gains(desk: Desk, finished: Path) -> None:
    desk.click("exportButton")
    desk.click("export_onnx_int8")
    desk.click("exportOkButton")
    until_exported(desk)
    facts = desk.text("exportFacts")
    assert "98.1 % of 104 rows" in facts
    assert "score -0.4 points · 26.0 % of the size · 2.4 × the speed" in facts
    assert "pip install onnxruntime tokenizers" in desk.find("exportCode", QPlainTextEdit).toPlainText()


def test_a_small_kind_that_loses_too_much_needs_a_word(
    desk: Desk, script: ModelScript, finished: Path
) -> None:
    script.refuse_small = REFUSED
    desk.click("exportButton")
    assert not desk.button("exportAnywayButton").isVisible()
    desk.click("export_onnx_int8")
    desk.click("exportOkButton")
    desk.until(lambda: desk.button("exportAnywayButton").isVisible())
    assert "more than two points" in desk.text("exportProblem")
    desk.click("exportAnywayButton")
    until_exported(desk)
    assert [job.anyway for job in jobs(desk)] == [False, True]
    assert not desk.find("exportProblem", QLabel).isVisible()


def test_another_failure_cannot_be_insisted_on(desk: Desk, script: ModelScript, finished: Path) -> None:
    script.fail["export"] = Failed(message="The disk is full.", hint="Free some space.")
    desk.click("exportButton")
    desk.click("export_onnx_int8")
    desk.click("exportOkButton")
    desk.until(lambda: desk.text("exportProblem") == "The disk is full.\nFree some space.")
    assert not desk.button("exportAnywayButton").isVisible()
    assert desk.button("exportOkButton").isEnabled()


def test_an_export_can_be_given_up(desk: Desk, script: ModelScript, finished: Path) -> None:
    script.hold_export = True
    desk.click("exportButton")
    desk.click("exportOkButton")
    desk.until(lambda: desk.text("exportNote") == "Exporting the model…")
    assert not desk.button("export_zip").isEnabled()
    desk.click("exportCancelButton")
    desk.until(lambda: desk.button("exportOkButton").isEnabled())
    assert not desk.find("exportResult", QWidget).isVisible()
    desk.click("exportCancelButton")
    desk.until(lambda: desk.window.findChild(QWidget, "exportDialog") is None)


def test_nothing_is_sent_before_the_person_has_seen_it(desk: Desk, finished: Path) -> None:
    run = desk.session.run.run
    assert run is not None
    assert run.folder is not None
    (run.folder / "model").mkdir()
    (run.folder / "model" / "model.safetensors").write_bytes(bytes(2_500_000))
    desk.click("exportButton")
    desk.click("publishButton")
    files = desk.find("publishFiles", QListWidget)
    desk.until(files.count)
    listed = [files.item(number).text() for number in range(files.count())]
    assert "model.safetensors  ·  2.5 MB" in listed
    assert "README.md  ·  model card" in listed
    assert desk.find("publishPrivateBox", QCheckBox).isChecked()
    send = desk.button("publishSendButton")
    assert not send.isEnabled()
    QTest.keyClicks(desk.find("publishNameBox", QLineEdit), "somebody/news")
    assert send.text() == "Send, private"
    assert not [job for job in desk.engine.jobs if isinstance(job, PublishJob)]
    desk.click("publishSendButton")
    desk.until(lambda: send.text() == "Open in browser")
    (job,) = [job for job in desk.engine.jobs if isinstance(job, PublishJob)]
    assert (job.repository, job.private) == ("somebody/news", True)
    assert URL in desk.text("publishNote")


def test_what_keeps_it_from_being_sent_is_told(desk: Desk, script: ModelScript, finished: Path) -> None:
    desk.click("exportButton")
    desk.click("publishButton")  # the scripted run has left no model
    desk.until(lambda: desk.text("publishProblem"))
    QTest.keyClicks(desk.find("publishNameBox", QLineEdit), "somebody/news")
    assert not desk.button("publishSendButton").isEnabled()
