"""Workbooks, Parquet and JSON Lines with predictions; and files of which nothing can be written."""

from __future__ import annotations

import datetime
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from predicting_bench import TEXTS, make_export, predict, predicted
from tuner_gui.engine.events import Failed

ROWS = TEXTS * 3
ADDED = ["prediction", "confidence", "p_bad", "p_good"]
DAY = datetime.datetime(2026, 3, 1)


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_export(tmp_path_factory.mktemp("model") / "export", tiny_model)


def workbook_of(path: Path) -> Any:
    import openpyxl

    return openpyxl.load_workbook(path)


def make_workbook(path: Path) -> Path:
    import openpyxl
    from openpyxl.styles import Font

    workbook = openpyxl.Workbook()
    notes = workbook.active
    notes.title = "notes"
    sheet = workbook.create_sheet("data")
    sheet.append(("a title",))
    sheet.append(("text", "day", "sum"))
    for at, text in enumerate(ROWS, 3):
        sheet.append((text, DAY, f"=1+{at}"))
        sheet.cell(at, 2).number_format = "yyyy/mm"
    sheet["A4"] = "=text"
    sheet["A4"].data_type = "s"
    sheet["A5"] = None
    sheet["A1"].font = Font(bold=True)
    sheet.column_dimensions["A"].width = 44
    sheet["F7"].number_format = "0.00"  # a cell without a value, where ours go
    totals = workbook.create_sheet("totals")
    totals["B2"] = "=SUM(data!C3:C9)"
    workbook.save(path)
    return path


def test_a_workbook_keeps_all_that_is_in_it(model: Path, tmp_path: Path) -> None:
    source, result = make_workbook(tmp_path / "t.xlsx"), tmp_path / "out.xlsx"
    end = predicted(model, source, result)
    assert (end.rows, end.predicted, end.empty) == (len(ROWS), len(ROWS) - 1, 1)
    before, after = workbook_of(source), workbook_of(result)
    assert after.sheetnames == before.sheetnames
    assert after["totals"]["B2"].value == "=SUM(data!C3:C9)"
    old, new = before["data"], after["data"]
    assert new.column_dimensions["A"].width == old.column_dimensions["A"].width
    for row in old.iter_rows(max_col=3):
        for cell in row:
            other = new[cell.coordinate]
            assert (other.value, other.data_type, other.number_format, other.font.b) == (
                cell.value, cell.data_type, cell.number_format, cell.font.b
            )  # fmt: skip
    assert [cell.value for cell in new[2]][3:] == ADDED
    assert [cell.value for cell in new[1]][1:3] == [None, None]
    for number in range(3, 3 + len(ROWS)):
        values = [cell.value for cell in new[number]][3:]
        if number == 5:
            assert set(values) <= {None}
        else:
            assert values[0] in ("bad", "good")
            assert values[1] == pytest.approx(max(values[2:]))


def test_a_workbooks_labels_are_no_formulas(tiny_model: Path, tmp_path: Path) -> None:
    model = make_export(tmp_path / "model", tiny_model, names=("=1+1", "<b> & co"))
    source, result = make_workbook(tmp_path / "t.xlsx"), tmp_path / "out.xlsx"
    predicted(model, source, result, excel_safe=True)
    sheet = workbook_of(result)["data"]
    labels = {sheet.cell(row, 4).value for row in range(3, 3 + len(ROWS))} - {None}
    assert labels <= {"'=1+1", "<b> & co"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["A4"].value == "=text"


def test_a_table_may_begin_anywhere(model: Path, tmp_path: Path) -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for at, row in enumerate(
        [("id", "text"), (1, "a good film"), (None, None), (2, "bad"), (3, "a price")], 4
    ):
        for column, value in enumerate(row, 3):
            sheet.cell(at, column, value)
    workbook.save(tmp_path / "t.xlsx")
    end = predicted(model, tmp_path / "t.xlsx", tmp_path / "out.xlsx", text_columns=("text",))
    assert (end.rows, end.predicted) == (3, 3)
    after = workbook_of(tmp_path / "out.xlsx").active
    assert [cell.value for cell in after[4]] == [None, None, "id", "text", *ADDED]
    assert [cell.value for cell in after[7]][2:4] == [2, "bad"]
    assert after.cell(7, 5).value in ("bad", "good")
    assert after.cell(6, 5).value is None


def test_the_named_sheet_is_predicted(model: Path, tmp_path: Path) -> None:
    from tuner_gui.engine.config import Reading

    source = make_workbook(tmp_path / "t.xlsx")
    end = predict(model, source, tmp_path / "out.xlsx", reading=Reading(sheet="nowhere"))[-1]
    assert isinstance(end, Failed)
    assert "nowhere" in end.message


def test_parquet_keeps_schema_values_and_compression(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.parquet", tmp_path / "out.parquet"
    table = pa.table(
        {
            "id": pa.array(range(len(ROWS)), pa.int16()),
            "text": pa.array([*ROWS[:-1], None], pa.large_string()),
            "kind": pa.array(["a", "b"] * (len(ROWS) // 2)).dictionary_encode(),
            "confidence": pa.array([[1, 2]] * len(ROWS)),
        }
    ).replace_schema_metadata({"who": "me"})
    pq.write_table(table, source, compression="zstd", row_group_size=5)
    end = predicted(model, source, result)
    assert (end.rows, end.predicted, end.empty) == (len(ROWS), len(ROWS) - 1, 1)
    after = pq.read_table(result)
    assert after.select(table.column_names).equals(pq.read_table(source))
    assert after.schema.metadata[b"who"] == b"me"
    assert after.column_names[4:] == ["prediction", "confidence_2", "p_bad", "p_good"]
    assert after["p_bad"].type == pa.float64()
    assert after["prediction"].to_pylist()[-1] is None
    assert set(after["prediction"].to_pylist()[:-1]) == {"bad", "good"}
    assert pq.ParquetFile(result).metadata.row_group(0).column(0).compression == "ZSTD"


def test_json_lines_keep_every_byte(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.jsonl", tmp_path / "out.jsonl"
    lines = [json.dumps({"text": text, "n": {"deep": [1.50, None]}, "é": "ü"}) for text in ROWS]
    lines[2] = '{"text" :  "",   "n": 1e400 }  '
    lines[3] = "no record"
    lines[4] = ""
    source.write_bytes("\r\n".join(lines).encode())
    end = predicted(model, source, result)
    rows = len(lines) - 1
    assert (end.rows, end.predicted, end.empty, end.unreadable) == (rows, rows - 2, 1, 1)
    for before, after in zip(lines, result.read_bytes().decode().split("\r\n"), strict=True):
        assert after.startswith(before.rstrip().removesuffix("}").rstrip())
    found = [json.loads(line) for line in result.read_text().splitlines() if line.startswith("{")]
    assert all(list(record)[-4:] == ADDED for record in found)
    assert found[2]["prediction"] is None
    assert {record["prediction"] for record in found} == {"bad", "good", None}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", gzip.compress(b"text,id\ngood,1\nbad,2\n", mtime=0)),
        ("t.json", b'[{"text": "good", "id": 1}, {"text": "bad", "id": 2}]'),
        ("t.xls", b"\xd0\xcf\x11\xe0" + bytes(600)),
    ],
)
def test_of_other_files_it_says_what_is_possible(
    name: str, content: bytes, model: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    end = predict(model, tmp_path / name, tmp_path / f"out{Path(name).suffix}")[-1]
    assert isinstance(end, Failed)
    assert "Parquet" in end.hint


def test_the_result_must_end_like_the_source(model: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("text,id\ngood,1\nbad,2\n")
    end = predict(model, tmp_path / "t.csv", tmp_path / "out.xlsx")[-1]
    assert isinstance(end, Failed)
    assert "out.csv" in end.hint
