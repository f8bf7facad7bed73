"""Small tables that are sorted by a click."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractItemModel, Qt

from tuner_gui.gui.models.facts_model import Column, FactsModel
from tuner_gui.gui.widgets.results.confusion_card import matrix_text, most_confused

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def first(model: QAbstractItemModel) -> list[str]:
    return [str(model.index(line, 0).data()) for line in range(model.rowCount())]


def test_numbers_are_sorted_as_numbers_and_words_without_regard_to_case() -> None:
    model = FactsModel((Column("Class"), Column("n", words=lambda cell: f"{cell} rows")))
    model.set_rows([("b", 9), ("A", 100), ("c", 20)])
    assert first(model) == ["b", "A", "c"]
    model.sort(1, DOWN)
    assert first(model) == ["A", "c", "b"]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "n ↓"
    model.sort(0, UP)
    assert first(model) == ["A", "b", "c"]
    assert model.index(0, 1).data() == "100 rows"
    model.set_rows([("z", 1), ("y", 2)])
    assert first(model) == ["y", "z"]  # sorted as before


def test_the_most_frequent_confusions_come_first_and_what_is_right_never() -> None:
    counts = np.array([[50, 3, 0], [7, 40, 1], [0, 0, 9]])
    assert most_confused(counts, ("a", "b", "c")) == [("b", "a", 7), ("a", "b", 3), ("b", "c", 1)]
    assert most_confused(np.eye(3, dtype=np.int64), ("a", "b", "c")) == []


def test_tables_and_matrices_go_to_a_spreadsheet() -> None:
    model = FactsModel((Column("Class"), Column("F1", words=lambda cell: f"{float(cell):.1f}")))
    model.set_rows([("a\tb", 0.123456)])
    assert model.as_text() == "Class\tF1\na b\t0.123456\n"
    assert matrix_text(np.array([[5, 1], [0, 7]]), ("a", "b")) == "\ta\tb\na\t5\t1\nb\t0\t7\n"
