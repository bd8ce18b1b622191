"""Reference data on names: genders, surnames, nicknames."""

from __future__ import annotations

import re

import pytest

from service.reference.first_names import first_names, genders
from service.reference.legal_forms import INSEE_CATEGORIES, LEGAL_FORMS
from service.reference.nicknames import nicknames
from service.reference.surnames import surname_ranks


@pytest.mark.parametrize(
    ("name", "gender"),
    [("JEAN", "M"), ("PIERRE", "M"), ("MICHEL", "M"), ("SOPHIE", "MME"), ("CAMILLE", None), ("DOMINIQUE", None)],
)
def test_genders(name: str, gender: str | None) -> None:
    assert genders().get(name) == gender


def test_nicknames_are_150_and_stand_for_first_names() -> None:
    known = nicknames()
    assert len(known) >= 150
    assert {"ALEX", "BEN", "FRAN", "NICO", "SEB", "LISE"} <= set(known)
    for short, full in known.items():
        assert re.fullmatch(r"[A-Z ]+", short)
        assert full
        assert short not in full
        assert set(full) <= first_names()


def test_surnames_stand_in_order() -> None:
    ranks = surname_ranks()
    assert ranks["MARTIN"] == 0
    assert ranks["LE GALL"] < 1_000
    assert "GARAGE" not in ranks


def test_legal_forms_and_their_categories() -> None:
    assert INSEE_CATEGORIES["5710"] == "SAS"
    assert INSEE_CATEGORIES["5499"] == "SARL"
    assert {"SCI", "SELARL", "SARLU", "SCP", "GAEC", "EARL", "SELAS", "SCM", "SCIC"} <= set(LEGAL_FORMS)
