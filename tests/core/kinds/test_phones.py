from __future__ import annotations

import random

import phonenumbers
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.phone_plan import OVERSEAS, line_type, line_types
from service.core.kinds.phones import parse_phone, parse_phones

CASES = [
    ("01 99 00 12 34", "+33199001234", None),
    ("0199001234", "+33199001234", None),
    ("01.99.00.12.34", "+33199001234", None),
    ("+33 (0)1 99 00 12 34", "+33199001234", None),
    ("0033199001234", "+33199001234", None),
    ("33199001234", "+33199001234", None),
    ("+330199001234", "+33199001234", None),
    ("01\u00a099\u202f00 12 34", "+33199001234", None),
    ("'0199001234", "+33199001234", None),
    ("199001234", "+33199001234", "phone.repaired"),
    ("199001234.0", "+33199001234", "phone.repaired"),
    ("1,99001234E+08", "+33199001234", "phone.repaired"),
    ("Tél : 01 99 00 12 34", "+33199001234", "phone.repaired"),
    ("01 99 00 12 34 poste 12", "+33199001234", "phone.repaired"),
    ("O1 99 00 12 34", "+33199001234", "phone.repaired"),
    ("01 99 00 12 34 / 01 99 00 56 78", "+33199001234", "phone.several"),
    ("6,12E+08", None, "phone.unreadable"),
    ("3639", None, "phone.short"),
    ("118218", None, "phone.short"),
    ("0199001234 (bureau)", "+33199001234", "phone.repaired"),
    ("tel:+33-1-99-00-12-34", "+33199001234", "phone.repaired"),
    ("Ol 99 O0 l2 34", "+33199001234", "phone.repaired"),
    ("199001234,0", "+33199001234", "phone.repaired"),
    ("3,3199001234E+10", "+33199001234", "phone.repaired"),
    ("01 99 00 12 34/35", "+33199001234", "phone.several"),
    ("01 99 00 12 34 ne pas appeler", None, "phone.unreadable"),
    ("0000000000", None, "phone.placeholder"),
    ("06 00 00 00 00", None, "phone.placeholder"),
    ("06 06 06 06 06", "+33606060606", "phone.placeholder"),
    ("01 23 45 67 89", "+33123456789", "phone.placeholder"),
    ("01 62 12 34 56", "+33162123456", "phone.platform"),
    ("09 37 12 34 56", "+33937123456", "phone.platform"),
    ("0892 70 12 34", "+33892701234", "phone.premium"),
    ("0800 70 12 34", "+33800701234", None),
    ("07 00 12 34 56 78 90", "+337001234567890", "phone.machine"),
    ("+49 151 2345678", "+491512345678", "phone.unconfirmed"),
    ("01+68988123456", None, "phone.unreadable"),
    ("06ABCD1234", None, "phone.unreadable"),
    ("01 99 00 12", None, "phone.unreadable"),
    ("07 00 00 00 00", None, "phone.placeholder"),
    ("07 00 00 12 34", None, "phone.unassigned"),
    ("0692 12 34 56", "+262692123456", None),
    ("+33 6 92 12 34 56", "+262692123456", None),
    ("0596 50 12 34", "+596596501234", None),
    ("0269 60 12 34", "+262269601234", None),
    ("+32 475 12 34 56", "+32475123456", None),
    ("0041791234567", "+41791234567", None),
    ("non renseigné", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("text", "value", "code"), CASES)
def test_cases(text: str | None, value: str | None, code: str | None) -> None:
    found = parse_phone(text)
    assert (found.value, found.code) == (value, code)


def test_a_column_says_what_its_cells_say() -> None:
    column = parse_phones(pl.Series([t for t, _, _ in CASES], dtype=pl.String))
    assert column["value"].to_list() == [v for _, v, _ in CASES]
    assert column["code"].to_list() == [c for _, _, c in CASES]


def _agree(chance: random.Random, count: int) -> None:
    """Ten digits as the French write them; overseas prefixes and eight zeros are ours to judge."""
    texts = [f"0{chance.randrange(1, 10)}{chance.randrange(10**8):08d}" for _ in range(count)]
    at_home = [t for t in texts if not t[1:].startswith(tuple(OVERSEAS)) and not t.endswith("00000000")]
    written = [
        chance.choice(["{}", "+33{}", "0033{}", "+33 (0){}", "+330{}", "33{}"]).format(t if n % 2 else t[1:])
        if n % 2 == 0
        else f"{t[:2]}{chance.choice(' .-')}{t[2:]}"
        for n, t in enumerate(at_home)
    ]
    expected = []
    for text in at_home:
        number = phonenumbers.parse(text, "FR")
        valid = phonenumbers.is_valid_number(number)
        expected.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else None)
    assert parse_phones(pl.Series(at_home))["value"].to_list() == expected
    assert parse_phones(pl.Series(written))["value"].to_list() == expected


def test_the_patterns_decide_as_the_library_does() -> None:
    _agree(random.Random(3), 5_000)  # noqa: S311 - seeded cases


@pytest.mark.long
def test_the_patterns_decide_as_the_library_does_on_a_hundred_thousand() -> None:
    _agree(random.Random(7), 100_000)  # noqa: S311 - seeded cases


PARTS = [
    ("06 12 34 56 78 poste 12", "FR", ("mobile", "FR", "12", None)),
    ("01 99 00 12 34 / 06 12 34 56 78", "FR", ("fixed", "FR", None, "+33612345678")),
    ("0692 12 34 56", "FR", ("mobile", "RE", None, None)),
    ("0596 50 12 34 ext. 4", "FR", ("fixed", "MQ", "4", None)),
    ("0892 70 12 34", "FR", ("special", "FR", None, None)),
    ("07 00 12 34 56 78 90", "FR", ("m2m", "FR", None, None)),
    ("0475 12 34 56", "BE", ("mobile", "BE", None, None)),
    ("079 123 45 67 (privé)", "CH", ("mobile", "CH", None, None)),
    ("621 123 456", "LU", ("mobile", "LU", None, None)),
    ("06 12 34 56 78", "MA", ("mobile", "MA", None, None)),
    ("93 10 12 34", "MC", ("fixed", "MC", None, None)),
    ("06 12 34 56 78", "MC", ("mobile", "MC", None, None)),
    ("01 99 00 12 34", "MC", ("fixed", "FR", None, None)),
    ("0810 12 34 56", "PM", ("special", "PM", None, None)),
]


@pytest.mark.parametrize(("text", "region", "parts"), PARTS)
def test_parts(text: str, region: str, parts: tuple[str | None, ...]) -> None:
    found = parse_phone(text, region).parts
    assert tuple(found[name] for name in ("type", "country", "extension", "second")) == parts


SHAPES = ["{}", "+33{}", "0{}", "0033 {}", "+33 (0){}", "+262{}", "590{}", "{}.0", "0{} ", "00{}"]


@given(st.lists(st.builds(str.format, st.sampled_from(SHAPES), st.integers(10**7, 10**9).map(str)), max_size=8))
def test_both_doors_agree(texts: list[str]) -> None:
    column = parse_phones(pl.Series(texts, dtype=pl.String))
    singles = [parse_phone(t) for t in texts]
    assert column["value"].to_list() == [s.value for s in singles]
    assert column["code"].to_list() == [s.code for s in singles]


def test_the_country_and_the_postcode_say_how_to_read_a_number() -> None:
    texts = pl.Series(["0475 12 34 56", "0475 12 34 56", "93 10 12 34", "0262 20 12 34", "41 12 34"])
    countries = pl.Series(["BE", None, None, "FR", None])
    postcodes = pl.Series(["1000", "26000", "98000", "97400", "97500"])
    found = parse_phones(texts, countries=countries, postcodes=postcodes)
    assert found["value"].to_list() == ["+32475123456", "+33475123456", "+37793101234", "+262262201234", "+508411234"]


def test_lines() -> None:
    numbers = ["+33612345678", "+33199001234", "+33899123456", "+262692123456", "+596596501234", "+32475123456", None]
    expected = ["mobile", "fixed", "special", "mobile", "fixed", "mobile", None]
    assert line_types(pl.Series(numbers)).to_list() == expected
    assert [line_type(n) if n else None for n in numbers] == expected
