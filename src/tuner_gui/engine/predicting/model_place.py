"""Where a model lies and how it is to be asked. No torch."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuner_gui.engine.config import Decision
from tuner_gui.engine.models.safety import read_config
from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.engine.results.decision import read_decision
from tuner_gui.errors import ModelError

_RUN, _CONFIG = "run.json", "config.json"


@dataclass(frozen=True)
class ModelPlace:
    """A trained model on the disk: of a run, or an exported folder."""

    folder: Path
    """Holds `config.json`."""
    decision: Decision
    text_columns: tuple[str, ...] = ()
    """That it was trained on; empty: not known."""
    strip_markup: bool = False
    """HTML was taken out of the texts in training."""

    @classmethod
    def find(cls, path: Path) -> ModelPlace:
        """The model that a person means by a folder.

        Raises:
            RunError: the folder is of a run that has no finished model.
            ModelError: there is no model.
        """
        if (path / _RUN).is_file():
            return cls._of_run(path)
        if (path / _CONFIG).is_file():
            return cls._of_export(path)
        raise ModelError(
            f"There is neither a run nor a model in {path}.",
            hint="Give a run, or a folder that was exported from one; `tuner-gui runs` lists the runs.",
        )

    @classmethod
    def _of_run(cls, path: Path) -> ModelPlace:
        run = finished_outcome(path)
        assert run.data is not None
        strip = any(fix.id == "strip_markup" for fix in run.data.fixes)
        return cls(path / "model", read_decision(path), run.data.text_columns, strip)

    @classmethod
    def _of_export(cls, path: Path) -> ModelPlace:
        """An export's temperature is part of its weights."""
        config = read_config(path)
        decision = Decision(threshold=float(config.get("tuner_threshold", Decision().threshold)))
        columns: list[Any] = config.get("tuner_text_columns") or []
        strip = bool(config.get("tuner_strip_markup", False))
        return cls(path, decision, tuple(map(str, columns)), strip)

    def fingerprint(self) -> str:
        """Another one once the model or the way of asking it was changed."""
        digest = hashlib.blake2b(repr((self.decision, self.strip_markup)).encode(), digest_size=16)
        for file in sorted(self.folder.iterdir()):
            if file.is_file() and file.suffix in (".json", ".safetensors", ".txt", ".model"):
                stat = file.stat()
                digest.update(repr((file.name, stat.st_size, stat.st_mtime_ns)).encode())
        return digest.hexdigest()
