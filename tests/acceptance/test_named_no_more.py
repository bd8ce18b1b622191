"""A line that names a contact person no more: the person leaves its customer, and is back when the file is undone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

HEADER = "Code client;Raison sociale;Civilité;Nom;Prénom;E-mail;Téléphone;Adresse;Code postal;Ville"
FIRM = "Garage Kermadec SARL"
WITH = f"C1;{FIRM};Mme;KERMADEC;Anne;anne.kermadec@garage.example;01 99 00 12 12;3 rue Foch;29200;Brest"
WITHOUT = f"C1;{FIRM};;;;;01 99 00 12 12;3 rue Foch;29200;Brest"
ALONE = "P1;;Mme;KERMADEC;Anne;anne.kermadec@garage.example;01 99 00 12 12;3 rue Foch;29200;Brest"


def _file(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def _state(house: Any) -> list[tuple[Any, ...]]:
    """Every customer and whose parties it has now."""
    customers = SQLModel.metadata.tables["customers"].c
    members = SQLModel.metadata.tables["memberships"].c
    shown = house.rows(select(customers.id, customers.first_name, customers.company_name, customers.email))
    held = house.rows(select(members.customer_id, members.party_id).where(members.until_us.is_(None)))
    return sorted((tuple(row), sorted(p for c, p in held if c == row[0])) for row in shown)


def _told(house: Any) -> list[tuple[str, int | None]]:
    """What the feed says, in order: kind and the customer."""
    changes = SQLModel.metadata.tables["changes"].c
    return [tuple(row) for row in house.rows(select(changes.kind, changes.customer_id).order_by(changes.seq))]


def test_who_is_named_no_more_is_no_customer_until_that_file_is_undone(house: Any) -> None:
    house.import_(_file(WITH))
    before = _state(house)
    assert {row[1] for row, _ in before} == {None, "Anne"}
    anne = next(row[0] for row, _ in before if row[1] == "Anne")
    later = house.import_(_file(WITHOUT))
    assert [row[1] for row, _ in _state(house)] == [None]
    assert ("erased", anne) in _told(house)
    house.revert(later)
    assert _state(house) == before


def test_a_customer_stays_with_its_other_lines_under_its_number(house: Any) -> None:
    house.import_(_file(WITH, ALONE))
    before = _state(house)
    anne = next((row, members) for row, members in before if row[1] == "Anne")
    assert len(anne[1]) == 2, "the contact of the firm and the person are one customer"
    later = house.import_(_file(WITHOUT, ALONE))
    after = next((row, members) for row, members in _state(house) if row[1] == "Anne")
    assert after[0][0] == anne[0][0]
    assert len(after[1]) == 1
    house.revert(later)
    assert _state(house) == before
