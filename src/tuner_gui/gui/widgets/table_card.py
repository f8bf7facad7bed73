"""Step 2 of the Predict page: the table to label, and how it is read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.predict_control import PredictControl
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import ElidedLabel, StepCard, column, label, row
from tuner_gui.gui.widgets.dashed_frame import TableZone
from tuner_gui.gui.widgets.inputs import CheckBox, ComboBox

CAPTION = 86


class TableCard(StepCard):
    """Empty it is a drop zone; with a table it names it and says which columns are read."""

    browse_clicked = Signal()
    text_chosen = Signal(int, str)
    """0 for the first text, 1 for the second, and the column; empty: none."""
    safe_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, QCoreApplication.translate("TableCard", "Table"), parent)
        self._zone = TableZone()
        self._zone.browse.clicked.connect(self.browse_clicked)
        self._change = QPushButton(self.tr("Change"))
        self._change.setObjectName("changeTableButton")
        self._change.setProperty("kind", "link")
        self._change.clicked.connect(self.browse_clicked)
        self.header.addWidget(self._change)
        self._name = ElidedLabel(name="tableName")
        self._facts = label(kind="small", name="tableFacts", numbers=True)
        self._boxes = [
            ComboBox("predictTextBox", self.tr("Text column")),
            ComboBox("predictSecondTextBox", self.tr("Second text column")),
        ]
        self._lines: list[QWidget] = []
        self._safe = CheckBox(self.tr("Safe to open in Excel"))
        self._safe.setObjectName("excelSafeBox")
        self._safe.setToolTip(
            self.tr(
                "Put an apostrophe before cells of your own that Excel would run as a formula. "
                "The cells Tuner adds are always safe."
            )
        )
        self._safe.toggled.connect(self.safe_toggled)
        self._compose()
        self.show_state(None)

    def _compose(self) -> None:
        inside = column(spacing=SPACE_2)
        inside.addWidget(self._name)
        inside.addWidget(self._facts)
        for place, caption in enumerate((self.tr("Text"), self.tr("Second text"))):
            inside.addWidget(self._line(place, caption))
        inside.addWidget(self._safe)
        self._loaded = QWidget()
        self._loaded.setLayout(inside)
        self.body.addWidget(self._zone)
        self.body.addWidget(self._loaded)

    def _line(self, place: int, caption: str) -> QWidget:
        box = self._boxes[place]
        box.activated.connect(lambda: self.text_chosen.emit(place, box.currentData() or ""))
        words = label(caption, "muted")
        words.setBuddy(box)
        words.setFixedWidth(CAPTION)
        layout = row(spacing=SPACE_2)
        layout.addWidget(words)
        layout.addWidget(box, 1)
        line = QWidget()
        line.setLayout(layout)
        self._lines.append(line)
        return line

    def show_state(self, control: PredictControl | None) -> None:
        """Show the table that is chosen, if there is one."""
        look = control.look if control is not None else None
        self._zone.setVisible(look is None)
        self._loaded.setVisible(look is not None)
        self._change.setVisible(look is not None)
        if control is None or look is None:
            return
        self._name.set_words(look.path.name, tip=str(look.path))
        table = look.table
        rows = self.tr("{0} rows") if not table.is_preview else self.tr("more than {0} rows")
        parts = [rows.format(text.count(table.rows + len(table.bad_rows))), table.format, table.encoding]
        self._facts.setText(" · ".join(part for part in parts if part))
        pairs = control.texts_needed != 1
        self._lines[1].setVisible(pairs)
        self._fill(0, table.columns, control.text_columns, "")
        none = "" if control.texts_needed == 2 else self.tr("None")
        self._fill(1, table.columns, control.text_columns, none)
        for part in (*self._boxes, self._safe, self._change):
            part.setEnabled(not control.busy)

    def _fill(self, place: int, columns: tuple[str, ...], chosen: tuple[str, ...], none: str) -> None:
        box = self._boxes[place]
        box.clear()
        if none:
            box.addItem(none, "")
        for name in columns:
            box.addItem(name, name)
        wanted = chosen[place] if place < len(chosen) else ""
        box.setCurrentIndex(box.findData(wanted))
