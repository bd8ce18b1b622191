"""What a person puts right stays right: over next month's file, over a revert, through a split."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from service.errors import NotFound, ValueUnusable
from service.flows.correct_customer import Corrected, correct_customer
from service.flows.import_report import edits_told
from service.flows.review import decide_pair
from service.store.imports import get_import
from service.store.session import reading, unit_of_work
from service.store.visible import live_contact_points

COUNTED = False
_T = SQLModel.metadata.tables
NOW = 1_780_500_000_000_000
LATER = 2_000_000_000_000_000  # than any import of these tests is published
HEADER = "Code client;Civilité;Nom;Prénom;Adresse;Code postal;Ville;Téléphone;E-mail;Opt-in e-mail"
JEAN = "C1;M.;DURAND;Jean;3 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durnad@courrier.example;oui"
PAUL = "C2;M.;PETIT;Paul;8 quai Sud;33000;Bordeaux;01 99 00 77 88;paul.petit@courrier.example;"

TWIN = "C7;M.;DURAND;Jean;5 rue de la Paix;75002;Paris;01 99 00 12 34;jean.durand@ailleurs.example;"


def _file(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def _correct(house: Any, customer: int, *, now_us: int = NOW, **given: Any) -> Corrected:
    with unit_of_work(house.database) as work:
        return correct_customer(work, customer, given, principal="claire", now_us=now_us)


def _customer(house: Any, last_name: str) -> dict[str, Any]:
    customers = _T["customers"].c
    columns = [
        "id",
        "first_name",
        "last_name",
        "email",
        "phone",
        "address_line1",
        "city",
        "lineage",
        "version",
        "parties",
    ]
    (found,) = house.rows(select(*[customers[c] for c in columns]).where(customers.last_name == last_name))
    return dict(zip(columns, found, strict=True))


def test_a_corrected_email_wins_over_next_months_file_and_stands_after_its_revert(house: Any) -> None:
    house.import_(_file(JEAN, PAUL))
    before = _customer(house, "Durand")
    assert _correct(house, before["id"], email="Jean.Durand@courrier.example").fields == ["email"]
    after = _customer(house, "Durand")
    assert after["email"] == "Jean.Durand@courrier.example"
    assert after["id"] == before["id"]
    assert after["version"] == before["version"] + 1
    assert '"email":[' in after["lineage"]
    assert '"corrected"' in after["lineage"]
    second = house.import_(_file(JEAN.replace("12 34", "12 35"), PAUL))
    moved = _customer(house, "Durand")
    assert (moved["email"], moved["phone"]) == ("Jean.Durand@courrier.example", "+33199001235")
    house.is_well()
    house.revert(second)
    stands = _customer(house, "Durand")
    assert (stands["email"], stands["phone"]) == ("Jean.Durand@courrier.example", "+33199001234")
    house.is_well()


def test_the_corrected_contact_point_is_there_without_consent_and_no_file_ends_it(house: Any) -> None:
    house.import_(_file(JEAN))
    jean = _customer(house, "Durand")["id"]
    _correct(house, jean, email="jean@courrier.example", address_line1="4 rue de la Paix")
    house.import_(_file(JEAN.replace("12 34", "12 35")))
    points, events = _T["contact_points"].c, _T["consent_events"].c
    live = {v for (v,) in house.rows(select(points.value).where(live_contact_points()))}
    assert {"jean@courrier.example", "4 RUE DE LA PAIX\n75002 PARIS"} <= live
    asked = select(events.id).join(_T["contact_points"], points.id == events.contact_point_id)
    assert house.rows(asked.where(points.value == "jean@courrier.example")) == []


def test_a_value_corrected_to_nothing_stays_away(house: Any) -> None:
    house.import_(_file(JEAN))
    jean = _customer(house, "Durand")["id"]
    _correct(house, jean, phone=None)
    house.import_(_file(JEAN.replace("Jean", "Jean-Luc")))
    after = _customer(house, "Durand")
    assert (after["first_name"], after["phone"]) == ("Jean-Luc", None)
    house.is_well()


def test_corrected_again_and_back(house: Any) -> None:
    house.import_(_file(JEAN))
    jean = _customer(house, "Durand")["id"]
    for email in ("a@courrier.example", "b@courrier.example", "jean.durnad@courrier.example", "a@courrier.example"):
        _correct(house, jean, email=email)
        assert _customer(house, "Durand")["email"] == email
    points = _T["contact_points"].c
    values = [v for (v,) in house.rows(select(points.value).where(live_contact_points(), points.kind == "email"))]
    assert sorted(values) == ["a@courrier.example", "jean.durnad@courrier.example"]
    house.is_well()


def test_on_a_split_the_correction_goes_with_its_party(house: Any) -> None:
    house.import_(_file(JEAN))
    jean = _customer(house, "Durand")["id"]
    other = house.import_(_file(JEAN.replace("C1", "S1").replace(";oui", ";")), list_name="salon")
    assert _customer(house, "Durand")["parties"] == 2
    _correct(house, jean, first_name="Jean-Pierre")
    house.revert(other)
    after = _customer(house, "Durand")
    assert (after["parties"], after["first_name"]) in ((1, "Jean"), (1, "Jean-Pierre"))
    house.is_well()


def test_the_revert_of_its_own_file_takes_the_correction_and_its_contact_point_along(house: Any) -> None:
    first = house.import_(_file(JEAN))
    _correct(house, _customer(house, "Durand")["id"], email="jean@courrier.example")
    assert house.revert(first).state == "done"
    for table in ("corrections", "contact_points", "customers"):
        assert house.rows(select(_T[table].c.id)) == []
    house.is_well()


def test_a_revert_is_weighed_against_what_people_did_since(house: Any) -> None:
    house.import_(_file(JEAN))
    second = house.import_(_file(JEAN.replace("3 rue de la Paix", "5 rue de la Paix"), PAUL, TWIN))
    assert _edits(house, second) == {"stay": 0, "go": 0, "items": []}
    jean, paul = (_customer(house, name)["id"] for name in ("Durand", "Petit"))
    _correct(house, jean, first_name="Jean-Pierre", now_us=LATER)
    _correct(house, paul, first_name="Paulo", now_us=LATER)
    [(left, right)] = house.rows(select(_T["pairs"].c.left_id, _T["pairs"].c.right_id))
    with unit_of_work(house.database) as work:
        decide_pair(work, left, right, "different", principal="claire", now_us=LATER + 1)
    told = _edits(house, second)
    assert (told["stay"], told["go"]) == (1, 2)
    said = [(e["what"], e["detail"], e["stays"], e["principal"]) for e in told["items"]]
    assert said[0] == ("duplicate", "different", False, "claire")
    assert set(said[1:]) == {
        ("correction", "first_name", True, "claire"),
        ("correction", "first_name", False, "claire"),
    }
    house.revert(second)
    kept = house.rows(select(_T["corrections"].c.value))
    assert kept == [("Jean-Pierre",)], "what was said to stay stays, what was said to go goes"
    assert _customer(house, "Durand")["first_name"] == "Jean-Pierre"
    house.is_well()


def _edits(house: Any, import_id: int) -> dict[str, Any]:
    with reading(house.database) as work:
        return edits_told(work, get_import(work, import_id))


def test_a_correction_that_makes_two_customers_alike_merges_them(house: Any) -> None:
    house.import_(_file(JEAN, "C3;M.;DURANT;Luc;;;;01 99 00 55 55;luc@autre.example;"))
    customers = _T["customers"].c
    ids = [i for (i,) in house.rows(select(customers.id).order_by(customers.id))]
    assert len(ids) == 2
    right: dict[str, Any] = {"first_name": "Jean", "last_name": "Durand", "phone": "01 99 00 12 34"}
    done = _correct(house, ids[1], email="jean.durnad@courrier.example", **right)
    assert done.customer_id == ids[0]
    assert house.rows(select(_T["customer_redirects"].c.old_id, _T["customer_redirects"].c.customer_id)) == [
        tuple(ids[::-1])
    ]
    house.is_well()


@pytest.mark.parametrize(
    ("given", "fields"),
    [({"email": "pas une adresse"}, ["email"]), ({"order_count": "3"}, ["order_count"]), ({"siren": "123"}, ["siren"])],
)
def test_what_cannot_be_used_is_refused_and_nothing_changes(house: Any, given: Any, fields: list[str]) -> None:
    house.import_(_file(JEAN))
    before = _customer(house, "Durand")
    with pytest.raises(ValueUnusable) as refused:
        _correct(house, before["id"], **given)
    assert refused.value.facts["fields"] == fields
    assert _customer(house, "Durand") == before


def test_nobody_is_corrected_under_an_id_that_is_not_there(house: Any) -> None:
    house.import_(_file(JEAN))
    with pytest.raises(NotFound):
        _correct(house, 99_999, email="x@courrier.example")
