"""Workbooks read row by row: the cells are those that calamine finds, which holds the whole sheet for it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spreadsheets import made_of
from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.predicting.sources import shared_strings, sheet_xml
from tuner_gui.engine.predicting.sources.source import Added
from tuner_gui.engine.predicting.sources.workbook import WorkbookSource
from tuner_gui.errors import DataError

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
TEXTS = [
    "<t>plain</t>",
    "<t> trimmed\n</t>",
    '<t xml:space="preserve"> kept </t>',
    "<t>\u00a0other spaces\u2003</t>",
    "<r><t>a</t></r><r><rPr><b/></rPr><t>b </t></r><rPh sb='0' eb='1'><t>reading</t></rPh><t>c</t>",
    "<t>_x000D_ _x0041_ _x005F_x0041_ _xD83D_ _x41_</t>",
    "<t>a\r\nb&#13;c &amp; d &lt; e</t>",
    "<t><![CDATA[a < b]]> c<!-- no -->d</t>",
    "<t/>",
    "",
    "<t>😀 é</t>",
]
CELLS = [
    "<c><v>1</v></c>",
    "<c><v>-1.50</v></c>",
    "<c><v>1e3</v></c>",
    "<c><v>12345678901234567890</v></c>",
    "<c><v>1E400</v></c>",
    "<c><v>abc</v></c>",
    "<c><v> 1</v></c>",
    "<c><v>1_000</v></c>",
    '<c t="n"><v>0.1</v></c>',
    '<c t="b"><v>1</v></c>',
    '<c t="b"><v>0</v></c>',
    '<c t="b"/>',
    '<c t="e"><v>#N/A</v></c>',
    '<c t="str"><f>"a"</f><v> a&amp;b _x0041_\nc </v></c>',
    "<c><f>1+1</f><v>2</v></c>",
    "<c><f>1+1</f></c>",
    '<c t="s"><v></v></c>',
    '<c t="s"><v>0</v></c>',
    '<c t="inlineStr"><v>5</v><is><t>x</t></is></c>',
    '<c t="d"><v>2026-03-01</v></c>',
    '<c t="d"><v>2026-03-01T00:00:00</v></c>',
    '<c t="d"><v>2026-03-01T10:11:12.5</v></c>',
    '<c t="d"><v>2026-03-01T10:11:12Z</v></c>',
    '<c t="d"><v>10:11:12</v></c>',
    '<c t="d"><v>abc</v></c>',
    '<c s="99"><v>1.5</v></c>',
    '<c s="x"><v>1.5</v></c>',
]
FORMATS = [
    *range(60),
    *("yyyy-mm-dd hh:mm:ss.000", '"d"0', "[$-409]d\\-mmm", "[Red]0", "ss.0", "[<1]h;0", "h:mm AM/PM", "A/P"),
    *("[$€-407]0.00", "0*d", "*-yyyy", "_m0", '0.00 "m"', "@", "General", "#,##0;[h]", "0;yyyy"),
    *("[Blue]\\+[h]:mm", "[ss]", "[m]:ss", "[h]", "[hm]", "mm:ss", "DD/MM/YY", '[$-404]e"x"m"x"d"x"'),
    *("\\Y000", "[>=100][Magenta][s].00"),
]  # fmt: skip
DAYS = ["0", "0.5", "1", "59", "60", "60.5", "61", "46082", "46082.123456789", "46082.9999999", "-1", "-0.5"]
DAYS += ["2958465", "2958466", "0.999999999", "46082.00000001", "0.000001"]


def calamine_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows as they were read before, of a workbook held in memory."""
    import python_calamine

    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    if sheet.start is None:
        return
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [""] * sheet.start[1] + [cell_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, cells


def both(path: Path, content: bytes) -> tuple[list[Any], list[Any]]:
    path.write_bytes(content)
    return list(WorkbookSource(path, Reading())._lines()), list(calamine_lines(path))


def row(*cells: str, number: int = 2) -> str:
    """One row; the cells get their places."""
    places = (f"{chr(65 + at // 26 - 1) if at > 25 else ''}{chr(65 + at % 26)}" for at in range(len(cells)))
    placed = (
        cell.replace("<c", f'<c r="{place}{number}"', 1) for place, cell in zip(places, cells, strict=True)
    )
    return f'<row r="{number}">{"".join(placed)}</row>'


def test_cells_are_what_calamine_finds(tmp_path: Path) -> None:
    inline = [f'<c t="inlineStr"><is>{text}</is></c>' for text in TEXTS]
    shared = [f'<c t="s"><v>{at}</v></c>' for at in range(len(TEXTS))]
    content = made_of(
        HEAD + row(*CELLS) + row(*inline, number=4) + row(*shared, number=5) + row("<c/>", number=6),
        strings=TEXTS,
    )
    found, expected = both(tmp_path / "t.xlsx", content)
    assert found == expected
    assert [number for number, _ in found] == [1, 2, 4, 5]


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_and_times_are_what_calamine_finds(from_1904: bool, tmp_path: Path) -> None:
    rows = [
        row(*(f'<c s="{style}"><v>{day}</v></c>' for style in (0, 1)), number=at)
        for at, day in enumerate(DAYS, 2)
    ]
    content = made_of(HEAD + "".join(rows), formats=(14, 46), from_1904=from_1904)
    found, expected = both(tmp_path / "t.xlsx", content)
    assert found == expected


@pytest.mark.parametrize("code", FORMATS)
def test_a_number_is_a_day_where_calamine_says_so(code: str | int, tmp_path: Path) -> None:
    content = made_of(HEAD + row('<c s="0"><v>46082.25</v></c>'), formats=(code,))
    found, expected = both(tmp_path / "t.xlsx", content)
    assert found == expected


def test_rows_and_cells_without_a_place_follow_one_another(tmp_path: Path) -> None:
    content = made_of(
        "<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row/>"
        "<row><c r='AB3'><v>4</v></c><c r='B3'><v>5</v></c></row><row r='9'><c><v>6</v></c></row>"
    )
    found, expected = both(tmp_path / "t.xlsx", content)
    assert found == expected
    assert [number for number, _ in found] == [1, 3, 9]


@pytest.mark.parametrize(
    "rows",
    [
        row('<c t="s"><v>7</v></c>'),
        row('<c t="s"><v>x</v></c>'),
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="$A$2"><v>1</v></c></row>',
        '<row r="two"><c><v>1</v></c></row>',
        '<row r="2"><c><v>1</c></row>',
        row('<c t="str"><v>&entity;</v></c>'),
    ],
)
def test_damage_is_named(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(made_of(HEAD + rows, strings=("<t>a</t>",)))
    with pytest.raises(DataError, match="damaged"):
        WorkbookSource(path, Reading()).survey()


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]
)
@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
        '<?xml version="1.0" encoding="iso-8859-1"?>',
    ],
)
def test_no_part_may_define_entities(part: str, before: str, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(made_of(HEAD + row("<c><v>1</v></c>")))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = before.encode() + parts[part]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(DataError, match="damaged"):
        WorkbookSource(path, Reading())


def test_a_row_that_uses_up_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(made_of(HEAD + row(f'<c t="str"><v>{"a" * 40_000}</v></c>')))
    source = WorkbookSource(path, Reading())
    monkeypatch.setattr(sheet_xml, "_LONGEST_BYTES", 10_000)
    monkeypatch.setattr(sheet_xml, "_BLOCK_BYTES", 1000)
    with pytest.raises(DataError, match="far more"):
        source.write(tmp_path / "out.xlsx", Added(("p",), ("text",)), iter([("a",)]), excel_safe=False)
    monkeypatch.setattr(shared_strings, "LONGEST", 10_000)
    with pytest.raises(DataError, match="far more"):
        source.survey()


def test_many_shared_strings_leave_the_memory(tmp_path: Path) -> None:
    """SQLite moves what does not fit its cache to the disk; each is found again."""
    texts = [f"<t>{'long ' * 200}{at}</t>" for at in range(5000)]
    rows = "".join(row(f'<c t="s"><v>{at}</v></c>', number=at + 2) for at in reversed(range(5000)))
    path = tmp_path / "t.xlsx"
    path.write_bytes(made_of(HEAD + rows, strings=texts))
    found = [cells[0] for _, cells in WorkbookSource(path, Reading())._lines()]
    assert found[1:] == [f"{'long ' * 200}{at}" for at in reversed(range(5000))]


def test_a_row_that_is_not_found_again_is_no_silent_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(made_of(HEAD + row("<c><v>1</v></c>") + row("<c><v>2</v></c>", number=3)))
    source = WorkbookSource(path, Reading())
    monkeypatch.setattr(sheet_xml, "extended", lambda *_, **__: iter(()))
    with pytest.raises(DataError, match="damaged"):
        source.write(tmp_path / "out.xlsx", Added(("p",), ("text",)), iter([("a",)] * 2), excel_safe=False)
