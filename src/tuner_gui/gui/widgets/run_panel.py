"""One run, live or past: numbers, plots, log, and what can be done with it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QScrollArea, QWidget

from tuner_gui.engine.config import Task
from tuner_gui.engine.replies import Predicted, RowsPredicted
from tuner_gui.gui import text, wording
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4, colors
from tuner_gui.gui.widgets.basics import ElidedLabel, column, label, row
from tuner_gui.gui.widgets.curve_plot import CurvePlot
from tuner_gui.gui.widgets.finish_banner import FinishBanner
from tuner_gui.gui.widgets.log_view import LogView
from tuner_gui.gui.widgets.plot_kinds import LOSS, METRIC_KINDS, PERCENT
from tuner_gui.gui.widgets.rows_result import RowsResult
from tuner_gui.gui.widgets.run_controls import RunControls
from tuner_gui.gui.widgets.tiles import Tiles
from tuner_gui.gui.widgets.try_box import TryBox

REDRAW_MS = 150


class RunPanel(QWidget):
    """Draws a `RunHistory`, at most seven times a second and only when there is something new."""

    export_clicked = Signal()
    resume_clicked = Signal()
    results_clicked = Signal()
    compare_clicked = Signal()
    predict_clicked = Signal()
    try_submitted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = RunHistory()
        self._state = RunState.IDLE
        self._drawn = -1
        self._title = ElidedLabel(name="runTitle")
        self._title.setProperty("kind", "title")
        self._time = label(kind="muted", name="runTime", numbers=True)
        self._settings = QPushButton(self.tr("Settings"))
        self._settings.setObjectName("runSettingsButton")
        self._settings.setProperty("kind", "link")
        self._settings.setToolTip(self.tr("What this run was made with, and which of it was chosen."))
        self._settings.clicked.connect(self._on_settings_clicked)
        self.banner = FinishBanner()
        self.rows_result = RowsResult()
        self.tiles = Tiles()
        self.loss_plot = CurvePlot(self.tr("Loss"), LOSS, "lossPlot")
        self.metric_plot = CurvePlot(wording.metric("accuracy"), PERCENT, "metricPlot")
        self._bar = QProgressBar(textVisible=False, maximum=250)
        self._bar.setObjectName("runProgress")
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        self._stage = label(kind="small", name="runStage", numbers=True)
        self.try_box = TryBox()
        self.log = LogView()
        self.controls = RunControls()
        self._compose()
        self.banner.export_clicked.connect(self.export_clicked)
        self.banner.resume_clicked.connect(self.resume_clicked)
        self.banner.results_clicked.connect(self.results_clicked)
        self.banner.compare_clicked.connect(self.compare_clicked)
        self.banner.predict_clicked.connect(self.predict_clicked)
        self.try_box.submitted.connect(self.try_submitted)
        self._timer = QTimer(self, interval=REDRAW_MS)
        self._timer.timeout.connect(self._on_tick)

    # --- what is shown ---------------------------------------------------------------------------

    def show_run(self, history: RunHistory, state: RunState) -> None:
        """Show another run."""
        self._history = history
        self._drawn = -1
        self.log.clear()
        self.banner.hide()
        self.rows_result.hide()
        for plot in (self.loss_plot, self.metric_plot):
            plot.clear()
        self._title.set_words(history.title)
        self.restyle()
        self.set_state(state)

    def set_state(self, state: RunState) -> None:
        """The run stands otherwise."""
        self._state = state
        self.controls.set_state(state)
        if state.active:
            self._timer.start()
        else:
            self._timer.stop()
        self._progress.setVisible(state.active)
        metrics = self._history.metrics
        if state is RunState.FINISHED and metrics is not None:
            history = self._history
            self.banner.show_finished(metrics, unlabelled=history.unlabelled, ending=history.ending)
            self.try_box.reset(pair=self.takes_pairs)
        elif not state.active:
            self.banner.show_ended(state)
        self.try_box.setVisible(state is RunState.FINISHED)
        self.draw()

    @property
    def takes_pairs(self) -> bool:
        """True when the model labels two texts at once."""
        return self._history.data is not None and len(self._history.data.text_columns) == 2

    @property
    def task(self) -> Task:
        """What the run's model predicts."""
        return self._history.data.task if self._history.data is not None else "single_label"

    def show_predicted_rows(self, event: RowsPredicted) -> None:
        """The rows without a label have one now."""
        self.banner.set_predicting(None)
        self.rows_result.show_rows(event)

    def show_answer(self, answer: Predicted) -> None:
        """The model said something of the text tried."""
        self.try_box.show_answer(answer)

    def restyle(self) -> None:
        """Take the colours in force."""
        mode = self._history.mode
        for plot in (self.loss_plot, self.metric_plot):
            plot.set_tone(colors().series(mode), colors().series_words(mode))
            plot.restyle()

    def set_busy(self, reason: str) -> None:
        """The engine is lent to something else: say so; empty: it is free."""
        self.banner.set_busy(reason)
        self.try_box.setEnabled(not reason)
        self.try_box.setToolTip(reason)

    def draw(self) -> None:
        """Draw everything as it stands."""
        history = self._history
        self._drawn = history.version
        self._settings.setVisible(history.started is not None and history.config is not None)
        self.tiles.draw(history)
        best_x = history.best.epoch if history.best is not None else None
        end = history.epochs or (history.last.epoch if history.last is not None else 1.0)
        seen = [(v, history.is_whole(v)) for v in history.validations]
        self.loss_plot.draw(history.loss, [(v.epoch, v.loss, whole) for v, whole in seen], best_x, end)
        metric = history.metric
        self.metric_plot.set_quantity(wording.metric(metric), METRIC_KINDS.get(metric, PERCENT))
        self.metric_plot.draw(history.score, [(v.epoch, v.main[1], whole) for v, whole in seen], best_x, end)
        self.log.take(history.new_lines)
        self._draw_progress()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        header = row(spacing=SPACE_3)
        header.addWidget(self._title, 1)
        header.addWidget(self._time)
        header.addWidget(self._settings)
        plots = row(spacing=SPACE_3)
        plots.addWidget(self.loss_plot, 1)
        plots.addWidget(self.metric_plot, 1)
        self._progress = QWidget()
        progress = row(spacing=SPACE_3)
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._stage)
        self._progress.setLayout(progress)
        bottom = row(spacing=SPACE_3)
        bottom.addWidget(self.try_box, 4)
        bottom.addWidget(self.log, 5)
        content = column(spacing=SPACE_3)
        content.addLayout(header)
        content.addWidget(self.banner)
        content.addWidget(self.rows_result)
        content.addWidget(self.tiles)
        content.addLayout(plots, 3)
        content.addWidget(self._progress)
        content.addLayout(bottom, 2)
        content.setContentsMargins(SPACE_2, SPACE_4, SPACE_4, SPACE_4)
        page = QWidget()
        page.setProperty("kind", "page")
        page.setLayout(content)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what lies in it
        scroll.setWidget(page)
        footer = column()
        footer.addWidget(self.controls)
        footer.setContentsMargins(SPACE_2, 0, SPACE_4, SPACE_4)
        layout = column(spacing=0)
        layout.addWidget(scroll, 1)
        layout.addLayout(footer)
        self.setLayout(layout)

    def _draw_progress(self) -> None:
        history = self._history
        share = history.share
        self._bar.setValue(round((share or 0.0) * 250))
        stage = wording.stage(history.stage) if history.stage is not None else self.tr("Starting the engine")
        self._stage.setText(f"{stage} · {share * 100:.0f} %" if share is not None else f"{stage}…")
        self._time.setText(self._when(history))

    def _when(self, history: RunHistory) -> str:
        if history.metrics is not None:
            epochs = f"{history.metrics.epochs:.1f}".removesuffix(".0")
            return self.tr("{0} epochs in {1}").format(epochs, text.duration(history.metrics.train_seconds))
        if history.last is None or not history.epochs:
            return self.tr("Preparing…") if self._state is RunState.PREPARING else ""
        total = max(1, round(history.epochs))
        epoch = self.tr("Epoch {0} of {1}").format(min(total, max(1, math.ceil(history.last.epoch))), total)
        if self._state is RunState.PAUSED:
            return epoch + self.tr(" · paused")
        if not self._state.active:
            return epoch
        return epoch + self.tr(" · {0} left").format(text.duration(history.last.seconds_left))

    def _on_settings_clicked(self) -> None:
        history = self._history
        if history.config is None or history.started is None:
            return
        from tuner_gui.gui.dialogs.run_settings_dialog import RunSettingsDialog

        dialog = RunSettingsDialog(history.config, history.started, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_tick(self) -> None:
        if self._drawn != self._history.version and self.isVisible():
            self.draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw at once after the panel became visible again with news it had skipped."""
        super().resizeEvent(event)
        if self._drawn != self._history.version:
            self.draw()
