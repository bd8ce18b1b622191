"""Cells as a person sees them, and what a workbook says beyond its values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.containers.open_documents import Spans
from service.core.containers.sheets import cell_name, merged_names, sheet_lines
from service.core.containers.text import BREAK, SEPARATOR
from service.core.containers.workbook_parts import Marks, column_of, marked, refuse_entities, sheet_paths, zero_widths
from service.errors import FileUnusable


def written(*rows: list[Any], first: int = 0, **how: Any) -> list[list[str]]:
    return [line.split(SEPARATOR) for line in "".join(sheet_lines(rows, first, **how)).split("\n")[:-1]]


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (75011.0, "75011"), (-0.0, "0"), (1234.5, "1234.5"), (0.1 + 0.2, "0.3"), (37_894_300_000_000.0, "37894300000000"),
        (1.234567890123457e17, "1.23456789012346E+17"), (12, "12"), ("00123", "00123"), ("", ""), (True, "TRUE"),
        (False, "FALSE"), (dt.date(2025, 3, 12), "2025-03-12"), (dt.datetime.fromisoformat("2025-03-12"), "2025-03-12"),
        (dt.datetime.fromisoformat("2025-03-12T08:29:59.999997"), "2025-03-12 08:30:00"), (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"), ("a\r\nb\nc", f"a{BREAK}b{BREAK}c"), ("a_x000D_\nb", f"a{BREAK}b"),
        ("x\x1fy\0", "x y"), ("é\u00a0€", "é\u00a0€"),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_it_is_seen(value: object, seen: str) -> None:
    assert written(["x", value]) == [["x", seen]]


def test_lines_are_the_rows_of_the_sheet() -> None:
    assert written(["Nom"], [""], ["Durand"], first=2) == [[""], [""], ["Nom"], [""], ["Durand"]]


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), max_size=30), st.integers(0, 5))
def test_every_row_is_one_line_whatever_it_holds(rows: list[list[str]], first: int) -> None:
    lines = "".join(sheet_lines(rows, first)).split("\n")[:-1]
    assert len(lines) == first + len(rows)
    assert all(line == "" or line.count(SEPARATOR) == 2 for line in lines)


def test_styles_with_leading_zeros_are_found() -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
        '<numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="0#&quot; &quot;##\\ ##\\ ##\\ ##"/>'
        '<numFmt numFmtId="166" formatCode="#,##0.00"/><numFmt numFmtId="167" formatCode="000 000 000 00000"/>'
        '<numFmt numFmtId="168" formatCode="0.00"/><numFmt numFmtId="169" formatCode="dd/mm/yyyy"/></numFmts><cellXfs>'
        + "".join(f'<xf numFmtId="{n}"/>' for n in (0, 164, 165, 166, 167, 168, 169))
        + "</cellXfs></styleSheet>"
    )
    assert zero_widths(styles.encode()) == {1: 5, 2: 10, 4: 14}


@pytest.mark.parametrize("size", [1, 11, 1000])
def test_marks_are_read_whatever_the_pieces(size: int) -> None:
    sheet = (
        b'<worksheet><sheetData><row r="2"><c r="A2" s="1"><v>1000</v></c><c r="C2" s="0"><v>1000</v></c>'
        b'<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row><row r="5"><c s="1" r="A5"><v>75</v></c>'
        b'<c r="D5" t="e"><v>#N/A</v></c></row></sheetData></worksheet>'
    )
    marks = Marks({1: 5})
    for start in range(0, len(sheet), size):
        marks.add(sheet[start : start + size])
    marks.finish()
    assert {column: list(rows) for column, rows in marks.columns.items()} == {
        0: [0, 5, 0, 0, 5], 3: [0, 101, 0, 0, 106],
    }  # fmt: skip
    rows: list[list[Any]] = [[1000.0, "", 1000.0, ""], ["", "", "", ""], ["", "", "", ""], [75.0, "", "", ""]]
    assert written(*rows, first=1, marks=marks.columns)[1::3] == [
        ["01000", "", "1000", "#DIV/0!"],
        ["00075", "", "", "#N/A"],
    ]


def test_a_mark_changes_numbers_only() -> None:
    assert [marked(5, text) for text in ("1000", "", "x1", "1.5", "123456")] == ["01000", "", "x1", "1.5", "123456"]


def test_parts_of_sheets_are_found_by_name() -> None:
    book = b'<workbook xmlns:r="urn:r"><sheets><sheet name="B &amp; C" r:id="rId2"/><sheet name="A" r:id="rId1"/></sheets></workbook>'
    relations = (
        b'<Relationships><Relationship Id="rId1" Target="/xl/worksheets/one.xml"/>'
        b'<Relationship Id="rId2" Target="worksheets/two.xml"/></Relationships>'
    )
    assert sheet_paths(book, relations) == {"B & C": "xl/worksheets/two.xml", "A": "xl/worksheets/one.xml"}


@pytest.mark.parametrize("text", [b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', b"<!entity x>", "<a/>".encode("utf-16")])
def test_entities_are_refused(text: bytes) -> None:
    with pytest.raises(FileUnusable) as refused:
        refuse_entities(text)
    assert refused.value.facts["limit"] == "xml-entities"


@pytest.mark.parametrize("size", [1, 40, 5000])
def test_spans_of_an_open_document_are_found_with_their_place(size: int) -> None:
    content = (
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        b'<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        b'<table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2"/></table:table-row></table:table>'
        b'<table:table table:name="B"><table:table-row><table:table-cell table:number-columns-spanned="2"/>'
        b"<table:covered-table-cell/></table:table-row></table:table>"
    )
    spans = Spans()
    for start in range(0, len(content), size):
        spans.add(content[start : start + size])
    spans.finish()
    assert [merged_names(found) for found in spans.merged] == [["C3:E4"], ["A1:B1"]]


@given(st.integers(0, 20_000), st.integers(0, 1_000_000))
def test_names_of_cells_are_read_back(column: int, row: int) -> None:
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    assert (column_of(letters.encode()), int(name[len(letters) :]) - 1) == (column, row)


def test_merged_ranges_beyond_the_most_are_counted() -> None:
    ranges = [((n, 0), (n, 1)) for n in range(1003)]
    assert merged_names(ranges)[-2:] == ["A1000:B1000", "+3"]
