"""Files as they are in the world: every row of them comes out again, with its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.read import read_table
from tuner_gui.engine.predicting.sources.delimited import DelimitedSource
from tuner_gui.engine.predicting.sources.source import Added

FILES = [
    "banking77/train.csv",
    "financial_phrasebank/all-data.csv",
    "germeval2018/germeval2018.training.txt",
    "goemotions/train.tsv",
    "mrpc/msr_paraphrase_train.txt",
    "sms_spam/sms.tsv",
    "stsb/sts-train.csv",
]
ADDED = Added(("prediction", "p"), ("text", "share"))


@pytest.mark.real_data
@pytest.mark.parametrize("name", FILES)
def test_every_row_comes_out_as_it_was(name: str, real_data: Path, tmp_path: Path) -> None:
    path, result = real_data / name, tmp_path / "out"
    source = DelimitedSource(path, Reading())
    table = read_table(path)
    rows, names = source.survey()
    assert rows == table.rows + len(table.bad_rows)
    assert names == set(table.columns)
    texts = source.rows(source.sample.columns)
    bad = {row.row for row in table.bad_rows}
    expected = zip(*(table.data[column].to_pylist() for column in table.columns), strict=True)
    for number, found in enumerate(texts, 1):
        assert found == (None if number in bad else next(expected)), number
    source.write(result, ADDED, (("a;\t,b", 0.5) for _ in range(rows)), excel_safe=False)
    content = path.read_bytes()
    lines = content.split(b"\n")
    after = result.read_bytes().split(b"\n")
    assert len(after) == len(lines)
    assert all(new.startswith(old.removesuffix(b"\r")) for old, new in zip(lines, after, strict=True))
    assert sum(line.rstrip(b"\r").endswith(b"0.500000") for line in after) == rows
