"""The kind `zip`: the folder for `transformers` as one file."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from tuner_gui.engine.export.form import Form, Loader, Place
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.export.transformers_folder import TransformersFolder
from tuner_gui.files import new_file

_NAME = "model"
"""Of the one folder in the file, so that unpacking it scatters nothing."""


class ZipFile(Form):
    """One file to send on."""

    loader: Loader = "zip"
    place: Place = staticmethod(new_file)
    space = 3.0  # the folder, the file, and the file unpacked for the check

    def write(self, source: Source, destination: Path) -> None:
        """Make the folder beside the file and pack it."""
        with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".zip.") as scratch:
            folder = Path(scratch)
            TransformersFolder().write(source, folder)
            with zipfile.ZipFile(destination, "w") as file:
                for path in sorted(folder.iterdir()):
                    # Weights hardly shrink and are most of it.
                    packed = path.suffix != ".safetensors"
                    file.write(path, f"{_NAME}/{path.name}", zipfile.ZIP_DEFLATED if packed else None)
