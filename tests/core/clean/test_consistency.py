from __future__ import annotations

import polars as pl
import pytest

from service.core.clean.consistency import civility_mismatch, names_swapped, siret_of_other_siren, vat_of_other_siren


@pytest.mark.parametrize(
    ("civility", "first", "wrong"),
    [
        ("M", "Sophie", True),
        ("MME", "Jean-Pierre", True),
        ("MME", "Pierre", True),
        ("M", "Jean Marie", False),
        ("MME", "Camille", False),
        ("M", "Dominique", False),
        ("M", "Sophie et Paul", False),
        ("M", "Zorglub", False),
        (None, "Sophie", False),
        ("M", None, False),
    ],
)
def test_civility_and_first_name(civility: str | None, first: str | None, wrong: bool) -> None:
    found = civility_mismatch(pl.Series([civility], dtype=pl.String), pl.Series([first], dtype=pl.String)).item()
    assert found == ("name.civility-mismatch" if wrong else None)


def test_swapped_names() -> None:
    first = pl.Series(["DUPONT", "Jean", "Sophie", "Le Gall", None, "Martin", "Lefebvre"])
    last = pl.Series(["Jean", "DUPONT", "Thomas", "Nathalie", "Jean", "Paul", None])
    assert names_swapped(first, last).to_list() == [True, False, False, True, False, False, False]


def test_numbers_of_two_firms() -> None:
    siren = pl.Series(["732829320", "732829320", None, "303265045"])
    siret = pl.Series(["73282932000074", "30326504500012", "73282932000074", None])
    vat = pl.Series(["FR40303265045", "FR44732829320", "FR40303265045", "FR53000004605"])
    assert siret_of_other_siren(siren, siret).to_list() == [None, "siret.other-siren", None, None]
    assert vat_of_other_siren(siren, vat).to_list() == ["vat.other-siren", None, None, None]
