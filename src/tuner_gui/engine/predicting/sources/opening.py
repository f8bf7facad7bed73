"""Which source a file gets, by its content rather than its name."""

from __future__ import annotations

from pathlib import Path

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.reading.access import explain_failure, refuse_lock_file, refuse_special
from tuner_gui.engine.data.reading.archive import Archive
from tuner_gui.engine.data.reading.columnar import is_columnar
from tuner_gui.engine.data.reading.json_table import is_document, is_json
from tuner_gui.engine.data.reading.source import Text, as_text, first_lines, is_compressed
from tuner_gui.engine.predicting.sources.source import Source
from tuner_gui.errors import DataError

_HEAD_BYTES = 1 << 16
_JSON = frozenset({".json", ".jsonl", ".ndjson"})


def open_source(path: Path, reading: Reading) -> Source:
    """The table at `path`, ready to be predicted.

    Raises:
        DataError: there is no such file, it holds no table, or Tuner cannot write files of its kind.
    """
    refuse_lock_file(path)
    try:
        refuse_special(path)
        if path.is_dir():
            raise _unfit(path, "a folder")
        return _by_content(path, reading)
    except OSError as error:
        raise explain_failure(error, path) from error


def _by_content(path: Path, reading: Reading) -> Source:
    with path.open("rb") as file:
        head = file.read(8)
        if not head:
            raise DataError(f"“{path.name}” is empty: it has no bytes in it.", hint="Choose another file.")
        if head.startswith(b"PAR1"):
            from tuner_gui.engine.predicting.sources.parquet import ParquetSource

            return ParquetSource(path, reading)
        if is_columnar(head):
            raise _unfit(path, "an Arrow file")
        if is_compressed(head):
            raise _unfit(path, "compressed")
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise _unfit(path, "an old or protected workbook")
        if head.startswith(b"PK"):
            if Archive(file, path.name).workbook and path.suffix.lower() in (".xlsx", ".xlsm"):
                from tuner_gui.engine.predicting.sources.workbook import WorkbookSource

                return WorkbookSource(path, reading)
            raise _unfit(path, "an archive or a workbook of another kind than .xlsx")
        beginning = as_text(first_lines(file, _HEAD_BYTES)[0], path.name, reading.encoding)
    return _of_text(beginning, path, reading)


def _of_text(beginning: Text, path: Path, reading: Reading) -> Source:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if is_document(beginning, suffixes):
        raise _unfit(path, "one JSON document")
    if is_json(beginning, suffixes):
        from tuner_gui.engine.predicting.sources.json_lines import JsonLinesSource

        return JsonLinesSource(path, reading)
    if set(suffixes) & _JSON:
        raise DataError(
            f"“{path.name}” is not valid JSON.", hint="Save it again where it comes from, or use CSV."
        )
    from tuner_gui.engine.predicting.sources.delimited import DelimitedSource

    return DelimitedSource(path, reading)


def _unfit(path: Path, what: str) -> DataError:
    return DataError(
        f"“{path.name}” is {what}: Tuner cannot write such a file with predictions added.",
        hint="It can for CSV and its relatives, Excel (.xlsx), Parquet and JSON Lines: save it as such.",
    )
