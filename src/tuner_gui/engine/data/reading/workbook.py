"""Reads workbooks of Excel and LibreOffice with python-calamine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.reading.sheet import Sheet, table_of_rows
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError


def read_workbook(file: BinaryIO, path: Path, reading: Reading, rows: int | None) -> Table:
    """Read one sheet: the chosen one, or the first that holds a table.

    Args:
        file: the workbook.
        path: where it came from.
        reading: what a person decided.
        rows: no more than so many are needed; None: all.

    Raises:
        DataError: it is damaged or protected, or holds no table.
    """
    import python_calamine  # not before a workbook is opened: most people never do

    try:
        file.seek(0)
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        return _read_sheets(workbook, path, reading, rows)
    except python_calamine.PasswordError as error:
        raise DataError(
            f"“{path.name}” is protected by a password.",
            hint="Open it in your spreadsheet, save it without the password, and use that file.",
            detail=repr(error),
        ) from error
    except python_calamine.CalamineError as error:
        raise _damaged(path.name, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine gives up on a damaged file
            raise
        raise _damaged(path.name, error) from error


def _damaged(name: str, error: BaseException) -> DataError:
    return DataError(
        f"“{name}” cannot be read as a workbook: it is damaged, cut off or no workbook.",
        hint="Open it in your spreadsheet and save it again, or save the sheet as CSV (UTF-8).",
        detail=repr(error),
    )


def _read_sheets(workbook: Any, path: Path, reading: Reading, rows: int | None) -> Table:
    names = tuple(workbook.sheet_names)
    if reading.sheet and reading.sheet not in names:
        raise no_such_sheet(path.name, reading.sheet, names)
    for name in (reading.sheet,) if reading.sheet else names:
        cells = _cells(workbook, name)
        found = table_of_rows(cells if rows is None else islice(cells, rows + 100), reading.header)
        if found and found.data.num_rows and found.data.num_columns > 1:
            return _table(found, path, name, names)
    where = f"the sheet “{reading.sheet}” of “{path.name}”" if reading.sheet else f"“{path.name}”"
    raise DataError(
        f"There is no table in {where}: no two columns have values below one another.",
        hint="A model learns from two columns, the texts and their labels. Choose another sheet or file.",
    )


def _cells(workbook: Any, name: str) -> Iterator[Sequence[Any]]:
    sheet = workbook.get_sheet_by_name(name)
    return iter(sheet.iter_rows()) if sheet.height else iter(())


def _table(found: Sheet, path: Path, sheet: str, sheets: tuple[str, ...]) -> Table:
    table = Table(path, found.data, "", "", found.has_header, found.above, format="Excel")
    kind = "OpenDocument" if path.suffix.lower() in (".ods", ".fods") else "Excel"
    return replace(table, format=kind, sheet=sheet, sheets=sheets)


def no_such_sheet(workbook: str, sheet: str, sheets: Sequence[str]) -> DataError:
    """The error for a sheet that a workbook does not have."""
    names = ", ".join(f"“{name}”" for name in sheets)
    return DataError(f"“{workbook}” has no sheet called “{sheet}”.", hint=f"Its sheets are {names}.")
