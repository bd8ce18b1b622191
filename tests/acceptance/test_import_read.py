"""What people read of an import: rows as they came, issues, the report; a dry run before, another mapping after."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any, cast

import pytest
from invented_prospects import AT, HEADER, ROWS
from make_demo import demonstration, write_export
from sqlalchemy import func, select
from sqlmodel import SQLModel

from service.core.deliver.shapes import SHAPES
from service.core.reasons import REASONS
from service.errors import FileUnusable, MappingConflict, WrongState
from service.flows import import_rows
from service.flows.dry_run import dry_run
from service.flows.import_report import import_report, reachability
from service.flows.import_rows import issue_page, row_file, row_page
from service.flows.purge import shipped_rules
from service.flows.remap import remap_import
from service.store.import_rows import Outcome
from service.store.secrets import installation_secret
from service.store.session import reading, unit_of_work

T = SQLModel.metadata.tables
TODAY = dt.date(2026, 11, 20)
OUTCOMES: tuple[Outcome, ...] = ("accepted", "rejected", "quarantined")
BROKEN = [
    "C9;;;;;pas une adresse;;;;;;;;;;;",
    "C10;M.;Petit;Zoé;;zoe@courrier.example;0199000110;69003;Lyon;Particulier;Prospect;10/01/2026;;;oui;;12/01/2026;x;y",
    ";;;;;;;;;;;;;;;;",
    'C11;M.;"Loin;de tout";Ada;;=cmd;;;;;;;;;;;',
]
FILE = "\n".join([HEADER, *ROWS, *BROKEN]) + "\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("demo") / "clients.csv"
    write_export(demonstration(400, 3).cells(), path)
    return path.read_bytes()


def all_rows(house: Any, import_id: int, outcome: Outcome, size: int = 1000) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        with reading(house.database) as work:
            page = row_page(work, import_id, outcome, after=rows[-1]["row_id"] if rows else 0, limit=size)
        rows += page
        if len(page) < size:
            return rows


def all_issues(house: Any, import_id: int, size: int = 1000, **asked: Any) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = []
    options = {"field": None, "code": None, "values": True} | asked
    while True:
        after = (issues[-1]["row_id"], issues[-1]["n"]) if issues else (0, -1)
        with reading(house.database) as work:
            page = issue_page(work, import_id, after=after, limit=size, **options)
        issues += page
        if len(page) < size:
            return issues


def test_the_three_row_files_are_all_rows_and_their_sums_are_the_counters(house: Any, demo: bytes) -> None:
    import_id = house.import_(demo)
    report = import_report(house.database, import_id)
    assert report["sums_hold"]
    seen: list[int] = []
    for outcome in OUTCOMES:
        rows = all_rows(house, import_id, outcome)
        assert len(rows) == report["counters"][outcome]
        assert all(r["outcome"] == outcome for r in rows)
        assert all_rows(house, import_id, outcome, size=37) == rows
        seen += [r["row_id"] for r in rows]
        lines = b"".join(row_file(house.database, import_id, outcome, SHAPES["ndjson"])).splitlines()
        assert [json.loads(line) for line in lines] == rows
    assert sorted(seen) == list(range(1, report["counters"]["rows"] + 1))


def test_a_row_file_in_csv_is_the_original_with_line_and_code(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = house.import_(FILE)
    monkeypatch.setattr(import_rows, "SLICE", 2)  # several slices
    original = list(csv.reader(io.StringIO(FILE, newline=""), delimiter=";"))
    seen = 0
    for outcome in OUTCOMES:
        text = b"".join(row_file(house.database, import_id, outcome, SHAPES["csv"])).decode()
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        assert head == [*import_rows.OWN_COLUMNS, *original[0], import_rows.BEYOND]
        for row in rows:
            line = original[int(row[1]) - 1]
            width = len(original[0])
            assert row[4 : 4 + width] == (line + [""] * width)[:width]
            assert (json.loads(row[-1]) if row[-1] else []) == line[width:]
            assert (row[2], bool(row[3])) == (outcome, outcome != "accepted")
        seen += len(rows)
    assert seen == len(original) - 2  # the headings, and a line of empty cells, which counts as blank


def test_for_a_spreadsheet_formulas_are_made_harmless(house: Any) -> None:
    import_id = house.import_(FILE)
    text = b"".join(row_file(house.database, import_id, "accepted", SHAPES["csv-spreadsheet"])).decode("utf-8-sig")
    machine = b"".join(row_file(house.database, import_id, "accepted", SHAPES["csv"])).decode()
    assert ";'=cmd" in text
    assert ",=cmd" in machine


def test_rows_seen_again_unchanged_are_in_the_second_row_file_too(house: Any) -> None:
    house.import_(FILE)
    again = house.import_(FILE.replace("Lyon", "Nantes", 1))
    rows = all_rows(house, again, "accepted", size=2)
    first = [r["row_id"] for r in rows]
    assert first == sorted(first)
    counters = import_report(house.database, again)["counters"]
    assert counters["unchanged"] > 0 < counters["changed"]
    assert len(rows) == counters["accepted"]


def test_issues_are_paged_and_counted_alike(house: Any, demo: bytes) -> None:
    import_id = house.import_(demo)
    report = import_report(house.database, import_id)
    every = all_issues(house, import_id)
    assert every
    assert all_issues(house, import_id, size=11) == every
    assert sum(i["issues"] for i in report["issues"]) == len(every) == sum(report["repairs"].values())
    for counted in report["issues"]:
        found = all_issues(house, import_id, field=counted["field"], code=counted["code"])
        assert len(found) == counted["issues"]
        assert len({i["row_id"] for i in found}) == counted["rows"]
        assert counted["severity"] == REASONS[counted["code"]].severity
    lines = demo.decode("cp1252").split("\r\n")
    headings = lines[0].split(";")
    with_cell = [i for i in every if i["column"] is not None and i["before"] is not None]
    assert with_cell
    assert all(i["before"].strip() in lines[i["line"] - 1] for i in with_cell if '"' not in lines[i["line"] - 1])
    assert {i["column"] for i in with_cell} <= set(headings)


def test_values_are_for_those_who_may_see_them(house: Any) -> None:
    import_id = house.import_(FILE)
    hidden = all_issues(house, import_id, values=False)
    assert any(i["before"] for i in all_issues(house, import_id))
    assert not any(i["before"] or i["after"] for i in hidden)


def test_the_report_says_what_was_read_and_who_can_be_reached(house: Any) -> None:
    import_id = house.import_(FILE, basis="Formulaire du site, case non cochée, preuve gardée")
    report = import_report(house.database, import_id)
    assert (report["detected"]["encoding"], report["detected"]["delimiter"]) == ("utf-8", ";")
    scores = {f["field"]: f for f in report["fields"]}
    assert scores["email"]["rows_unusable"] >= 1
    assert scores["email"]["score"] < 100
    assert scores["last_name"]["rows_filled"] + scores["company_name"]["rows_filled"] >= 8
    together = report["together"]
    ((customers,),) = house.rows(select(func.count()).select_from(T["customers"]))
    assert together["customers"] == customers
    assert together["parties"] >= together["customers"]
    secret = installation_secret(house.data.keys)
    channels = {
        c["channel"]: c for c in reachability(house.database, import_id, rules=shipped_rules(), secret=secret, at_us=AT)
    }
    assert set(channels) == {"email", "sms", "phone", "post"}
    for told in channels.values():
        assert told["allowed"] + told["refused"] + told["unknown"] + told["unreachable"] == told["candidates"]
        assert told["candidates"] == customers
        assert all(e["customers"] > 0 and e["fr"] for e in told["exclusions"])
    assert channels["email"]["allowed"] >= 3


def test_reachability_counts_the_customers_of_this_import_only(house: Any) -> None:
    first = house.import_(FILE)
    other = house.import_("Nom;E-mail\nAutre;autre@courrier.example\n", list_name="salon")
    secret = installation_secret(house.data.keys)
    for import_id, candidates in ((first, None), (other, 1)):
        told = reachability(house.database, import_id, rules=shipped_rules(), secret=secret, at_us=AT)
        ours = import_report(house.database, import_id)["together"]["customers"]
        assert {c["candidates"] for c in told} == {candidates or ours}


def test_rows_of_an_import_that_is_not_published_are_not_shown(house: Any) -> None:
    received = house.bring(FILE)
    for _ in range(2):
        with reading(house.database) as work, pytest.raises(WrongState):
            row_page(work, received.import_id, "accepted", after=0, limit=1)
        with pytest.raises(WrongState):
            row_file(house.database, received.import_id, "accepted", SHAPES["csv"])
        assert import_report(house.database, received.import_id)["issues"] is None
        if import_report(house.database, received.import_id)["state"] == "received":
            house.run(received.job_id)
            house.revert(received.import_id)
    assert import_report(house.database, received.import_id)["state"] == "reverted"


def run_dry(house: Any, content: str, mapping: dict[str, str | None] | None = None) -> dict[str, Any]:
    return dry_run(
        house.database,
        house.data,
        house.data.receive(io.BytesIO(content.encode())),
        list_name="clients",
        mapping=mapping,
        today=TODAY,
    )


def test_a_dry_run_tells_what_would_come_and_stores_nothing(house: Any) -> None:
    told = run_dry(house, FILE)
    assert told["problem"] is None
    assert told["known_import"] is None
    assert told["counters"]["rows"] == told["rows_examined"] == 11
    columns = {c["heading"]: c for c in told["columns"]}
    assert columns["Email"]["field"] == "email"
    assert 0 < columns["Email"]["confidence"] <= 1
    first = told["samples"][0]
    assert (first["before"]["Mobile"], first["after"]["phone"]) == ("0199000101", "+33199000101")
    expected = {(i["field"], i["code"]): i for i in told["expected_issues"]}
    assert expected[("email", "email.syntax")]["severity"] == "error"
    assert house.rows(select(func.count()).select_from(T["imports"])) == [(0,)]
    assert list(house.data.uploads.iterdir()) == []
    import_id = house.import_(FILE)
    assert run_dry(house, FILE)["known_import"] == import_id
    real = {(i["field"], i["code"]): i["rows"] for i in import_report(house.database, import_id)["issues"]}
    assert {key: i["rows"] for key, i in expected.items()} == real


def test_a_dry_run_of_no_customers_says_why_and_of_no_table_refuses(house: Any) -> None:
    told = run_dry(house, "a;b\n1;2\n3;4\n")
    assert told["problem"]["type"] == "/problems/file-unusable"
    assert told["problem"]["reason"] == "no-party-column"
    with pytest.raises(FileUnusable):
        run_dry(house, "")
    assert list(house.data.uploads.iterdir()) == []


def remap(house: Any, import_id: int, mapping: dict[str, str | None], now_us: int = AT) -> int | None:
    with unit_of_work(house.database) as work:
        return remap_import(work, import_id, mapping, now_us=now_us)


CRYPTIC = "a;b\nDurand;x\nPetit;y\n"


def test_an_import_that_failed_for_its_mapping_starts_again_with_another(house: Any) -> None:
    received = house.bring(CRYPTIC)
    assert house.run(received.job_id).state == "failed"
    house.is_well()
    job_id = remap(house, received.import_id, {"a": "last_name"})
    assert house.run(cast("int", job_id)).state == "done"
    assert import_report(house.database, received.import_id)["counters"]["accepted"] == 2
    assert list(house.data.uploads.iterdir()) == []
    house.is_well()


def test_an_import_that_waits_takes_the_mapping_along(house: Any) -> None:
    received = house.bring(FILE)
    job_id = remap(house, received.import_id, {"Ville": None})
    assert house.run(cast("int", job_id)).state == "done"
    columns = {c["heading"]: c["field"] for c in import_report(house.database, received.import_id)["columns"]}
    assert columns["Ville"] is None


def test_a_published_import_keeps_its_mapping_and_offers_revert(house: Any) -> None:
    import_id = house.import_(FILE)
    assert remap(house, import_id, {"Ville": "city", "Email": "email"}) is None
    with pytest.raises(MappingConflict) as refused:
        remap(house, import_id, {"Ville": None})
    assert refused.value.facts["steps"] == ["revert", "import"]
    house.revert(import_id)
    with pytest.raises(WrongState):
        remap(house, import_id, {"Ville": None})
    again = house.import_(FILE, mapping={"Ville": None})
    assert import_report(house.database, again)["state"] == "published"
