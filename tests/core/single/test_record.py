"""One record in plain Python gives what the clean stage gives: values, parties, and what cannot be used."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_demo import demonstration
from typed_records import ASKED, as_typed

from service.core.clean.options import CleanOptions
from service.core.entry import ENTRY_FIELDS, enter, refused
from service.core.match.view import MATCH_COLUMNS
from service.core.single import entered_one

TODAY = date(2026, 11, 27)
NAMES = [
    "Roussel", "ROUSSEL roussel", "Le Gall", "de la Fontaine", "D'Artagnan", "Jean-Pierre", "Élise", "Boulanger",
    "Garage Durand", "SARL Durand", "Test", "Inconnu", "Divers", "Caisse", "Comptoir", "M. Durand", "Durand et Fils",
    "Jean et Marie", "née Petit", "Mc Adam", "X", "N/A", "Na", "néant", "Œuvray", "Durand (supprimé)", "CÃ©line",
    "Dupont - EUR", "Société Générale", "Mairie de Lyon", "Docteur Petit", "Durand  Petit", " Petit", "EPOUX Petit", "A",
    "Service client", "Petit ép. Durand", "Anne Marie", "Virement", "WEB", "Saint", "M. et Mme Durand", "Famille Le Gall",
    "ROUSSEL Anne", "Anne ROUSSEL, directrice", "Menuiserie Rivière (M. Petit)", "Menuiserie Rivière SARL / Mme Petit",
    "M. Petit / Menuiserie Rivière SARL", "Rivière:Chantier", "SARL", "l'att. de Anne Petit", "Durand, Anne", "Anne",
    "Petit\tRoussel", "\u200bPetit", "Ро́за", "李", "Ng", "'Petit", '="Petit"', "Petit\x1cRoussel", "Petit \ufffd",
    "Clients divers", "Virement bancaire", "RECETTE CB", "Monsieur le Maire", "Éléonore-Marie", "O’Neill", "Müller ß",
]  # fmt: skip
TOWNS = ["Lyon", "LYON 03", "Lyon Cedex 3", "Saint-Étienne", "ST ETIENNE", "L'Haÿ", "75001 Paris", "Genève", "-", "S/ Mer",
         "Paris 16e", "Villeurbane", "lion", "Monaco", "Saint-Denis", "Bruxelles", "N/A", "Paris (75)"]  # fmt: skip
LINES = [
    "12 rue de la Gare", "12, rue de la Gare", "BP 12", "12 rue Foch BP 4", "12 r Foch", "12bis av. Foch", "12 rue St-Jean",
    "12 rue Foch appt 4", "3 bis av. Foch", "12 rue de la Gare 69003 Lyon", ".", "néant", "Résidence Les Lilas",
    "12 RUE DE LA GARE -", "Lieu-dit Le Bourg", "rue\\nFoch", "Bât B\n12 rue Foch\n69003 Lyon", "12 rue Foch, 75001 Paris, France",
    "Chaussée de Wavre 4, 1050 Bruxelles, Belgique", "1 av de Rabat, 20000 Casablanca", "12 rue du Gal Leclerc, Bât. 3, esc. B",
    "F-69003 LYON", "97400 St Denis", "12 R N.D. des Champs", "TSA 12345 CS 30", "4 q de Seine 2e étage", "12-14 bd St Michel",
    "CS 12 CS 12", "chez M. Petit 4 rue Foch", "rue Foch\r\n69003", "120 ROUTE DE LA REINE TOUR A APP 4", "B A B 12",
]  # fmt: skip
PHONES = [
    "01 99 00 12 34", "+33199001234", "0199001234", "06 39 98 00 12", "0692 12 34 56", "01.99.00.12.34", "199001234",
    "01 99 00", "+41 22 700 00 00", "08 92 70 00 00", "0639980012 ou 0199001234", "fax 0199001234", "00 33 1 99 00 12 34",
    "+33 (0)1 99 00 12 34", "0199001234/35", "Tél. : 01 99 00 12 34 (bureau), 06 39 98 00 12", "0000000000", "15",
    "6,39980012E+08", "ancien numéro 0199001234", "0199001234 0639980012 0199001235 0199001236", "0262 12 34 56",
    "+32 470 12 34 56", "0470123456", "néant", "O1 99 OO 12 34",
]  # fmt: skip
EMAILS = [
    "anne@poste.example", "Anne.R@Poste.Example", "contact@firme.example", "anne@gmial.com", "a@b", "anne@yopmail.com",
    "mailto:anne@poste.example", "anne@poste.example; b@poste.example", "néant", "anne@poste.example.", "anne",
    "Anne <anne@poste.example>", "anne @ poste.example", "anne@poste.example, b@poste.example, c@poste.example",
    "ANNE@POSTE.EXAMPLE", "élise@poste.example", "compta@firme.example", '"a b"@poste.example', "anne@poste,example",
]  # fmt: skip
NUMBERS = ["732829320", "732 829 320", "732829321", "000000000", "73282932000074", "73282932000075", "732.829.320.00074",
           "FR44732829320", "FR 44 732 829 320", "tva fr44732829320", "40483304800022", "7,3E+08", "siren", "57813131",
           "n° 732829320", "35600000049837", "732829320.0", "BE0417497106", "٧٣٢٨٢٩٣٢٠", "-"]  # fmt: skip
FIELDS: dict[str, Any] = {
    "salutation": st.sampled_from(["M", "Mme", "M.", "Mlle", "M. et Mme", "SARL", "Dr", "?", "monsieur ", "Divers"]),
    "first_name": st.sampled_from(NAMES), "last_name": st.sampled_from(NAMES), "company_name": st.sampled_from(NAMES),
    "birth_date": st.sampled_from(["1980-05-12", "12/05/1980", "01/01/1900", "1970-01-01", "31/02/1980", "2031-01-01", "1980",
                                   "12 mai 1980", "29378", "12/05/80 10:00", "le 1er mai 1980", "néant"]),
    "siren": st.sampled_from(NUMBERS), "siret": st.sampled_from(NUMBERS), "vat_number": st.sampled_from(NUMBERS),
    "naf_code": st.sampled_from(["6201Z", "62.01", "99.99Z", "code", "6201", "0111", "111Z", "NAF : 62.01 Z (conseil)"]),
    "email": st.sampled_from(EMAILS), "email_secondary": st.sampled_from(EMAILS), "phone": st.sampled_from(PHONES),
    "phone_mobile": st.sampled_from(PHONES), "phone_secondary": st.sampled_from(PHONES),
    "address_line1": st.sampled_from(LINES), "address_line2": st.sampled_from(LINES), "address_line3": st.sampled_from(LINES),
    "postal_code": st.sampled_from(["69003", "75016", "97400", "98000", "1000", "00000", "F-69003", "99999", "69 003", "69003 LYON",
                                    "1201", "69003.0", "SW1A 1AA", "-"]),
    "city": st.sampled_from(TOWNS), "country_code": st.sampled_from(["FR", "BE", "fr", "France", "XX", "RE", "Suisse", "MC"]),
    "customer_code": st.sampled_from(["C12", "411DUPONT", "-"]), "job_title": st.sampled_from(["Directrice", "n/a", "Gé\x00rant"]),
    "legal_form": st.sampled_from(["SARL", "S.A.R.L.", "5710", "9220 - Association", "1234", "rien"]),
    "language": st.sampled_from(["fr", "Français", "en-GB", "klingon"]),
    "relation": st.sampled_from(["prospect", "fournisseur"]), "customer_type": st.sampled_from(["b2b", "particulier"]),
}  # fmt: skip
_NAMED = {
    "civility": "salutation", "birth": "birth_date", "company": "company_name", "mobile": "phone_mobile",
    "street": "address_line1", "complement": "address_line2", "postcode": "postal_code", "country": "country_code",
}  # fmt: skip
RECORDS = st.fixed_dictionaries({}, optional=FIELDS)
WORDS = st.text(st.characters(codec="utf-8"), max_size=20) | st.text("Aé'-.,/ 0123@:()\n\t\u00a0", max_size=14)


def _same(records: Sequence[Mapping[str, str | None]]) -> int:
    """Hold both to the same answers; how many records were left to the columns."""
    entered = enter(records, CleanOptions(today=TODAY))
    bad: list[dict[str, str]] = [{} for _ in records]
    for each in refused(records, entered):
        bad[int(each["row"])][str(each["field"])] = str(each["code"])
    kinds: dict[int, dict[str, str]] = {}
    for row, slot, kind in entered.prepared.frames.parties.select("row_id", "slot", "kind").iter_rows():
        kinds.setdefault(row, {})["contact_kind" if slot else "main_kind"] = kind
    left = 0
    for n, (record, cleaned) in enumerate(zip(records, entered.prepared.rows.iter_rows(named=True), strict=True)):
        single = entered_one(record, TODAY)
        if single is None:
            left += 1
            continue
        wanted = {"main_kind": None, "contact_kind": None} | kinds.get(n + 1, {})
        wanted |= {c: cleaned[c] for c in MATCH_COLUMNS} if n + 1 in kinds else {}
        assert {c: single.values.get(c) for c in wanted} == wanted, record
        assert single.refused == bad[n], record
    return left


@given(st.lists(RECORDS, min_size=1, max_size=30))
@settings(deadline=None, max_examples=100)
def test_values_of_every_kind_are_what_the_stage_makes_of_them(records: list[dict[str, str]]) -> None:
    _same(records)


@pytest.mark.long
@given(st.lists(RECORDS, min_size=10, max_size=200))
@settings(deadline=None, max_examples=600)
def test_many_values_of_every_kind(records: list[dict[str, str]]) -> None:
    _same(records)


@given(st.lists(st.dictionaries(st.sampled_from(ENTRY_FIELDS), WORDS, max_size=6), min_size=1, max_size=30))
@settings(deadline=None, max_examples=100)
def test_any_text(records: list[dict[str, str]]) -> None:
    _same(records)


def _typed(many: int, seed: int) -> list[dict[str, str]]:
    """Lines of the demonstration, cleaned, as people type them."""
    made = demonstration(many, seed).this.rename(_NAMED)
    lines = made.select(c for c in ASKED if c in made.columns).to_dicts()
    cleaned = enter(lines, CleanOptions(today=TODAY)).prepared.rows
    chance = random.Random(seed)  # noqa: S311 - seeded words, no secret
    return [as_typed(row, chance) for row in cleaned.select(ASKED).iter_rows(named=True)]


def test_records_as_people_type_them_need_no_columns() -> None:
    assert _same(_typed(1_500, 1)) == 0


@pytest.mark.long
def test_many_records_as_people_type_them() -> None:
    assert _same(_typed(60_000, 2)) == 0


def test_nothing_is_nobody() -> None:
    for record in ({}, {"last_name": "  "}, {"city": "Lyon"}):
        single = entered_one(record, TODAY)
        assert single is not None
        assert single.values["main_kind"] is None


def test_one_of_many_is_refused_as_one_alone() -> None:
    records = [{"first_name": "Test"}, {"first_name": "Anne", "last_name": "Petit"}]
    together = refused(records, enter(records, CleanOptions(today=TODAY)))
    alone = entered_one(records[0], TODAY)
    assert alone is not None
    told = {str(w["field"]): w["code"] for w in together if w["row"] == 0}
    assert told == alone.refused == {"first_name": "name.junk"}
