"""Files that are no delimited text, from their bytes to customers, on both databases."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hostile import HOSTILE, open_document
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import AlreadyImported
from service.flows.import_report import import_report

COUNTED = False
_T = SQLModel.metadata.tables
HEADINGS = ["Code client", "Civilité", "Nom", "Prénom", "E-mail", "Téléphone", "Code postal", "Ville", "CA total"]
PEOPLE: list[list[Any]] = [
    ["C1", "M.", "Durand", "Jean", "jean.durand@courrier.example", "01 99 00 12 34", "75002", "Paris", 1234.5],
    ["C2", "Mme", "Lefèvre", "Zoé", "zoe.lefevre@courrier.example", "01 99 00 12 35", "01000", "Bourg", 10],
    ["C3", "M.", "Durand", "Jean", "jean.durand@courrier.example", "01 99 00 12 34", "75002", "Paris", None],
]


def csv_file(rows: list[list[Any]]) -> bytes:
    return "".join(";".join("" if c is None else str(c) for c in row) + "\n" for row in [HEADINGS, *rows]).encode()


def xlsx_file(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADINGS, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods_file(folder: Path, rows: list[list[Any]]) -> bytes:
    def cell(value: Any) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{value or ""}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in [HEADINGS, *rows])
    open_document(folder / "f.ods", f'<table:table table:name="Feuille1">{lines}</table:table>')
    return (folder / "f.ods").read_bytes()


def customers(house: Any) -> list[tuple[Any, ...]]:
    c = _T["customers"].c
    shown = (c.kind, c.parties, c.first_name, c.last_name, c.email, c.phone, c.postal_code, c.city, c.total_spent_minor)
    return sorted(house.rows(select(*shown)), key=str)


@pytest.mark.parametrize("dress", ["xlsx", "ods", "gzip"])
def test_a_file_makes_the_same_customers_as_its_csv(house: Any, tmp_path: Path, dress: str) -> None:
    content = {
        "xlsx": lambda: xlsx_file(PEOPLE),
        "ods": lambda: ods_file(tmp_path, PEOPLE),
        "gzip": lambda: gzip.compress(csv_file(PEOPLE)),
    }[dress]()
    plain = house.import_(csv_file(PEOPLE))
    wanted = customers(house)
    house.revert(plain)
    assert customers(house) == []
    import_id = house.import_(content)
    assert customers(house) == wanted
    assert [row[1] for row in wanted if row[2] == "Jean"] == [2], "two rows of one person are one customer"
    report = import_report(house.database, import_id)
    assert (report["detected"]["container"], report["detected"]["archive"]) == (
        ("text", "gzip") if dress == "gzip" else (dress, None)
    )
    assert (report["counters"]["lines"], report["counters"]["rows"], report["sums_hold"]) == (4, 3, True)
    house.is_well()


def test_the_same_workbook_is_known_and_next_months_ties_its_rows(house: Any) -> None:
    first = xlsx_file(PEOPLE)
    house.import_(first)
    with pytest.raises(AlreadyImported):
        house.bring(first)
    moved = [*PEOPLE[:1], [*PEOPLE[1][:7], "Lyon", 12]]
    counters = house.report(house.import_(xlsx_file(moved)))["counters"]
    assert (counters["unchanged"], counters["changed"], counters["missing"]) == (1, 1, 1)
    assert counters["rows"] == 2
    house.is_well()


def test_a_csv_after_a_workbook_of_the_same_rows_changes_nothing(house: Any) -> None:
    house.import_(xlsx_file(PEOPLE))
    counters = house.report(house.import_(csv_file(PEOPLE)))["counters"]
    assert (counters["unchanged"], counters["fresh"], counters["changed"]) == (3, 0, 0)


@pytest.mark.parametrize("name", ["gzip of 40 MB of zeros", "xlsx with entities", "xlsx from A1 to XFD1048576"])
def test_a_hostile_file_fails_its_import_and_leaves_nothing(house: Any, tmp_path: Path, name: str) -> None:
    make, limit = HOSTILE[name]
    make(tmp_path / "hostile")
    view = house.run(house.bring((tmp_path / "hostile").read_bytes()).job_id)
    assert (view.state, view.problem["limit"]) == ("failed", limit)
    assert list(house.data.uploads.iterdir()) == []
    assert [f.name for f in house.data.workspace.iterdir() if f.name != "lock"] == []
    house.is_well()
