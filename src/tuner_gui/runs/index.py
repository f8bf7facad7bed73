"""All runs at once, quickly: what was read before is kept in `.index.sqlite3` beside the folders.

The folders stay the truth. An entry counts as long as folder and `run.json` have not changed. Without the
file, or when it is damaged, everything is read again and nobody notices but the clock.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from tuner_gui import paths
from tuner_gui.engine.config import Mode, Record
from tuner_gui.engine.facts import Score
from tuner_gui.errors import RunError
from tuner_gui.runs.disk import DiskUse, disk_use
from tuner_gui.runs.notes import Notes, read_notes
from tuner_gui.runs.store import RUN_FILE, RunInfo, Status, load_run
from tuner_gui.runs.trend import read_trend

INDEX_FILE = ".index.sqlite3"
VERSION = 1
"""Of what the index holds; an index of another version is made anew."""
SETTLED_SECONDS = 2.0
"""What changed this recently may change again within the resolution of the disk's clock."""
_TABLE = "CREATE TABLE IF NOT EXISTS runs (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, entry BLOB NOT NULL)"

_log = logging.getLogger(__name__)


class RunEntry(Record, frozen=True, kw_only=True, gc=False):
    """What a list says about a run, and everything else on demand: decoding that for thousands takes time."""

    location: str
    """The run's folder."""
    dataset_name: str
    dataset: str
    """Path of the table."""
    mode: Mode
    base_model: str
    corrections: int
    """Labels of the table that a person corrected: a version of the dataset of its own."""
    status: Status
    created: float
    """Unix time."""
    ended: float | None
    error: str
    """Why it failed or was interrupted."""
    score: Score | None
    """On the test rows."""
    notes: Notes
    trend: tuple[float, ...]
    """See `tuner_gui.runs.trend`."""
    use: DiskUse
    content: bytes
    """`RunInfo`, packed."""

    @property
    def folder(self) -> Path:
        """Where the run lies."""
        return Path(self.location)

    @property
    def info(self) -> RunInfo:
        """All that `run.json` says, under the given name."""
        info = _unpack_info(self.content)
        return msgspec.structs.replace(info, name=self.name, folder=self.location)

    @property
    def name(self) -> str:
        """Given by a person, or else the dataset's."""
        return self.notes.name or self.dataset_name

    @property
    def seconds(self) -> float | None:
        """From start to end; None while it is under way."""
        return None if self.ended is None else max(0.0, self.ended - self.created)


def _enter(info: RunInfo, folder: Path) -> RunEntry:
    """The entry of a run, with what lies in its folder.

    Raises:
        OSError: the folder is gone or cannot be read.
    """
    try:
        notes = read_notes(folder)
    except RunError as error:  # a damaged note must not hide its run; changing the note says what is wrong
        _log.warning("%s", error.message)
        notes = Notes()
    return RunEntry(
        location=str(folder),
        dataset_name=info.name,
        dataset=info.config.dataset.path,
        mode=info.config.mode,
        base_model=info.config.base_model,
        corrections=len(info.config.dataset.corrections),
        status=info.status,
        created=info.created,
        ended=info.ended,
        error=info.error,
        score=info.metrics.test if info.metrics is not None else None,
        notes=notes,
        trend=read_trend(folder),
        use=disk_use(folder),
        content=_pack(info),
    )


_pack = msgspec.msgpack.Encoder().encode
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(RunEntry).decode
_unpack_info = msgspec.msgpack.Decoder(RunInfo).decode


def list_entries(root: Path | None = None) -> list[RunEntry]:
    """All readable runs, newest first. Takes a moment the first time: for a thread."""
    root = root or paths.runs_dir()
    if not root.is_dir():
        return []
    found = dict(_stamps(root))
    with contextlib.closing(_open(root / INDEX_FILE)) as index:
        entries, indexed = _known(index, found, root)
        read: list[tuple[str, str, bytes]] = []
        for name in found.keys() - entries.keys():
            entry = _read(root / name)
            if entry is not None:
                entries[name] = entry
                if found[name] and entry.status != "running":
                    read.append((name, found[name], _encode(entry)))
        _keep(index, read, gone=indexed - found.keys())
    return sorted(entries.values(), key=lambda entry: entry.created, reverse=True)


def _stamps(root: Path) -> Iterator[tuple[str, str]]:
    """Each run folder's name, and what changes when the run does; empty while that is too recent to trust.

    The files that matter are replaced whole, which changes the folder's own time too.
    """
    newest = int((time.time() - SETTLED_SECONDS) * 1e9)
    with os.scandir(root) as folders:
        for entry in folders:
            if entry.name.startswith("."):
                continue
            try:
                folder, file = entry.stat(), os.stat(f"{entry.path}/{RUN_FILE}")  # noqa: PTH116 - thousands
            except OSError:  # no run, or gone meanwhile
                continue
            settled = folder.st_mtime_ns < newest and file.st_mtime_ns < newest
            yield entry.name, f"{folder.st_mtime_ns} {file.st_mtime_ns} {file.st_size}" if settled else ""


def _read(folder: Path) -> RunEntry | None:
    try:
        return _enter(load_run(folder), folder)
    except RunError:  # one damaged run must not hide the others; opening it says what is wrong
        return None
    except OSError as error:  # it went away meanwhile, or is another's
        _log.warning("the run in %s could not be read: %s", folder, error)
        return None


# --- the file ---------------------------------------------------------------------------------


def _open(file: Path) -> sqlite3.Connection:
    try:
        return _connect(str(file))
    except sqlite3.Error as error:
        _log.warning("the index of the runs is made anew: %s", error)
    try:
        file.unlink(missing_ok=True)
        return _connect(str(file))
    except (sqlite3.Error, OSError) as error:  # such as a disk that is read-only: it goes without
        _log.warning("the runs are read without an index: %s", error)
        return _connect(":memory:")


def _connect(name: str) -> sqlite3.Connection:
    index = sqlite3.connect(name, timeout=1.0)
    try:
        (version,) = index.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            with index:
                index.execute("DROP TABLE IF EXISTS runs")
                index.execute(_TABLE)
                index.execute(f"PRAGMA user_version = {VERSION}")
        index.execute("SELECT name, stamp, entry FROM runs LIMIT 1").fetchall()
    except sqlite3.Error:
        index.close()
        raise
    return index


def _known(
    index: sqlite3.Connection, found: dict[str, str], root: Path
) -> tuple[dict[str, RunEntry], set[str]]:
    """Entries that still hold, and the names of all that there are."""
    entries: dict[str, RunEntry] = {}
    names: set[str] = set()
    try:
        for name, stamp, content in index.execute("SELECT name, stamp, entry FROM runs"):
            names.add(name)
            if stamp and found.get(name) == stamp:
                entry = _decode(content)
                if entry.location == f"{root}{os.sep}{name}":  # otherwise the runs have moved as a whole
                    entries[name] = entry
    except (sqlite3.Error, msgspec.DecodeError) as error:
        _log.warning("the index of the runs could not be read: %s", error)
    return entries, names


def _keep(index: sqlite3.Connection, read: list[tuple[str, str, bytes]], gone: Iterable[str]) -> None:
    try:
        with index:
            index.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", read)
            index.executemany("DELETE FROM runs WHERE name = ?", [(name,) for name in gone])
    except sqlite3.Error as error:  # another Tuner is at it, or the disk is full: next time
        _log.warning("the index of the runs could not be written: %s", error)
