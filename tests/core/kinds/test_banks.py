from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import bic as std_bic
from stdnum import iban as std_iban

from service.core.kinds.banks import masked, parse_bic, parse_bics, parse_iban, parse_ibans


@pytest.mark.parametrize(
    ("text", "value", "code", "suggestion"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189", None, None),
        ("iban : fr76 3000-6000-0112-3456-7890-189", "FR7630006000011234567890189", None, None),
        ("FR1420041010050500013M02606", "FR1420041010050500013M02606", None, None),
        ("MC58 1122 2000 0101 2345 6789 030", "MC5811222000010123456789030", None, None),
        ("FR7630006000011234567890188", None, "iban.checksum", None),
        ("FR763000600001123456789018", None, "iban.unreadable", None),
        ("30006000011234567890189", None, "iban.from-rib", "FR7630006000011234567890189"),
        ("30006000011234567890188", None, "iban.unreadable", None),
        ("DZ580002100001113000000570", "DZ580002100001113000000570", None, None),
        ("ES89 3183 1500 9500 0121 0562", "ES8931831500950001210562", "iban.national-key", None),
        ("XX22YYY1234567890123", None, "iban.unreadable", None),
        ("bonjour", None, "iban.unreadable", None),
        ("néant", None, None, None),
    ],
)
def test_iban(text: str, value: str | None, code: str | None, suggestion: str | None) -> None:
    found = parse_iban(text)
    assert (found.value, found.code, found.suggestion) == (value, code, suggestion)
    if value is not None:
        assert parse_iban(value).value == value


def _made(country: str, size: int, chance: random.Random) -> str:
    digits = "".join(str(chance.randrange(10)) for _ in range(size))
    return f"{country}{98 - int(digits + f'{ord(country[0]) - 55}{ord(country[1]) - 55}00') % 97:02d}{digits}"


def test_a_column_of_ibans_agrees_with_stdnum() -> None:
    chance = random.Random(11)  # noqa: S311 - seeded cases
    right = [_made(country, size, chance) for country, size in (("FR", 23), ("DE", 18), ("BE", 12), ("CH", 17))] * 200
    right = [_made(t[:2], len(t) - 4, chance) for t in right]
    wrong = [t[:-1] + str((int(t[-1]) + 1) % 10) for t in right] + [t[:-1] for t in right]
    found = parse_ibans(pl.Series(right + wrong))["value"].is_not_null().to_list()
    assert found == [std_iban.is_valid(t, check_country=False) for t in right + wrong]


@given(st.text("FRDEGB0123456789 -abc", max_size=30))
def test_an_account_is_read_alike_alone_and_in_a_column(text: str) -> None:
    column = parse_ibans(pl.Series([text, None, text]))
    assert column["value"].to_list() == [parse_iban(text).value, None, parse_iban(text).value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BNPAFRPP", "BNPAFRPP"),
        ("agri fr pp 882", "AGRIFRPP882"),
        ("BIC : CEPAFRPP751", "CEPAFRPP751"),
        ("BICXFRPP", "BICXFRPP"),
        ("MULTIPLE", None),
        ("BNPAFRP", None),
        ("BNPAXXPP", None),
    ],
)
def test_bic(text: str, value: str | None) -> None:
    found = parse_bic(text)
    assert (found.value, found.code) == (value, None if value else "bic.unreadable")


def test_a_column_of_bics_agrees_with_stdnum() -> None:
    chance = random.Random(3)  # noqa: S311 - seeded cases
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    texts = ["".join(chance.choice(letters) for _ in range(chance.choice((8, 11)))) for _ in range(2_000)]
    assert parse_bics(pl.Series(texts))["value"].is_not_null().to_list() == [std_bic.is_valid(t) for t in texts]


def test_an_issue_shows_no_account() -> None:
    shown = masked(pl.Series(["FR76 3000 6000 0112", "IBAN: de89 3704", "30006000011234567890189", None]))
    assert shown.to_list() == ["FR••••", "DE••••", "••••", None]
