"""The queue of an experiment: every part with how it stands, and what can be done about it."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QProgressBar, QPushButton, QWidget

from tuner_gui.gui import actions, experiment_words, icons, text
from tuner_gui.gui.experiment_control import ExperimentControl
from tuner_gui.gui.experiment_shown import ExperimentState
from tuner_gui.gui.models.members_model import MembersModel
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import Card, column, label, row
from tuner_gui.gui.widgets.member_cells import MemberCell

TICK_MS = 500
BAR_STEPS = 250


class ExperimentQueue(Card):
    """Shows the experiment of `control`."""

    again_clicked = Signal()
    """Somebody wants another comparison."""

    def __init__(self, control: ExperimentControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("experimentQueue")
        self._control = control
        self._shown: object = None
        self._took: dict[str, float] = {}
        self.model = MembersModel(self)
        self._progress = label(kind="title", wrap=True, name="experimentProgress", numbers=True)
        self._words = label(kind="small", wrap=True, name="experimentWords", numbers=True)
        self._bar = QProgressBar(textVisible=False, maximum=BAR_STEPS)
        self._bar.setObjectName("experimentBar")
        self._bar.setAccessibleName(self.tr("Progress of the comparison"))
        self.list = QListView()
        self._pause = actions.button("pause", name="pauseExperimentButton")
        self._skip = self._button("skipMemberButton", self.tr("Skip this one"))
        self._stop = actions.button("stop", name="stopExperimentButton")
        self._go_on = self._button("resumeExperimentButton", self.tr("Go on"), "resume")
        self._retry = self._button("retryMembersButton", self.tr("Try again what is missing"), "refresh")
        self._again = self._button("newExperimentButton", self.tr("New comparison"), "add")
        self._set_up()
        self._compose()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        control.shown_changed.connect(self.refresh)
        control.members_changed.connect(self.refresh)
        control.state_changed.connect(self.refresh)
        control.compared.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it stands."""
        control = self._control
        if control.info is not None and self._shown != control.folder:
            self._shown, self._took = control.folder, {}
            self.model.set_experiment(control.info.config)
        self._show_members()
        self._show_buttons()
        if control.active:
            self._timer.start()
        else:
            self._timer.stop()
        self._on_tick()

    # --- parts -----------------------------------------------------------------------------------

    def _button(self, name: str, words: str, icon: str = "") -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        if icon:
            icons.set_icon(result, icon)
        return result

    def _set_up(self) -> None:
        self.list.setObjectName("memberList")
        self.list.setAccessibleName(self.tr("Parts of the comparison"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(MemberCell(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setProperty("kind", "plain")
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu_wanted)
        self._skip.setToolTip(self.tr("Leave this part out and go on with the next."))
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("Stop for now. Nothing is lost: the comparison can go on another day."))
        self._go_on.setToolTip(self.tr("Continue where the comparison was stopped."))
        self._go_on.setProperty("kind", "accent")
        icons.set_icon(self._go_on, "resume", "on_accent")
        self._retry.setToolTip(self.tr("Train the parts that failed or were skipped after all."))
        self._pause.clicked.connect(self._on_pause_clicked)
        self._skip.clicked.connect(self._on_skip_clicked)
        self._stop.clicked.connect(self._control.stop)
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._retry.clicked.connect(self._on_retry_clicked)
        self._again.clicked.connect(self.again_clicked)

    def _compose(self) -> None:
        buttons = row(spacing=SPACE_2)
        for button in (self._pause, self._stop):
            buttons.addWidget(button, 1)
        below = column(spacing=SPACE_2)
        below.addLayout(buttons)
        for button in (self._skip, self._go_on, self._retry, self._again):
            below.addWidget(button)
        self.body.addWidget(self._progress)
        self.body.addWidget(self._words)
        self.body.addWidget(self._bar)
        self.body.addSpacing(SPACE_1)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(below)

    # --- how it stands ---------------------------------------------------------------------------

    def _show_members(self) -> None:
        control = self._control
        info = control.info
        if info is None:
            return
        if control.result is not None:
            self._took |= {run.key: run.seconds for run in control.result.runs}
        predicted = {each.key: each.seconds for each in info.members}
        self.model.set_standing(control.statuses, predicted, self._took, info.failed)
        current = control.member.key if control.member is not None else ""
        place = self.model.place(current)
        if place >= 0:
            self.list.scrollTo(self.model.index(place))

    def _show_buttons(self) -> None:
        control, state = self._control, self._control.state
        paused = state is ExperimentState.PAUSED
        self._pause.setText(self.tr("Continue") if paused else self.tr("Pause"))
        icons.set_icon(self._pause, "resume" if paused else "pause")
        for button in (self._pause, self._stop, self._skip):
            button.setVisible(control.active)
            button.setEnabled(state in (ExperimentState.RUNNING, ExperimentState.PAUSED))
        self._stop.setEnabled(control.active and state is not ExperimentState.STOPPING)
        self._skip.setEnabled(self._skip.isEnabled() and self._skippable)
        ended = state in (ExperimentState.FINISHED, ExperimentState.INTERRUPTED)
        self._go_on.setVisible(state is ExperimentState.INTERRUPTED)
        self._retry.setVisible(ended and bool(self._missing))
        self._again.setVisible(not control.active)

    @property
    def _missing(self) -> tuple[str, ...]:
        every = self._control.statuses.items()
        return tuple(key for key, status in every if status in ("failed", "skipped"))

    @property
    def _skippable(self) -> bool:
        control = self._control
        if control.member is None:
            return control.state is ExperimentState.PAUSED
        return control.statuses.get(control.member.key) != "skipped"

    def _on_tick(self) -> None:
        control = self._control
        info = control.info
        if info is None:
            return
        current = control.member.key if control.member is not None else ""
        history = control.history
        share = history.share if history is not None and history.stage == "training" else None
        if current:
            self.model.set_share(current, share)
        running = control.statuses.get(current) == "running"
        elapsed = time.monotonic() - control.began if running else 0.0
        predicted = {each.key: each.seconds for each in info.members}
        left = experiment_words.seconds_left(
            predicted, control.statuses, took=self._took, current=current, elapsed=elapsed, share=share
        )
        done = experiment_words.share_done(predicted, control.statuses, current, share)
        self._bar.setValue(round(BAR_STEPS * done))
        self._bar.setVisible(control.active)
        self._progress.setText(experiment_words.progress_line(control.statuses))
        words = self._words_of_state(left)
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def _words_of_state(self, left: float) -> str:
        control, state = self._control, self._control.state
        if state is ExperimentState.STOPPING:
            return self.tr("Stopping…")
        if state is ExperimentState.PAUSED:
            return self.tr("Paused")
        if state is ExperimentState.INTERRUPTED:
            return self.tr("Stopped before the end")
        if not control.active:
            return ""
        if control.member is None and state is ExperimentState.RUNNING:
            return self.tr("Comparing…")
        return self.tr("About {0} left").format(text.about(left).lstrip("~"))

    # --- what is pressed -------------------------------------------------------------------------

    def _on_pause_clicked(self) -> None:
        self._pause.setEnabled(False)
        if self._control.state is ExperimentState.PAUSED:
            self._control.unpause()
        else:
            self._control.pause()

    def _on_skip_clicked(self) -> None:
        self._control.skip()

    def _on_go_on_clicked(self) -> None:
        if self._control.folder is not None:
            self._control.resume(self._control.folder)

    def _on_retry_clicked(self) -> None:
        self._control.retry(self._missing)

    def _on_menu_wanted(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        if index.isValid():
            menu = self.menu(index.row())
            if menu.actions():
                menu.popup(self.list.viewport().mapToGlobal(place))

    def menu(self, place: int) -> QMenu:
        """What can be done with one part."""
        menu = QMenu(self)
        menu.setObjectName("memberMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        part = self.model.rows[place]
        active = self._control.active
        if active and part.status in ("waiting", "running"):
            action = QAction(self.tr("Skip"), menu)
            action.triggered.connect(lambda: self._control.skip(part.key))
            menu.addAction(action)
        if not active and part.status in ("failed", "skipped"):
            action = QAction(self.tr("Try again"), menu)
            action.triggered.connect(lambda: self._control.retry((part.key,)))
            menu.addAction(action)
        return menu
