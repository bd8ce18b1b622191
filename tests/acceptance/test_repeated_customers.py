"""Files in which a customer stands on many rows: one customer comes of them, and nothing is added up or lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.show_customer import timeline_of_customer
from service.store.session import reading
from service.store.visible import live_records

COUNTED = False
_T = SQLModel.metadata.tables
HEADER = "N° facture;Date facture;Nom du client;Total TTC\n"
JANUARY = HEADER + "F1;03/01/2026;Durand SARL;120,00\nF2;04/01/2026;Durand SARL;60,00\nF3;05/01/2026;Anne Petit;24,00\n"
FEBRUARY = HEADER + "F4;03/02/2026;Durand SARL;36,00\nF5;04/02/2026;Léa Roux;12,00\n"
REPEATED = (
    "Code client;Nom;Prénom;E-mail;Commercial;CA total;Dernière commande\n"
    "C1;Durand;Jean;jean.durand@courrier.example;Alice;1000,00;12/03/2026\n"
    "C1;Durand;Jean;jean.durand@courrier.example;Bruno;1000,00;12/03/2026\n"
)


def _names(house: Any) -> list[tuple[str | None, str | None, int]]:
    customers = _T["customers"].c
    return sorted(house.rows(select(customers.company_name, customers.last_name, customers.parties)), key=str)


def test_invoices_of_one_name_are_one_customer(house: Any) -> None:
    house.import_(JANUARY)
    assert _names(house) == [("Durand SARL", None, 2), (None, "Petit", 1)]
    house.is_well()


def test_next_months_invoices_are_new_lines_and_the_old_ones_stay(house: Any) -> None:
    first = house.import_(JANUARY)
    second = house.import_(FEBRUARY)
    assert _names(house) == [("Durand SARL", None, 3), (None, "Petit", 1), (None, "Roux", 1)]
    assert len(house.rows(select(_T["records"].c.id).where(live_records()))) == 5
    assert house.report(second)["counters"]["accepted"] == 2
    house.revert(second)
    assert _names(house) == [("Durand SARL", None, 2), (None, "Petit", 1)]
    house.revert(first)
    house.is_well()


def test_a_total_that_two_lines_repeat_is_said_once(house: Any) -> None:
    house.import_(REPEATED)
    customers = _T["customers"].c
    [(customer_id, total)] = house.rows(select(customers.id, customers.total_spent_minor))
    assert total == 100_000
    with reading(house.database) as work:
        told = timeline_of_customer(work, customer_id)
    assert [t["amount_minor"] for t in told if t["what"] == "purchase"] == [100_000]
