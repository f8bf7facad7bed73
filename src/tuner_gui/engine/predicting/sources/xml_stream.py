"""Parts of a workbook read as they come from the disk; none may define entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from xml.parsers import expat

from tuner_gui.errors import DataError

_BLOCK_BYTES = 1 << 18
_FAULTS = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
)

Attributes = dict[str, str]


class Listener:
    """What is done with the elements of a document; names come without their prefix.

    The text of an element is wanted by setting `hear` while it is open.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = lambda name, attributes: self.begin(_local(name), attributes)
        self._parser.EndElementHandler = lambda name: self.end(_local(name))
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.XmlDeclHandler = _check_encoding

    def hear(self, listen: Callable[[str], None] | None) -> None:
        """Be given the text from here on; None: no more."""
        self._parser.CharacterDataHandler = listen

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def listen(self, archive: zipfile.ZipFile, member: str) -> Iterator[None]:
        """Read a member of an archive; stops after every block, so that what was heard can be taken.

        Raises:
            DataError: the member is missing or damaged, or is no plain XML.
        """
        try:
            with archive.open(member) as file:
                while block := file.read(_BLOCK_BYTES):
                    self._parser.Parse(block, False)
                    yield
                self._parser.Parse(b"", True)
                yield
        except _FAULTS as error:
            raise damaged(archive.filename, repr(error)) from error


def damaged(path: str | PurePath | None, detail: str) -> DataError:
    """The error for a workbook that is not made like one."""
    return DataError(
        f"“{PurePath(path or '').name}” cannot be read as a workbook: it is damaged, cut off or protected.",
        hint="Open it in your spreadsheet and save it again, or save the sheet as CSV (UTF-8).",
        detail=detail,
    )


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(name: str, *_: object) -> None:
    """No workbook has one; entities that are defined in it can grow without end (CWE-776) or name files."""
    raise expat.ExpatError(f"document type {name}")


def _check_encoding(version: str, encoding: str | None, standalone: int) -> None:
    """Cells are added in UTF-8."""
    if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise expat.ExpatError(f"encoding {encoding}")
