from __future__ import annotations

import random

import polars as pl
import pytest
from stdnum.fr import siren as std_siren
from stdnum.fr import siret as std_siret

from service.core.kinds.companies import parse_siren, parse_sirens, parse_siret, parse_sirets, parse_vat
from service.core.kinds.legal_forms import legal_form, legal_forms, legal_forms_one


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("732 829 320", "732829320", None),
        ("732829320.0", "732829320", None),
        ("73282932000074", "732829320", "siren.from-siret"),
        ("57813131", "057813131", "siren.zero-restored"),
        ("732829321", None, "siren.checksum"),
        ("000000000", None, "siren.checksum"),
        ("3,78943E+08", None, "siren.excel-damaged"),
        ("néant", None, None),
    ],
)
def test_siren(text: str, value: str | None, code: str | None) -> None:
    assert (parse_siren(text).value, parse_siren(text).code) == (value, code)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("732 829 320 00074", "73282932000074", None),
        ("356 000 000 00048", "35600000000048", None),
        ("35600000049837", "35600000049837", None),
        ("5781313100018", "05781313100018", "siret.zero-restored"),
        ("732829320", None, "siret.only-siren"),
        ("73282932000075", None, "siret.checksum"),
        ("3,78943E+13", None, "siret.excel-damaged"),
        ("7.3282932E+13", None, "siret.excel-damaged"),
    ],
)
def test_siret(text: str, value: str | None, code: str | None) -> None:
    assert (parse_siret(text).value, parse_siret(text).code) == (value, code)


def test_columns_agree_with_stdnum() -> None:
    chance = random.Random(5)  # noqa: S311 - seeded cases
    sirens = [f"{chance.randrange(1, 10**9):09d}" for _ in range(3_000)]
    assert parse_sirens(pl.Series(sirens))["value"].is_not_null().to_list() == [std_siren.is_valid(s) for s in sirens]
    sirets = [f"{s}{chance.randrange(10**5):05d}" for s in sirens if std_siren.is_valid(s)] * 20
    assert parse_sirets(pl.Series(sirets))["value"].is_not_null().to_list() == [std_siret.is_valid(s) for s in sirets]


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("FR 40 303 265 045", "FR40303265045", None),
        ("fr40303265045", "FR40303265045", None),
        ("FR41303265045", None, "vat.checksum"),
        ("BE0411905847", "BE0411905847", None),
        ("BE0411905848", None, "vat.checksum"),
        ("bonjour", None, "vat.unreadable"),
    ],
)
def test_vat(text: str, value: str | None, code: str | None) -> None:
    assert (parse_vat(text).value, parse_vat(text).code) == (value, code)


NAMES = [
    ("S.A.R.L. Durand", "SARL"),
    ("DURAND SAS", "SAS"),
    ("Société à responsabilité limitée Durand", "SARL"),
    ("Durand S.A.", "SA"),
    ("SCI du Moulin", "SCI"),
    ("Mas Sa Fontaine", None),
    ("Boulangerie Martin", None),
    (None, None),
]


@pytest.mark.parametrize(("name", "form"), NAMES)
def test_the_form_in_a_name(name: str | None, form: str | None) -> None:
    assert legal_forms(pl.Series([name], dtype=pl.String)).item() == form
    if name is not None:
        assert legal_forms_one(name) == form


def test_a_form_alone() -> None:
    assert [legal_form(t) for t in ("S.A.R.L.", "Société anonyme", "Auto-entrepreneur", "Durand")] == [
        "SARL",
        "SA",
        "EI",
        None,
    ]
