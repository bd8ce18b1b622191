"""Any file as one text: what comes out of each container, and what is refused, with what to do instead."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hostile import HOSTILE, dbf, open_document

from service.core.containers.text import BREAK, SEPARATOR
from service.errors import FileUnusable
from service.flows.inspect import inspect_file, inspect_rows
from service.flows.match_file import match_file
from service.flows.opened import opened

HEADINGS = ["Code client", "Nom", "Prénom", "E-mail", "Code postal", "Ville", "Dernière commande", "CA total"]
FIELDS = ["customer_id", "last_name", "first_name", "email", "postal_code", "city", "last_order_date", "total_spent"]
PEOPLE = [
    ["C1", "Durand", "Élise", "elise@durand.example", "75011", "Paris", "2025-03-12", "1234.5"],
    ["C2", "Lefèvre", "Noël", "noel@lefevre.example", "01000", "Bourg", "2025-04-01", "10"],
    ["C3", "Garçon", "Zoé", "zoe@garcon.example", "44000", "Nantes", "", ""],
]
CSV = "".join(";".join(row) + "\n" for row in [HEADINGS, *PEOPLE])


def book(path: Path, *, title: bool = True, first_empty: bool = True) -> Path:
    """The people in a workbook: dates as dates, numbers as numbers, one postcode as a number shown with its zero."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    if first_empty:
        sheet = made.create_sheet("Clients")
    if title:
        sheet.append(["Liste des clients"])
        sheet.merge_cells("A1:C1")
        sheet.append([])
    sheet.append(HEADINGS)
    for row in PEOPLE:
        date = dt.date.fromisoformat(row[6]) if row[6] else None
        sheet.append([*row[:4], int(row[4]), row[5], date, float(row[7]) if row[7] else None])
        sheet.cell(sheet.max_row, 5).number_format = "00000"
    made.save(path)
    return path


def people_in_ods(path: Path) -> Path:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    lines = [f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in [HEADINGS, *PEOPLE]]
    merged = '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="3"><text:p>Liste</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'  # fmt: skip
    rest = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'  # fmt: skip
    empty = '<table:table table:name="Vide"><table:table-row><table:table-cell/></table:table-row></table:table>'
    open_document(path, f'{empty}<table:table table:name="Clients">{merged}{"".join(lines)}{rest}</table:table>')
    return path


def people_in_dbf(path: Path) -> Path:
    widths = (8, 20, 20, 30, 5, 20, 8, 10)
    names = ("CODE", "NOM", "PRENOM", "EMAIL", "CP", "VILLE", "DERN_CDE", "CA")
    fields = [(n, "D" if n == "DERN_CDE" else "C", w) for n, w in zip(names, widths, strict=True)]
    records = [
        b" "
        + "".join(
            c.replace("-", "").ljust(w) if w == 8 else c.ljust(w) for c, w in zip(row, widths, strict=True)
        ).encode("cp850")
        for row in PEOPLE
    ]
    path.write_bytes(dbf(fields, records, language=0x02))
    return path


def people_in_columns(path: Path) -> Path:
    widths = (14, 12, 10, 24, 13, 10, 20, 10)
    rows = [HEADINGS, *PEOPLE, *PEOPLE]
    path.write_bytes(
        "".join("".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() + "\r\n" for row in rows).encode(
            "cp1252"
        )
    )
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def cells(path: Path) -> list[list[str]]:
    return [row["cells"] for row in inspect_rows(path)]


@pytest.mark.parametrize(
    ("make", "container", "encoding", "header_row"),
    [(book, "xlsx", "xlsx", 3), (people_in_ods, "ods", "ods", 2)],
)
def test_a_workbook_reads_like_the_csv_of_its_sheet(
    tmp_path: Path, make: Callable[[Path], Path], container: str, encoding: str, header_row: int
) -> None:
    path = make(tmp_path / "clients.bin")  # content decides, never the name
    seen = inspect_file(path)
    assert (seen["container"], seen["encoding"], seen["sheet"]) == (container, encoding, "Clients")
    assert (seen["delimiter"], seen["quote"], seen["archive"]) == (None, None, None)
    assert (seen["header_row"], seen["preamble_rows"]) == (header_row, header_row - 1)
    assert seen["merged"] == ["A1:C1"]
    assert [c["field"] for c in seen["columns"]] == FIELDS
    assert (seen["counters"]["rows"], seen["counters"]["accepted"]) == (3, 3)
    assert cells(path) == PEOPLE


def test_the_lines_of_a_workbook_are_its_rows_also_below_a_cell_of_several_lines(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (
        ["Nom", "Adresse", "E-mail"],
        ["Durand", "3 rue X\nBât B", "a@durand.example"],
        [],
        ["Petit", "y", None],
    ):
        sheet.append(row)
    made.save(tmp_path / "f.xlsx")
    assert list(inspect_rows(tmp_path / "f.xlsx")) == [
        {"row_id": 1, "line": 2, "cells": ["Durand", "3 rue X\nBât B", "a@durand.example"]},
        {"row_id": 2, "line": 4, "cells": ["Petit", "y", ""]},
    ]


def test_visible_sheets_come_before_hidden_ones(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    hidden = made.active
    assert hidden is not None
    hidden.append(["Paramètres"])
    hidden.sheet_state = "hidden"
    made.create_sheet("Clients").append(HEADINGS)
    made.save(tmp_path / "f.xlsx")
    with opened(tmp_path / "f.xlsx") as file:
        assert file.container.sheet == "Clients"


def test_errors_of_cells_are_shown_and_breaks_travel(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Nom", "Note"])
    sheet.append(["Durand", "#N/A"])
    sheet.append(["Petit", "a\nb"])
    made.save(tmp_path / "f.xlsx")
    with opened(tmp_path / "f.xlsx") as file:
        assert (
            b"".join(file.blocks()).decode()
            == f"Nom{SEPARATOR}Note\nDurand{SEPARATOR}#N/A\nPetit{SEPARATOR}a{BREAK}b\n"
        )


def test_a_dbase_table_reads_like_a_csv(tmp_path: Path) -> None:
    path = people_in_dbf(tmp_path / "clients.dbf")
    seen = inspect_file(path)
    assert (seen["container"], seen["encoding"], seen["header_row"]) == ("dbf", "cp850", 1)
    assert [c["field"] for c in seen["columns"]][:6] == FIELDS[:6]
    assert cells(path) == PEOPLE


def test_columns_of_fixed_width_read_like_a_csv(tmp_path: Path) -> None:
    path = people_in_columns(tmp_path / "clients.txt")
    seen = inspect_file(path)
    assert (seen["container"], seen["encoding"], seen["delimiter"]) == ("fixed-width", "cp1252", None)
    assert [c["field"] for c in seen["columns"]] == FIELDS
    assert cells(path) == PEOPLE * 2


@pytest.mark.parametrize("archive", ["zip", "gzip"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_one_file_in_an_archive_reads_as_itself(tmp_path: Path, archive: str, encoding: str) -> None:
    content = CSV.encode(encoding)
    path = tmp_path / "clients"
    if archive == "gzip":
        path.write_bytes(gzip.compress(content[:50]) + gzip.compress(content[50:]))
    else:
        zipped(
            path,
            {
                "export/": b"",
                "export/clients.csv": content,
                "__MACOSX/export/._clients.csv": b"x",
                "export/.DS_Store": b"x",
            },
        )
    seen = inspect_file(path)
    assert (seen["archive"], seen["container"], seen["encoding"], seen["delimiter"]) == (archive, "text", encoding, ";")
    assert cells(path) == PEOPLE


def test_a_workbook_in_a_zip_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "f.zip", {"clients.xlsx": book(tmp_path / "b.xlsx").read_bytes()})
    seen = inspect_file(path)
    assert (seen["archive"], seen["container"], seen["counters"]["accepted"]) == ("zip", "xlsx", 3)


def test_people_of_a_workbook_are_matched(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in [HEADINGS, *PEOPLE, ["C9", *PEOPLE[0][1:]]]:
        sheet.append(row)
    made.save(tmp_path / "f.xlsx")
    assert match_file(tmp_path / "f.xlsx")["cluster_id"].to_list() == [1, 2, 3, 1]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    before = set(os.listdir("/dev/fd"))  # noqa: PTH208 - numbers, not files
    with opened(zipped(tmp_path / "f.zip", {"c.csv": CSV.encode()}), scratch) as file:
        assert b"".join(file.blocks()) == b"".join(file.blocks()) == CSV.encode()
        assert file.size == len(CSV.encode())
        assert list(scratch.iterdir()) == []
    assert set(os.listdir("/dev/fd")) == before  # noqa: PTH208 - as above


def _encrypted(path: Path) -> None:
    zipped(path, {"c.csv": CSV.encode()})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def _broken(path: Path) -> None:
    zipped(path, {"c.csv": CSV.encode()})
    data = bytearray(path.read_bytes())
    data[45] ^= 0xFF
    path.write_bytes(data)


REFUSED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "two files": (lambda p: zipped(p, {"a.csv": b"a", "b.csv": b"b"}), "several-files"),
    "no file": (lambda p: zipped(p, {"a/": b"", ".DS_Store": b"x"}), "no-file"),
    "password": (_encrypted, "encrypted"),
    "bits turned": (_broken, "damaged"),
    "cut zip": (lambda p: p.write_bytes(zipped(p, {"a.csv": CSV.encode()}).read_bytes()[:-30]), "damaged"),
    "cut gzip": (lambda p: p.write_bytes(gzip.compress(CSV.encode())[:-12]), "damaged"),
    "word": (lambda p: zipped(p, {"[Content_Types].xml": b"", "word/document.xml": b""}), "document"),
    "odt": (lambda p: zipped(p, {"mimetype": b"application/vnd.oasis.opendocument.text"}), "document"),
    "workbook of nothing": (lambda p: openpyxl.Workbook().save(p), "empty"),
    "no workbook": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)), "damaged"),
    "access 2003": (lambda p: p.write_bytes(b"\0\1\0\0Standard Jet DB\0" + bytes(4000)), "access"),
    "access 2007": (lambda p: p.write_bytes(b"\0\1\0\0Standard ACE DB\0" + bytes(4000)), "access"),
    "pdf": (lambda p: p.write_bytes(b"%PDF-1.7\n" + bytes(400)), "pdf"),
    "png": (lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(400)), "image"),
    "rar": (lambda p: p.write_bytes(b"Rar!\x1a\x07\x01\0" + bytes(400)), "archive"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do_instead(tmp_path: Path, name: str) -> None:
    make, reason = REFUSED[name]
    make(tmp_path / "f")
    with pytest.raises(FileUnusable) as refused:
        inspect_file(tmp_path / "f")
    assert refused.value.facts["reason"] == reason
    assert len(refused.value.detail) > 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_stopped_by_its_limit(tmp_path: Path, name: str) -> None:
    make, limit = HOSTILE[name]
    make(tmp_path / "f")
    with pytest.raises(FileUnusable) as refused:
        inspect_file(tmp_path / "f")
    assert refused.value.facts["limit"] == limit


def test_a_refusal_tells_the_limit_its_value_and_what_was_found(tmp_path: Path) -> None:
    HOSTILE["a million columns"][0](tmp_path / "f")
    program = "from service.cli import main; main()"
    refused = subprocess.run(
        [sys.executable, "-c", program, "inspect", str(tmp_path / "f")], capture_output=True, check=False
    )
    problem = json.loads(refused.stderr)
    assert (refused.returncode, problem["type"]) == (1, "/problems/file-unusable")
    assert (problem["limit"], problem["most"], problem["unit"]) == ("columns", 1000, "columns of one row")
    assert problem["found"] > 100_000


def test_a_declared_size_alone_harms_nobody(tmp_path: Path) -> None:
    path = book(tmp_path / "f.xlsx", title=False, first_empty=False)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            content = before.read(member).replace(b'ref="A1:H4"', b'ref="A1:XFD1048576"')
            after.writestr(member, content)
    path.write_bytes(out.getvalue())
    assert cells(path) == PEOPLE
