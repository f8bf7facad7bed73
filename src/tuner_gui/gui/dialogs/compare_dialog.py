"""Runs side by side: scores, cost, and the settings that differ; or why the scores don't belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from tuner_gui.gui import icons, run_words, text, wording
from tuner_gui.gui.background import Background
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6, figures
from tuner_gui.gui.widgets.basics import column, label, restyle, row
from tuner_gui.runs.comparing import Reason, differing, reasons_apart, settings_of
from tuner_gui.runs.index import RunEntry
from tuner_gui.runs.store import RunInfo

WIDTH, HEIGHT = 860, 560
LONGEST_TITLE = 19


class CompareDialog(QDialog):
    """Two runs or more; nothing can be changed."""

    def __init__(self, entries: Sequence[RunEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareDialog")
        self.setWindowTitle(self.tr("Compare runs"))
        self._entries = list(entries)
        self._runs = [entry.info for entry in entries]
        self._looker = Background(self)
        self._looker.done.connect(self._on_looked)
        self._table = self._build_table()
        close = QPushButton(self.tr("Close"))
        close.setObjectName("compareCloseButton")
        close.clicked.connect(self.accept)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        self._bar = QFrame()
        self._picture = QLabel()
        self._words = label(wrap=True, name="compareWords")
        layout.addWidget(self._build_verdict())
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))

    # --- what is said above the table ------------------------------------------------------------

    def _build_verdict(self) -> QWidget:
        self._bar.setObjectName("compareVerdict")
        layout = row(spacing=SPACE_2, margin=SPACE_3)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self._bar.setLayout(layout)
        reasons = self._reasons()
        self._show_verdict(reasons)
        if not reasons:  # settings alone don't tell whether the file was changed
            folders = [entry.folder for entry in self._entries]
            self._looker.start(lambda: _same_test_rows(folders))
        return self._bar

    def _on_looked(self, alike: bool) -> None:
        if not alike:
            self._show_verdict(["changed"])

    def _show_verdict(self, reasons: Sequence[Reason]) -> None:
        words = run_words.apart(reasons)
        restyle(self._bar, "kind", "notice" if words else "card")
        icons.set_icon(self._picture, "warning" if words else "info", "warning" if words else "muted", 20)
        self._words.setText(words or self._same())

    def done(self, result: int) -> None:
        """Close, once nothing is looked at any more."""
        self._looker.wait()
        super().done(result)

    def _reasons(self) -> list[Reason]:
        """Each once, for every pair with the first."""
        first, *others = self._runs
        found = [each for other in others for each in reasons_apart(first, other)]
        return list(dict.fromkeys(found))

    def _same(self) -> str:
        scored = [run.metrics.test.n for run in self._runs if run.metrics is not None]
        if len(scored) < 2:
            return self.tr("Fewer than two of these runs have a test score.")
        words = self.tr(
            "Tested on the same {0} rows. Where intervals overlap much, the models may well be equally good."
        )
        return words.format(text.count(scored[0]))

    # --- the table -------------------------------------------------------------------------------

    def _build_table(self) -> QTableWidget:
        lines = [*self._scores(), *self._costs(), *self._settings()]
        table = QTableWidget(len(lines), len(self._runs))
        table.setObjectName("compareTable")
        table.setAccessibleName(self.tr("Runs side by side"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setShowGrid(False)
        table.setFont(figures(table.font()))
        table.setTabKeyNavigation(False)
        for place, entry in enumerate(self._entries):
            title = QTableWidgetItem(f"{_short(entry.name)}\n{wording.mode_short(entry.mode)}")
            title.setToolTip(entry.name)
            table.setHorizontalHeaderItem(place, title)
        table.setVerticalHeaderLabels([name for name, _ in lines])
        for number, (_, cells) in enumerate(lines):
            for place, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                if number == 0:
                    item.setFont(_bold(table.font()))
                table.setItem(number, place, item)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(150)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _line(self, name: str, cell: Callable[[RunInfo], str]) -> tuple[str, list[str]]:
        return name, [cell(run) for run in self._runs]

    def _scores(self) -> list[tuple[str, list[str]]]:
        return [
            self._line(self.tr("Test score"), _score),
            self._line(self.tr("95 % interval"), _interval),
            self._line(self.tr("Other scores"), _others),
            self._line(
                self.tr("Test rows"),
                lambda run: text.count(run.metrics.test.n) if run.metrics else text.UNKNOWN,
            ),
        ]

    def _costs(self) -> list[tuple[str, list[str]]]:
        def cost(show: Callable[[RunInfo], str]) -> Callable[[RunInfo], str]:
            return lambda run: show(run) if run.metrics is not None else text.UNKNOWN

        sizes = [text.size(entry.use.model) if entry.use.model else text.UNKNOWN for entry in self._entries]
        return [
            self._line(self.tr("Training time"), cost(lambda run: text.duration(run.metrics.train_seconds))),  # type: ignore[union-attr]
            self._line(self.tr("Peak memory"), cost(lambda run: text.size(run.metrics.peak_memory_bytes))),  # type: ignore[union-attr]
            (self.tr("Size of the model"), sizes),
            self._line(
                self.tr("Parameters trained"),
                cost(lambda run: text.parameters(run.metrics.trainable_parameters)),  # type: ignore[union-attr]
            ),
            self._line(
                self.tr("Device"), lambda run: run.started.device.name if run.started else text.UNKNOWN
            ),
        ]

    def _settings(self) -> list[tuple[str, list[str]]]:
        every = [settings_of(run) for run in self._runs]
        return [
            (run_words.setting(key), [run_words.value(key, settings.get(key)) for settings in every])
            for key in differing(self._runs)
        ]


def _same_test_rows(folders: list[Path]) -> bool:
    # Only here, in the thread: it brings pyarrow along.
    from tuner_gui.runs.tested_rows import same_test_rows

    return same_test_rows(folders)


def _score(run: RunInfo) -> str:
    if run.metrics is None:
        return wording.status(run.status)
    score = run.metrics.test
    return f"{wording.metric(score.metric)} {text.metric(score.metric, score.value)}"


def _interval(run: RunInfo) -> str:
    return text.interval(run.metrics.test) if run.metrics is not None else text.UNKNOWN


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else f"{name[: LONGEST_TITLE - 1]}…"


def _others(run: RunInfo) -> str:
    return wording.other_metrics(run.metrics.test) if run.metrics is not None else text.UNKNOWN


def _bold(font: QFont) -> QFont:
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    return result
