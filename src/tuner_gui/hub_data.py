"""Where DATA of the command line lies: a path, or a dataset of the Hugging Face Hub that is fetched first."""

from __future__ import annotations

from pathlib import Path

from tuner_gui.commands import perform
from tuner_gui.console import Console
from tuner_gui.engine.replies import DatasetFetched
from tuner_gui.engine.requests import FetchDatasetJob
from tuner_gui.errors import DataError

_PREFIX = "hf:"


def local_path(data: str) -> Path:
    """The path of DATA; `hf:NAME[:CONFIG]` is fetched unless it is on this computer already.

    Raises:
        TunerError: it cannot be fetched.
    """
    if not data.startswith(_PREFIX) or Path(data).exists():
        return Path(data)
    name, _, config_name = data.removeprefix(_PREFIX).partition(":")
    with Console() as console:
        end = perform(FetchDatasetJob(name=name, config_name=config_name), console)
    if not isinstance(end, DatasetFetched):
        raise DataError("Fetching the dataset was interrupted.", hint="Start again to go on with it.")
    return Path(end.path)
