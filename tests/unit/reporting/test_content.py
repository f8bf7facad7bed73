from __future__ import annotations

import msgspec

from made_experiments import made_result
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.reporting import lines
from tuner_gui.reporting.content import CLASSES, Content
from tuner_gui.reporting.setup import setup


def content(result: ExperimentResult) -> Content:
    return Content(result, None, "2026-03-01")


def test_the_first_sentence_of_the_verdict_is_the_headline() -> None:
    found = content(made_result())
    assert f"{found.headline} {found.grounds}" == found.result.verdict
    assert found.headline.startswith("Take ") and found.headline.endswith(".")


def test_nothing_done_yet_is_said() -> None:
    found = content(made_result(done=1))  # a baseline
    assert found.headline == "There is nothing to say yet." and not found.recommended
    assert [fact.what for fact in lines.facts(found)] == ["Tested on"]


def test_the_question_fits_what_was_compared() -> None:
    several = ("builtin", "google-bert/bert-base-uncased")
    assert lines.question(content(made_result())) == "Which training mode is worth it on headlines.csv?"
    models = lines.question(content(made_result(base_models=several, modes=("full",))))
    assert models == "Which base model is worth it on headlines.csv?"
    both = lines.question(content(made_result(base_models=several)))
    assert both == "Which training mode and base model are worth it on headlines.csv?"


def test_every_pair_is_told_once_and_the_recommended_stands_first() -> None:
    found = content(made_result())
    own, others = found.pair_groups
    assert {pair.a for pair in own.pairs} == {found.recommended}
    assert all(pair.difference >= 0 for pair in others.pairs)
    told = {frozenset((pair.a, pair.b)) for group in found.pair_groups for pair in group.pairs}
    assert len(told) == len(own.pairs) + len(others.pairs) == len(found.result.pairs)


def test_both_halves_of_the_matrix_say_the_same() -> None:
    found = content(made_result())
    for row, (_, pairs) in enumerate(found.matrix):
        for column, pair in enumerate(pairs):
            other = found.matrix[column][1][row]
            assert (pair is None) == (row == column) == (other is None)
            if pair is not None and other is not None:
                assert pair.difference == -other.difference


def test_many_classes_are_cut_to_those_that_differ() -> None:
    found = content(made_result(labels=tuple(f"class {number}" for number in range(77)), rows=6000))
    assert len(found.classes) == CLASSES and found.class_count > CLASSES
    modes = [place for place, way in enumerate(found.class_ways) if not way.baseline]
    spreads = []
    for row in found.classes:
        known = [score for place in modes if (score := row.scores[place]) is not None]
        spreads.append(max(known) - min(known))
    assert spreads == sorted(spreads, reverse=True)
    shown, hidden = len(found.shown_labels), len(found.hidden_labels)
    assert shown + hidden == 77 and shown == 12


def test_few_classes_are_all_listed() -> None:
    found = content(made_result())
    assert [each.rows for each in found.shown_labels] == sorted(found.result.data.label_counts, reverse=True)
    assert not found.hidden_labels and found.shown_labels[0].share == 1.0


def test_a_number_has_no_classes() -> None:
    found = content(made_result(task="regression"))
    assert not found.classes and not found.label_counts and found.second_metric == "spearman"
    assert not lines.in_points(found)


def test_the_setup_says_how_it_was_tested() -> None:
    one = dict(setup(content(made_result())))
    assert one["Budget"] == "equal epochs: 3 each"
    assert "set aside before any training" in one["Tested"]
    folds = dict(setup(content(made_result(folds=5, rows=220))))
    assert folds["Tested"] == "5-fold cross-validation: each of 220 rows was tested once"


def test_settings_made_by_hand_are_told() -> None:
    result = made_result()
    hyperparameters = msgspec.structs.replace(result.config.hyperparameters, max_length=64)
    config = msgspec.structs.replace(result.config, hyperparameters=hyperparameters)
    found = dict(setup(content(msgspec.structs.replace(result, config=config))))
    assert found["Max length"] == "64"
    assert "Max length" not in dict(setup(content(result)))


def test_the_score_of_each_seed_is_told() -> None:
    found = content(made_result(shares=(0.1,)))
    by_way = {each.way: each for each in found.seeds}
    runs = [run for run in found.result.runs if run.way == "full" and run.train_share == 1.0]
    assert by_way["full"].scores == tuple((run.seed, run.score) for run in runs)
    assert len(by_way["full"].scores) == 3 and len(by_way["words"].scores) == 1
