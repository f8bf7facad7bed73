"""From a job to the code that does it, and from whatever goes wrong to one `Failed` event."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import singledispatch
from pathlib import Path

import torch

from tuner_gui.engine.control import Control
from tuner_gui.engine.data.hub_dataset import fetch_dataset
from tuner_gui.engine.device import is_device_fault
from tuner_gui.engine.events import AnyEvent, Failed, Progressed, RunCancelled, StageChanged
from tuner_gui.engine.experiments.baseline import finish_baseline
from tuner_gui.engine.experiments.planning import plan_experiment
from tuner_gui.engine.experiments.result import compare_experiment
from tuner_gui.engine.explaining.explain import explain
from tuner_gui.engine.export.folder import export_run
from tuner_gui.engine.export.publish import publish_run
from tuner_gui.engine.inspection.inspect import inspect
from tuner_gui.engine.models import catalog
from tuner_gui.engine.predicting.table import predict_table
from tuner_gui.engine.prediction import predict, predict_rows
from tuner_gui.engine.replies import DatasetFetched, ModelFetched
from tuner_gui.engine.requests import (
    AnyJob,
    BaselineJob,
    CompareJob,
    EstimateJob,
    ExplainJob,
    ExportJob,
    FetchDatasetJob,
    FetchModelJob,
    FindRateJob,
    InspectJob,
    Job,
    PlanExperimentJob,
    PredictJob,
    PredictRowsJob,
    PredictTableJob,
    PublishJob,
    TrainJob,
)
from tuner_gui.engine.training.costs.estimate import estimate
from tuner_gui.engine.training.memory import is_out_of_memory
from tuner_gui.engine.training.rate_finder import find_rate
from tuner_gui.engine.training.run import train_run
from tuner_gui.errors import CancelledError, EnvironmentProblemError, InternalError, TunerError
from tuner_gui.files import explain_os_error

Emit = Callable[[AnyEvent], None]


def execute(job: AnyJob, control: Control, emit: Emit) -> None:
    """Do `job` in this process; the last event emitted is terminal, whatever happens."""
    try:
        emit(_perform(job, control, emit))
    except CancelledError:
        emit(RunCancelled())
    except TunerError as error:
        emit(_failure(error, error))
    except OSError as error:
        emit(_failure(explain_os_error(error, "A file could not be read or written"), error))
    except (torch.OutOfMemoryError, MemoryError) as error:
        emit(_failure(_out_of_memory(), error, engine_unusable=True))
    except Exception as error:  # noqa: BLE001 - the boundary: a job's bug must reach the person, not end the process
        emit(_explained(error))


@singledispatch
def _perform(job: Job, control: Control, emit: Emit) -> AnyEvent:
    raise AssertionError(f"no handler for {job!r}")


@_perform.register
def _(job: TrainJob, control: Control, emit: Emit) -> AnyEvent:
    return train_run(job, control, emit)


@_perform.register
def _(job: ExportJob, control: Control, emit: Emit) -> AnyEvent:
    return export_run(job, control=control, emit=emit)


@_perform.register
def _(job: PublishJob, control: Control, emit: Emit) -> AnyEvent:
    return publish_run(job, control=control, emit=emit)


@_perform.register
def _(job: ExplainJob, control: Control, emit: Emit) -> AnyEvent:
    return explain(job)


@_perform.register
def _(job: PredictJob, control: Control, emit: Emit) -> AnyEvent:
    return predict(Path(job.run_dir), job.texts)


@_perform.register
def _(job: PredictRowsJob, control: Control, emit: Emit) -> AnyEvent:
    return predict_rows(job, control, emit)


@_perform.register
def _(job: PredictTableJob, control: Control, emit: Emit) -> AnyEvent:
    return predict_table(job, control, emit)


@_perform.register
def _(job: EstimateJob, control: Control, emit: Emit) -> AnyEvent:
    return estimate(job, control)


@_perform.register
def _(job: FindRateJob, control: Control, emit: Emit) -> AnyEvent:
    return find_rate(job, control, emit)


@_perform.register
def _(job: FetchModelJob, control: Control, emit: Emit) -> AnyEvent:
    folder = catalog.resolve(job.base_model, progress=_report_download(emit), control=control)
    return ModelFetched(model=catalog.describe(job.base_model, folder))


@_perform.register
def _(job: InspectJob, control: Control, emit: Emit) -> AnyEvent:
    return inspect(job, control)


@_perform.register
def _(job: FetchDatasetJob, control: Control, emit: Emit) -> AnyEvent:
    folder = fetch_dataset(job.name, job.config_name, progress=_report_download(emit), control=control)
    return DatasetFetched(path=str(folder))


@_perform.register
def _(job: PlanExperimentJob, control: Control, emit: Emit) -> AnyEvent:
    return plan_experiment(job, control, emit)


@_perform.register
def _(job: BaselineJob, control: Control, emit: Emit) -> AnyEvent:
    return finish_baseline(job, control, emit)


@_perform.register
def _(job: CompareJob, control: Control, emit: Emit) -> AnyEvent:
    emit(StageChanged(stage="comparing"))
    return compare_experiment(job)


def _report_download(emit: Emit) -> Callable[[int, int], None]:
    emit(StageChanged(stage="downloading"))

    def report(done: int, total: int) -> None:
        emit(Progressed(stage="downloading", done=done, total=total, unit="bytes"))

    return report


def _failure(shown: TunerError, cause: BaseException, *, engine_unusable: bool = False) -> Failed:
    detail = shown.detail or "".join(traceback.format_exception(cause))
    return Failed(
        message=shown.message,
        hint=shown.hint,
        detail=detail,
        kind=type(shown).__name__,
        engine_unusable=engine_unusable,
    )


def _out_of_memory() -> TunerError:
    return TunerError(
        "There is not enough memory for this run, even one row at a time.",
        hint="Choose a smaller base model or a smaller maximum length, or close other programs.",
    )


def _unexpected(error: Exception) -> InternalError:
    return InternalError(
        f"Something unexpected went wrong: {error}",
        hint="Try again. If it happens again, copy the details into a bug report.",
    )


def _explained(error: Exception) -> Failed:
    if isinstance(error, RuntimeError) and is_out_of_memory(error):  # the CPU has no class of its own for it
        return _failure(_out_of_memory(), error, engine_unusable=True)
    if is_device_fault(error):
        return _failure(_device_lost(error), error, engine_unusable=True)
    return _failure(_unexpected(error), error)


def _device_lost(error: Exception) -> EnvironmentProblemError:
    said = str(error).strip().partition("\n")[0]
    return EnvironmentProblemError(
        f"The device that computed stopped working: {said}",
        hint="A run that was under way can be resumed: it goes on from its last checkpoint. If it happens "
        "again, restart the computer, update the driver, or compute on the processor (TUNER_DEVICE=cpu).",
    )
