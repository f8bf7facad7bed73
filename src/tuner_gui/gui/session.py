"""What is chosen and what is going on, as one QObject. Pages read it and listen to it; it knows no widget."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui import paths
from tuner_gui.engine.config import BUILTIN, EstimateJob, FetchModelJob, Hyperparameters, Mode
from tuner_gui.engine.events import DeviceInfo, EngineReady, Estimated, ModelFetched, ModelInfo, RunCancelled
from tuner_gui.errors import TunerError
from tuner_gui.gui.choice import Choice
from tuner_gui.gui.dataset import Dataset, DatasetLoader
from tuner_gui.gui.engine_queue import Engine, EngineQueue, EngineTask
from tuner_gui.gui.model_tasks import ModelTasks
from tuner_gui.gui.run_control import RunControl

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
    model_fetched = Signal(object)
    fetch_progressed = Signal(object)
    fetch_failed = Signal(object)
    fetch_cancelled = Signal()
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
        self.models = ModelTasks(self.queue, self)
        self._loader = DatasetLoader(self)
        self._opening: Path | None = None
        self._fetch: EngineTask | None = None
        self._asked: EstimateJob | None = None
        self._start_when_loaded = False
        self._estimate_timer = QTimer(self, singleShot=True, interval=ESTIMATE_DELAY_MS)
        self._estimate_timer.timeout.connect(self._ask_estimate)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_load_failed)
        self.queue.ready.connect(self._on_engine_ready)
        self.queue.idle.connect(self._on_queue_idle)
        self.run.problem_raised.connect(self.problem_raised)
        self.models.problem_raised.connect(self.problem_raised)

    # --- the engine ------------------------------------------------------------------------------

    def warm(self) -> None:
        """Start the engine and learn about the device and the built-in model."""
        task = EngineTask("hello", lambda engine: engine.run(FetchModelJob(base_model=BUILTIN)))
        task.received.connect(self._on_hello)
        task.failed.connect(self.problem_raised)
        self.queue.submit(task)

    def close(self) -> None:
        """End everything and wait for it; no thread and no process is left."""
        self._estimate_timer.stop()
        self.queue.close()
        self._loader.wait()

    # --- choosing --------------------------------------------------------------------------------

    def open_dataset(self, path: Path, *, start: bool = False) -> None:
        """Read `path`; `start` presses Start once it is read."""
        self._opening = path
        self._start_when_loaded = start
        self._loader.open(path)
        self.loading_changed.emit(True)

    def open_sample(self) -> None:
        """Open the sample that ships with Tuner."""
        try:
            self.open_dataset(paths.sample_dataset())
        except FileNotFoundError as error:
            self.problem_raised.emit(TunerError(str(error)))

    def set_roles(self, text_columns: tuple[str, ...], label_column: str) -> None:
        """Say which column plays which role."""
        data = self.choice.dataset
        if data is None or (data.text_columns, data.label_column) == (text_columns, label_column):
            return
        changed = replace(data, text_columns=text_columns, label_column=label_column, examined=False)
        self._loader.examine(changed)
        self._choose(replace(self.choice, dataset=changed))

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

    def set_advanced(self, hyperparameters: Hyperparameters, seed: int) -> None:
        """Set what stands under Advanced."""
        self._choose(replace(self.choice, hyperparameters=hyperparameters, seed=seed, invalid_field=""))

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
        if self._loader.busy and self._opening is not None:
            return self.tr("Reading the table…")
        return self.choice.missing()

    def start(self) -> None:
        """Start the run that is chosen, if it can be started."""
        if not self.why_not_start:
            self._estimate_timer.stop()
            self.run.start(self.choice.config())

    # --- base models -----------------------------------------------------------------------------

    def fetch_model(self, source: str) -> None:
        """Make a base model available offline; answered by `model_fetched` or `fetch_failed`."""
        task = self._fetch = EngineTask("fetch", lambda engine: engine.run(FetchModelJob(base_model=source)))
        task.received.connect(self._on_fetch_event)
        task.failed.connect(self.fetch_failed)
        self.queue.submit(task)

    def cancel_fetch(self) -> None:
        """Give up the download under way."""
        if self._fetch is None or self.queue.withdraw(self._fetch):
            self.fetch_cancelled.emit()
            return
        if self.queue.current is self._fetch:
            self.queue.send("cancel")

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

    def _ask_estimate(self) -> None:
        job = self.choice.estimate_job()
        if job is None or job == self._asked or self.run.active:  # asked again when the run has ended
            return
        self._asked = job
        task = EngineTask("estimate", lambda engine: engine.run(job))
        task.dropped.connect(self._on_estimate_dropped)
        task.received.connect(self._on_estimate_event)
        task.failed.connect(self.problem_raised)
        self.queue.submit(task)

    def _on_loaded(self, dataset: Dataset) -> None:
        opened, self._opening = self._opening, None
        self.loading_changed.emit(False)
        self._choose(replace(self.choice, dataset=dataset))
        if opened is not None:
            self.dataset_opened.emit(opened)
        if self._start_when_loaded:
            self._start_when_loaded = False
            self.start()

    def _on_load_failed(self, error: TunerError) -> None:
        self._opening = None
        self._start_when_loaded = False
        self.loading_changed.emit(False)
        self.choice_changed.emit()
        self.problem_raised.emit(error)

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

    def _on_fetch_event(self, event: object) -> None:
        if isinstance(event, ModelFetched):
            info: ModelInfo = event.model
            self.model_fetched.emit(info)
        elif isinstance(event, RunCancelled):
            self.fetch_cancelled.emit()
        else:
            self.fetch_progressed.emit(event)

    def _on_queue_idle(self) -> None:
        if self.estimate is None:
            self._estimate_timer.start()
