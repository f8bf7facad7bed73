"""Which file of a workbook's archive holds a sheet (ECMA-376, parts `workbook` and its relationships)."""

from __future__ import annotations

import posixpath
import zipfile
from xml.etree import ElementTree

from tuner_gui.errors import DataError

_ROOT = "_rels/.rels"
_DOCUMENT = "/officeDocument"


def sheet_member(archive: zipfile.ZipFile, sheet: str) -> str:
    """Name of the member with the XML of a sheet.

    Raises:
        DataError: the archive is not made like a workbook.
    """
    try:
        targets = _targets(archive, _ROOT)
        book = next(target for kind, target in targets.values() if kind.endswith(_DOCUMENT))
        folder, name = posixpath.split(book)
        parts = _targets(archive, f"{folder}/_rels/{name}.rels", folder)
        for element in ElementTree.fromstring(archive.read(book)).iter():
            if element.tag.endswith("}sheet") and element.get("name") == sheet:
                (relation,) = (value for key, value in element.items() if key.endswith("}id"))
                return parts[relation][1]
    except (KeyError, ValueError, StopIteration, ElementTree.ParseError) as error:
        raise _damaged(sheet, repr(error)) from error
    raise _damaged(sheet, "the workbook does not list it")


def _targets(archive: zipfile.ZipFile, member: str, folder: str = "") -> dict[str, tuple[str, str]]:
    """Kind and target of each relationship, by its id."""
    found = {}
    for element in ElementTree.fromstring(archive.read(member)):
        target = element.get("Target", "")
        place = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id", "")] = (element.get("Type", ""), place)
    return found


def _damaged(sheet: str, detail: str) -> DataError:
    return DataError(
        f"The sheet “{sheet}” cannot be found in its workbook: the file is damaged.",
        hint="Open it in your spreadsheet and save it again, or save the sheet as CSV (UTF-8).",
        detail=detail,
    )
