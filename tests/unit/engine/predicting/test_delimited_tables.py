"""Delimited tables with predictions: the person's bytes stay, whatever the dialect."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from predicting_bench import TEXTS, make_export, predict, predicted
from tuner_gui.engine.events import Failed


@pytest.fixture(scope="module")
def model(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_export(tmp_path_factory.mktemp("model") / "export", tiny_model)


def table(
    delimiter: str = ",", ending: str = "\r\n", header: bool = True, quoting: Any = csv.QUOTE_MINIMAL
) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    if header:
        writer.writerow(("id", "text", "note"))
    writer.writerows((number, text, "naïve") for number, text in enumerate(TEXTS * 5))
    return out.getvalue()


def check(source: bytes, result: bytes, codec: str, delimiter: str = ",", rows: int = 30) -> list[list[str]]:
    """The result is the source with four more cells behind each record; returns its rows."""
    before = list(csv.reader(io.StringIO(source.decode(codec), newline=""), delimiter=delimiter))
    after = list(csv.reader(io.StringIO(result.decode(codec), newline=""), delimiter=delimiter))
    assert [row[:3] for row in after] == before
    assert {len(row) for row in after} == {7}
    labels = [row[3] for row in after[-rows:]]
    assert set(labels) == {"bad", "good"}
    for row in after[-rows:]:
        bad, good = map(float, row[5:7])
        assert bad + good == pytest.approx(1, abs=2e-6)
        assert row[3] == ("good" if good > bad else "bad")
        assert float(row[4]) == pytest.approx(max(bad, good), abs=2e-6)
    return after


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_stay(codec: str, delimiter: str, model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    source.write_bytes(table(delimiter).encode(codec))
    end = predicted(model, source, result)
    assert (end.rows, end.predicted, end.empty, end.unreadable) == (30, 30, 0, 0)
    after = check(source.read_bytes(), result.read_bytes(), codec, delimiter)
    assert after[0] == ["id", "text", "note", "prediction", "confidence", "p_bad", "p_good"]
    # The person's part is the same byte by byte, once ours is taken out.
    mark = source.read_bytes()[: len("".encode(codec))]
    assert result.read_bytes().startswith(mark)


@pytest.mark.parametrize(
    ("ending", "quoting"),
    [
        ("\n", csv.QUOTE_MINIMAL),
        ("\r\n", csv.QUOTE_MINIMAL),
        ("\n", csv.QUOTE_ALL),
        ("\r\n", csv.QUOTE_ALL),
        ("\r", csv.QUOTE_ALL),
    ],
)
def test_what_stands_before_our_cells_is_the_source(
    ending: str, quoting: int, model: Path, tmp_path: Path
) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    content = table(ending=ending, quoting=quoting).removesuffix(ending)  # the last line lacks its end
    source.write_bytes(content.encode())
    predicted(model, source, result)
    after = check(source.read_bytes(), result.read_bytes(), "utf-8")
    rest = result.read_bytes().decode()
    quote = '"' if quoting == csv.QUOTE_ALL else ""
    for row in after:
        rest = rest.replace("".join(f",{quote}{cell}{quote}" for cell in row[3:]), "", 1)
    assert rest == content


def test_a_table_without_names_gets_none(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    source.write_text(table(header=False), newline="")
    predicted(model, source, result, text_columns=("column 2",))
    check(source.read_bytes(), result.read_bytes(), "utf-8")


def test_excels_hint_and_blank_lines_stay(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    source.write_bytes(b"sep=;\r\nid;text\r\n1;a good film\r\n\r\n2;bad\r\n3;the price\r\n")
    assert predicted(model, source, result).rows == 3
    lines = result.read_bytes().split(b"\r\n")
    assert lines[0] == b"sep=;"
    assert lines[3] == b""
    assert lines[1].startswith(b"id;text;prediction;confidence;")
    assert lines[2].startswith(b"1;a good film;")


def test_mere_texts_are_enough(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.txt", tmp_path / "out.txt"
    source.write_text("text\ngood film\nbad price, and poor\nthe film\n")
    assert predicted(model, source, result).predicted == 3
    assert result.read_text().splitlines()[0].split(";") == [
        "text", "prediction", "confidence", "p_bad", "p_good"
    ]  # fmt: skip


def test_names_that_are_taken_get_a_number(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    source.write_text("text,prediction,p_bad\na good film,x,1\nbad,y,2\nfilm,z,3\n")
    predicted(model, source, result)
    header = result.read_text().splitlines()[0]
    assert header == "text,prediction,p_bad,prediction_2,confidence,p_bad_2,p_good"


def test_rows_that_do_not_fit_are_counted_and_kept(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    rows = [f"{number},the film number {number}" for number in range(40)]
    rows[7] = "7,too,many,values"
    rows[9] = "9"
    rows[11] = "11,  "
    source.write_text("\n".join(["id,text", *rows]) + "\n")
    end = predicted(model, source, result)
    assert (end.rows, end.predicted, end.empty, end.unreadable) == (40, 37, 1, 2)
    lines = result.read_text().splitlines()[1:]
    assert len(lines) == 40
    assert all(line.startswith(row) for line, row in zip(lines, rows, strict=True))
    assert lines[7] == rows[7] + ",,,,"
    assert lines[9] == "9,,,,"
    assert lines[11] == "11,  ,,,,"


def test_a_quotation_mark_that_swallows_rows_costs_one(model: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    rows = [f'{number},"the film, number {number}"' for number in range(3000)]
    rows[1500] = '1500,"opened by mistake'
    source.write_text("\n".join(["id,text", *rows]) + "\n")
    end = predicted(model, source, result)
    assert (end.rows, end.unreadable) == (3000, 1)
    assert len(result.read_text().splitlines()) == 3001


def test_labels_of_strangers_cannot_act_as_formulas(tiny_model: Path, tmp_path: Path) -> None:
    names = ("=cmd|' /C calc'!A0", '@SUM(1,"2")')
    model = make_export(tmp_path / "model", tiny_model, names=names)
    source, result = tmp_path / "t.csv", tmp_path / "out.csv"
    source.write_text(table(), newline="")
    predicted(model, source, result)
    rows = list(csv.reader(io.StringIO(result.read_text(), newline="")))
    assert {row[3] for row in rows[1:]} <= {f"'{name}" for name in names}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_persons_formulas_stay_unless_asked(model: Path, tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    content = 'text,sum\n"good, film","=SUM(A1,A2)"\n-5,bad\n@x,poor film\n'
    source.write_text(content)
    predicted(model, source, tmp_path / "plain.csv", text_columns=("text",))
    assert '"good, film","=SUM(A1,A2)",' in (tmp_path / "plain.csv").read_text()
    predicted(model, source, tmp_path / "safe.csv", text_columns=("text",), excel_safe=True)
    rows = list(csv.reader((tmp_path / "safe.csv").open(newline="")))
    assert [row[:2] for row in rows[1:]] == [
        ["good, film", "'=SUM(A1,A2)"],
        ["-5", "bad"],
        ["'@x", "poor film"],
    ]


def test_labels_that_the_encoding_lacks_are_refused(tiny_model: Path, tmp_path: Path) -> None:
    model = make_export(tmp_path / "model", tiny_model, names=("良い", "悪い"))
    source = tmp_path / "t.csv"
    source.write_bytes(table().encode("cp1252"))
    end = predict(model, source, tmp_path / "out.csv")[-1]
    assert isinstance(end, Failed)
    assert "Windows-1252" in end.message
    assert not (tmp_path / "out.csv").exists()


def test_a_column_that_is_not_there_is_named(model: Path, tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    source.write_text(table(), newline="")
    end = predict(model, source, tmp_path / "out.csv", text_columns=("body",))[-1]
    assert isinstance(end, Failed)
    assert "body" in end.message
    assert "“text”" in end.hint
