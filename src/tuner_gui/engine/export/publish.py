"""A run's model on the Hugging Face Hub: exported and checked first, and nothing there is overwritten."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import huggingface_hub
from huggingface_hub import HfApi, constants
from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError: httpx's or httpx2's, as it uses
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
)

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, StageChanged
from tuner_gui.engine.export.card_words import PLACE
from tuner_gui.engine.export.folder import export_run
from tuner_gui.engine.replies import Published
from tuner_gui.engine.requests import ExportJob, PublishJob
from tuner_gui.engine.sending import CARD, files_to_send
from tuner_gui.errors import CancelledError, ExportError

_MESSAGE = "Add a text classifier trained with Tuner"


def publish_run(job: PublishJob, *, control: Control, emit: Callable[[AnyEvent], None]) -> Published:
    """Export the model of a finished run as a folder, check it, and send it.

    The token is that of `huggingface_hub`; Tuner keeps none. Once sending has begun it cannot be cancelled.

    Raises:
        RunError: the run has no model.
        ExportError: nobody is signed in, the Hub cannot be reached or refuses, the repository is there
            already, or the export did not pass its check.
        EnvironmentProblemError: no space for the export.
        CancelledError: the person cancelled; nothing was sent.
    """
    hub = _signed_in(job.repository)
    with tempfile.TemporaryDirectory(prefix="tuner-publish-") as scratch:
        folder = Path(scratch) / "model"
        export = ExportJob(run_dir=job.run_dir, destination=str(folder))
        export_run(export, control=control, emit=emit)
        card = folder / CARD
        card.write_text(
            card.read_text(encoding="utf-8").replace(PLACE, job.repository), encoding="utf-8", newline="\n"
        )
        names = tuple(file.name for file in files_to_send(Path(job.run_dir)))
        if control.ending is not None:
            raise CancelledError("The model was not published; nothing was sent.")
        emit(StageChanged(stage="publishing"))
        try:
            _make_repository(job, hub)
            # Only what a person was told of is sent, whatever else may lie there.
            hub.upload_folder(
                repo_id=job.repository,
                folder_path=folder,
                allow_patterns=list(names),
                commit_message=_MESSAGE,
            )
        except (HTTPError, OSError) as error:
            raise _explain(job.repository, error) from error
    return Published(url=f"{constants.ENDPOINT}/{job.repository}", files=names)


def _signed_in(repository: str) -> HfApi:
    """The Hub for who is signed in, asked for before anything takes its time."""
    try:
        huggingface_hub.utils.validate_repo_id(repository)  # type: ignore[attr-defined]
    except HFValidationError as error:
        raise _no_name(repository) from error
    if repository.count("/") != 1:
        raise _no_name(repository)
    token = huggingface_hub.get_token()
    if token is None:
        raise ExportError(
            "Nobody is signed in to the Hugging Face Hub on this computer.",
            hint="Sign in once, in a terminal: hf auth login. The token needs the right to write.",
        )
    hub = HfApi(token=token)
    try:
        hub.whoami()
    except (HTTPError, OSError) as error:
        raise _explain(repository, error) from error
    return hub


def _make_repository(job: PublishJob, hub: HfApi) -> None:
    """Make it; one that an earlier attempt made and never filled will do as well."""
    try:
        hub.create_repo(job.repository, private=job.private)
    except HfHubHTTPError as error:
        if error.response.status_code != 409 or not _is_empty(job, hub):
            raise


def _is_empty(job: PublishJob, hub: HfApi) -> bool:
    found = hub.model_info(job.repository)
    names = {file.rfilename for file in found.siblings or ()}
    return names <= {".gitattributes"} and bool(found.private) == job.private


def _no_name(repository: str) -> ExportError:
    return ExportError(
        f"“{repository}” is no name of a model on the Hugging Face Hub.",
        hint="Write it as owner/name with letters, digits, “-”, “_” and “.”, such as anna/headlines.",
    )


def _explain(repository: str, error: Exception) -> ExportError:
    """A refusal in the person's words."""
    owner = repository.split("/")[0]
    known = {
        401: (
            "The Hugging Face Hub does not accept the token on this computer.",
            "It may have expired. Sign in again: hf auth login",
        ),
        403: (
            f"You may not publish models as “{owner}”.",
            "Use your own name or that of an organisation you belong to, and a token that may write.",
        ),
        409: (
            f"There is a model {repository} on the Hugging Face Hub already; Tuner does not overwrite it.",
            "Choose another name, or remove that model on the Hub first.",
        ),
    }
    detail = f"{type(error).__name__}: {error}"
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    if status in known:
        message, hint = known[status]
        return ExportError(message, hint=hint, detail=detail)
    if status:
        return ExportError(
            f"The Hugging Face Hub did not take the model {repository} (HTTP {status}).",
            hint="Try again later.",
            detail=detail,
        )
    return ExportError(
        "The Hugging Face Hub cannot be reached, so the model was not published.",
        hint="Check the internet connection, and that HF_HUB_OFFLINE is not set; then try again.",
        detail=detail,
    )
