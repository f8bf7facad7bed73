"""How the outputs of a run's model are read, as a person chose it: `decision.json` in the run's folder."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tuner_gui.engine.config import Decision
from tuner_gui.errors import RunError
from tuner_gui.files import write_atomic

_FILE = "decision.json"
_decoder = msgspec.json.Decoder(Decision)


def read_decision(run_dir: Path) -> Decision:
    """What was chosen; the default where nothing was.

    Raises:
        RunError: the file is damaged.
    """
    try:
        return _decoder.decode((run_dir / _FILE).read_bytes())
    except FileNotFoundError:
        return Decision()
    except msgspec.DecodeError as error:
        raise RunError(
            f"The file {_FILE} in {run_dir} is damaged.",
            hint="Remove it, or choose threshold and calibration again.",
            detail=repr(error),
        ) from error


def write_decision(run_dir: Path, decision: Decision) -> None:
    """Keep a choice."""
    write_atomic(run_dir / _FILE, msgspec.json.encode(decision))
