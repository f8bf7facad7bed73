"""The analysis of a run, per task."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support, roc_auc_score

from made_results import classified, labelled, made
from tuner_gui.engine.config import Decision
from tuner_gui.engine.results.analysis import analyse, confused_pairs
from tuner_gui.engine.results.calibration import fit_temperature
from tuner_gui.engine.results.measures import accuracy_interval, measure
from tuner_gui.engine.results.scored import Scored, sigmoid, softmax
from tuner_gui.engine.training.objective import make_objective


def _classes(rows: int = 400, classes: int = 4, factor: float = 1.0) -> Scored:
    logits, targets = classified(rows, classes)
    return made(
        "single_label",
        logits * factor,
        targets,
        test=np.arange(rows) % 2 == 0,
        train_counts=[float(10 * place) for place in range(1, classes + 1)],
    )


def test_classes_are_scored_as_training_scored_them() -> None:
    scored = _classes()
    found = analyse(scored, Decision())
    test = scored.at(2)
    logits, truth = scored.logits[test], scored.targets[test]
    told = make_objective("single_label", truth).score(logits, truth)
    assert found.score.metrics == pytest.approx(told.metrics)
    assert found.score.interval == pytest.approx(told.interval)
    assert found.score.loss == pytest.approx(told.loss)
    assert (found.score.n, found.score.metric) == (200, "accuracy")


def test_the_table_of_classes_is_that_of_scikit_learn() -> None:
    scored = _classes()
    found = analyse(scored, Decision())
    truth, given = scored.targets[scored.at(2)], scored.logits[scored.at(2)].argmax(1)
    assert found.confusion is not None
    assert found.confusion.tolist() == confusion_matrix(truth, given).tolist()
    expected = np.stack(precision_recall_fscore_support(truth, given)).T
    table = [(c.precision, c.recall, c.f1, c.n) for c in found.classes]
    assert np.asarray(table) == pytest.approx(expected)
    assert [c.predicted for c in found.classes] == np.bincount(given).tolist()
    assert [c.label for c in found.classes] == ["a", "b", "c", "d"]
    true, instead, rows = confused_pairs(found.confusion)[0]
    assert true != instead
    assert rows == max(found.confusion[i, j] for i in range(4) for j in range(4) if i != j)
    assert sum(rows for _, _, rows in confused_pairs(found.confusion)) == (truth != given).sum()


def test_the_baseline_gives_the_most_frequent_class_of_the_training_rows() -> None:
    scored = _classes()
    truth = scored.targets[scored.at(2)]
    baseline = analyse(scored, Decision()).baseline
    assert (baseline.name, baseline.labels, baseline.number) == ("always “d”", ("d",), None)
    assert baseline.metrics["accuracy"] == pytest.approx((truth == 3).mean())
    assert baseline.interval == pytest.approx(accuracy_interval(int((truth == 3).sum()), 200))


def test_calibration_is_fitted_on_validation_and_judged_on_test() -> None:
    found = analyse(_classes(3000, 4, factor=3.0), Decision())
    assert found.fitted_temperature is not None
    assert found.fitted_temperature == pytest.approx(3.0, rel=0.1)
    assert found.reliability is not None
    assert found.ece_raw is not None and found.ece_fitted is not None
    assert found.ece_raw == found.reliability.ece
    assert found.ece_fitted < found.ece_raw / 3
    after = analyse(found.scored, Decision(temperature=found.fitted_temperature))
    assert after.reliability is not None
    assert after.reliability.ece == pytest.approx(found.ece_fitted)
    assert after.ece_raw == pytest.approx(found.ece_raw)
    assert after.score.metrics == found.score.metrics, "calibration changes no label"
    assert after.score.loss < found.score.loss
    validation = found.scored.at(1)
    fitted = fit_temperature(found.scored.logits[validation], found.scored.targets[validation])
    assert found.fitted_temperature == fitted, "by the validation rows and no others"


def test_more_classes_than_two_have_a_mean_roc_and_no_threshold() -> None:
    scored = _classes()
    found = analyse(scored, Decision())
    test = scored.at(2)
    expected = roc_auc_score(scored.targets[test], softmax(scored.logits[test]), multi_class="ovr")
    assert found.roc is not None
    assert found.roc.area == pytest.approx(expected)
    assert found.precision_recall is None
    assert found.tradeoff is None
    assert analyse(_classes(300, 21), Decision()).roc is None
    ignored = analyse(scored, Decision(threshold=0.9))
    assert ignored.score == found.score


def test_the_threshold_of_two_classes_is_that_of_the_second() -> None:
    scored = _classes(600, 2)
    default, strict = analyse(scored, Decision()), analyse(scored, Decision(threshold=0.8))
    assert strict.classes[1].predicted < default.classes[1].predicted
    assert strict.classes[1].precision > default.classes[1].precision
    given = softmax(scored.logits[scored.at(2)])[:, 1] >= 0.8
    assert strict.classes[1].predicted == given.sum()
    assert default.tradeoff is not None
    validation = scored.at(1)
    chosen = softmax(scored.logits[validation])[:, 1] >= 0.8
    right = (chosen & (scored.targets[validation] == 1)).sum()
    assert default.tradeoff.precision[79] == pytest.approx(right / chosen.sum())
    assert default.tradeoff.n == 300
    assert default.roc is not None
    second = scored.targets[scored.at(2)] == 1
    assert default.roc.area == pytest.approx(roc_auc_score(second, scored.scores(Decision())[::2, 1]))


def test_several_labels() -> None:
    logits, true = labelled(500, 5)
    scored = made(
        "multi_label",
        logits,
        true,
        test=np.arange(500) % 2 == 0,
        train_counts=[60.0, 5.0, 51.0, 10.0, 2.0],
    )
    found = analyse(scored, Decision(threshold=0.4))
    test = scored.at(2)
    given, truth = sigmoid(scored.logits[test]) >= 0.4, scored.targets[test]
    metrics, interval = measure("multi_label", given, truth)
    assert (found.score.metrics, found.score.interval) == (metrics, interval)
    expected = np.stack(precision_recall_fscore_support(truth, given)).T
    assert np.asarray([(c.precision, c.recall, c.f1, c.n) for c in found.classes]) == pytest.approx(expected)
    assert found.confusion is None
    assert found.roc is not None and found.precision_recall is not None and found.tradeoff is not None
    assert found.roc.area == pytest.approx(roc_auc_score(truth.ravel(), logits[test].ravel()))
    assert found.baseline.labels == ("a", "c"), "those that more than half of the training rows have"
    assert found.fitted_temperature == pytest.approx(1.0, rel=0.2)
    told = make_objective("multi_label", truth.astype(np.float32)).score(
        scored.logits[test], truth.astype(np.float32)
    )
    assert analyse(scored, Decision()).score.loss == pytest.approx(told.loss)


def test_numbers() -> None:
    truth = np.asarray([1.0, 2.0, 3.0, 4.0, 9.0])
    predicted = np.asarray([[1.5], [2.0], [2.0], [5.0], [0.0]])
    scored = made(
        "regression",
        predicted,
        truth,
        test=np.asarray([True, True, True, True, False]),
        labels=["price"],
        train_counts=[2.5, 2.0],
    )
    found = analyse(scored, Decision())
    assert found.score.metrics["mae"] == pytest.approx((0.5 + 1 + 1) / 4)
    assert found.score.loss == pytest.approx((0.25 + 1 + 1) / 4 / 4)
    assert found.baseline.number == 2.5
    assert found.baseline.metrics["mae"] == pytest.approx(1.0)
    assert found.baseline.metrics["pearson"] == 0.0
    assert found.residuals is not None
    assert found.residuals.predicted.tolist() == [1.5, 2.0, 2.0, 5.0]
    assert found.residuals.true.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert found.residuals.rows.tolist() == [0, 1, 2, 3]
    assert (found.classes, found.confusion, found.roc, found.reliability) == ((), None, None, None)


def test_a_model_that_went_astray_can_be_looked_at() -> None:
    classes = analyse(made("single_label", np.full((2, 2), np.nan), np.asarray([0, 1])), Decision())
    numbers = analyse(
        made("regression", np.full((2, 1), np.nan), np.asarray([0.5, 1.0]), train_counts=[0.5, 1.0]),
        Decision(),
    )
    for found in (classes, numbers):
        assert np.isfinite(list(found.score.metrics.values())).all()
        assert np.isfinite(found.score.loss)
    assert numbers.score.metrics["mae"] > 1e30
