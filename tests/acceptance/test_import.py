"""From bytes to customers, told from outside, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel

from service.errors import AlreadyImported, MappingConflict, WrongState
from service.flows.tidy import tidy
from service.store.session import unit_of_work
from service.store.visible import current_memberships, live_contact_points, live_records

COUNTED = False
_T = SQLModel.metadata.tables
HEADER = "Code client;Civilité;Nom;Prénom;Société;Adresse;Code postal;Ville;Téléphone;E-mail;Opt-in e-mail;CA total;Dernière commande"
ROWS = [
    "C1;M.;DURAND;Jean;;3 rue de la Paix;75002;PARIS;01 99 00 12 34;jean.durand@courrier.example;oui;1 234,50;12/03/2025",
    "C2;Mme;Durand;Marie;;3 rue de la Paix;75002;Paris;01 99 00 12 34;marie.durand@courrier.example;non;;",
    "C3;M;Durand;Jean;;3 r. de la Paix;75002;Paris;0199001234;jean.durand@courrier.example;;10;01/02/2024",
    "C4;;;;Boulangerie Lumière SARL;1 place du Marché;69001;Lyon;01 99 00 55 66;contact@lumiere.example;;99,9;2024-12-31",
    "C5;M.;Petit;Paul;Atelier Petit SAS;2 quai Sud;33000;Bordeaux;01 99 00 77 88;paul.petit@atelier.example;;;",
    "C6;;;;;;;;illisible;;;;",
]
FILE = "\n".join([HEADER, *ROWS]) + "\n"


def _customers(house: Any) -> Any:
    customers = _T["customers"].c
    columns = [
        "id",
        "kind",
        "parties",
        "first_name",
        "last_name",
        "company_name",
        "email",
        "phone",
        "city",
        "postal_code",
    ]
    asked = select(*[customers[c] for c in columns]).order_by(customers.id)
    return [dict(zip(columns, row, strict=True)) for row in house.rows(asked)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_file_becomes_golden_customers_whatever_its_dress(house: Any, encoding: str, delimiter: str) -> None:
    report = house.report(house.import_(FILE.replace(";", delimiter).encode(encoding)))
    counters = report["counters"]
    assert counters["rows"] == 6
    assert counters["accepted"] == 5
    assert counters["rejected"] == 1
    assert counters["lines"] == 7
    people = [c for c in _customers(house) if c["kind"] == "person"]
    firms = [c for c in _customers(house) if c["kind"] == "company"]
    jean = next(c for c in people if c["first_name"] == "Jean")
    assert jean["parties"] == 2, "two rows of one person are one customer"
    assert jean["email"] == "jean.durand@courrier.example"
    assert jean["phone"] == "+33199001234"
    assert any(c["first_name"] == "Marie" for c in people), "his wife, at the same address and phone, is not merged"
    assert {c["company_name"] for c in firms} >= {"Boulangerie Lumière SARL"} or len(firms) == 2
    assert any(c["last_name"] == "Petit" for c in people), "the contact person of a firm is a customer of its own"
    house.is_well()


def test_an_imported_yes_is_undated_evidence_and_an_imported_no_refuses(house: Any) -> None:
    house.import_(FILE)
    events, points = _T["consent_events"].c, _T["contact_points"].c
    joined = select(points.value, events.channel, events.status, events.occurred_us, events.evidence)
    found = house.rows(joined.where(points.id == events.contact_point_id).order_by(points.value))
    assert ("jean.durand@courrier.example", "email", "granted", None, "import") in found
    assert ("marie.durand@courrier.example", "email", "refused", None, "import") in found


def test_last_order_and_total_become_purchases_of_the_party(house: Any) -> None:
    house.import_(FILE)
    bought = _T["purchases"].c
    found = house.rows(select(bought.on_date, bought.amount_minor, bought.currency).order_by(bought.amount_minor))
    assert ("2025-03-12", 123450, "EUR") in found


def test_the_same_bytes_again_point_to_the_first_import(house: Any) -> None:
    first = house.import_(FILE)
    with pytest.raises(AlreadyImported) as again:
        house.bring(FILE)
    assert again.value.facts["import_id"] == first
    house.bring(FILE, list_name="other")  # another list is another matter


def test_another_mapping_of_the_same_bytes_is_a_conflict_until_reverted(house: Any) -> None:
    first = house.import_(FILE)
    with pytest.raises(MappingConflict) as conflict:
        house.bring(FILE, mapping={"Ville": None})
    assert conflict.value.facts["import_id"] == first
    house.revert(first)
    second = house.import_(FILE, mapping={"Ville": None})
    assert house.report(second)["counters"]["accepted"] == 5
    assert all(c["city"] is None or c["city"].isupper() for c in _customers(house))
    house.is_well()


def test_a_rented_list_never_enters(house: Any) -> None:
    with pytest.raises(WrongState):
        house.bring(FILE, kind="rented")
    assert list(house.data.uploads.iterdir()) == []


def test_an_upload_is_deleted_once_published(house: Any) -> None:
    house.import_(FILE)
    assert list(house.data.uploads.iterdir()) == []


NEXT = "\n".join([
    HEADER,
    ROWS[3],
    ROWS[0].replace("jean.durand@courrier.example", "j.durand@nouveau.example"),
    ROWS[1],
    ROWS[2],
    "C9;M.;Neuf;Noé;;9 rue Neuve;35000;Rennes;01 99 00 99 99;noe.neuf@courrier.example;;;",
]) + "\n"  # fmt: skip


def test_next_months_file_ties_changes_adds_and_reports_the_missing(house: Any) -> None:
    house.import_(FILE)
    before = {c["id"] for c in _customers(house)}
    counters = house.report(house.import_(NEXT))["counters"]
    assert (counters["unchanged"], counters["changed"], counters["fresh"], counters["missing"]) == (3, 1, 1, 1)
    assert before <= {c["id"] for c in _customers(house)}, "customers keep their ids"
    emails = {v for (v,) in house.rows(select(_T["contact_points"].c.value).where(live_contact_points()))}
    assert "j.durand@nouveau.example" in emails
    records = _T["records"].c
    live = house.rows(select(records.customer_code).where(live_records()))
    assert sorted(code for (code,) in live) == ["C1", "C2", "C3", "C4", "C5", "C9"], "a missing row is not deleted"
    house.is_well()


def test_a_consent_stays_with_its_contact_point(house: Any) -> None:
    house.import_(FILE)
    house.import_(NEXT)
    events, points = _T["consent_events"].c, _T["contact_points"].c
    granted = select(points.value).where(points.id == events.contact_point_id, events.status == "granted")
    values = {v for (v,) in house.rows(granted)}
    assert "jean.durand@courrier.example" in values
    house.is_well()


def _state(house: Any) -> Any:
    """What readers see: customers with their values, memberships, contact points, consents."""
    members, points, events = _T["memberships"].c, _T["contact_points"].c, _T["consent_events"].c
    customers = _T["customers"].c
    values = [c for c in customers if c.name not in ("version", "updated_us", "import_id", "first_seen_us")]
    return {
        "customers": house.rows(select(*values).order_by(customers.id)),
        "members": house.rows(
            select(members.party_id, members.customer_id).where(current_memberships()).order_by(members.party_id)
        ),
        "points": house.rows(
            select(points.id, points.party_id, points.value).where(live_contact_points()).order_by(points.id)
        ),
        "events": house.rows(select(events.id, events.contact_point_id, events.status).order_by(events.id)),
        "records": house.rows(select(_T["records"].c.id).where(live_records()).order_by(_T["records"].c.id)),
        "pairs": house.rows(select(_T["pairs"].c.left_id, _T["pairs"].c.right_id, _T["pairs"].c.ended_by)),
        "redirects": house.rows(select(_T["customer_redirects"].c.old_id, _T["customer_redirects"].c.customer_id)),
    }


OTHER = "\n".join([
    "Nom;Prénom;Adresse;Code postal;Ville;Téléphone;E-mail",
    "Durand;Jean;3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durand@courrier.example",
    "Durand;Marie;3 rue de la Paix;75002;Paris;01 99 00 12 34;marie.durand@courrier.example",
    "Loin;Luc;8 rue Loin;59000;Lille;01 99 00 22 22;luc.loin@courrier.example",
]) + "\n"  # fmt: skip


@pytest.mark.parametrize("content", [NEXT, OTHER])
def test_a_revert_restores_what_was_before(house: Any, content: str) -> None:
    house.import_(FILE)
    before = _state(house)
    second = house.import_(content, list_name="clients" if content is NEXT else "salon")
    assert _state(house) != before
    assert house.revert(second).state == "done"
    assert _state(house) == before
    house.is_well()
    third = house.import_(content, list_name="clients" if content is NEXT else "salon")
    assert third != second, "a reverted file may come again"
    house.is_well()


def test_when_the_founder_leaves_its_id_passes_to_the_oldest_that_remains(house: Any) -> None:
    first = house.import_(FILE)
    jean = next(c for c in _customers(house) if c["first_name"] == "Jean")
    house.import_(OTHER, list_name="salon")
    house.revert(first)
    remaining = next(c for c in _customers(house) if c["first_name"] == "Jean")
    assert remaining["id"] == jean["id"]
    assert remaining["parties"] == 1
    house.is_well()


def test_an_import_that_later_ones_lean_on_is_reverted_after_them(house: Any) -> None:
    first = house.import_(FILE)
    second = house.import_(NEXT)
    with pytest.raises(WrongState) as refused:
        house.revert(first)
    assert refused.value.facts["imports"] == [second]
    house.revert(second)
    house.revert(first)
    assert _customers(house) == []
    assert _state(house)["points"] == []
    house.is_well()


def test_a_table_without_customers_fails_with_a_reason_and_leaves_nothing(house: Any) -> None:
    received = house.bring("a;b\n1;2\n3;4\n")
    view = house.run(received.job_id)
    assert view.state == "failed"
    assert view.problem["type"] == "/problems/file-unusable"
    assert house.report(received.import_id)["import_state"] == "failed"
    tidy(house.database, house.data)
    assert len(list(house.data.uploads.iterdir())) == 1  # for a day: a person may say which column is which
    house.is_well()
    with unit_of_work(house.database) as work:
        work.connection.execute(update(_T["jobs"]).where(_T["jobs"].c.state == "queued").values(run_after_us=0))
    house.run(received.job_id)
    assert list(house.data.uploads.iterdir()) == []
    house.is_well()


def test_a_row_that_became_unusable_does_not_end_the_customer_it_spoke_of(house: Any) -> None:
    house.import_(FILE)
    before = _state(house)
    broken = "\n".join([HEADER, *ROWS[1:5], "C1;;;;;;;;illisible;;;;"]) + "\n"
    counters = house.report(house.import_(broken))["counters"]
    assert (counters["unchanged"], counters["changed"], counters["rejected"]) == (4, 0, 1)
    assert _state(house) == before
    house.is_well()


def test_ragged_rows_and_a_stray_quote_are_told_and_nothing_is_swallowed(house: Any) -> None:
    lines = [
        "Nom;E-mail",
        "Durand;a.durand@courrier.example;trop;de",
        "Petit",
        '"Sans fin;b.petit@courrier.example',
        "Loin;c.loin@courrier.example",
    ]
    report = house.report(house.import_("\n".join(lines) + "\n"))
    counters = report["counters"]
    assert counters["lines"] == counters["header"] + counters["row_lines"] == 5
    assert counters["rows"] == counters["accepted"] + counters["rejected"] == 4
    assert report["issues"]["row.too-many-cells"] == 1
    emails = {v for (v,) in house.rows(select(_T["contact_points"].c.value))}
    assert {"a.durand@courrier.example", "c.loin@courrier.example"} <= emails
    house.is_well()
