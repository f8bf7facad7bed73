"""What would be sent if a run's model were published. No torch: the window shows it before it asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tuner_gui import paths

CARD = "README.md"
RECIPES = ("example.py", "serve.py")
"""The same for all kinds of export; each loads the model by a `scoring.py` of its own."""
SCORING = "scoring.py"


@dataclass(frozen=True)
class FileToSend:
    """One file of a published model."""

    name: str
    size_bytes: int | None
    """None of the model card, which is written when it is sent."""


def files_to_send(run_dir: Path) -> tuple[FileToSend, ...]:
    """The model, how to use it and its card: no rows of the data, none of the other files of the run.

    `config.json` is sent with two more fields, so it will be a few bytes larger than said here.

    Raises:
        OSError: the run has no model.
    """
    recipes = {name: paths.resource("recipes", name) for name in RECIPES}
    recipes[SCORING] = paths.resource("recipes", "scoring_transformers.py")
    found = recipes | {file.name: file for file in (run_dir / "model").iterdir() if file.is_file()}
    files = [FileToSend(name, file.stat().st_size) for name, file in found.items()]
    return tuple(sorted([*files, FileToSend(CARD, None)], key=lambda file: file.name))
