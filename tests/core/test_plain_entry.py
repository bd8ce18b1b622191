"""A record that is plain gives without the clean stage what the stage gives; what is not plain is left to it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.clean.options import CleanOptions
from service.core.entry import enter, refused
from service.core.match.view import MATCH_COLUMNS
from service.core.plain_entry import plain_record

TODAY = date(2026, 11, 27)
NAMES = st.sampled_from(
    [
        "Roussel ROUSSEL roussel",
        "Le Gall",
        "de la Fontaine",
        "D'Artagnan",
        "Jean-Pierre",
        "Élise",
        "Boulanger",
        "Garage Durand",
        "SARL Durand",
        "Test",
        "Inconnu",
        "Divers",
        "Caisse",
        "Comptoir",
        "M. Durand",
        "Durand et Fils",
        "Jean et Marie",
        "née Petit",
        "Mc Adam",
        "X",
        "N/A",
        "Na",
        "néant",
        "Œuvray",
        "Durand (supprimé)",
        "CÃ©line",
        "Dupont - EUR",
        "Société Générale",
        "Mairie de Lyon",
        "Docteur Petit",
        "Durand  Petit",
        " Petit",
        "EPOUX Petit",
        "A",
        "Service client",
        "Petit ép. Durand",
        "Anne Marie",
        "Virement",
        "WEB",
        "Saint",
    ]
)
TOWNS = st.sampled_from(
    ["Lyon", "LYON 03", "Lyon Cedex 3", "Saint-Étienne", "ST ETIENNE", "L'Haÿ", "75001 Paris", "Genève", "-", "S/ Mer"]
)
LINES = st.sampled_from(
    [
        "12 rue de la Gare",
        "12, rue de la Gare",
        "BP 12",
        "12 rue Foch BP 4",
        "12 r Foch",
        "12bis av. Foch",
        "12 rue St-Jean",
        "12 rue Foch appt 4",
        "3 bis av. Foch",
        "12 rue de la Gare 69003 Lyon",
        ".",
        "néant",
        "Résidence Les Lilas",
        "12 RUE DE LA GARE -",
        "Lieu-dit Le Bourg",
        "rue\\nFoch",
    ]
)
PHONES = st.sampled_from(
    [
        "01 99 00 12 34",
        "+33199001234",
        "0199001234",
        "06 39 98 00 12",
        "0692 12 34 56",
        "01.99.00.12.34",
        "199001234",
        "01 99 00",
        "+41 22 700 00 00",
        "08 92 70 00 00",
        "0639980012 ou 0199001234",
        "fax 0199001234",
        "00 33 1 99 00 12 34",
        "+33 (0)1 99 00 12 34",
    ]
)
EMAILS = st.sampled_from(
    [
        "anne@poste.example",
        "Anne.R@Poste.Example",
        "contact@firme.example",
        "anne@gmial.com",
        "a@b",
        "mailto:anne@poste.example",
        "anne@poste.example; b@poste.example",
        "anne@yopmail.com",
        "néant",
        "anne@poste.example.",
    ]
)
FIELDS: dict[str, Any] = {
    "salutation": st.sampled_from(["M", "Mme", "M.", "Mlle", "M. et Mme", "SARL", "Dr", "?"]),
    "first_name": NAMES, "last_name": NAMES, "company_name": NAMES,
    "birth_date": st.sampled_from(["1980-05-12", "12/05/1980", "01/01/1900", "1970-01-01", "31/02/1980", "2031-01-01", "1980"]),
    "siren": st.sampled_from(["732829320", "732 829 320", "732829321", "000000000"]),
    "siret": st.sampled_from(["73282932000074", "73282932000075", "40483304800022", "732829320"]),
    "email": EMAILS, "phone": PHONES, "phone_mobile": PHONES, "address_line1": LINES,
    "postal_code": st.sampled_from(["69003", "75016", "97400", "98000", "1000", "00000", "F-69003", "99999"]),
    "city": TOWNS, "country_code": st.sampled_from(["FR", "BE", "fr", "France", "XX"]),
    "customer_code": st.sampled_from(["C12", "411DUPONT", "-"]),
    "job_title": st.sampled_from(["Directrice"]),
}  # fmt: skip
RECORDS = st.fixed_dictionaries({}, optional=FIELDS)


@given(st.lists(RECORDS, min_size=1, max_size=20))
@settings(deadline=None, max_examples=150)
def test_plain_values_are_what_the_stage_makes_of_them(records: list[dict[str, str]]) -> None:
    entered = enter(records, CleanOptions(today=TODAY))
    bad = {int(each["row"]) for each in refused(records, entered)}
    kinds: dict[int, dict[str, str]] = {}
    for row, slot, kind in entered.prepared.frames.parties.select("row_id", "slot", "kind").iter_rows():
        kinds.setdefault(row, {})["contact_kind" if slot else "main_kind"] = kind
    for n, (record, cleaned) in enumerate(zip(records, entered.prepared.rows.iter_rows(named=True), strict=True)):
        plain = plain_record(record, TODAY)
        if plain is not None:
            wanted = {c: cleaned[c] for c in MATCH_COLUMNS} | {"contact_kind": None} | kinds[n + 1]
            assert n not in bad
            assert {c: plain.get(c) for c in wanted} == wanted


@pytest.mark.parametrize(
    "record",
    [
        {"first_name": "Élise", "last_name": "Le Gall", "email": "elise@poste.example", "phone": "01 99 00 12 34"},
        {"company_name": "Menuiserie Rivière", "postal_code": "69003", "city": "Lyon", "address_line1": "3 rue Foch"},
        {"salutation": "Mme", "last_name": "ROUSSEL", "birth_date": "12/05/1980"},
    ],
)
def test_usual_records_are_plain(record: dict[str, str]) -> None:
    assert plain_record(record, TODAY) is not None


def test_nothing_is_no_record() -> None:
    assert plain_record({}, TODAY) is None
    assert plain_record({"last_name": "  "}, TODAY) is None
