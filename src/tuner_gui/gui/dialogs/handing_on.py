"""Opens the dialogs by which a finished run's model leaves Tuner, from wherever a run is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from tuner_gui.gui.export_plan import folder_name
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings

if TYPE_CHECKING:
    from tuner_gui.gui.dialogs.export_dialog import Subject


def open_export(session: Session, settings: Settings, subject: Subject, window: QWidget) -> None:
    """Ask which kind and where to, then export; the dialog tells how it went."""
    # Only here: the window's first picture does not wait for the dialogs.
    from tuner_gui.gui.dialogs.export_dialog import ExportDialog

    dialog = ExportDialog(session.models, settings, subject, window)
    dialog.publish_clicked.connect(dialog.accept)
    dialog.publish_clicked.connect(lambda: _open_publish(session, subject, window))
    _open(dialog)


def _open_publish(session: Session, subject: Subject, window: QWidget) -> None:
    """Show what would be put on the Hub, then send it."""
    from tuner_gui.gui.dialogs.publish_dialog import PublishDialog

    _open(PublishDialog(session.models, subject.folder, folder_name(subject.config), window))


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
