"""Export as a folder that `transformers` loads with no Tuner installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Exported, StageChanged
from tuner_gui.engine.export.model_card import model_card
from tuner_gui.engine.export.reference import read_reference
from tuner_gui.engine.export.verify import verify_folder
from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.errors import ExportError
from tuner_gui.files import explain_os_error, folder_size, new_folder

_SPARE_BYTES = 10_000_000


def export_run(
    run_dir: Path, destination: Path, *, control: Control, emit: Callable[[AnyEvent], None]
) -> Exported:
    """Copy the model of a finished run to `destination`, with a model card, and prove that it is the same.

    `destination` appears only after the check passed; nothing is ever overwritten.

    Raises:
        RunError: the run has no model.
        ExportError: the destination is taken, or the check failed.
        EnvironmentProblemError: no space or no permission.
        CancelledError: the person cancelled.
    """
    run = finished_outcome(run_dir)
    reference = read_reference(run_dir)
    assert run.data is not None
    emit(StageChanged(stage="exporting"))
    try:
        _check_space(run_dir / "model", destination)
        with new_folder(destination) as temporary:
            shutil.copytree(run_dir / "model", temporary, copy_function=shutil.copyfile, dirs_exist_ok=True)
            (temporary / "README.md").write_text(model_card(run), encoding="utf-8")
            emit(StageChanged(stage="verifying"))
            difference = verify_folder(temporary, reference, run.data.labels, control)
    except FileExistsError as error:
        raise ExportError(
            f"{destination} already exists and is not empty; Tuner does not overwrite it.",
            hint="Choose a new folder, or remove the old one first.",
        ) from error
    except OSError as error:
        raise explain_os_error(error, "The model could not be exported") from error
    except shutil.Error as error:  # copytree gathers the errors of single files
        raise ExportError(
            "The model could not be copied to the new folder; nothing was left there.",
            hint="Check the free space and the permissions of the folder, or choose another.",
            detail=str(error),
        ) from error
    return Exported(
        path=str(destination),
        rows_checked=len(reference.texts),
        largest_difference=difference,
        size_bytes=folder_size(destination),
    )


def _check_space(model: Path, destination: Path) -> None:
    """Better to refuse at once than to fill the disk."""
    parent = next(folder for folder in destination.absolute().parents if folder.exists())
    needed, free = folder_size(model) + _SPARE_BYTES, shutil.disk_usage(parent).free
    if free < needed:
        raise ExportError(
            f"The export needs {needed / 1e6:.0f} MB, but only {free / 1e6:.0f} MB are free there.",
            hint="Free some space or choose a folder on another disk.",
        )
