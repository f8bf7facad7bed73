"""The fresh process that checks exports, when it ends before it has answered."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tuner_gui.engine.control import Control
from tuner_gui.engine.export.verifier import Verifier
from tuner_gui.errors import CancelledError, ExportError


def test_a_verifier_that_died_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = [sys.executable, "-c", "import sys; sys.exit('it died')"]
    monkeypatch.setattr("tuner_gui.engine.export.verifier.command", lambda name: program)
    with Verifier(Control()) as dead, pytest.raises(ExportError) as caught:
        dead.ask("folder", tmp_path, (("a text",),))
    assert "it died" in caught.value.detail


def test_a_verifier_is_given_up_when_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    monkeypatch.setattr("tuner_gui.engine.export.verifier.command", lambda name: program)
    control = Control()
    control.request("cancel")
    with Verifier(control) as waiting:
        with pytest.raises(CancelledError):
            waiting.ask("folder", tmp_path, (("a text",),))
        assert waiting._process.poll() is not None  # so that it leaves nothing where it was unpacking
