"""Runs that were tested on the same rows are known by the rows themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from made_runs import keep_rows, make_run
from tuner_gui.runs.tested_rows import fingerprint, same_test_rows


def test_equal_rows_are_known_wherever_they_stand(tmp_path: Path) -> None:
    one, other, unknown = (make_run(tmp_path, number) for number in range(3))
    keep_rows(one, ["good", "bad"], [1, 0])
    keep_rows(other, ["good", "bad"], [1, 0], first_row=50)
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(unknown) is None
    assert same_test_rows([one, other, unknown])


@pytest.mark.parametrize(
    ("texts", "targets"),
    [(["good", "bad!"], [1, 0]), (["good", "bad"], [1, 1]), (["bad", "good"], [0, 1]), (["good"], [1])],
)
def test_other_texts_and_other_labels_are_noticed(
    tmp_path: Path, texts: list[str], targets: list[int]
) -> None:
    one, other = make_run(tmp_path, 0), make_run(tmp_path, 1)
    keep_rows(one, ["good", "bad"], [1, 0])
    keep_rows(other, texts, targets)
    assert not same_test_rows([one, other])


def test_damaged_rows_say_nothing(tmp_path: Path) -> None:
    one, other = make_run(tmp_path, 0), make_run(tmp_path, 1)
    keep_rows(one, ["good"], [1])
    (other / "scored.arrow").write_bytes(b"broken")
    assert same_test_rows([one, other])
