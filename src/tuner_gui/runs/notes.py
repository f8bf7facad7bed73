"""What a person says about a run: its name, a note, tags. In `notes.json`, beside what the engine writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from tuner_gui.engine.config import Record
from tuner_gui.errors import RunError
from tuner_gui.files import explain_os_error, write_atomic

NOTES_FILE = "notes.json"
LONGEST_NAME = 120
LONGEST_TAG = 40


class Notes(Record, frozen=True, kw_only=True, gc=False):
    """What `notes.json` holds; nothing of it where there is no such file."""

    name: str = ""
    """Given by a person; empty: the dataset's name."""
    note: str = ""
    tags: tuple[str, ...] = ()


def read_notes(folder: Path) -> Notes:
    """What was said about the run in `folder`.

    Raises:
        RunError: the file is damaged.
    """
    try:
        return msgspec.json.decode((folder / NOTES_FILE).read_bytes(), type=Notes)
    except FileNotFoundError:
        return Notes()
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"The name and note of the run in {folder} cannot be read.",
            hint=f"Remove the file {NOTES_FILE} there; the run itself is not touched by that.",
            detail=repr(error),
        ) from error


def write_notes(folder: Path, notes: Notes) -> None:
    """Keep what was said; a file with nothing in it is removed.

    Raises:
        EnvironmentProblemError: the folder cannot be written to.
    """
    try:
        if notes == Notes():
            (folder / NOTES_FILE).unlink(missing_ok=True)
        else:
            write_atomic(folder / NOTES_FILE, msgspec.json.format(msgspec.json.encode(notes)) + b"\n")
    except OSError as error:
        raise explain_os_error(error, "The run's name and note could not be kept") from error


def rename_run(folder: Path, name: str) -> None:
    """Give the run a name; an empty one takes it away. `run.json` and the folder stay as they are.

    Raises:
        TunerError: what was said before cannot be read, or the folder not written to.
    """
    write_notes(folder, msgspec.structs.replace(read_notes(folder), name=one_line(name)[:LONGEST_NAME]))


def annotate_run(folder: Path, *, note: str | None = None, tags: Iterable[str] | None = None) -> None:
    """Replace the note, or the tags, or both; None leaves what is there.

    Raises:
        TunerError: what was said before cannot be read, or the folder not written to.
    """
    notes = read_notes(folder)
    if note is not None:
        notes = msgspec.structs.replace(notes, note=note.strip())
    if tags is not None:
        notes = msgspec.structs.replace(notes, tags=tidy_tags(tags))
    write_notes(folder, notes)


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each tag once whatever its case, without commas and needless spaces, in the order given."""
    tidied = (one_line(part)[:LONGEST_TAG] for tag in tags for part in tag.split(","))
    return tuple({tag.casefold(): tag for tag in reversed([*tidied]) if tag}.values())[::-1]


def one_line(words: str) -> str:
    """Without line breaks and repeated spaces."""
    return " ".join(words.split())
