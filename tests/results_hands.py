"""Hands for the Results page, on runs made by hand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QListWidget, QTableView, QWidget

from desk import Desk
from scored_runs import make_run
from tuner_gui.engine.results.scored import Scored
from tuner_gui.gui.widgets.results.card import ResultCard

TEXT, TRUE, PREDICTED, SURE, MARK = 1, 2, 3, 4, 5
"""Columns of the mistakes listed."""


def show(desk: Desk, folder: Path) -> None:
    """Open the page on the run in `folder`."""
    desk.click("page_results")
    desk.session.shown.choose(folder)
    desk.until(lambda: desk.find("headline", QWidget).isVisible())
    desk.until(lambda: desk.session.shown.folder == folder)


def open_run(desk: Desk, runs: Path, table: Path, scored: Scored) -> Path:
    folder = make_run(runs / "one", table, scored)
    show(desk, folder)
    return folder


def open_mistakes(desk: Desk, runs: Path, table: Path, scored: Scored) -> Path:
    folder = open_run(desk, runs, table, scored)
    desk.click("mistakesPageTab")
    desk.until(lambda: listed(desk))
    return folder


def cards(desk: Desk) -> set[str]:
    """Names of the cards that are shown."""
    return {card.objectName() for card in desk.window.findChildren(ResultCard) if card.isVisible()}


def listed(desk: Desk) -> list[list[str]]:
    """Cells of the mistakes listed."""
    model = desk.find("mistakesTable", QTableView).model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[str(model.index(line, column).data()) for column in columns] for line in rows]


def choose_line(desk: Desk, line: int) -> None:
    view = desk.find("mistakesTable", QTableView)
    view.selectRow(line)


def takes_wheel(widget: QWidget) -> bool:
    """Whether a widget keeps the wheel for itself, so that what it stands in does not scroll."""
    middle = widget.rect().center()
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    event = QWheelEvent(middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, -120), *none, False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def correct_label(desk: Desk, label: str) -> None:
    """Say that the label of the row read is wrong."""
    desk.click("labelWrongButton")
    names = desk.find("rightLabels", QListWidget)
    (item,) = names.findItems(label, Qt.MatchFlag.MatchExactly)
    names.setCurrentItem(item)
    desk.click("labelOkButton")
    desk.until(lambda: not desk.window.findChildren(QListWidget, "rightLabels"))
