"""Whether what is dragged over the window can be taken. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Drop:
    """What a drop would do."""

    kind: Literal["dataset", "model", "refused"]
    message: str
    path: Path | None = None
    hint: str = ""


def judge(files: Sequence[str]) -> Drop:
    """What dropping `files` (local paths, empty for anything that is not a file) means."""
    paths = [Path(file) for file in files if file]
    if not paths:
        return _refused(
            translate("dropping", "Only files from this computer can be dropped here"),
            translate("dropping", "Save the table as a file first, then drop it."),
        )
    if len(paths) > 1:
        return _refused(
            translate("dropping", "One file at a time, please: these are {0}").format(len(paths)),
            translate("dropping", "Put the rows into one table, or drop the files one after the other."),
        )
    path = paths[0]
    if (path / "config.json").is_file():
        words = translate("dropping", "Drop to use {0} as base model")
        return Drop("model", words.format(path.name), path)
    if path.is_dir():
        return _refused(
            translate("dropping", "{0} is a folder, not a table").format(path.name),
            translate("dropping", "Drop a CSV file, or a folder that holds a base model."),
        )
    return Drop("dataset", translate("dropping", "Drop to open {0}").format(path.name), path)


def _refused(message: str, hint: str) -> Drop:
    return Drop("refused", message, None, hint)
