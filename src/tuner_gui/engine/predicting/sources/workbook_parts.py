"""Which members of a workbook's archive hold what (ECMA-376, part `workbook` and its relationships)."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Self, TypeVar

from tuner_gui.engine.predicting.sources.xml_stream import Attributes, Listener

_ROOT = "_rels/.rels"
_DOCUMENT, _WORKSHEET, _STRINGS, _STYLES = "/officeDocument", "/worksheet", "/sharedStrings", "/styles"
_YES = ("1", "true")

_AnyListener = TypeVar("_AnyListener", bound=Listener)


@dataclass(frozen=True)
class WorkbookParts:
    """Names of members; empty where there is none."""

    sheets: dict[str, str]
    """By the name of the sheet, in the order of the workbook; charts are left out."""
    strings: str
    styles: str
    from_1904: bool
    """Days are counted from 1904, as on early Macs, rather than 1900."""

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Self:
        """Those of an archive.

        Raises:
            DataError: it is not made like a workbook.
        """
        # Some programs write names with other letters or slashes than they refer to them.
        members = {name.replace("\\", "/").lower(): name for name in archive.namelist()}

        def member(place: str) -> str:
            return members.get(place.lower(), "")

        book = _heard(archive, member(_ROOT), _Relations("")).first(_DOCUMENT)
        folder, name = posixpath.split(book)
        relations = _heard(archive, member(f"{folder}/_rels/{name}.rels"), _Relations(folder))
        workbook = _heard(archive, member(book), _Workbook())
        sheets = {
            name: member(relations.targets[relation][1])
            for name, relation in workbook.sheets
            if relations.targets.get(relation, ("", ""))[0].endswith(_WORKSHEET)
        }
        strings, styles = member(relations.first(_STRINGS)), member(relations.first(_STYLES))
        return cls(sheets, strings, styles, workbook.from_1904)


class _Relations(Listener):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.targets: dict[str, tuple[str, str]] = {}
        """Kind and member, by id."""

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            place = posixpath.normpath(posixpath.join("/", self._folder, target))[1:]
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", ""), place)

    def first(self, kind: str) -> str:
        return next((place for found, place in self.targets.values() if found.endswith(kind)), "")


class _Workbook(Listener):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        """Name and id of the relationship."""
        self.from_1904 = False

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in _YES
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))


def _heard(archive: zipfile.ZipFile, member: str, listener: _AnyListener) -> _AnyListener:
    for _ in listener.listen(archive, member):
        pass
    return listener
