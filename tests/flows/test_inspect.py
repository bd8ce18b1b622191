"""`limpide inspect`: the object's shape, rows as read, refusals on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from service.cli import app
from service.errors import FileNotFound, FileUnusable
from service.flows.inspect import inspect_file, inspect_rows

EXPORT = (
    "Liste des clients;;;\r\n"
    "\r\n"
    "Code client;Nom;E-mail;Ville\r\n"
    "C1;Durand;jean@durand.example;Paris\r\n"
    'C2;"Lefèvre";zoe@lefevre.example;"Lyon\r\n3e"\r\n'
    ";;;\r\n"
    'C3;"Petit" x;;;y\r\n'
    ";;;Nantes\r\n"
    "TOTAL;3;;\r\n"
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT.encode("cp1252"))
    return path


def test_the_object_has_the_agreed_shape(export: Path) -> None:
    seen = inspect_file(export, today=date(2026, 11, 3))
    assert list(seen) == [
        "encoding", "delimiter", "quote", "header_row", "preamble_rows", "software", "software_evidence", "grain",
        "container", "archive", "sheet", "merged", "counters", "columns",
    ]  # fmt: skip
    assert [seen[k] for k in ("container", "archive", "sheet", "merged")] == ["text", None, None, []]
    assert (seen["encoding"], seen["delimiter"], seen["quote"]) == ("cp1252", ";", '"')
    assert (seen["header_row"], seen["preamble_rows"], seen["software"]) == (3, 2, None)
    assert seen["counters"] == {
        "lines": 10, "header": 1, "preamble": 2, "footer": 1, "blank": 1, "rows": 4, "accepted": 2, "rejected": 2,
        "quarantined": 0,
    }  # fmt: skip
    assert seen["columns"][1] == {
        "evidence": ["heading:company_name", "context", "values", "field:full_name"], "strength": "indicated",
        "sensitivity": "identifying", "trait": None, "origin": "declared",
        "index": 1, "heading": "Nom", "field": "full_name", "confidence": 0.52, "class": "personal",
        "alternatives": ["company_name", "last_name", "ignore", "invoice_note", "order_number"],
    }  # fmt: skip


def test_rows_come_as_they_are_in_the_file_unreadable_ones_too(export: Path) -> None:
    assert list(inspect_rows(export)) == [
        {"row_id": 1, "line": 4, "cells": ["C1", "Durand", "jean@durand.example", "Paris"]},
        {"row_id": 2, "line": 5, "cells": ["C2", "Lefèvre", "zoe@lefevre.example", "Lyon\r\n3e"]},
        {"row_id": 3, "line": 8, "cells": ['C3;"Petit" x;;;y']},
        {"row_id": 4, "line": 9, "cells": ["", "", "", "Nantes"]},
    ]


def test_a_table_of_other_things_is_shown_with_all_rows_rejected(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    path.write_text("code_departement,code_region\n01,84\n75,11\n", encoding="utf-8")
    counters = inspect_file(path)["counters"]
    assert (counters["rows"], counters["rejected"]) == (2, 2)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(FileUnusable):
        inspect_file(tmp_path / "empty.csv")
    with pytest.raises(FileNotFound):
        inspect_file(tmp_path / "none.csv")


def test_the_command_prints_json(export: Path, tmp_path: Path) -> None:
    forced = tmp_path / "map.json"
    forced.write_text('{"Nom": "last_name", "@3": null}', encoding="utf-8")
    done = CliRunner().invoke(app, ["inspect", str(export), "--map", str(forced)])
    assert done.exit_code == 0
    assert [c["field"] for c in json.loads(done.stdout)["columns"]] == ["customer_id", "last_name", "email", None]
    rows = CliRunner().invoke(app, ["inspect", str(export), "--rows"])
    assert [json.loads(line)["row_id"] for line in rows.stdout.splitlines()] == [1, 2, 3, 4]
    assert CliRunner().invoke(app, ["inspect"]).exit_code == 2


def test_a_refusal_is_json_on_stderr_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04")
    program = "from service.cli import main; main()"
    command = [sys.executable, "-c", program, "inspect", str(tmp_path / "book.csv")]
    refused = subprocess.run(command, capture_output=True, check=False)
    assert refused.returncode == 1
    assert json.loads(refused.stderr)["reason"] == "damaged"
    assert not refused.stdout


PIECES = st.lists(
    st.sampled_from([";", "\n", '"', "Durand", "a@b.example", "01 99 00 12 34", "Total", "é", "\r\n", "\0"]),
    max_size=60,
)


@settings(max_examples=25, deadline=None)
@given(pieces=PIECES)
def test_both_sums_hold_for_any_file(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(("Nom;E-mail;Téléphone\n" + "".join(pieces)).encode())
    counters = inspect_file(path)["counters"]
    ids = [row["row_id"] for row in inspect_rows(path)]
    assert counters["rows"] == counters["accepted"] + counters["rejected"] + counters["quarantined"] == len(ids)
    assert ids == list(range(1, len(ids) + 1))
