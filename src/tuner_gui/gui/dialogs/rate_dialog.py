"""Rising learning rates are tried on the person's data; one is suggested."""

from __future__ import annotations

import tempfile

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.events import RateTried
from tuner_gui.engine.replies import RateFound
from tuner_gui.engine.requests import FindRateJob
from tuner_gui.errors import TunerError
from tuner_gui.gui import text, wording
from tuner_gui.gui.dialogs.task_dialog import TaskDialog, button
from tuner_gui.gui.model_tasks import ModelJob, ModelTasks
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import Card, column, label, row
from tuner_gui.gui.widgets.message_bar import MessageBar
from tuner_gui.gui.widgets.rate_plot import RatePlot

WIDTH = 570
REDRAW_MS = 100


class RateDialog(TaskDialog):
    """Stands beside the window, which can be used meanwhile; begins at once.

    Args:
        models: asks the engine.
        config: the run for which a rate is looked for.
        parent: the window.
    """

    rate_chosen = Signal(float)

    def __init__(self, models: ModelTasks, config: RunConfig, parent: QWidget | None = None) -> None:
        super().__init__(models, "rate", parent)
        self.setWindowTitle(self.tr("Find a learning rate"))
        self.setModal(False)
        self.config = config
        self._found: RateFound | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._stale = ""
        self._sheet = Card()
        self._plot = RatePlot()
        self._readout = label(kind="small", name="ratePlotReadout", numbers=True)
        self._plot.hovered.connect(self._on_hovered)
        self._message = MessageBar(name="rateMessage")
        self._use = button("useRateButton", "", "accent")
        self._use.clicked.connect(self._on_use)
        self._again = button("rateAgainButton", self.tr("Try again"))
        self._again.clicked.connect(self.begin)
        self._timer = QTimer(self, interval=REDRAW_MS)
        self._timer.timeout.connect(self._plot.draw)
        self._compose()
        self.begin()

    def begin(self) -> None:
        """Ask the engine."""
        self._found = None
        self._plot.clear()
        self._sheet.show()
        self._message.hide()
        self._scratch = tempfile.TemporaryDirectory(prefix="tuner-rate-")
        self._ask(FindRateJob(config=self.config, scratch_dir=self._scratch.name))
        self._timer.start()

    def set_stale(self, reason: str) -> None:
        """Why what is found is not for the run that is chosen now; empty: it is."""
        self._stale = reason
        self._show_use()

    def restyle(self) -> None:
        """Take the colours in force."""
        self._plot.restyle()

    def event(self, event: QEvent) -> bool:
        """Grow with what is shown: wrapped words don't ask for their height by themselves."""
        grows = event.type() is QEvent.Type.LayoutRequest  # asked first: an event may be the end of it
        done = super().event(event)
        if grows:
            layout = self.layout()
            assert layout is not None
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
        return done

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        title = row(spacing=SPACE_2)
        title.addWidget(label(wording.mode_name(self.config.mode), "title"))
        title.addStretch()
        title.addWidget(self._readout)
        words = self.tr(
            "A few steps on your data, each at a higher rate; nothing of it is kept. A good rate lies where "
            "the loss falls fast, well before it is lowest."
        )
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addLayout(title)
        layout.addWidget(label(words, "small", wrap=True))
        layout.addWidget(self._message)
        self._sheet.setMinimumWidth(WIDTH)
        self._sheet.body.addWidget(self._plot)
        layout.addWidget(self._sheet)
        layout.addWidget(self._bar)
        layout.addWidget(self._note)
        layout.addStretch()
        layout.addLayout(self._foot(self._again, self._use))
        self.setLayout(layout)

    def _show_state(self) -> None:
        super()._show_state()
        self._problem.hide()  # the bar above the plot says it, with the details
        if not self.busy:
            self._timer.stop()
            self._plot.draw()
            self._tidy()
            self._note.setText("" if self._found is not None else self.tr("Stopped; no rate was found."))
        self._cancel.setText(self.tr("Cancel") if self.busy else self.tr("Close"))
        self._again.setVisible(not self.busy)
        self._show_use()

    def _show_use(self) -> None:
        self._use.setVisible(self._found is not None)
        if self._found is not None:
            self._use.setText(self.tr("Use {0}").format(text.rate(self._found.suggested, 2)))
            self._use.setEnabled(not self._stale)
            self._use.setToolTip(self._stale or self.tr("Put it into the field under Advanced."))

    def _announce(self, event: object) -> None:
        if isinstance(event, RateFound):
            self._found = event
            self._plot.show_found(event)

    def _refused(self, job: ModelJob, error: TunerError) -> None:
        self._message.show_problem(error)
        self._sheet.setVisible(not self._plot.empty)

    def _on_progressed(self, event: object) -> None:
        if isinstance(event, RateTried):
            self._plot.add(event)
            self._bar.setRange(0, event.total)
            self._bar.setValue(event.done)
        else:
            super()._on_progressed(event)

    def _on_use(self) -> None:
        if self._found is not None:
            self.rate_chosen.emit(self._found.suggested)
            self.accept()

    def _on_hovered(self, x: float | None) -> None:
        self._readout.setText("" if x is None else self._plot.words_at(x))

    def _tidy(self) -> None:
        """What the engine needed on the way."""
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None
