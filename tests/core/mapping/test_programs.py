"""Programs named by headings that nobody else writes, with their grounds."""

from __future__ import annotations

import pytest

from service.core.mapping import recognise, recognised
from service.reference.heading_words import program_marks
from service.reference.headings import known_headings

FEC = [k.heading for k in known_headings() if k.software == "FEC"][:18]


def test_grounds_are_told() -> None:
    found = recognised(FEC)
    assert found is not None
    assert found.software == "FEC"
    assert (found.known, found.of) == (18, 18)
    assert found.evidence[0] == "headings:18/18"
    assert "telling:JournalCode" in found.evidence
    assert set(found.telling) <= set(FEC)


@pytest.mark.parametrize(
    "headings",
    [
        [],
        ["", " "],
        ["Client Name", "Email", "Phone", "Country"],
        ["Nom", "Prénom", "E-mail", "Téléphone", "Adresse", "Code postal", "Ville"],
        ["Code client", "Raison sociale", "Email", "SIRET", "TVA", "Ville", "Pays"],
        ["First Name", "Last Name", "Email", "Phone", "Company", "City", "Country"],
    ],
)
def test_common_headings_name_nobody(headings: list[str]) -> None:
    assert recognise(headings) is None


@pytest.mark.parametrize("vendor", ["Shopify customers", "Etsy orders", "Magento customers", "Pipedrive people"])
def test_programs_beyond_the_reference_are_named(vendor: str) -> None:
    headings = [heading for program, heading in program_marks() if program == vendor]
    assert recognise(headings) == vendor
    assert recognise([h.upper() for h in headings[::2]]) == vendor


def test_headings_of_two_vendors_name_nobody() -> None:
    etsy = [h for p, h in program_marks() if p == "Etsy orders"]
    magento = [h for p, h in program_marks() if p == "Magento customers"]
    assert recognise(etsy[:6] + magento[:6] + [f"Colonne {i}" for i in range(12)]) is None


def test_own_columns_beside_the_program_ones_do_not_hide_it() -> None:
    assert recognise([*FEC, "Commentaire interne", "Suivi", "Relance le"]) == "FEC"
