"""`compare`: what it asks a scripted engine, what it prints and leaves, how it ends."""

from __future__ import annotations

import json
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from fake_engine import DEVICE, FakeEngine, Script, write_table
from fake_experiments import plan_of
from tuner_gui import comparing, patient_engine
from tuner_gui.cli import run
from tuner_gui.engine.config import MODES, DatasetConfig, Hyperparameters
from tuner_gui.engine.events import AnyEvent, Failed, Logged, RunStarted, Stepped
from tuner_gui.engine.experiment import SHARES, ExperimentConfig
from tuner_gui.engine.requests import AnyJob, PlanExperimentJob, TrainJob
from tuner_gui.errors import EngineDiedError
from tuner_gui.reporting.command import compare_command
from tuner_gui.runs.experiments import list_experiments, load_experiment, read_result, statuses

TWO = ("--modes", "head,full", "--seeds", "1")


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], lambda dataset, start: "there is no display")


class Interrupted(FakeEngine):
    """Somebody presses Ctrl+C right after the second step of a member."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        for event in super().run(job):
            here = isinstance(job, TrainJob) and Path(job.run_dir).name == self._key
            if here and isinstance(event, Stepped) and event.step == 2:
                signal.raise_signal(signal.SIGINT)
            yield event


@pytest.fixture(autouse=True)
def reported(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders of experiments whose report was asked for; a report takes a process and its second."""
    folders: list[Path] = []

    def note(folder: Path) -> str:
        folders.append(folder)
        return "There are no fonts."

    monkeypatch.setattr(comparing, "report", note)
    return folders


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(monkeypatch, FakeEngine())


def use(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine) -> FakeEngine:
    monkeypatch.setattr(patient_engine, "EngineClient", lambda: engine)
    return engine


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "headlines.csv")


def asked(engine: FakeEngine) -> ExperimentConfig:
    (job,) = (job for job in engine.jobs if isinstance(job, PlanExperimentJob))
    return job.config


def test_an_experiment_from_table_to_verdict(
    engine: FakeEngine,
    table: Path,
    tmp_path: Path,
    reported: list[Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine.script.scores = {"head-s0": 0.8, "full-s0": 0.9, "words": 0.6, "constant": 0.4}
    assert tuner("compare", table, *TWO, "--output", tmp_path / "mine") == 0
    out, errors = capsys.readouterr()
    assert out.splitlines()[0] == "Take full."
    table_lines = [line.split() for line in out.splitlines()[3:7]]
    assert [line[0] for line in table_lines] == ["full", "head", "words", "constant"]
    assert table_lines[0][1:] == ["90.0%", "84.0%", "to", "95.0%", "1:23", "1.2", "GB", "22.7", "M"]
    assert f"Model of full: {tmp_path / 'mine' / 'runs' / 'full-s0'}" in out
    assert f"Experiment: {tmp_path / 'mine'}" in out
    lines = errors.splitlines()
    assert "2 trainings and 2 baselines on 693 rows, about 1:49 (head 0:18, full 1:30)" in lines
    assert "Computing on CPU · 2 cores" in lines
    assert [line for line in lines if line.startswith("[")] == [
        "[1/4] constant (baseline): accuracy 40.0% of 104 rows, 1:23",
        "[2/4] words (baseline): accuracy 60.0% of 104 rows, 1:23",
        "[3/4] head, seed 0: accuracy 80.0% of 104 rows, 1:23",
        "[4/4] full, seed 0: accuracy 90.0% of 104 rows, 1:23",
    ]
    assert {path.name for path in (tmp_path / "mine").iterdir()} >= {
        "experiment.json", "comparison.json", "comparison.csv", "pairs.csv", "runs.csv", "runs"
    }  # fmt: skip
    assert load_experiment(tmp_path / "mine").ended is not None
    assert reported == [tmp_path / "mine"]
    assert "warning: The report is not complete. There are no fonts." in errors
    assert engine.closed


def test_json_is_all_there_is_on_standard_output(
    engine: FakeEngine, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("compare", table, *TWO, "--json") == 0
    out = capsys.readouterr().out
    (info,) = list_experiments()
    assert out == (Path(info.folder) / "comparison.json").read_text(encoding="utf-8")
    assert json.loads(out)["complete"]


def test_what_is_said_reaches_the_plan(engine: FakeEngine, table: Path, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    status = tuner(
        "compare", table, "--modes", "lora, head,lora", "--models", f"builtin,{tmp_path / 'base'}",
        "--seeds", "2", "--minutes", "1.5", "--learning-curve", "--region", "2.5", "--folds", "0",
        "--seed", "7", "--max-rows", "50", "--max-length", "32", "--batch-size", "8",
        "--text", "headline", "--plan",
    )  # fmt: skip
    assert status == 0
    config = asked(engine)
    assert config.modes == ("lora", "head")
    assert config.base_models == ("builtin", str(tmp_path / "base"))
    assert (config.seeds, config.split_seed, config.folds) == (2, 7, 0)
    assert (config.budget, config.seconds, config.epochs) == ("time", 90.0, None)
    assert config.shares == SHARES
    assert config.region == 0.025
    assert config.hyperparameters == Hyperparameters(max_length=32, batch_size=8)
    assert config.dataset.path == str(table)
    assert config.dataset.max_rows == 50
    assert config.dataset.text_columns == ("headline",)


def test_a_plan_is_only_a_plan(
    engine: FakeEngine, table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("compare", table, "--plan") == 0
    assert asked(engine).modes == MODES
    out = capsys.readouterr().out
    assert "15 trainings and 2 baselines on 693 rows" in out
    assert tuner("compare", table, *TWO, "--epochs", "2", "--plan", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["config"]["epochs"] == 2
    assert [member["key"] for member in plan["members"]] == ["constant", "words", "head-s0", "full-s0"]
    assert list_experiments() == []
    assert engine.kinds == ["PlanExperimentJob"] * 2


def test_what_a_report_says_makes_the_same_plan_again(
    engine: FakeEngine, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.parent)
    first = plan_of(
        ExperimentConfig(
            dataset=DatasetConfig(path=str(table), text_columns=("headline",), max_rows=40),
            modes=("lora", "head"),
            seeds=2,
            split_seed=5,
            budget="time",
            seconds=90.0,
            shares=SHARES,
            region=0.02,
            hyperparameters=Hyperparameters(max_length=32),
        )
    ).config
    assert tuner(*shlex.split(compare_command(first))[1:], "--plan") == 0
    assert msgspec.structs.replace(asked(engine), epochs=first.epochs) == first


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--budget", "time", "--epochs", "3"), "--epochs does not go with a budget of time"),
        (("--epochs", "3", "--minutes", "2"), "--minutes does not go with a budget of epochs"),
        (("--minutes", "0"), "must be more than 0"),
        (("--epochs", "0"), "Epochs must lie between"),
        (("--seeds", "0"), "number of seeds must lie"),
        (("--region", "30"), "region of practical equivalence must lie"),
        (("--folds", "1"), "needs at least two parts"),
        (("--max-length", "2"), "at least 8 tokens"),
    ],
)
def test_options_that_make_no_sense_are_refused_in_words(
    options: tuple[str, ...], words: str, engine: FakeEngine, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    budget = ("--budget", "epochs") if "--minutes" in options and "--epochs" in options else ()
    assert tuner("compare", table, *options, *budget) == 2
    assert words in capsys.readouterr().err
    assert engine.jobs == []


def test_what_is_missing_or_taken_is_said_before_anything_is_done(
    engine: FakeEngine, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("compare") == 2
    assert "Say which table" in capsys.readouterr().err
    assert tuner("compare", table, "--output", tmp_path) == 2
    assert "not an empty folder" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        tuner("compare", table, "--modes", "head,tail")
    assert ended.value.code == 2
    assert "there is no mode “tail”" in capsys.readouterr().err
    assert engine.jobs == []


def test_a_table_that_cannot_be_learned_from_says_why(
    engine: FakeEngine, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = Failed(message="There is only one label.", hint="Add others.", kind="DataError")
    engine.script.fail["plan_experiment"] = failure
    assert tuner("compare", table) == 2
    assert "error: There is only one label.\nhint: Add others.\n" in capsys.readouterr().err
    engine.script.fail["plan_experiment"] = Failed(message="oops", detail="Traceback …", kind="InternalError")
    assert tuner("compare", table) == 1
    assert list_experiments() == []


def test_a_member_that_fails_and_an_engine_that_dies_do_not_stop_the_others(
    engine: FakeEngine, table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.script.scores = {"full-s0": 0.9}
    engine.script.fail_members["words"] = Failed(message="No words.", hint="Find some.")
    engine.script.die_members.add("head-s0")
    assert tuner("compare", table, *TWO) == 0
    out, errors = capsys.readouterr()
    assert "[2/4] words (baseline): failed. No words. Find some.\n" in errors
    assert "[3/4] head, seed 0: failed. The engine process ended unexpectedly" in errors
    assert "Take full." in out
    (info,) = list_experiments()
    assert list(statuses(Path(info.folder)).values()) == ["finished", "failed", "failed", "finished"]

    use(monkeypatch, FakeEngine(Script(fail_members={"words": Failed(message="No words.")})))
    assert tuner("compare", "--resume", info.id) == 0
    assert set(statuses(Path(info.folder)).values()) == {"finished", "failed"}
    assert "head, seed 0: accuracy" in capsys.readouterr().err


def test_a_spoilt_engine_is_replaced(
    engine: FakeEngine, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[int] = []
    monkeypatch.setattr(engine, "close", lambda: closed.append(len(engine.jobs)))
    engine.script.fail_members["head-s0"] = Failed(message="no memory", engine_unusable=True)
    assert tuner("compare", table, *TWO) == 0
    assert closed[0] == engine.kinds.index("TrainJob") + 1


def test_nothing_trained_is_a_failure(
    engine: FakeEngine, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Failed(message="The base model is damaged.")
    engine.script.fail_members = {"head-s0": broken, "full-s0": broken}
    assert tuner("compare", table, *TWO) == 1
    (info,) = list_experiments()
    assert f"tuner-gui compare --resume {info.id}" in capsys.readouterr().err
    assert info.ended is not None
    engine.script.fail_members |= {"words": broken, "constant": broken}
    assert tuner("compare", table, *TWO) == 1


def test_ctrl_c_leaves_an_experiment_that_goes_on(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, Interrupted("head-s0"))
    assert tuner("compare", table, *TWO) == 130
    (info,) = list_experiments()
    assert f"tuner-gui compare --resume {info.id}" in capsys.readouterr().err
    assert list(statuses(Path(info.folder)).values()) == ["finished", "finished", "interrupted", "waiting"]
    assert info.owner is None
    assert tuner("compare", "--list") == 0
    listed = capsys.readouterr().out
    assert "interrupted" in listed
    assert "2 of 4" in listed
    assert info.id in listed

    engine = use(monkeypatch, FakeEngine())
    assert tuner("compare", "--resume", info.folder) == 0
    trained = [(Path(job.run_dir).name, job.resume) for job in engine.jobs if isinstance(job, TrainJob)]
    assert trained == [("head-s0", True), ("full-s0", False)]
    assert tuner("compare", "--list", "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])[0]["status"] == "finished"


def test_an_engine_that_dies_of_ctrl_c_is_no_failure(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Dying(FakeEngine):
        """Too young to know that Ctrl+C is not meant for it."""

        def run(self, job: AnyJob) -> Iterator[AnyEvent]:
            if isinstance(job, TrainJob):
                signal.raise_signal(signal.SIGINT)
                raise EngineDiedError("The engine died.")
            yield from super().run(job)

    use(monkeypatch, Dying())
    assert tuner("compare", table, *TWO) == 130
    (info,) = list_experiments()
    assert info.failed == {}


def test_a_finished_experiment_says_its_outcome_again(
    engine: FakeEngine, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("compare", table, *TWO) == 0
    first = capsys.readouterr().out
    (info,) = list_experiments()
    jobs = len(engine.jobs)
    assert tuner("compare", "--resume", info.id) == 0
    assert capsys.readouterr().out == first
    assert engine.kinds[jobs:] == ["CompareJob"]
    assert load_experiment(Path(info.folder)).ended is not None


def test_the_last_comparison_must_not_fail_and_others_may(
    engine: FakeEngine, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.script.fail["compare"] = Failed(message="The rows differ.", kind="RunError")
    assert tuner("compare", table, *TWO) == 2
    errors = capsys.readouterr().err
    assert errors.count("warning: What is done could not be compared yet. The rows differ.") == 2
    assert "error: The rows differ." in errors
    assert "go on with: tuner-gui compare --resume" in errors
    (info,) = list_experiments()
    assert read_result(Path(info.folder)) is None
    engine.script.fail.clear()
    assert tuner("compare", "--resume", info.id) == 0


def test_an_empty_list_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuner("compare", "--list") == 0
    assert "tuner-gui compare DATA" in capsys.readouterr().out
    assert tuner("compare", "--resume", "nowhere") == 2
    assert "no experiment nowhere" in capsys.readouterr().err


def test_notes_warnings_and_what_is_wrong_with_the_device_are_told(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Worried(FakeEngine):
        def run(self, job: AnyJob) -> Iterator[AnyEvent]:
            if isinstance(job, TrainJob):
                yield Logged(message="8 rows repeat another.", level="warning")
            for event in super().run(job):
                yield event
                if isinstance(event, RunStarted):
                    yield Logged(message="The loss is no number.", level="warning")

    device = msgspec.structs.replace(DEVICE, problem="A GPU.", remedy="pip")
    engine = use(monkeypatch, Worried(Script(device=device, folds=2)))
    monkeypatch.setattr(
        "fake_engine.plan_of",
        lambda config, folds: plan_of(config, folds=folds, notes=("There are few rows.",)),
    )
    assert tuner("compare", table, *TWO) == 0
    errors = capsys.readouterr().err
    assert errors.count("warning: A GPU. Mend it with: pip") == 1
    assert "There are few rows." in errors
    assert errors.count("warning: 8 rows repeat another.") == 1
    assert errors.count("warning: The loss is no number.") == 4
    assert "[5/8] head, seed 0, fold 1 of 2: " in errors
    assert "98 % of the texts" not in errors
    assert engine.kinds.count("CompareJob") == 5
