"""What went wrong when a dataset was fetched from the Hugging Face Hub, in the person's words."""

from __future__ import annotations

import errno
from collections.abc import Sequence

import pyarrow as pa
from datasets.exceptions import DatasetNotFoundError, DatasetsError
from huggingface_hub import constants
from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError: httpx's or httpx2's, as it uses
    GatedRepoError,
    HfHubHTTPError,
    HTTPError,
)

from tuner_gui.engine.data.wording import quote
from tuner_gui.errors import DataError, TunerError
from tuner_gui.files import explain_os_error

FETCH_ERRORS = (HTTPError, OSError, DatasetsError, ValueError, RuntimeError, TypeError, pa.ArrowException)
"""What `datasets` and `huggingface_hub` are seen to raise for what they cannot fetch or read."""
_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


def no_such_config(name: str, config_name: str, known: Sequence[str], error: Exception) -> DataError:
    """The dataset has several configs, and the person named none of them."""
    if config_name:
        message = f"The dataset {name} has no config “{config_name}”."
    else:
        message = f"It must be said which config of the dataset {name} is meant."
    return DataError(message, hint=f"Choose one of {quote(known)}.", detail=str(error))


def explain(name: str, error: Exception) -> TunerError:
    """A failed request, file or write in the person's words."""
    detail = f"{type(error).__name__}: {error}"
    page = f"{constants.ENDPOINT}/datasets/{name}"
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    if isinstance(error, GatedRepoError) or status == 403 or "gated dataset" in str(error):
        return DataError(
            f"The dataset {name} is gated: its owner decides who may download it.",
            hint=f"Ask for access on {page}, then sign in on this computer with: hf auth login",
            detail=detail,
        )
    if isinstance(error, DatasetNotFoundError) or status in (401, 404):
        return DataError(
            f"There is no dataset {name} on the Hugging Face Hub, or it is private.",
            hint="Check the spelling (name, or organisation/name). If it is private, sign in with: "
            "hf auth login",
            detail=detail,
        )
    if status:
        return DataError(
            f"The Hugging Face Hub could not deliver the dataset {name} (HTTP {status}).",
            hint="Try again later.",
            detail=detail,
        )
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return explain_os_error(error, f"The dataset {name} could not be stored")
    if isinstance(error, ConnectionError | HTTPError):
        return DataError(
            f"The dataset {name} is not on this computer and the Hugging Face Hub cannot be reached.",
            hint="Check the internet connection. A dataset that was fetched once works offline.",
            detail=detail,
        )
    if "scripts are no longer supported" in str(error):
        return DataError(
            f"The dataset {name} needs code of its own to be read, which Tuner does not run.",
            hint=f"Look on {page} for a version as Parquet or CSV, download it and open that file.",
            detail=detail,
        )
    return DataError(
        f"The files of the dataset {name} cannot be read as a table.",
        hint=f"Look on {page} what it consists of; download one of its files and open that.",
        detail=detail,
    )
