from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.casing import recase, recased
from service.core.kinds.name_columns import (
    name_profile,
    parse_full_names,
    parse_genders,
    parse_salutations,
    parse_split_names,
    surname_first,
)
from service.core.kinds.names import NAME_PARTS, parse_name
from service.core.kinds.split_names import parse_split_name
from service.core.kinds.texts import text_verdicts

CASES = [
    ("DUPONT Jean", "person", None, "Jean", "Dupont"),
    ("Jean DUPONT", "person", None, "Jean", "Dupont"),
    ("Dupont, Jean", "person", None, "Jean", "Dupont"),
    ("Mlle Élodie PETIT", "person", "MME", "Élodie", "Petit"),
    ("Monsieur Jean-Pierre LE GALL", "person", "M", "Jean-Pierre", "Le Gall"),
    ("DE LA FONTAINE Jean", "person", None, "Jean", "de La Fontaine"),
    ("Mme DURAND née MARTIN", "person", "MME", None, "Durand"),
    ("BOULANGER Michel", "person", None, "Michel", "Boulanger"),
    ("FRANCE Michel", "person", None, "Michel", "France"),
    ("Le Gall", "person", None, None, "Le Gall"),
    ("M. et Mme Durand", "couple", None, None, "Durand"),
    ("Caroline et Jean-Philippe", "couple", None, "Caroline et Jean-Philippe", None),
    ("SARL Durand", "company", None, None, None),
    ("Boulangerie Martin", "company", None, None, None),
    ("Mairie de Lyon", "company", None, None, None),
    ("Service comptabilité", "function", None, None, None),
    ("test", "junk", None, None, None),
    ("aaaa", "junk", None, None, None),
]


@pytest.mark.parametrize(("text", "kind", "salutation", "first", "last"), CASES)
def test_whole_names(text: str, kind: str, salutation: str | None, first: str | None, last: str | None) -> None:
    parts = parse_name(text).parts
    assert [parts.get(p) for p in ("kind", "salutation", "first_name", "last_name")] == [kind, salutation, first, last]


WORD = st.sampled_from(
    [
        "DUPONT",
        "Dupont",
        "jean",
        "Jean",
        "MARIE",
        "de",
        "DE",
        "LA",
        "Le",
        "M.",
        "Mme",
        "et",
        "SARL",
        "Martin",
        "d'Arc",
        "Bar",
        "JP",
        "J-C",
        "fils",
        "France",
        "XX",
        "Maire",
        "née",
        "veuve",
        "Conseil",
        "Garage",
        "Nguyen",
        "Service",
        "Van",
    ]
)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


@given(st.lists(NAME, max_size=6), st.sampled_from([True, False, None]))
def test_a_column_of_whole_names_says_what_its_cells_say(texts: list[str], order: bool | None) -> None:
    column = parse_full_names(pl.Series(texts, dtype=pl.String), surname_first=order)
    singles = [parse_name(t, order) for t in texts]
    assert column["value"].to_list() == [s.value for s in singles]
    assert column["code"].to_list() == [s.code for s in singles]
    for part in NAME_PARTS:
        assert column[part].to_list() == [s.parts.get(part) for s in singles], part


@given(st.lists(st.tuples(st.none() | NAME, st.none() | NAME), max_size=6))
def test_a_pair_of_columns_says_what_its_cells_say(pairs: list[tuple[str | None, str | None]]) -> None:
    columns = [pl.Series([p[i] for p in pairs], dtype=pl.String) for i in (0, 1)]
    column = parse_split_names(*columns)
    cells = [text_verdicts(texts, name=True)["value"].to_list() for texts in columns]  # "XX" stands for nothing
    singles = [parse_split_name(*p).parts if any(p) else {} for p in zip(*cells, strict=True)]
    for part in ("first_name", "last_name", "kind", "salutation", "company_name"):
        assert column[part].to_list() == [s.get(part) for s in singles], part


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("JEAN", "DUPONT", (None, "Jean", "Dupont", "person")),
        ("Jean", "M. DUPONT", ("M", "Jean", "Dupont", "person")),
        (None, "DUPONT Jean", (None, "Jean", "Dupont", "person")),
        ("Jean", None, (None, "Jean", None, "person")),
        ("Eda", "Boucherie", (None, "Eda", "Boucherie", "person")),
        ("Luis", "De Sa", (None, "Luis", "De Sa", "person")),
        ("Jean et Marie", "DURAND", (None, "Jean et Marie", "Durand", "couple")),
        (None, "SARL DURAND", (None, None, None, "company")),
        (None, "M. et Mme PETIT", (None, None, "Petit", "couple")),
    ],
)
def test_names_in_two_cells(first: str | None, last: str | None, expected: tuple[str | None, ...]) -> None:
    parts = parse_split_name(first, last).parts
    assert tuple(parts.get(p) for p in ("salutation", "first_name", "last_name", "kind")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JEAN-PIERRE", "Jean-Pierre"),
        ("D'ARTAGNAN", "d'Artagnan"),
        ("LE GALL", "Le Gall"),
        ("DE LA FONTAINE", "de La Fontaine"),
        ("VAN DER HAAG", "van der Haag"),
        ("dalla-riva", "Dalla-Riva"),
        ("élodie", "Élodie"),
        ("O'BRIAN", "O'Brian"),
        ("MCADAM", "McAdam"),
        ("DuBois", "DuBois"),
    ],
)
def test_capitals(text: str, expected: str) -> None:
    assert recase(text) == expected
    assert recased(pl.Series([text, None])).to_list() == [expected, None]


@given(st.lists(st.text("ABCÉabcéœß'-’ dDeElL", max_size=12), max_size=6))
def test_capitals_of_a_column_are_those_of_its_cells_and_stay(texts: list[str]) -> None:
    column = recased(pl.Series(texts, dtype=pl.String))
    assert column.to_list() == [recase(t) for t in texts]


def test_civilities_and_genders() -> None:
    found = parse_salutations(pl.Series(["M.", "Madame", "MLLE", "M. et Mme", "SARL", None]))
    assert found["salutation"].to_list() == ["M", "MME", "MME", None, None, None]
    assert found["couple"].to_list() == [False, False, False, True, False, False]
    assert found["legal_form"].to_list() == [None, None, None, None, "SARL", None]
    assert parse_genders(pl.Series(["H", "femme", "?", None])).to_list() == ["M", "MME", None, None]


def test_the_column_decides_the_order() -> None:
    french = pl.Series(["MARTIN Paul", "PETIT Marie", "Durand Élodie", "Leroy Jacques"])
    english = pl.Series(["Paul Petit", "Marie Lefebvre", "Élodie Durand"])
    assert surname_first(name_profile(french)) is True
    assert surname_first(name_profile(english)) is False
    assert surname_first(name_profile(pl.Series(["Paul Martin Petit", None]))) is None
