"""Errors that come from another process by their name."""

from __future__ import annotations

from tuner_gui.errors import InternalError, LossyExportError, TunerError, error_named


def test_an_error_is_found_by_its_name_at_any_depth() -> None:
    assert error_named("InternalError") is InternalError
    assert error_named("LossyExportError") is LossyExportError


def test_a_name_that_is_not_known_is_an_error_all_the_same() -> None:
    assert error_named("SomethingNewer") is TunerError
    assert error_named("TunerError") is TunerError
