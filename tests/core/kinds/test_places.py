from __future__ import annotations

import polars as pl
import pytest

from service.core.kinds.addresses import parse_lines, split_addresses
from service.core.kinds.countries import parse_countries, parse_country
from service.core.kinds.flags import parse_flag, parse_flags
from service.core.kinds.places import place_keys, place_labels
from service.core.kinds.postcodes import parse_postcode, parse_postcodes
from service.core.kinds.texts import parse_text, parse_texts
from service.core.kinds.whole_addresses import parse_address

PAIRS = [
    (("75001", "Paris", None), "75001", None, "PARIS"),
    (("42000", "St Etienne", None), "42000", None, "SAINT ETIENNE"),
    (("1400", "Châtillon sur Chalaronne", None), "01400", "postcode.zero-restored", "CHATILLON SUR CHALARONNE"),
    (("1000", "Bruxelles", None), "1000", "postcode.foreign", "BRUXELLES"),
    (("1000", "Bruxelles", "BE"), "1000", None, "BRUXELLES"),
    (("7500", "Paris", None), None, "postcode.unreadable", "PARIS"),
    (("31068", "TOULOUSE CEDEX 7", None), "31068", None, "TOULOUSE CEDEX 7"),
    (("75116", "PARIS 16E ARRONDISSEMENT", None), "75116", None, "PARIS"),
    (("01200", "Bellegarde-sur-Valserine", None), "01200", None, "BELLEGARDE SUR VALSERINE"),
    (("98000", "Monaco", None), "98000", None, "MONACO"),
    (("F-67000", "Strasbourg", None), "67000", None, "STRASBOURG"),
    (("75001 PARIS", None, None), "75001", None, "PARIS"),
    (("75008", "Lyon", None), "75008", "postcode.city-mismatch", "LYON"),
    (("75000", "Paris", None), "75000", "postcode.unknown", "PARIS"),
    (("SW1A 1AA", "London", "GB"), "SW1A 1AA", None, "LONDON"),
    ((None, "Lyon", None), None, None, "LYON"),
    ((None, None, None), None, None, None),
]


@pytest.mark.parametrize(("pair", "value", "code", "city"), PAIRS)
def test_pairs(
    pair: tuple[str | None, str | None, str | None], value: str | None, code: str | None, city: str | None
) -> None:
    found = parse_postcode(*pair)
    assert (found.value, found.code, found.parts["city"]) == (value, code, city)


def test_a_column_of_pairs() -> None:
    columns = [pl.Series([p[0][i] for p in PAIRS], dtype=pl.String) for i in range(3)]
    assert parse_postcodes(*columns)["value"].to_list() == [p[1] for p in PAIRS]


def test_a_slip_in_a_commune_is_suggested() -> None:
    assert parse_postcode("44300", "Natnes").suggestion == "NANTES"


def test_keys_and_labels_of_places() -> None:
    names = pl.Series(
        ["St-Étienne", "Paris 16e Arrondissement", "TOULOUSE CEDEX 7", "L'Haÿ-les-Roses", "Chalon s/ Saône", None]
    )
    assert place_keys(names).to_list() == [
        "SAINT ETIENNE",
        "PARIS",
        "TOULOUSE",
        "HAY LES ROSES",
        "CHALON SUR SAONE",
        None,
    ]
    assert place_labels(names).to_list()[1:3] == ["PARIS", "TOULOUSE CEDEX 7"]


def test_address_lines() -> None:
    lines = parse_lines(pl.Series(["12,  rue de la Paix ", "--", None]))
    assert lines["value"].to_list() == ["12 RUE DE LA PAIX", None, None]
    whole = split_addresses(
        pl.Series(["12 rue de la Paix, 75002 Paris", "ZA\n31068 TOULOUSE CEDEX 7\nFRANCE", "Le Bourg"])
    )
    assert whole.rows() == [
        ("12 rue de la Paix", "75002", "Paris", None),
        ("ZA", "31068", "TOULOUSE CEDEX 7", "FR"),
        ("Le Bourg", None, None, None),
    ]
    assert parse_address("1 rue X 75002 Paris").value == "1 RUE X\n75002 PARIS"


def test_countries() -> None:
    names = pl.Series(["France", "fr", "DEU", "Royaume-Uni", "Suisse", "Syldavie", "nd"])
    assert parse_countries(names)["value"].to_list() == ["FR", "FR", "DE", "GB", "CH", None, None]
    assert parse_country("Syldavie").code == "country.unknown"


def test_flags() -> None:
    cells = pl.Series(["Oui", "non", "1", "0", "VRAI", "False", "x", "", None, "peut-être"])
    found = parse_flags(cells)
    assert found["flag"].to_list() == [1, 0, 1, 0, 1, 0, 1, None, None, None]
    assert found["code"].to_list() == [None] * 9 + ["flag.unreadable"]
    assert parse_flag("désinscrit").value == "0"


def test_texts() -> None:
    cells = pl.Series(["  CÃ©line  Dupré ", "Fran\u200bçois", "caf\ufffd", "Âge", None, "null"])
    found = parse_texts(cells)
    assert found["value"].to_list() == ["Céline Dupré", "François", "caf\ufffd", "Âge", None, None]
    assert found["code"].to_list() == ["text.mojibake", None, "text.lost-character", None, None, None]
    assert parse_text("CÃ©line").value == "Céline"
