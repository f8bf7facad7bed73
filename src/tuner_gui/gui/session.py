"""What is chosen and what is going on, as one QObject. Pages read it and listen to it; it knows no widget."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui import paths
from tuner_gui.engine.config import BUILTIN, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.events import EngineReady, RunCancelled
from tuner_gui.engine.facts import DeviceInfo, ModeEstimate
from tuner_gui.engine.replies import Estimated, ModelFetched
from tuner_gui.engine.requests import EstimateJob, FetchModelJob
from tuner_gui.errors import TunerError
from tuner_gui.gui.choice import Choice
from tuner_gui.gui.data_control import DataControl
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.engine_queue import Engine, EngineQueue, EngineTask
from tuner_gui.gui.experiment_control import ExperimentControl
from tuner_gui.gui.fetching import Fetch
from tuner_gui.gui.model_tasks import ModelTasks
from tuner_gui.gui.run_control import RunControl, RunState
from tuner_gui.gui.shown_run import ShownRun

ESTIMATE_DELAY_MS = 250

_log = logging.getLogger(__name__)


class Session(QObject):
    """The state of the window.

    Args:
        make_engine: makes an engine client; called again when a process has to be replaced.
    """

    choice_changed = Signal()
    loading_changed = Signal(bool)
    dataset_opened = Signal(object)
    """Path: a table was read for the first time."""
    estimate_changed = Signal(object)
    """Estimated, or None while it is not known."""
    model_changed = Signal(object)
    """ModelInfo of the base model chosen, or None."""
    settings_taken = Signal(object)
    """RunConfig of an earlier run: what stands under Advanced is to say the same."""
    device_changed = Signal(object)
    """DeviceInfo."""
    problem_raised = Signal(object)
    """TunerError for the person to see."""

    def __init__(self, make_engine: Callable[[], Engine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.estimate: Estimated | None = None
        self.device: DeviceInfo | None = None
        self.queue = EngineQueue(make_engine, self)
        self.run = RunControl(self.queue, self)
        self.experiment = ExperimentControl(self.queue, self)
        self.models = ModelTasks(self.queue, self)
        self.data = DataControl(self.queue, self)
        self.shown = ShownRun(self)
        self.fetch = Fetch(self.queue, self)
        self._asked: EstimateJob | None = None
        self._start_when_loaded = False
        self._estimate_timer = QTimer(self, singleShot=True, interval=ESTIMATE_DELAY_MS)
        self._estimate_timer.timeout.connect(self._ask_engine)
        self.data.changed.connect(self._on_data_changed)
        self.data.inspected.connect(self._on_data_inspected)
        self.data.failed.connect(self._on_load_failed)
        self.data.opened.connect(self._on_opened)
        self.data.busy_changed.connect(self.loading_changed)
        self.data.problem_raised.connect(self.problem_raised)
        self.queue.ready.connect(self._on_engine_ready)
        self.queue.idle.connect(self._on_queue_idle)
        self.run.problem_raised.connect(self.problem_raised)
        self.experiment.problem_raised.connect(self.problem_raised)
        self.run.state_changed.connect(self._on_run_state_changed)
        self.shown.problem_raised.connect(self.problem_raised)

    # --- the engine ------------------------------------------------------------------------------

    def warm(self) -> None:
        """Start the engine and learn about the device and the built-in model."""
        task = EngineTask("hello", lambda engine: engine.run(FetchModelJob(base_model=BUILTIN)))
        task.received.connect(self._on_hello)
        task.failed.connect(self.problem_raised)
        self.queue.submit(task)

    def renew_engine(self) -> None:
        """Have a new engine made, as soon as the present one is idle; costs are estimated anew by it."""
        self.queue.renew()
        self.warm()
        self._choose(self.choice)

    def close(self) -> None:
        """End everything and wait for it; no thread and no process is left."""
        self._estimate_timer.stop()
        self.queue.close()
        self.experiment.close()
        self.data.wait()
        self.shown.wait()

    # --- choosing --------------------------------------------------------------------------------

    def open_dataset(
        self, path: Path, *, validation: Path | None = None, test: Path | None = None, start: bool = False
    ) -> None:
        """Read `path`, and separate tables where there are some; `start` presses Start once it is read."""
        self._start_when_loaded = start
        self.data.open(path, validation=validation, test=test)

    def open_sample(self) -> None:
        """Open the sample that ships with Tuner."""
        try:
            self.open_dataset(paths.sample_dataset())
        except FileNotFoundError as error:
            self.problem_raised.emit(TunerError(str(error)))

    def set_mode(self, mode: Mode) -> None:
        """Choose the training mode; the estimate covers all of them and stays."""
        if mode == self.choice.mode:
            return
        self.choice = replace(self.choice, mode=mode)
        self.choice_changed.emit()

    def set_base_model(self, source: str) -> None:
        """Choose the base model."""
        if source != self.choice.base_model:
            self.model_changed.emit(None)
            self._choose(replace(self.choice, base_model=source))
            self.data.forget_inspection()

    def set_advanced(self, hyperparameters: Hyperparameters, seed: int) -> None:
        """Set what stands under Advanced."""
        choice = replace(self.choice, hyperparameters=hyperparameters, seed=seed, invalid_field="")
        job = choice.estimate_job()
        if job is not None and job == self._asked:  # neither time nor memory change
            self.choice = choice
            self.choice_changed.emit()
        else:
            self._choose(choice)

    def use_settings(self, config: RunConfig) -> None:
        """Choose what an earlier run was made with, and read its table again."""
        self.set_mode(config.mode)
        self.set_base_model(config.base_model)
        self.set_advanced(config.hyperparameters, config.seed)
        self.settings_taken.emit(config)
        table = Path(config.dataset.path)
        if table.exists():
            self._start_when_loaded = False
            self.data.open_as(config.dataset)
            return
        words = self.tr("The table {0} is not there any more.").format(table)
        hint = self.tr("Training mode and settings are chosen. Open the table where it lies now.")
        self.problem_raised.emit(TunerError(words, hint=hint))

    def set_invalid(self, message: str) -> None:
        """Something under Advanced cannot be used as it stands."""
        self.choice = replace(self.choice, invalid_field=message)
        self.choice_changed.emit()

    # --- running ---------------------------------------------------------------------------------

    @property
    def why_not_start(self) -> str:
        """What keeps Start from being pressed; empty when nothing does."""
        if self.run.active:
            return self.tr("Under way; changes are for the next run")
        if self.data.opening and self.choice.dataset is None:
            return self.tr("Reading the table…")
        if self.data.busy:
            return self.tr("Looking at the data…")
        return self.choice.missing()

    @property
    def chosen_estimate(self) -> ModeEstimate | None:
        """What the chosen mode will cost; None while that is not known."""
        modes = self.estimate.modes if self.estimate is not None else ()
        return next((each for each in modes if each.mode == self.choice.mode), None)

    def start(self) -> None:
        """Start the run that is chosen, if it can be started."""
        if not self.why_not_start:
            self._estimate_timer.stop()
            self.run.start(self.choice.config())

    # --- answers ---------------------------------------------------------------------------------

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        self._asked = None
        self._set_estimate(None)
        self.choice_changed.emit()
        self._estimate_timer.start()

    def _set_estimate(self, estimate: Estimated | None) -> None:
        if estimate is not self.estimate:
            self.estimate = estimate
            self.estimate_changed.emit(estimate)

    def _ask_engine(self) -> None:
        """What the modes cost and what the tokenizer says, when nothing is more urgent."""
        # Asked again when the engine is idle, or the data is read.
        if self.run.active or self.experiment.active or self.data.busy:
            return
        self.data.inspect(self.choice.base_model)  # first: it takes a second, an estimate of long texts many
        self._ask_estimate()

    def _ask_estimate(self) -> None:
        job = self.choice.estimate_job()
        if job is None or job == self._asked:
            return
        self._asked = job
        task = EngineTask("estimate", lambda engine: engine.run(job))
        task.dropped.connect(self._on_estimate_dropped)
        task.received.connect(self._on_estimate_event)
        task.failed.connect(self.problem_raised)
        self.queue.submit(task)

    def _on_data_changed(self, dataset: Dataset | None) -> None:
        self._choose(replace(self.choice, dataset=dataset))

    def _on_data_inspected(self, dataset: Dataset) -> None:
        self.choice = replace(self.choice, dataset=dataset)
        self.choice_changed.emit()
        self._estimate_timer.start()

    def _on_run_state_changed(self, state: RunState) -> None:
        run = self.run.run
        if state is RunState.FINISHED and run is not None and run.folder is not None:
            self.shown.choose(run.folder)

    def _on_opened(self, path: Path) -> None:
        self.dataset_opened.emit(path)
        if self._start_when_loaded:
            self._start_when_loaded = False
            self.start()

    def _on_load_failed(self) -> None:
        self._start_when_loaded = False

    def _on_engine_ready(self, event: EngineReady) -> None:
        self.device = event.device
        self.device_changed.emit(event.device)

    def _on_hello(self, event: object) -> None:
        if isinstance(event, ModelFetched) and self.choice.base_model == BUILTIN:
            self.model_changed.emit(event.model)

    def _on_estimate_dropped(self) -> None:
        self._asked = None

    def _on_estimate_event(self, event: object) -> None:
        if isinstance(event, Estimated):
            self._set_estimate(event)
            self.model_changed.emit(event.model)
        elif isinstance(event, RunCancelled):
            self._asked = None

    def _on_queue_idle(self) -> None:
        self._estimate_timer.start()  # what a run pushed aside is asked again
