"""What a trained model said of some rows: the yardstick for every export of it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import msgspec

from tuner_gui.engine.config import Record
from tuner_gui.errors import ExportError
from tuner_gui.files import write_atomic

_FILE = "reference.json"


class Reference(Record, frozen=True, kw_only=True):
    """Rows and the logits of the model in memory right after its training."""

    ROWS: ClassVar[int] = 64
    """At most this many; fewer only when test and validation rows together are fewer."""

    texts: tuple[tuple[str, ...], ...]
    logits: tuple[tuple[float, ...], ...]


def write_reference(run_dir: Path, reference: Reference) -> None:
    """Keep the reference in the run folder."""
    write_atomic(run_dir / _FILE, msgspec.json.encode(reference))


def read_reference(run_dir: Path) -> Reference:
    """The reference of a finished run.

    Raises:
        ExportError: it is missing or damaged.
    """
    try:
        return msgspec.json.decode((run_dir / _FILE).read_bytes(), type=Reference)
    except (OSError, msgspec.DecodeError) as error:
        raise ExportError(
            f"The run in {run_dir} lacks the reference that an export is checked against.",
            hint="Train the run again.",
            detail=repr(error),
        ) from error
