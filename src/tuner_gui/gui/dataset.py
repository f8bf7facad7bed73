"""The dataset a person opened: read and examined in a thread, never in the window's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.engine.config import DatasetConfig, Task
from tuner_gui.errors import DataError, TunerError
from tuner_gui.gui.background import Background
from tuner_gui.gui.reader_imports import import_reader

if TYPE_CHECKING:  # importing pyarrow takes time that the first paint must not wait for
    from tuner_gui.engine.data.survey import Survey
    from tuner_gui.engine.data.table import Table
    from tuner_gui.engine.facts import Finding, TokenLengths

SAMPLE_ROWS = 2_000
"""Rows the engine looks at with the base model's tokenizer."""
ESTIMATE_ROWS = 256
"""Rows of them that tell how long a run takes."""
PAINT_MS = 40
"""Reading a table takes every core; until then its first rows are on the screen."""
_GRAVITY = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, eq=False)
class Dataset:
    """What is known of a table: a survey, and what the engine adds to it afterwards."""

    survey: Survey
    too_many_bad_rows: TunerError | None = None
    """The person has to agree to leave them out before anything is trained."""
    sample_texts: tuple[tuple[str, ...], ...] = ()
    """Up to `SAMPLE_ROWS` rows, evenly spaced."""
    longest_text: tuple[str, ...] = ()
    """The row with the most characters."""
    sample_rows: tuple[int, ...] = ()
    """Where each of them stands in the file, 1 for its first row."""
    estimates: tuple[Finding, ...] = ()
    """What the engine found in the sample."""
    lengths: TokenLengths | None = None
    not_inspected: str = ""
    """Why the engine could not look at the sample."""

    @property
    def table(self) -> Table:
        """The table, or only its first rows: see `is_preview`."""
        return self.survey.table

    @property
    def is_preview(self) -> bool:
        """True while the rest of the table is being read."""
        return self.table.is_preview

    @property
    def config(self) -> DatasetConfig:
        """What a run is told, every role filled in."""
        return self.survey.config

    @property
    def path(self) -> Path:
        """Where the table came from."""
        return Path(self.config.path)

    @property
    def text_columns(self) -> tuple[str, ...]:
        """One column, two for pairs, none when nothing looks like text."""
        return self.survey.roles.text_columns

    @property
    def label_columns(self) -> tuple[str, ...]:
        """One column, or several of 0 and 1."""
        return self.survey.roles.label_columns

    @property
    def task(self) -> Task:
        """What is predicted."""
        return self.survey.roles.task

    @property
    def problem(self) -> TunerError | None:
        """Why it cannot be learned from."""
        return self.too_many_bad_rows or self.survey.problem

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to know, gravest first.

        What a fix has mended already is left out, and rows that do not fit: they have a bar of their own.
        """
        mended = {fix.id for fix in self.config.fixes}
        estimates = [each for each in self.estimates if each.fix is None or each.fix.id not in mended]
        both = [*(each for each in self.survey.findings if each.id != "bad_rows"), *estimates]
        return tuple(sorted(both, key=lambda finding: _GRAVITY[finding.severity]))

    @property
    def things_to_check(self) -> int:
        """How many findings are more than a remark."""
        return sum(finding.severity != "info" for finding in self.findings)


def look_at(config: DatasetConfig, table: Table) -> Dataset:
    """Examine `table` as `config` says.

    Raises:
        DataError: it cannot be examined that way.
    """
    from tuner_gui.engine.data.read import check_bad_rows
    from tuner_gui.engine.data.survey import survey

    result = survey(config, table)
    texts, rows = result.sample(SAMPLE_ROWS) if result.roles.text_columns else ((), ())
    found = Dataset(result, sample_texts=texts, longest_text=result.longest(), sample_rows=rows)
    try:
        check_bad_rows(table, config.reading)
    except DataError as error:
        return replace(found, too_many_bad_rows=error)
    return found


def _first_look(config: DatasetConfig) -> Dataset:
    import_reader()
    from tuner_gui.engine.data.read import preview_table

    return look_at(config, preview_table(Path(config.path), config.reading))


def _read(config: DatasetConfig) -> Table:
    from tuner_gui.engine.data.read import read_table

    return read_table(Path(config.path), config.reading)


class DatasetLoader(QObject):
    """Opens one dataset at a time: first a preview, then the whole.

    Choosing another before the first is read forgets the first.
    """

    loaded = Signal(object)
    """A Dataset; once with the first rows of a large table, and again with all of them."""
    failed = Signal(object)
    """A TunerError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._config: DatasetConfig | None = None
        self._looking = Background(self)
        self._reading = Background(self)
        self._rest_timer = QTimer(self, singleShot=True, interval=PAINT_MS)
        self._rest_timer.timeout.connect(self._read_rest)
        self._looking.done.connect(self._on_looked)
        self._looking.failed.connect(self._on_failed)
        self._reading.done.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        """True while something is read or examined."""
        return self._looking.busy or self._reading.busy or self._rest_timer.isActive()

    def open(self, config: DatasetConfig) -> None:
        """Read the table of `config` from the file."""
        self._config = config
        self._rest_timer.stop()
        self._reading.forget()
        self._looking.start(lambda: _first_look(config))

    def examine(self, config: DatasetConfig, table: Table) -> None:
        """Look at `table`, read already, in another way."""
        self._config = config
        self._looking.start(lambda: look_at(config, table))

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._rest_timer.stop()
        self._looking.wait()
        self._reading.wait()

    def _on_looked(self, data: Dataset) -> None:
        self.loaded.emit(data)
        if data.is_preview and not self._reading.busy:
            self._rest_timer.start()

    def _read_rest(self) -> None:
        config = self._config
        assert config is not None
        self._reading.start(lambda: _read(config))

    def _on_read(self, table: Table) -> None:
        assert self._config is not None
        self.examine(self._config, table)

    def _on_failed(self, error: TunerError) -> None:
        self._looking.forget()
        self._reading.forget()
        self.failed.emit(error)
