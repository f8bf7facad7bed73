"""From a finished run to an export of any kind, checked before it gets its name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, StageChanged
from tuner_gui.engine.export.form import Form, size_of
from tuner_gui.engine.export.forms import FORMS
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.export.verifier import Verifier
from tuner_gui.engine.export.verify import Proof, verify
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportJob
from tuner_gui.errors import CancelledError, ExportError
from tuner_gui.files import explain_os_error, folder_size

_SPARE_BYTES = 10_000_000

Emit = Callable[[AnyEvent], None]


def export_run(job: ExportJob, *, control: Control, emit: Emit, verifier: Verifier | None = None) -> Exported:
    """Make the model of a finished run ready for use elsewhere, and prove that it is the same.

    The destination appears only after the check passed; nothing is ever overwritten.

    Args:
        job: names run, destination and kind.
        control: may be told to cancel.
        emit: told the stages.
        verifier: the fresh process, where one is at hand already.

    Raises:
        RunError: the run has no model.
        ExportError: the destination is taken, the model cannot be had in this kind, or the check failed.
        EnvironmentProblemError: no space or no permission.
        CancelledError: the person cancelled.
    """
    source, form, destination = Source.of(Path(job.run_dir)), FORMS[job.kind], Path(job.destination)
    emit(StageChanged(stage=form.stage))
    try:
        _check_space(source.model, destination, form.space)
        with form.place(destination) as temporary:
            form.write(source, temporary)
            _stop_if_cancelled(control)
            emit(StageChanged(stage="verifying"))
            if verifier is not None:
                proof = verify(form, temporary, source, verifier, anyway=job.anyway)
            else:
                with Verifier(control) as fresh:
                    proof = verify(form, temporary, source, fresh, anyway=job.anyway)
    except FileExistsError as error:
        raise ExportError(
            f"{destination} already exists and is not empty; Tuner does not overwrite it.",
            hint="Choose a new name, or remove the old one first.",
        ) from error
    except OSError as error:
        raise explain_os_error(error, "The model could not be exported") from error
    except shutil.Error as error:  # copytree gathers the errors of single files
        raise ExportError(
            "The model could not be copied to the new folder; nothing was left there.",
            hint="Check the free space and the permissions of the folder, or choose another.",
            detail=str(error),
        ) from error
    return _exported(job, form, source, proof)


def _exported(job: ExportJob, form: Form, source: Source, proof: Proof) -> Exported:
    destination, agreement = Path(job.destination), proof.agreement
    return Exported(
        path=str(destination),
        rows_checked=len(source.reference.texts),
        largest_difference=agreement.difference,
        size_bytes=size_of(destination),
        kind=job.kind,
        agreement=agreement.same,
        score_change=agreement.score_change,
        speed_ratio=proof.speed_ratio,
        size_ratio=form.size_ratio(source, destination),
    )


def _stop_if_cancelled(control: Control) -> None:
    if control.ending is not None:
        raise CancelledError("The export was cancelled; nothing was written.")


def _check_space(model: Path, destination: Path, times: float) -> None:
    """Better to refuse at once than to fill the disk."""
    parent = next(folder for folder in destination.absolute().parents if folder.exists())
    needed, free = times * folder_size(model) + _SPARE_BYTES, shutil.disk_usage(parent).free
    if free < needed:
        raise ExportError(
            f"The export needs {needed / 1e6:.0f} MB, but only {free / 1e6:.0f} MB are free there.",
            hint="Free some space or choose a folder on another disk.",
        )
