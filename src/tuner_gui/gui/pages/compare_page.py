"""The Compare page: what to compare and how its parts stand at the left, what came of it at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from tuner_gui.engine.config import Hyperparameters
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.errors import TunerError
from tuner_gui.gui import text
from tuner_gui.gui.dialogs.confirm_dialog import ConfirmDialog
from tuner_gui.gui.dialogs.hub_dialog import HubDialog
from tuner_gui.gui.experiment_shelf import ExperimentShelf
from tuner_gui.gui.experiment_shown import ExperimentState
from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_4
from tuner_gui.gui.widgets.basics import row
from tuner_gui.gui.widgets.compare_outcome import CompareOutcome
from tuner_gui.gui.widgets.compare_side import CompareSide


class ComparePage(Page):
    """Of the session's experiment."""

    try_clicked = Signal()
    """The run shown is the one to try."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparePage")
        self._session = session
        self._settings = settings
        self._problem: TunerError | None = None
        self._offered = False
        """An unfinished comparison was looked for."""
        self.side = CompareSide(session.experiment)
        self.shelf = ExperimentShelf(self)
        self.outcome = CompareOutcome(session, settings)
        self._compose()
        self._connect()
        self._on_choice_changed()
        self._on_shown_changed()

    def restyle(self) -> None:
        """Take the colours in force."""
        self.outcome.restyle()

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self.outcome.wait()
        self.shelf.wait()

    def export(self) -> bool:
        """See `Page.export`: of the way of training chosen."""
        return self.outcome.export()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is on disk now."""
        super().showEvent(event)
        self.shelf.refresh()
        self._on_choice_changed()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        layout = row(spacing=SPACE_4)
        layout.addWidget(self.side)
        layout.addWidget(self.outcome, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        session, control, side = self._session, self._session.experiment, self.side
        session.choice_changed.connect(self._on_choice_changed)
        control.planned.connect(self._on_planned)
        control.plan_failed.connect(self._on_plan_failed)
        control.state_changed.connect(self._on_state_changed)
        control.shown_changed.connect(self._on_shown_changed)
        side.setup.changed.connect(self._on_setup_changed)
        side.setup.dataset_clicked.connect(self.train_clicked)
        side.setup.folder_clicked.connect(self._on_folder_clicked)
        side.setup.hub_clicked.connect(self._on_hub_clicked)
        side.start.clicked.connect(self.start)
        side.queue.again_clicked.connect(control.clear)
        side.chooser.chosen.connect(self._on_experiment_chosen)
        side.chooser.delete_clicked.connect(self._on_delete_clicked)
        self.shelf.listed.connect(self._on_listed)
        self.shelf.problem_raised.connect(self.problem_raised)
        self.outcome.dataset_clicked.connect(self.train_clicked)
        self.outcome.try_clicked.connect(self.try_clicked)
        self.outcome.problem_raised.connect(self.problem_raised)

    # --- before the start ------------------------------------------------------------------------

    @property
    def why_not_start(self) -> str:
        """What keeps a comparison from being started; empty when nothing does."""
        if self._session.data.busy:
            return self.tr("Looking at the data…")
        return self._session.choice.missing() or self.side.setup.missing

    def start(self) -> None:
        """Compare what is chosen, if that can be started."""
        control = self._session.experiment
        plan = control.planner.plan
        if plan is not None and not self.why_not_start and not control.active and control.folder is None:
            control.start(plan)

    def _config(self) -> ExperimentConfig:
        choice = self._session.choice
        chosen = choice.hyperparameters
        # What belongs to the rows and the machine holds for all modes; a learning rate was meant for one.
        shared = Hyperparameters(max_length=chosen.max_length, batch_size=chosen.batch_size)
        assert choice.dataset is not None
        return self.side.setup.config(choice.dataset.config, shared, choice.seed)

    def _on_choice_changed(self) -> None:
        choice = self._session.choice
        data = choice.dataset
        if data is None:
            self.side.setup.set_dataset(self.tr("No dataset yet"), "")
        else:
            rows = self.tr("{0} rows").format(text.count(data.survey.rows))
            self.side.setup.set_dataset(Path(data.config.path).name, rows)
        self.side.setup.set_models(self._settings.recent_models, choice.base_model)

    def _on_setup_changed(self) -> None:
        control = self._session.experiment
        if control.folder is not None or not self.isVisible():
            return
        if self.why_not_start:
            control.planner.forget()
        else:
            control.plan(self._config())
        if control.planner.plan is None:
            self._problem = None
        self._show_plan(control.planner.plan)

    def _on_planned(self, plan: ExperimentPlan) -> None:
        self._problem = None
        self._show_plan(plan)

    def _on_plan_failed(self, error: TunerError) -> None:
        self._problem = error
        self._show_plan(None)

    def _show_plan(self, plan: ExperimentPlan | None) -> None:
        if plan is not None or self._problem is not None:
            self.side.setup.set_plan(plan)
        self.side.start.show_plan(plan, self._problem, self.why_not_start)

    def _on_folder_clicked(self) -> None:
        words = self.tr("Folder of a base model (with config.json and *.safetensors)")
        name = QFileDialog.getExistingDirectory(self, words, str(Path.home()))
        if name:
            self._add_model(name)

    def _on_hub_clicked(self) -> None:
        dialog = HubDialog(self._session, self.window())
        dialog.fetched.connect(self._add_model)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_model(self, source: str) -> None:
        self._settings.remember_model(source)
        self.side.setup.add_model(source)

    # --- which is shown --------------------------------------------------------------------------

    def _on_listed(self) -> None:
        self._show_chooser()
        newest = self.shelf.known[0] if self.shelf.known else None
        control = self._session.experiment
        unfinished = newest is not None and newest.ended is None and newest.owner is None
        if not self._offered and unfinished and newest is not None and control.folder is None:
            control.show(Path(newest.folder))  # one that was left the other day: it can go on
        self._offered = True

    def _show_chooser(self) -> None:
        control = self._session.experiment
        self.side.chooser.show_experiments(self.shelf.known, control.folder, busy=control.active)

    def _on_shown_changed(self) -> None:
        folder = self._session.experiment.folder
        shown = folder is not None
        self.side.show_queue(shown)
        self._show_chooser()
        if shown and str(folder) not in {info.folder for info in self.shelf.known}:
            self.shelf.refresh()
        if not shown:
            self._on_setup_changed()

    def _on_state_changed(self, state: ExperimentState) -> None:
        self._show_chooser()
        if state is ExperimentState.FINISHED:
            self.shelf.refresh()

    def _on_experiment_chosen(self, folder: Path | None) -> None:
        if folder is None:
            self._session.experiment.clear()
        else:
            self._session.experiment.show(folder)

    def _on_delete_clicked(self) -> None:
        control = self._session.experiment
        folder = control.folder
        if folder is None or control.active:
            return
        dialog = ConfirmDialog(
            self.tr("Delete this comparison?"),
            self.tr("Its scores and all its models are removed from the disk. This cannot be undone."),
            self.tr("Delete"),
            self.window(),
        )
        dialog.accepted.connect(lambda: self._delete(folder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _delete(self, folder: Path) -> None:
        self._session.experiment.clear()
        self.shelf.delete(folder)
