"""Base models from the Hugging Face Hub: found in its cache, or downloaded into it. Imports no torch.

A model that was downloaded once is used as it lies in the cache and the network is left alone: a run can
be repeated tomorrow with the same weights, and without a connection.
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path, PurePath

import huggingface_hub
from huggingface_hub import constants
from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError: httpx's or httpx2's, as it uses
    GatedRepoError,
    HfHubHTTPError,
    HTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
)

from tuner_gui.engine.control import Control
from tuner_gui.engine.models.safety import TOKENIZER_FILES, check_folder, has_tokenizer, pickled_only
from tuner_gui.engine.models.transfer import Progress, Transfer, let_downloads_be_watched, watch
from tuner_gui.engine.models.weights import INDEX, PICKLED, SINGLE
from tuner_gui.errors import ModelError, TunerError
from tuner_gui.files import explain_os_error

_SMALL_FILES = (
    "config.json",
    "README.md",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "merges.txt",
    *TOKENIZER_FILES,
)
"""Patterns of what is needed besides the weights."""
_SPARE_BYTES = 200 * 2**20
"""Disk space that a download must leave free."""
_TIMEOUT_SECONDS = 15.0
_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


def fetch(repo_id: str, *, progress: Progress | None = None, control: Control | None = None) -> Path:
    """The folder of the Hub model `repo_id` on this computer, downloaded if it is not there yet.

    Raises:
        ModelError: offline and not in the cache, not found, gated or private, no safetensors, disk too full.
        EnvironmentProblemError: the cache cannot be written to.
        CancelledError: `control` was told to cancel. Files that were complete stay in the cache.
    """
    transfer = Transfer()
    return cached(repo_id) or watch(lambda: _download(repo_id, transfer), transfer, progress, control)


def cached(repo_id: str) -> Path | None:
    """The folder of a model that lies complete in the Hub's cache, or None."""
    config = huggingface_hub.try_to_load_from_cache(repo_id, "config.json")
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    try:
        check_folder(folder)
    except ModelError:
        return None  # a download that was cut short; it is taken up again
    return folder if has_tokenizer(folder) else None


def _download(repo_id: str, transfer: Transfer) -> Path:
    let_downloads_be_watched()
    try:
        sizes = _list_files(repo_id)
        _check_space(repo_id, sizes)
        transfer.total = sum(sizes.values())
        # Asked for by the name of the branch, not of the commit: so the cache learns what "main" is.
        config = _download_file(repo_id, "config.json", None, transfer, sizes)
        for name in [name for name in sizes if name != config.name]:
            _download_file(repo_id, name, config.parent.name, transfer, sizes)
    except (HTTPError, OSError) as error:
        raise _explain(repo_id, error) from error
    return config.parent


def _download_file(
    repo_id: str, name: str, revision: str | None, transfer: Transfer, sizes: dict[str, int]
) -> Path:
    path = huggingface_hub.hf_hub_download(
        repo_id, name, revision=revision, tqdm_class=transfer.progress_bar(), library_name="tuner-gui"
    )
    transfer.finish(sizes[name])
    return Path(path)


def _list_files(repo_id: str) -> dict[str, int]:
    """What Tuner needs of a repository, name -> bytes, the weights last: where they are, all else is.

    Raises:
        ModelError: the repository has no weights as safetensors.
    """
    info = huggingface_hub.HfApi().model_info(repo_id, files_metadata=True, timeout=_TIMEOUT_SECONDS)
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or ()}
    if SINGLE in sizes:
        weights = [SINGLE]
    elif INDEX in sizes:
        weights = [INDEX, *sorted(name for name in sizes if _is_shard(name))]
    else:
        raise _no_safetensors(repo_id, sizes)
    small = [name for name in sizes if any(PurePath(name).match(pattern) for pattern in _SMALL_FILES)]
    return {name: sizes[name] for name in (*small, *weights) if "/" not in name}


def _is_shard(name: str) -> bool:
    return name.startswith("model-") and name.endswith(".safetensors")


def _check_space(repo_id: str, sizes: dict[str, int]) -> None:
    cache = Path(constants.HF_HUB_CACHE)
    existing = next(folder for folder in (cache, *cache.parents) if folder.is_dir())
    needed = sum(
        size for name, size in sizes.items() if not huggingface_hub.try_to_load_from_cache(repo_id, name)
    )
    free = shutil.disk_usage(existing).free
    if needed + _SPARE_BYTES > free:
        raise ModelError(
            f"The model {repo_id} needs {needed / 1e9:.1f} GB on the disk of {cache}, "
            f"where {free / 1e9:.1f} GB are free.",
            hint="Free some space, choose a smaller model, or set HF_HOME to a folder on another disk.",
        )


def _no_safetensors(repo_id: str, names: dict[str, int]) -> ModelError:
    pickled = sorted(name for name in names if name.endswith(PICKLED) and "/" not in name)
    if pickled:
        return pickled_only(repo_id, pickled[0])
    return ModelError(
        f"The model {repo_id} has no weights that Tuner can load (no {SINGLE} in its repository).",
        hint="Choose a transformers model whose files on the Hub include model.safetensors.",
    )


def _explain(repo_id: str, error: Exception) -> TunerError:
    """A failed request or write in the person's words."""
    detail = f"{type(error).__name__}: {error}"
    page = f"{constants.ENDPOINT}/{repo_id}"
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    if isinstance(error, GatedRepoError) or status == 403:
        return ModelError(
            f"The model {repo_id} is gated: its owner decides who may download it.",
            hint=f"Ask for access on {page}, then sign in on this computer with: hf auth login",
            detail=detail,
        )
    if isinstance(error, RemoteEntryNotFoundError):
        return ModelError(
            f"The model {repo_id} has no config.json, so it is not a transformers model.",
            hint="Choose another model.",
            detail=detail,
        )
    if isinstance(error, RepositoryNotFoundError) or status in (401, 404):
        return ModelError(
            f"There is no model {repo_id} on the Hugging Face Hub, or it is private.",
            hint="Check the spelling (organisation/name). If it is private, sign in with: hf auth login",
            detail=detail,
        )
    if status:
        return ModelError(
            f"The Hugging Face Hub could not deliver the model {repo_id} (HTTP {status}).",
            hint="Try again later, or choose the built-in base model.",
            detail=detail,
        )
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return explain_os_error(error, f"The model {repo_id} could not be stored")
    return ModelError(
        f"The model {repo_id} is not on this computer and the Hugging Face Hub cannot be reached.",
        hint="Check the internet connection, or choose the built-in base model, which works offline.",
        detail=detail,
    )
