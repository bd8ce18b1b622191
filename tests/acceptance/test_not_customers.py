"""Lines of an accounting file that are no customers: kept with their relation, and never in a segment."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from invented_prospects import AT
from sqlalchemy import select
from sqlmodel import SQLModel

from service.flows.build_segment import build_segment
from service.flows.contactable import Asked
from service.flows.purge import shipped_rules

COUNTED = False
RULES = shipped_rules()
T = SQLModel.metadata.tables
HEADER = "Code client;Nom;Prénom;Société;Email;Compte comptable;Type de tiers;Date de création;Optin email;Date optin"
AGREED = "10/01/2026;oui;12/01/2026"
ROWS = [
    f"C1;Durand;Alice;;alice@courrier.example;411000;;{AGREED}",
    f"C2;;;Bois Bertin SARL;contact@bois-bertin.example;401000;;{AGREED}",
    f"C3;Petit;Bruno;;bruno@courrier.example;421000;;{AGREED}",
    f"C4;;;Rival Durand SAS;contact@rival-durand.example;;Concurrent;{AGREED}",
    f"C5;;;Allié Moreau SAS;contact@allie-moreau.example;;Partenaire;{AGREED}",
    f"C6;;;Double Garnier SARL;contact@double-garnier.example;411000;Client et fournisseur;{AGREED}",
    f"C7;RECETTE CB;;;;411000;;{AGREED}",
    f"C8;CLIENTS DIVERS;;;caisse@courrier.example;411000;;{AGREED}",
]


def segment(house: Any, out: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    asked = Asked(None, "email", "marketing.own", AT)
    manifest = build_segment(house.database, asked, out, rules=RULES, keys=house.data.keys, now_us=AT)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return manifest, list(csv.DictReader(file))


def test_each_relation_is_kept_and_only_customers_come_out(house: Any, tmp_path: Path) -> None:
    import_id = house.import_("\n".join([HEADER, *ROWS]) + "\n")
    parties = house.rows(select(T["parties"].c.relation).order_by(T["parties"].c.id))
    assert [r for (r,) in parties] == ["customer", "supplier", "staff", "competitor", "partner", "customer"]
    told = {
        r: (o, c) for r, o, c in house.rows(select(T["records"].c.row_id, T["records"].c.outcome, T["records"].c.code))
    }
    assert told[7] == ("rejected", "row.payment-means")
    assert told[8] == ("quarantined", "row.pool")
    counted = house.report(import_id)["counters"]
    assert counted["rows"] == counted["accepted"] + counted["rejected"] + counted["quarantined"] == 8
    manifest, rows = segment(house, tmp_path / "s.csv")
    assert sorted(r["email"] for r in rows) == ["alice@courrier.example", "contact@double-garnier.example"]
    assert manifest["exclusions"] == {
        "relation.supplier": 1, "relation.staff": 1, "relation.competitor": 1, "relation.partner": 1,
    }  # fmt: skip
    assert all(e["fr"] and e["remedy_fr"] for e in manifest["reasons"].values())
    house.is_well()


@pytest.mark.parametrize("customer_first", [True, False])
def test_a_supplier_who_is_a_customer_of_another_list_is_a_customer(
    house: Any, tmp_path: Path, customer_first: bool
) -> None:
    line = f"C1;;;Double Garnier SARL;contact@double-garnier.example;{{}};;{AGREED}"
    files = [("clients", "411000"), ("fournisseurs", "401000")]
    for name, account in files if customer_first else reversed(files):
        house.import_(f"{HEADER}\n{line.format(account)}\n", list_name=name)
    assert house.rows(select(T["customers"].c.relation).where(T["customers"].c.parties == 2)) == [("customer",)]
    manifest, rows = segment(house, tmp_path / "s.csv")
    assert [r["email"] for r in rows] == ["contact@double-garnier.example"]
    assert manifest["exclusions"] == {}


def test_entries_of_a_ledger_keep_suppliers_apart(house: Any, tmp_path: Path) -> None:
    entry = "VE;Ventes;{n};20260105;{account};{label};{aux};{name};F{n};20260105;Facture;120,00;0,00;;;;;"
    lines = [
        ("411000", "Clients", "C01", "Durand Alice"), ("411ACME", "Acme SARL", "", ""),
        ("401000", "Fournisseurs", "F01", "Bois Bertin SARL"), ("411000", "Clients", "CCB", "RECETTE CB"),
        ("707000", "Ventes", "", ""),
    ]  # fmt: skip
    header = (
        "JournalCode;JournalLib;EcritureNum;EcritureDate;CompteNum;CompteLib;CompAuxNum;CompAuxLib;PieceRef;PieceDate;"
        "EcritureLib;Debit;Credit;EcritureLet;DateLet;ValidDate;Montantdevise;Idevise"
    )
    rows = [entry.format(n=n, account=a, label=b, aux=c, name=d) for n, (a, b, c, d) in enumerate(lines, 1)]
    house.import_("\n".join([header, *rows]) + "\n")
    columns = [T["records"].c[n] for n in ("row_id", "customer_code", "relation", "outcome", "code")]
    assert sorted(house.rows(select(*columns))) == [
        (1, "C01", "customer", "accepted", None), (2, "411ACME", "customer", "accepted", None),
        (3, "F01", "supplier", "accepted", None), (4, "CCB", "customer", "rejected", "row.payment-means"),
        (5, None, None, "rejected", "row.no-party"),
    ]  # fmt: skip
