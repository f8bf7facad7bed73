"""Whether what is dragged over the window can be taken. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

_PARTS = {
    "train": {"train", "training"},
    "validation": {"validation", "valid", "val", "dev", "development"},
    "test": {"test", "testing", "eval"},
}


@dataclass(frozen=True)
class Drop:
    """What a drop would do."""

    kind: Literal["dataset", "model", "refused"]
    message: str
    path: Path | None = None
    hint: str = ""
    validation: Path | None = None
    test: Path | None = None
    page_takes_it: bool = False
    """It is for the page that is shown; otherwise for the Train page."""


def judge_table(files: Sequence[str]) -> Drop:
    """What dropping `files` means where tables are labelled."""
    drop = judge(files)
    if drop.path is None or len(files) > 1:
        refusal = translate("dropping", "One table at a time can be labelled")
        return drop if len(files) < 2 else _refused(refusal, translate("dropping", "Drop a single table."))
    name = drop.path.name
    if drop.kind == "model":
        words = translate("dropping", "Drop to label with {0}").format(name)
    else:
        words = translate("dropping", "Drop to label the rows of {0}").format(name)
    return Drop(drop.kind, words, drop.path, page_takes_it=True)


def judge(files: Sequence[str]) -> Drop:
    """What dropping `files` (local paths, empty for anything that is not a file) means."""
    paths = [Path(file) for file in files if file]
    if not paths:
        return _refused(
            translate("dropping", "Only files from this computer can be dropped here"),
            translate("dropping", "Save the table as a file first, then drop it."),
        )
    if len(paths) > 1:
        return _several(paths)
    path = paths[0]
    if (path / "config.json").is_file():
        words = translate("dropping", "Drop to use {0} as base model")
        return Drop("model", words.format(path.name), path)
    return Drop("dataset", translate("dropping", "Drop to open {0}").format(path.name), path)


def _several(paths: Sequence[Path]) -> Drop:
    """Files whose names say which of them is for training, which to choose by and which to test on."""
    parts: dict[str, Path] = {part: path for path in paths if (part := part_of(path.name))}
    if len(parts) < len(paths) or "train" not in parts:
        return _refused(
            translate("dropping", "These are {0} files, and their names do not say what each is for").format(
                len(paths)
            ),
            translate(
                "dropping", "Drop one table, or files with “train”, “validation” and “test” in their names."
            ),
        )
    words = translate("dropping", "Drop to open {0}").format(", ".join(path.name for path in parts.values()))
    return Drop("dataset", words, parts["train"], "", parts.get("validation"), parts.get("test"))


def part_of(name: str) -> str:
    """`train`, `validation` or `test` when the name of a file says so; empty when it does not."""
    words = set(re.findall(r"[a-z]+", name.lower()))
    found = [part for part, names in _PARTS.items() if words & names]
    return found[0] if len(found) == 1 else ""


def _refused(message: str, hint: str) -> Drop:
    return Drop("refused", message, None, hint)
