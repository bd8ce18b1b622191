"""Whole addresses: their parts, what is wrong with them, and that columns and single values say the same."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.address_parts import PARTS, read_address
from service.core.kinds.addresses import parse_lines, set_apart
from service.core.kinds.afnor import LABEL, LINE, label, numbered
from service.core.kinds.whole_addresses import parse_address, parse_addresses, usual_addresses

WHOLE: list[tuple[str, dict[str, str]]] = [
    ("12 BIS RUE DE LA PAIX APPT 4", {"number": "12", "repetition": "BIS", "street": "RUE DE LA PAIX", "apartment": "4"}),
    ("12bis, rue de la Paix, 75002 Paris",
     {"number": "12", "repetition": "BIS", "street": "RUE DE LA PAIX", "postcode": "75002", "city": "PARIS"}),
    ("Résidence Les Lilas, Bât B, Appt 12, 3e étage, 14 av. du Gal Leclerc, 92100 Boulogne-Billancourt",
     {"number": "14", "street": "AVENUE DU GENERAL LECLERC", "apartment": "12", "building": "B",
      "line2": "APPT 12 ETAGE 3", "line3": "RESIDENCE LES LILAS BAT B", "city": "BOULOGNE BILLANCOURT"}),
    ("Tour A, Bâtiment 3, Escalier C, 12 allée des Pins, CS 40 055, 60321 Compiègne Cedex",
     {"number": "12", "street": "ALLÉE DES PINS", "building": "3", "cs": "40055", "cedex": "",
      "line3": "TOUR A BAT 3 ESCALIER C", "postcode": "60321"}),
    ("BP 20169 Cite administrative - 8e étage Rue Gustave-Delory 59017 Lille",
     {"street": "RUE GUSTAVE-DELORY", "bp": "20169", "line3": "CITE ADMINISTRATIVE", "line2": "ETAGE 8"}),
    ("20 avenue de Ségur TSA No30719 75334 Paris Cedex 07",
     {"number": "20", "street": "AVENUE DE SÉGUR", "tsa": "30719", "cedex": "07", "city": "PARIS"}),
    ("2 allée Jules Guesde B.P. N 7015 31068 TOULOUSE", {"bp": "7015", "street": "ALLÉE JULES GUESDE"}),
    ("12-14 r de la paix\n75002 PARIS\nFRANCE",
     {"number": "12", "other_numbers": "14", "street": "RUE DE LA PAIX", "country": "FR"}),
    ("10 à 14 bd Voltaire 75011 Paris", {"number": "10", "other_numbers": "14", "street": "BOULEVARD VOLTAIRE"}),
    ("rue de la Paix 12, 75002 Paris", {"number": "12", "street": "RUE DE LA PAIX"}),
    ("12 rue du 8 mai 1945 69100 Villeurbanne", {"number": "12", "street": "RUE DU 8 MAI 1945"}),
    ("44300 Nantes, 12 rue Crébillon", {"number": "12", "street": "RUE CRÉBILLON", "city": "NANTES"}),
    ("5A rue Haute 67000 Strasbourg", {"number": "5", "repetition": "A", "street": "RUE HAUTE"}),
    ("12 R DU FG ST DENIS 75010 PARIS", {"number": "12", "street": "RUE DU FAUBOURG SAINT DENIS"}),
    ("8 L ESCALE 13008 MARSEILLE", {"number": "8", "street": "L'ESCALE"}),
    ("C/O Mme Martin 3 bis imp. des Lilas 31000 Toulouse", {"line2": "CHEZ MME MARTIN", "street": "IMPASSE DES LILAS"}),
    ("3 RUE X 97400 ST DENIS LA REUNION", {"street": "RUE X", "city": "SAINT DENIS", "postcode": "97400"}),
    ("1400 Chatillon sur Chalaronne", {"postcode": "01400", "city": "CHATILLON SUR CHALARONNE"}),
    ("32bis Rue des Vosges93290", {"number": "32", "repetition": "BIS", "street": "RUE DES VOSGES", "postcode": "93290"}),
    ("ZA des Pins 44000 NANTES", {"street": "ZA DES PINS", "city": "NANTES"}),
    ("106 Rue des Bains 80580 Pont-Remy", {"street": "RUE DES BAINS", "city": "PONT REMY"}),
    ("25 Rue du Presbytère Barembach", {"street": "RUE DU PRESBYTÈRE", "city": "BAREMBACH"}),
    ("490 Chemin Vieux Le Thor", {"street": "CHEMIN VIEUX", "city": "LE THOR"}),
    ("Rue Neuve 12, 1000 Bruxelles, Belgique", {"country": "BE", "postcode": "1000", "city": "BRUXELLES"}),
    ("10 Downing Street, London SW1A 2AA, Royaume-Uni", {"country": "GB"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), WHOLE)
def test_parts(text: str, parts: dict[str, str]) -> None:
    found = read_address(text)
    assert {name: found[name] for name in parts} == parts


@pytest.mark.parametrize(
    "text",
    [
        "5 Rue Auguste Barret", "12 Rue de la Rochelle", "45 Grande Rue", "12 rue de la Forge", "8 Rue de la Belle Etoile",
        "10 Rue des 4 Frères Robert", "18 rue du Sapin Vert",
    ],
)  # fmt: skip
def test_names_of_streets_hold_no_town(text: str) -> None:
    assert read_address(text)["city"] is None


@pytest.mark.parametrize(
    ("text", "value", "code", "suggestion"),
    [
        ("12 rue de la Paix", "12 RUE DE LA PAIX", "address.no-town", None),
        ("un bâtiment", "UN BATIMENT", "address.no-way", None),
        ("3 rue Garibaldi Lyon 3e", "3 RUE GARIBALDI\nLYON", "address.no-postcode", "3 RUE GARIBALDI\n69003 LYON"),
        ("3 rue X 29690", "3 RUE X\n29690", "address.no-town", None),
        ("3 rue X 44300 Natnes", "3 RUE X\n44300 NATNES", "postcode.city-mismatch", "3 RUE X\n44300 NANTES"),
        ("12", None, "address.unreadable", None),
        ("", None, None, None),
    ],
)
def test_verdicts(text: str, value: str | None, code: str | None, suggestion: str | None) -> None:
    found = parse_address(text)
    assert (found.value, found.code, found.suggestion) == (value, code, suggestion)


NUMBERS = st.integers(1, 400).map(str)
REPEATED = st.sampled_from(["", " bis", "bis", " ter", " B", ","])
WAYS = st.sampled_from(
    ["rue", "Rue", "av.", "bd", "chemin", "CHE", "impasse", "pl", "allée", "quai", "GRANDE RUE", "res"]
)
NAMES = st.sampled_from([
    "de la Paix", "Victor Hugo", "du Gal Leclerc", "St-Jean", "des 4 vents", "de l'Église", "Anatole France", "du 8 mai 1945",
    "de la Tour", "d'En Bas", "du Commandant Christian Baylac et de la Résistance", "Pasteur",
])  # fmt: skip
REST = st.sampled_from(["", " appt 4", " Bât B", ", 2e étage", " BP 12", " - RDC"])
TOWNS = st.sampled_from([
    "", " 75002 Paris", ", 69003 LYON", "\n13001 Marseille", " 42000 St-Etienne", " 80580 Pont-Remy", " Paris 75002",
    " 75334 PARIS CEDEX 07", ", 95380 Puiseux-en-France", " 44300 Natnes",
])  # fmt: skip
ADDRESSES = st.builds("{}{} {} {}{}{}".format, NUMBERS, REPEATED, WAYS, NAMES, REST, TOWNS)


@given(st.lists(ADDRESSES | st.none(), max_size=8))
def test_a_column_says_what_its_cells_say(texts: list[str | None]) -> None:
    column = parse_addresses(pl.Series(texts, dtype=pl.String))
    for text, row in zip(texts, column.iter_rows(named=True), strict=True):
        found = parse_address(text)
        assert (row["value"], row["code"], row["suggestion"]) == (found.value, found.code, found.suggestion)
        assert {name: row[name] for name in PARTS} == dict.fromkeys(PARTS) | found.parts


@given(st.lists(ADDRESSES, min_size=1, max_size=8))
def test_the_usual_form_is_read_by_columns_as_one_by_one(texts: list[str]) -> None:
    quick = usual_addresses(pl.Series(texts).str.to_uppercase())
    for text, row in zip(texts, quick.iter_rows(named=True), strict=True):
        if row["line1"] is not None:
            assert row == read_address(text)


@given(ADDRESSES)
def test_an_address_in_shape_stays_as_it_is(text: str) -> None:
    once = parse_address(text)
    again = parse_address(once.value)
    assert again.value == once.value
    assert all(len(line) <= LINE for line in (once.value or "").split("\n"))


def test_labels_keep_within_their_length_and_are_cut_only_when_too_long() -> None:
    assert label("AVENUE DES FLEURS") == "AVENUE DES FLEURS"
    assert label("RUE DU LIEUTENANT DE VAISSEAU D ESTIENNE D ORVES") == "RUE DU LTDV D ESTIENNE D ORVES"
    assert label("Chemin d'exploitation du Mas Saint-Paul") == "CHEM EXPLOITATION MAS SAINT PAUL"
    assert numbered("12", "BIS", "RUE DE LA PAIX") == "12 BIS RUE DE LA PAIX"
    assert numbered(None, None, None) is None


@given(st.lists(st.text("ABEILOSTU", min_size=1, max_size=14), min_size=1, max_size=9))
def test_no_label_is_too_long(words: list[str]) -> None:
    assert len(label("RUE " + " ".join(words))) <= LABEL


LINES = [
    ("12bis r. de la Paix", "12 BIS RUE DE LA PAIX", None),
    ("12-14 r Ste-Anne", "12-14 RUE SAINTE-ANNE", None),
    ("3 rue St Honoré appt 4", "3 RUE SAINT HONORÉ", "APPT 4"),
    ("BAT A 12 RUE X", "12 RUE X", "BAT A"),
    ("12 rue de la Tour", "12 RUE DE LA TOUR", None),
    ("chez M. Dupont 3 rue X", "3 RUE X", "CHEZ M. DUPONT"),
    ("R DE LA PAIX", "RUE DE LA PAIX", None),
    ("Le Bourg", "LE BOURG", None),
]


@pytest.mark.parametrize(("text", "line", "complement"), LINES)
def test_lines_of_an_import(text: str, line: str, complement: str | None) -> None:
    shaped = parse_lines(pl.Series([text]))["value"]
    assert set_apart(shaped).row(0) == (line, complement)


@given(st.builds("{}{} {} {}{}".format, NUMBERS, REPEATED, WAYS, NAMES, REST))
def test_a_line_in_shape_stays_as_it_is(text: str) -> None:
    once = parse_lines(pl.Series([text]))["value"]
    assert parse_lines(once)["value"].to_list() == once.to_list()
