"""The Train page: what to train at the left, how it goes at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QStackedWidget, QWidget

from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.gui.data_view_controller import DataViewController
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.dialogs.fit_dialog import FitDialog
from tuner_gui.gui.panel_controller import PanelController
from tuner_gui.gui.rate_controller import RateController
from tuner_gui.gui.run_control import Run, RunState
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column, row
from tuner_gui.gui.widgets.data_card import DataCard
from tuner_gui.gui.widgets.data_view import DataView
from tuner_gui.gui.widgets.mode_card import ModeCard
from tuner_gui.gui.widgets.model_card import ModelCard
from tuner_gui.gui.widgets.run_panel import RunPanel
from tuner_gui.gui.widgets.start_bar import StartBar
from tuner_gui.gui.widgets.welcome import Welcome

COLUMN_WIDTH = 408


class TrainPage(QWidget):
    """Cards 1, 2, 3 and Start; beside them the run."""

    hub_clicked = Signal()
    hub_dataset_clicked = Signal()
    compare_clicked = Signal()

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPage")
        self._session = session
        self._settings = settings
        self._bring_up = False
        self._agreed: ModeEstimate | None = None
        """What was said to be started although it will hardly fit."""
        self.data_card = DataCard()
        self.model_card = ModelCard()
        self.mode_card = ModeCard()
        self.start_bar = StartBar()
        self.panel = RunPanel()
        self.controller = PanelController(self.panel, session, settings)
        self.rates = RateController(self.mode_card.advanced, session)
        self.data_view = DataView()
        self.data_controller = DataViewController(self.data_view, session.data)
        self._right = QStackedWidget()
        self._right.addWidget(Welcome())
        self._right.addWidget(self.panel)
        self._right.addWidget(self.data_view)
        self._compose()
        self._connect_choices()
        self._connect_run()
        self.data_card.set_recent(settings.recent_files)
        self.model_card.set_known(settings.recent_models)
        self._on_choice_changed()

    def browse(self) -> None:
        """Ask for a table and open it."""
        recent = self._settings.recent_files
        start = str(Path(recent[0]).parent) if recent else str(Path.home())
        # Only here: what reads tables is not imported before somebody asks for it.
        from tuner_gui.engine.data.read import FILE_PATTERNS

        words = self.tr("Tables ({0});;All files (*)").format(" ".join(FILE_PATTERNS))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a table"), start, words)
        if name:
            self._session.open_dataset(Path(name))

    def browse_folder(self) -> None:
        """Ask for a folder of texts and open it."""
        words = self.tr("Folder with one subfolder of texts per class, or a saved dataset")
        name = QFileDialog.getExistingDirectory(self, words, str(Path.home()))
        if name:
            self._session.open_dataset(Path(name))

    def start(self) -> None:
        """Start the run that is chosen; ask first, once, when it will hardly fit into memory."""
        cost = self._session.chosen_estimate
        if self._session.why_not_start or cost is None or cost.fit != "wont_fit" or cost == self._agreed:
            self._session.start()
            return
        dialog = FitDialog(cost, self.window())
        dialog.accepted.connect(lambda: self._start_anyway(cost))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _start_anyway(self, cost: ModeEstimate) -> None:
        self._agreed = cost
        self._session.start()

    def wait(self) -> None:
        """Block until nothing is searched any more."""
        self.data_controller.wait()

    def restyle(self) -> None:
        """Take the colours in force."""
        self.panel.restyle()
        self.rates.restyle()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        cards = column(spacing=SPACE_3)
        for card in (self.data_card, self.model_card, self.mode_card):
            cards.addWidget(card)
        cards.addStretch()
        cards.setContentsMargins(SPACE_4, SPACE_4, SPACE_3, SPACE_2)
        page = QWidget()
        page.setProperty("kind", "page")
        page.setLayout(cards)
        self._cards = cards
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        self._scroll = scroll
        scroll.verticalScrollBar().rangeChanged.connect(self._on_scroll_range_changed)
        left = column(spacing=0)
        left.addWidget(scroll, 1)
        self._rule = QFrame()
        self._rule.setProperty("kind", "rule")
        left.addWidget(self._rule)
        start = column()
        start.setContentsMargins(SPACE_4, SPACE_2, SPACE_3, SPACE_4)
        start.addWidget(self.start_bar)
        left.addLayout(start)
        holder = QWidget()
        holder.setLayout(left)
        holder.setFixedWidth(COLUMN_WIDTH)
        layout = row(spacing=SPACE_2)
        layout.addWidget(holder)
        layout.addWidget(self._right, 1)
        self.setLayout(layout)

    def _connect_choices(self) -> None:
        session = self._session
        self.data_card.browse_clicked.connect(self.browse)
        self.data_card.sample_clicked.connect(session.open_sample)
        self.data_card.recent_chosen.connect(self._on_recent_chosen)
        self._connect_data()
        self.model_card.model_chosen.connect(session.set_base_model)
        self.model_card.folder_clicked.connect(self._on_folder_clicked)
        self.model_card.hub_clicked.connect(self.hub_clicked)
        self.mode_card.mode_chosen.connect(session.set_mode)
        self.mode_card.advanced.changed.connect(session.set_advanced)
        self.mode_card.advanced.invalid.connect(session.set_invalid)
        self.mode_card.advanced.opened.connect(self._on_advanced_opened, Qt.ConnectionType.QueuedConnection)
        session.settings_taken.connect(self._on_settings_taken)
        self.start_bar.start_clicked.connect(self.start)
        session.choice_changed.connect(self._on_choice_changed)
        session.loading_changed.connect(self._on_loading_changed)
        session.dataset_opened.connect(self._on_dataset_opened)
        session.estimate_changed.connect(self.mode_card.set_estimate)
        session.model_changed.connect(self.model_card.set_info)
        self.panel.compare_clicked.connect(self.compare_clicked)

    def _connect_data(self) -> None:
        card, data = self.data_card, self._session.data
        card.folder_clicked.connect(self.browse_folder)
        card.hub_clicked.connect(self.hub_dataset_clicked)
        card.roles.texts_chosen.connect(data.set_texts)
        card.roles.labels_chosen.connect(data.set_labels)
        card.roles.task_chosen.connect(data.set_task)
        card.look_clicked.connect(self._on_look_clicked)
        card.findings_clicked.connect(self._on_findings_clicked)
        card.class_chosen.connect(self._on_class_chosen)
        data.changed.connect(self._on_data_changed)
        data.inspected.connect(self.data_controller.show_dataset)
        self.data_view.run_clicked.connect(self._on_back_to_run)

    def _connect_run(self) -> None:
        self._session.run.started.connect(self._on_run_started)
        self._session.run.state_changed.connect(self._on_state_changed)
        run, controls = self._session.run, self.panel.controls
        controls.pause_clicked.connect(run.pause)
        controls.unpause_clicked.connect(run.unpause)
        controls.stop_clicked.connect(run.stop)
        controls.cancel_clicked.connect(run.cancel)
        self.panel.resume_clicked.connect(self._on_resume_clicked)

    def _on_scroll_range_changed(self, _low: int, high: int) -> None:
        """Cards keep their width: the scroll bar takes the place of the margin, and a line ends them."""
        self._rule.setVisible(bool(high))
        self._cards.setContentsMargins(SPACE_4, SPACE_4, SPACE_3 - 10 if high else SPACE_3, SPACE_2)

    def _on_advanced_opened(self) -> None:
        self._scroll.ensureWidgetVisible(self.mode_card.advanced, 0, SPACE_4)

    # --- choices ---------------------------------------------------------------------------------

    def _on_choice_changed(self) -> None:
        choice = self._session.choice
        self.data_card.set_dataset(choice.dataset)
        self.model_card.set_model(choice.base_model)
        self.mode_card.set_mode(choice.mode)
        self.start_bar.set_reason(self._session.why_not_start)

    def _on_settings_taken(self, config: RunConfig) -> None:
        self.mode_card.advanced.set_values(config.hyperparameters, config.seed)

    # --- the data --------------------------------------------------------------------------------

    def _on_data_changed(self, data: Dataset | None) -> None:
        if data is None:
            self._right.setCurrentIndex(0)
            return
        # Card, view and picture each in a turn of its own: together they would hold the window up.
        self._bring_up |= self._session.data.opening
        QTimer.singleShot(0, self, self._show_dataset)

    def _show_dataset(self) -> None:
        data = self._session.data.dataset
        if data is None:
            return
        self.data_controller.show_dataset(data)
        if self._bring_up:
            self._bring_up = False
            QTimer.singleShot(0, self, self._show_opened)

    def _show_opened(self) -> None:
        if not self._session.run.active:
            self._show_data()

    def _show_data(self) -> None:
        if self._session.choice.dataset is not None:
            self._right.setCurrentWidget(self.data_view)

    def _on_look_clicked(self) -> None:
        self._show_data()
        self.data_view.show_rows()

    def _on_findings_clicked(self) -> None:
        self._show_data()
        self.data_view.show_findings()

    def _on_class_chosen(self, name: str) -> None:
        self._show_data()
        self.data_view.show_rows()
        self.data_controller.show_class(name)

    def _on_back_to_run(self) -> None:
        self._right.setCurrentWidget(self.panel)

    def _on_loading_changed(self, _loading: bool) -> None:
        self.start_bar.set_reason(self._session.why_not_start)

    def _on_dataset_opened(self, path: Path) -> None:
        self._settings.remember_file(path)
        self.data_card.set_recent(self._settings.recent_files)

    def _on_recent_chosen(self, path: str) -> None:
        self._session.open_dataset(Path(path))

    def _on_folder_clicked(self) -> None:
        words = self.tr("Folder of a base model (with config.json and *.safetensors)")
        name = QFileDialog.getExistingDirectory(self, words, str(Path.home()))
        if name:
            self.use_model(name)

    def use_model(self, source: str) -> None:
        """Choose a base model and remember it."""
        self._settings.remember_model(source)
        self.model_card.set_known(self._settings.recent_models)
        self._session.set_base_model(source)

    # --- the run ---------------------------------------------------------------------------------

    def _on_run_started(self, run: Run) -> None:
        self.controller.set_run(None, None)
        self.panel.show_run(run.history, self._session.run.state)
        self._right.setCurrentWidget(self.panel)
        self.data_view.set_run_known(True)

    def _on_state_changed(self, state: RunState) -> None:
        run = self._session.run.run
        self.start_bar.set_reason(self._session.why_not_start)
        if run is None:
            return
        if not state.active:
            self.controller.set_run(run.folder, run.config)
        self.panel.set_state(state)

    def _on_resume_clicked(self) -> None:
        run = self._session.run.run
        if run is not None and run.folder is not None and not self._session.run.active:
            self._session.run.resume(run.folder, run.config, run.history)
