"""Connects the view of a dataset with what can be said about it: roles, reading, fixes, filters, splits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from tuner_gui.gui.data_control import DataControl
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.dialogs.split_dialog import SplitDialog
from tuner_gui.gui.row_filter import RowFilter
from tuner_gui.gui.widgets.data_view import DataView


class DataViewController(QObject):
    """Serves `view` with the dataset of `control`."""

    def __init__(self, view: DataView, control: DataControl) -> None:
        super().__init__(view)
        self._view = view
        self._control = control
        self._filter = RowFilter(self)
        self._filter.found.connect(view.rows.show_rows)
        self.shown: Dataset | None = None
        view.rows.words_changed.connect(self._filter.set_words)
        view.rows.class_cleared.connect(self._on_class_cleared)
        view.rows.role_chosen.connect(control.set_role)
        view.charts.class_chosen.connect(self.show_class)
        view.reading.reading_chosen.connect(control.set_reading)
        view.findings.fix_clicked.connect(control.add_fix)
        view.findings.undo_clicked.connect(control.remove_fix)
        view.findings.row_clicked.connect(self._on_row_clicked)
        view.bad_rows.skip_chosen.connect(control.set_skip_bad_rows)
        view.bad_rows.save_clicked.connect(self._on_save_clicked)
        control.saved.connect(view.bad_rows.show_saved)
        view.split_clicked.connect(self._on_split_clicked)

    def show_dataset(self, data: Dataset) -> None:
        """Show `data`; a filter stays while its class is still there."""
        before, self.shown = self.shown, data
        self._view.set_dataset(data)
        if before is not None and before.path != data.path:
            self._view.rows.clear_filter()
        label = self._filter.label
        if label is not None and label not in dict(data.survey.counts):
            self._on_class_cleared()
        if before is None or before.survey is not data.survey:
            self._filter.set_data(data)

    def show_class(self, name: str) -> None:
        """Show only the rows of a class."""
        self._view.rows.set_class(name)
        self._filter.set_label(name)

    def wait(self) -> None:
        """Block until nothing is searched any more."""
        self._filter.wait()

    def _on_class_cleared(self) -> None:
        self._view.rows.set_class(None)
        self._filter.set_label(None)

    def _on_row_clicked(self, number: int) -> None:
        self._view.show_rows()
        self._view.rows.go_to(number)

    def _on_save_clicked(self) -> None:
        if self.shown is None:
            return
        wanted = self.shown.path.with_name(f"{self.shown.path.stem}-bad-rows.csv")
        name, _ = QFileDialog.getSaveFileName(
            self._view, self.tr("Save the rows that do not fit"), str(wanted), self.tr("Tables (*.csv)")
        )
        if name:
            self._control.save_bad_rows(Path(name))

    def _on_split_clicked(self) -> None:
        if self.shown is None:
            return
        dialog = SplitDialog(self.shown, self._view)
        dialog.chosen.connect(self._control.change)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
