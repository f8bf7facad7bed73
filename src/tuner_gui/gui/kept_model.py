"""What can be done with a model that an experiment kept: the same as with that of any finished run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from tuner_gui.engine.experiment import members
from tuner_gui.gui.dialogs.handing_on import open_export
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings

PAIR = 2
"""Text columns of a pair."""


def kept_folder(session: Session, key: str) -> Path | None:
    """Where the run of a member lies; None: no experiment is shown, or there is no such key."""
    folder = session.experiment.folder
    return folder / "runs" / key if folder is not None and key else None


def export_kept(session: Session, settings: Settings, key: str, window: QWidget) -> bool:
    """Ask which kind and where to, then export. False where there is no model."""
    folder, result = kept_folder(session, key), session.experiment.result
    if folder is None or result is None:
        return False
    from tuner_gui.gui.dialogs.export_dialog import Subject

    config = next(member.config for member in members(result.config) if member.key == key)
    pair = len(result.data.text_columns) == PAIR
    open_export(session, settings, Subject(folder, config, result.data.task, pair), window)
    return True
