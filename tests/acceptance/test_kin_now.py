"""Households are those of today: a link goes when one of the two moves, and is there again when it is undone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.correct_customer import correct_customer
from service.flows.show_customer import show_customer
from service.store.session import reading, unit_of_work

HEADER = "Code client;Civilité;Nom;Prénom;Adresse;Code postal;Ville"
JEAN, ANNE = "C1;M.;KERMADEC;Jean;3 rue Foch;29200;Brest", "C2;Mme;KERMADEC;Anne;3 rue Foch;29200;Brest"
MOVED = ANNE.replace("3 rue Foch;29200;Brest", "12 quai Sud;33000;Bordeaux")
NOW = 1_780_500_000_000_000


def _file(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def _household(house: Any) -> dict[str, set[str]]:
    customers = SQLModel.metadata.tables["customers"].c
    with reading(house.database) as work:
        shown = {name: show_customer(work, c) for c, name in house.rows(select(customers.id, customers.first_name))}
    return {
        name: {link["first_name"] for link in told["links"] if link["kind"] == "household"}
        for name, told in shown.items()
    }


def test_who_moved_is_of_no_household_until_that_file_is_undone(house: Any) -> None:
    house.import_(_file(JEAN, ANNE))
    assert _household(house) == {"Jean": {"Anne"}, "Anne": {"Jean"}}
    later = house.import_(_file(JEAN, MOVED))
    assert _household(house) == {"Jean": set(), "Anne": set()}
    house.revert(later)
    assert _household(house) == {"Jean": {"Anne"}, "Anne": {"Jean"}}


def test_a_corrected_address_ends_a_household(house: Any) -> None:
    house.import_(_file(JEAN, ANNE))
    customers = SQLModel.metadata.tables["customers"].c
    anne = house.rows(select(customers.id).where(customers.first_name == "Anne"))[0][0]
    with unit_of_work(house.database) as work:
        correct_customer(work, anne, {"address_line1": "12 quai Sud"}, principal="claire", now_us=NOW)
    assert _household(house) == {"Jean": set(), "Anne": set()}
