"""Records of delimited text: joined they are the file, whatever it holds."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.engine.data.reading.dialect import PLAIN, QUOTED, Style
from tuner_gui.engine.predicting.sources.records import Record, split_records
from tuner_gui.engine.safe_cells import is_formula, safe_cell


def split(text: str, style: Style = QUOTED, width: int = 2) -> list[Record]:
    return list(split_records(io.StringIO(text, newline=""), ",", style, width))


@given(st.text(alphabet='ab,"\n\r \\', max_size=60), st.sampled_from([QUOTED, PLAIN, Style(escape="\\")]))
def test_nothing_is_lost(text: str, style: Style) -> None:
    records = split(text, style)
    assert "".join(record.raw + record.ending for record in records) == text


def test_values_may_hold_breaks_and_marks() -> None:
    records = split('a,"b\r\n""c"" "\r\nd,e')
    assert [record.fields for record in records] == [["a", 'b\r\n"c" '], ["d", "e"]]
    assert [record.ending for record in records] == ["\r\n", ""]


def test_a_mark_within_a_value_opens_nothing() -> None:
    assert [record.fields for record in split('a 5" pipe,b\nc,d\n')] == [['a 5" pipe', "b"], ["c", "d"]]


def test_what_is_never_closed_costs_its_own_line() -> None:
    records = split('a,b\nc,"d\ne,f\ng,h\n')
    assert [(record.raw, record.closed) for record in records] == [
        ("a,b", True),
        ('c,"d', False),
        ("e,f", True),
        ("g,h", True),
    ]


def test_a_mark_that_another_row_closes_costs_its_own_line() -> None:
    records = split('a,"b\nc,d\ne" ,f\nh,i\n')
    assert [record.raw for record in records if record.closed] == ["c,d", 'e" ,f', "h,i"]


def test_a_value_of_too_many_lines_was_not_meant() -> None:
    text = 'a,"b\n' + "c,d\n" * 3000 + '"e",f\n'
    records = split(text)
    assert len(records) == 3002
    assert not records[0].closed


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd|x", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_a_spreadsheet_runs_is_made_plain(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-5", "+1.5", "-1,000.5", "a=b", "2-3", "'=1"])
def test_what_it_does_not_run_stays(cell: str) -> None:
    assert not is_formula(cell)
    assert safe_cell(cell) == cell
