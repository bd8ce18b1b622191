"""What the words of a heading mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.mapping.tokens import meanings, words


def said(heading: str) -> set[str]:
    return {meaning for meaning, _ in meanings(heading)}


@pytest.mark.parametrize(
    "alike",
    [
        ["Code postal", "Code postal *", "CODE_POSTAL", "CodePostal", "Zip", "Code\u00a0postal :", "CODPOST", "CT_CodePostal"],
        ["Nom du client", "Customer name", "NOMCLIENT", "nom_client", "Tiers - Nom", "Nom client :"],
        ["N° SIRET", "Siret n°", "NumeroSiret"],
        ["Date de création", "DateCreation", "Created date", "DTCREAT"],
        ["Téléphone 2", "Phone 2", "Tél. 2", "TEL2"],
    ],
)  # fmt: skip
def test_writings_of_one_heading_mean_the_same(alike: list[str]) -> None:
    light = {"CODE", "NUMBER", "KEY", "CUSTOMER", "DATE"}  # beside what they qualify they hardly count
    assert len({frozenset(said(h) - light) for h in alike}) == 1


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("SAPostalCode", "SHIP"),
        ("POCity", "BILL"),
        ("Document - Nom (contact) (livraison)", "SHIP"),
        ("Adresse (suite)", "COMPLEMENT"),
        ("1ère commande", "ORDER"),
        ("Remise %", "RATE"),
        ("siretacheteur", "SIRET"),
        ("telephon", "PHONE"),
        ("Birthday (yyyy-mm-dd)", "BIRTH"),
    ],
)
def test_signs_roles_brackets_and_joined_words_are_understood(heading: str, meaning: str) -> None:
    assert meaning in said(heading)


def test_what_says_nothing_says_nothing() -> None:
    assert said("") == said("   ") == said("***") == set()
    assert said("Poids") == {"=POIDS"}
    assert "=YYYY" not in said("Birthday (yyyy-mm-dd)")


def test_a_part_of_an_address_weighs_more_than_the_word_address() -> None:
    weights = dict(meanings("Billing address city"))
    assert weights["CITY"] > 2 * weights["ADDRESS"]


@given(st.text(max_size=60))
def test_any_text_is_read_and_case_or_blanks_round_it_change_nothing(heading: str) -> None:
    assert all(weight > 0 for _, weight in meanings(heading))
    assert meanings(f"  {heading} ") == meanings(heading.strip())
    assert all(word for word in words(heading))


def test_a_very_long_heading_is_cut() -> None:
    assert len(meanings("x" * 100_000)) == 1
    assert said("Ville " + "(" * 50_000) == {"CITY"}
