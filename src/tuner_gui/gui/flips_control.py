"""The rows that flipped between two ways of training: read, searched and written in threads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui.background import Background

if TYPE_CHECKING:
    from tuner_gui.engine.results.flips import Flips, Side
    from tuner_gui.engine.results.voting import WayRows

DELAY_MS = 150
"""After the last key; every letter would be a search of its own."""
KEPT = 4
"""Ways whose rows are kept in memory."""

Folds = tuple[tuple[Path, ...], ...]
"""Folders of runs, by fold."""


@dataclass(frozen=True)
class WantedFlips:
    """What is looked for; empty: anything."""

    side: Side = "both"
    label: str = ""
    words: str = ""


@dataclass(frozen=True)
class FoundFlips:
    """What was found."""

    flips: Flips
    rows: np.ndarray
    """Indices of those wanted; int64."""
    names: tuple[str, str]
    """Ids of the two ways."""
    wanted: WantedFlips


class FlipsControl(QObject):
    """Knows the folder of an experiment and the two ways that are looked at."""

    found = Signal(object)
    """FoundFlips."""
    problem_raised = Signal(object)
    written = Signal(Path)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = WantedFlips()
        self._folder: Path | None = None
        self._pair: tuple[str, str] | None = None
        self._folds: tuple[Folds, Folds] | None = None
        self._read_ways: dict[Folds, WayRows] = {}
        self._flips: Flips | None = None
        self._reading = Background(self)
        self._reading.done.connect(self._on_read)
        self._reading.failed.connect(self._on_unreadable)
        self._searching = Background(self)
        self._searching.done.connect(self.found)
        self._searching.failed.connect(self.problem_raised)
        self._writing = Background(self)
        self._writing.done.connect(self.written)
        self._writing.failed.connect(self.problem_raised)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._search)

    @property
    def busy(self) -> bool:
        """True while anything is read or searched."""
        return self._reading.busy or self._searching.busy or self._timer.isActive()

    def set_folder(self, folder: Path | None) -> None:
        """Read from another experiment."""
        if folder != self._folder:
            self._folder = folder
            self._folds = self._flips = None
            self._read_ways = {}
            self._reading.forget()
            self._searching.forget()

    def show_pair(self, result: ExperimentResult, a: str, b: str) -> None:
        """Look at two ways; nothing is read again unless other runs of theirs are done now."""
        if self._folder is None:
            return
        folds = folders_of(result, self._folder, a), folders_of(result, self._folder, b)
        if self._pair == (a, b) and folds == self._folds:
            return
        if (a, b) != self._pair:
            self.wanted = replace(self.wanted, side="both")
        self._pair, self._folds, self._flips = (a, b), folds, None
        self._searching.forget()
        if all(folds):
            self._reading.start(partial(_read, folds, dict(self._read_ways)))

    def want(self, wanted: WantedFlips) -> None:
        """Search for something else; while words are typed, after a moment."""
        typing = replace(wanted, words=self.wanted.words) == self.wanted
        self.wanted = wanted
        if typing:
            self._timer.start()
        else:
            self._search()

    def save(self, path: Path, found: FoundFlips, names: tuple[str, str]) -> None:
        """Write what is listed as a CSV; `names` are those of the two ways on screen."""
        self._writing.start(partial(_write, path, found, names))

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self._timer.stop()
        for background in (self._reading, self._searching, self._writing):
            background.wait()

    def _search(self) -> None:
        self._timer.stop()
        if self._flips is not None and self._pair is not None:
            self._searching.start(partial(_find, self._flips, self._pair, self.wanted))

    def _on_read(self, answer: tuple[Flips, dict[Folds, WayRows]]) -> None:
        self._flips, ways = answer
        self._read_ways = dict(list(ways.items())[-KEPT:])
        self._search()

    def _on_unreadable(self, problem: object) -> None:
        self._folds = None  # asked again, it is read again
        self.problem_raised.emit(problem)


def folders_of(result: ExperimentResult, folder: Path, way: str) -> Folds:
    """Those of its finished runs with all rows, by fold, one per seed."""
    by_fold: dict[int, list[Path]] = defaultdict(list)
    for run in result.runs:
        if run.way == way and run.train_share == 1.0:
            by_fold[run.fold].append(folder / "runs" / run.key)
    return tuple(tuple(sorted(by_fold[fold])) for fold in sorted(by_fold))


def _read(folds: tuple[Folds, Folds], known: dict[Folds, WayRows]) -> tuple[Flips, dict[Folds, WayRows]]:
    from tuner_gui.engine.results.flips import flips
    from tuner_gui.engine.results.voting import read_way

    for each in folds:
        rows = known.pop(each, None)
        known[each] = rows if rows is not None else read_way(each)  # the last used stand last
    return flips(known[folds[0]], known[folds[1]]), known


def _find(flips: Flips, pair: tuple[str, str], wanted: WantedFlips) -> FoundFlips:
    from tuner_gui.engine.results.flips import find_flips

    rows = find_flips(flips, side=wanted.side, label=wanted.label, words=wanted.words)
    return FoundFlips(flips, rows, pair, wanted)


def _write(path: Path, found: FoundFlips, names: tuple[str, str]) -> Path:
    from tuner_gui.engine.results.flips import write_flips

    write_flips(path, found.flips, found.rows, names)
    return path
