"""Datasets of the Hugging Face Hub, fetched once and then kept in a folder that opens like any table.

Code that comes with a dataset is never run; `datasets` no longer does so either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import datasets
import huggingface_hub
from datasets.packaged_modules.cache.cache import Cache
from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError: httpx's or httpx2's, as it uses
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
)
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # public, not in __all__

from tuner_gui import paths
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.hub_dataset_errors import FETCH_ERRORS, explain, no_such_config
from tuner_gui.engine.models.transfer import Progress, Transfer, let_downloads_be_watched, watch
from tuner_gui.errors import CancelledError, DataError
from tuner_gui.files import new_folder

_FILE_URL = re.compile(r"hf://datasets/(?P<repo>[^@]+)@(?P<revision>[^/]+)/(?P<file>.+)")
_TIMEOUT_SECONDS = 15.0
_SAVED = "dataset_dict.json"
"""What `save_to_disk` leaves in the folder of a dataset with splits."""


def fetch_dataset(
    name: str, config_name: str = "", *, progress: Progress | None = None, control: Control | None = None
) -> Path:
    """The folder of a Hub dataset on this computer; fetched first if it is not there yet.

    What was fetched once is used as it lies there, so without a connection too.

    Args:
        name: such as `glue` or `org/name`.
        config_name: such as `mrpc`; empty: the only one, or the one that the dataset calls its default.
        progress: called with bytes done and bytes in all while files are downloaded.
        control: polled; `cancel` ends it. Files that were complete stay in the Hub's cache.

    Raises:
        DataError: no such dataset or config, gated, offline and never fetched, or nothing that can be read.
        EnvironmentProblemError: the cache cannot be written to.
        CancelledError: the person cancelled.
    """
    _check_name(name)
    folder = paths.datasets_dir() / _folder_name(name, config_name)
    if (folder / _SAVED).is_file():
        return folder
    transfer = Transfer()
    data = watch(lambda: _load(name, config_name, transfer), transfer, progress, control)
    with new_folder(folder) as unfinished:
        data.save_to_disk(unfinished)
        if control is not None and control.ending is not None:
            raise CancelledError("Fetching the dataset was cancelled.")
    return folder


def _folder_name(name: str, config_name: str) -> str:
    parts = (name.replace("/", "__"), quote(config_name, safe=" "))
    return "--".join(part for part in parts if part)


def _check_name(name: str) -> None:
    try:
        validate_repo_id(name)
    except HFValidationError as error:
        raise DataError(
            f"“{name}” cannot be the name of a dataset on the Hugging Face Hub.",
            hint="Names look like “glue” or “organisation/name”; a file or folder is opened by its path.",
            detail=str(error),
        ) from error


def _load(name: str, config_name: str, transfer: Transfer) -> Any:
    """The `datasets.DatasetDict`, downloaded as far as it is not in the Hub's cache."""
    let_downloads_be_watched()
    datasets.disable_progress_bars()
    datasets.logging.set_verbosity_error()  # what matters is raised
    try:
        builder = _builder(name, config_name)
        _download(builder, transfer)
        builder.download_and_prepare()
        return builder.as_dataset()
    except FETCH_ERRORS as error:
        raise explain(name, error) from error


def _builder(name: str, config_name: str) -> Any:
    try:
        # Asked first, since this one request fails at once where `datasets` would try for half a minute.
        info = huggingface_hub.HfApi().dataset_info(name, timeout=_TIMEOUT_SECONDS)
    except HfHubHTTPError:
        raise
    except (HTTPError, ConnectionError) as error:
        return _prepared_before(name, config_name, error)
    # With this prefix a local folder of that name is never meant, nor a format with the owner's name.
    path = f"hf://datasets/{info.id}"
    try:
        return datasets.load_dataset_builder(path, config_name or None)
    except ValueError as error:
        if "onfig" not in str(error):
            raise
        raise no_such_config(name, config_name, datasets.get_dataset_config_names(path), error) from error


def _prepared_before(name: str, config_name: str, unreachable: Exception) -> Any:
    """Without a connection: what `datasets` has in its own cache, from any program.

    Raises:
        Exception: `unreachable`, when it has nothing.
        DataError: it must be said which config is meant.
    """
    try:
        builder = Cache(
            dataset_name=name.rpartition("/")[2],
            repo_id=name,
            config_name=config_name or None,
            version="auto",
            hash="auto",
        )
    except ValueError:
        raise unreachable from None
    if not config_name and builder.config.name != "default":
        # There may be others that were never fetched.
        raise no_such_config(name, "", [builder.config.name], unreachable)
    return builder


def _download(builder: Any, transfer: Transfer) -> None:
    """Fetch the files that `builder` will read into the Hub's cache, where it will find them."""
    files = [match.groups() for url in _urls(builder.config.data_files) if (match := _FILE_URL.match(url))]
    if not files or Path(builder.cache_dir).is_dir():
        return
    sizes = _sizes(files)
    transfer.total = sum(sizes.values())
    for repo, revision, file in files:
        huggingface_hub.hf_hub_download(
            repo,
            file,
            revision=revision,
            repo_type="dataset",
            tqdm_class=transfer.progress_bar(),
            library_name="tuner-gui",
        )
        transfer.finish(sizes.get(file, 0))


def _urls(data_files: Any) -> list[str]:
    """All of a builder's files; a dataset that was prepared before names none."""
    return [str(url) for urls in (data_files or {}).values() for url in urls]


def _sizes(files: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """Bytes of each file; they all belong to one repository."""
    repo, revision, _ = files[0]
    info = huggingface_hub.HfApi().dataset_info(repo, revision=revision, files_metadata=True)
    asked = {file for _, _, file in files}
    return {file.rfilename: file.size or 0 for file in info.siblings or () if file.rfilename in asked}
