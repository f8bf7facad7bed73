"""Connects the link beside the learning rate with the dialog that finds one."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject

from tuner_gui.engine.config import RunConfig
from tuner_gui.gui.dialogs.rate_dialog import RateDialog
from tuner_gui.gui.session import Session
from tuner_gui.gui.widgets.advanced import Advanced


class RateController(QObject):
    """One dialog at a time.

    Args:
        advanced: where the link and the field are.
        session: what is chosen, and who asks the engine.
    """

    def __init__(self, advanced: Advanced, session: Session) -> None:
        super().__init__(advanced)
        self._advanced = advanced
        self._session = session
        self._dialog: RateDialog | None = None
        advanced.find_rate_clicked.connect(self._on_clicked)
        session.choice_changed.connect(self._on_changed)
        session.run.state_changed.connect(self._on_changed)
        session.loading_changed.connect(self._on_changed)
        self._on_changed()

    def restyle(self) -> None:
        """Take the colours in force."""
        if self._dialog is not None:
            self._dialog.restyle()

    def _on_clicked(self) -> None:
        if self._dialog is not None:
            self._dialog.activateWindow()
            return
        config = self._session.choice.config()
        dialog = self._dialog = RateDialog(self._session.models, config, self._advanced.window())
        dialog.rate_chosen.connect(self._advanced.set_learning_rate)
        dialog.finished.connect(self._on_closed)
        dialog.show()

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_changed(self) -> None:
        session = self._session
        self._advanced.set_find_reason(session.why_not_start)
        if self._dialog is not None:
            same = session.choice.dataset is not None and _alike(session.choice.config(), self._dialog.config)
            self._dialog.set_stale("" if same else self.tr("It was found for other settings than these."))


def _alike(one: RunConfig, other: RunConfig) -> bool:
    """Whether a rate found for one is good for the other, too."""
    return _without_rate(one) == _without_rate(other)


def _without_rate(config: RunConfig) -> RunConfig:
    hyperparameters = msgspec.structs.replace(config.hyperparameters, learning_rate=None, epochs=None)
    return msgspec.structs.replace(config, hyperparameters=hyperparameters)
