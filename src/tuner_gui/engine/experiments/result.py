"""What an experiment comes to by now: from the folders of its members to `comparison.json`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tuner_gui.engine.comparing.curve_words import curve_words
from tuner_gui.engine.comparing.recommending import verdict
from tuner_gui.engine.comparing.records import Comparison, Verdict
from tuner_gui.engine.comparing.resampling import with_bootstrap
from tuner_gui.engine.comparing.way_names import way_names
from tuner_gui.engine.comparing.words import verdict_words
from tuner_gui.engine.experiment import ExperimentConfig, members
from tuner_gui.engine.experiment_result import DataSummary, ExperimentResult, WayResult
from tuner_gui.engine.experiments.curves import curves_of
from tuner_gui.engine.experiments.done import DoneMember, read_done
from tuner_gui.engine.experiments.way_results import member_result, way_result
from tuner_gui.engine.experiments.ways import compare_ways, ways_of
from tuner_gui.engine.replies import Compared
from tuner_gui.engine.requests import CompareJob
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored
from tuner_gui.errors import RunError


def compare_experiment(job: CompareJob) -> Compared:
    """Compare what is done of an experiment.

    Raises:
        RunError: nothing is done, files are damaged, or its members were not tested on the same rows.
    """
    return Compared(result=result_of(job.config, read_done(job.config, Path(job.runs_dir)), job.settled))


def result_of(
    config: ExperimentConfig, done: Sequence[DoneMember], settled: Sequence[str] = ()
) -> ExperimentResult:
    """The result of an experiment by what is done of it.

    Ways of which not all seeds are done take part with those that are. The answer is chosen on the validation
    rows and evidenced on the test rows; while no training mode is done there is none.

    Args:
        config: resolved.
        done: in the order of the plan.
        settled: keys of members that will not be done.

    Raises:
        RunError: nothing is done, or not on the same rows.
    """
    if not done:
        raise RunError(
            "There is nothing to compare yet.",
            hint="Wait until the first training is done.",
        )
    ways = ways_of(config, done)
    main = [way for way in ways if way.share == 1.0]
    test = compare_ways(main, config.region)
    if test is not None:
        test = with_bootstrap(test, [way.trained for way in main])
    validation = test if config.folds else compare_ways(main, config.region, VALIDATION)
    summary = sorted((way_result(way, test) for way in main), key=lambda way: -way.score)
    decision = _decision(validation, test, summary)
    names = way_names(list(dict.fromkeys(member.way for member in members(config))))
    curves, overtakings = curves_of(ways) if config.shares else ((), ())
    metric = done[0].metrics.test.metric
    finished = {each.member.key for each in done}
    return ExperimentResult(
        runs=tuple(map(member_result, done)),
        summary=tuple(summary),
        pairs=test.pairs if test else (),
        verdict=verdict_words(decision, test, names) if decision and test else "",
        metric=metric,
        test=test,
        validation=validation,
        decision=decision,
        curves=curves,
        overtakings=overtakings,
        curve_words=curve_words(
            curves,
            overtakings,
            recommended=decision.recommended,
            metric=metric,
            region=config.region,
            names=names,
        )
        if decision
        else "",
        complete=all(each.key in finished or each.key in settled for each in members(config)),
        data=_data(config, done),
        config=config,
        device=next((each.run.started.device for each in done if each.run and each.run.started), None),
        versions=next((each.run.versions for each in done if each.run), {}),
    )


def _decision(
    validation: Comparison | None, test: Comparison | None, summary: Sequence[WayResult]
) -> Verdict | None:
    if validation is None or test is None or all(way.baseline for way in summary):
        return None
    return verdict(validation, test, {way.mode: way.seconds for way in summary})


def _data(config: ExperimentConfig, done: Sequence[DoneMember]) -> DataSummary:
    """As a baseline saw it; where none is done, as far as the rows of a training tell."""
    known = next((each.baseline.data for each in done if each.baseline and each.member.main), None)
    if known is not None:
        return known
    first = next((each for each in done if each.member.main), done[0])
    scored, run = first.scored, first.run
    return DataSummary(
        path=config.dataset.path,
        task=scored.task,
        text_columns=scored.text_columns,
        label_columns=run.data.label_columns if run and run.data else config.dataset.label_columns,
        labels=scored.labels,
        label_counts=_label_counts(scored) if first.member.main else (),
        train=scored.train_rows,
        validation=len(scored.at(VALIDATION)),
        test=len(scored.at(TEST)),
        skipped=run.data.skipped if run and run.data else 0,
    )


def _label_counts(scored: Scored) -> tuple[int, ...]:
    if scored.task == "regression":
        return ()
    if scored.task == "multi_label":
        others = scored.targets.sum(axis=0)
    else:
        others = np.bincount(scored.targets, minlength=len(scored.labels))
    return tuple(int(learned + other) for learned, other in zip(scored.train_counts, others, strict=True))
