from __future__ import annotations

import random

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.emails import host_name, match_forms, parse_email, parse_emails

CASES = [
    ("jean.dupont@ville.example", "jean.dupont@ville.example", None),
    ("Jean.DUPONT@VILLE.example", "Jean.DUPONT@ville.example", None),
    ("  jean@ville.example\u00a0", "jean@ville.example", None),
    ("mailto:jean@ville.example", "jean@ville.example", "email.repaired"),
    ("Nea Nord <NEA.NORD@Ville.Example>", "NEA.NORD@ville.example", "email.repaired"),
    ("jean@ville.example;", "jean@ville.example", "email.repaired"),
    ("jean@ville.example.", "jean@ville.example", "email.repaired"),
    ("jean @ ville.example", "jean@ville.example", "email.repaired"),
    ("raj@ville.example / 01 99 00 12 34", "raj@ville.example", "email.repaired"),
    ("jean dupont@ville.example", None, "email.syntax"),
    ("jean@ville.example (bureau)", "jean@ville.example", "email.repaired"),
    ("jean@ville.example, secrétariat", "jean@ville.example", "email.repaired"),
    ('"jean@ville.example"', "jean@ville.example", "email.repaired"),
    ('"jean@ville.example', None, "email.syntax"),
    ("jean@ville.co m", None, "email.syntax"),
    ("jean,dupont@ville.example", None, "email.syntax"),
    ("jean\n@ville.example", None, "email.syntax"),
    ("jean@ville.qqq", "jean@ville.qqq", "email.unknown-ending"),
    ("hélène@ville.example", "hélène@ville.example", "email.non-ascii"),
    ("≠jean@ville.example", None, "email.syntax"),
    ("jean@duck.com", "jean@duck.com", None),
    ("a@ville.example, b@ville.example", "a@ville.example", "email.several"),
    ("jean@gmial.com", "jean@gmial.com", "email.domain-typo"),
    ("jean@yopmail.com", "jean@yopmail.com", "email.disposable"),
    ("jean@société.example", "jean@société.example", None),
    ("jean", None, "email.syntax"),
    ("jean@localhost", None, "email.syntax"),
    ('"jean dupont"@ville.example', None, "email.syntax"),
    ("jean@[192.0.2.1]", None, "email.syntax"),
    ("jean(commentaire)@ville.example", None, "email.syntax"),
    (".jean@ville.example", None, "email.syntax"),
    ("a" * 65 + "@ville.example", None, "email.syntax"),
    ("nd", None, None),
    ("", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("text", "value", "code"), CASES)
def test_cases(text: str | None, value: str | None, code: str | None) -> None:
    found = parse_email(text)
    assert (found.value, found.code) == (value, code)


def test_a_column_says_what_its_cells_say() -> None:
    texts = [t for t, _, _ in CASES]
    column = parse_emails(pl.Series(texts, dtype=pl.String))
    assert column["value"].to_list() == [v for _, v, _ in CASES]
    assert column["code"].to_list() == [c for _, _, c in CASES]
    assert column["suggestion"].to_list() == [parse_email(t).suggestion for t in texts]


def _agree(texts: list[str]) -> None:
    expected: list[str | None] = []
    for text in texts:
        try:
            expected.append(validate_email(text, check_deliverability=False, strict=True).normalized)
        except EmailNotValidError:
            expected.append(None)
    assert parse_emails(pl.Series(texts))["value"].to_list() == expected


def _plain(chance: random.Random, count: int) -> list[str]:
    """Addresses of the fast pattern and ones near it, sound or not."""
    local = "abcdefghijklmnopqrstuvwxyzABC0123456789.-_+"
    made = []
    for _ in range(count):
        name = "".join(chance.choices(local, k=chance.randrange(1, 14))) + chance.choice(["", "", "z", "'x", "-"])
        host = "".join(chance.choices("abcdefghijklm0123-", k=chance.randrange(2, 10))) + chance.choice(
            ["", "z", ".b-"]
        )
        made.append(f"{name}@{host}{chance.choice(['.fr', '.com', '.co.uk', '.c', '.test', '.F1', '.123', ''])}")
    return made


def test_the_patterns_decide_as_the_library_does() -> None:
    _agree(_plain(random.Random(5), 5_000))  # noqa: S311 - seeded cases


@pytest.mark.long
def test_the_patterns_decide_as_the_library_does_on_a_hundred_thousand() -> None:
    _agree(_plain(random.Random(11), 100_000))  # noqa: S311 - seeded cases


LOCAL = st.text("abcAB019.-_+'é\"( ", min_size=1, max_size=12)
DOMAIN = st.text("abcA09.-é", min_size=1, max_size=12)


@given(st.lists(st.builds("{}@{}".format, LOCAL, DOMAIN), max_size=6))
def test_both_doors_agree_and_never_accept_what_the_library_refuses(texts: list[str]) -> None:
    column = parse_emails(pl.Series(texts, dtype=pl.String))
    assert column["value"].to_list() == [parse_email(t).value for t in texts]
    for value in column["value"].drop_nulls():
        try:
            assert validate_email(value, check_deliverability=False).normalized == value
        except EmailNotValidError:
            pytest.fail("an address was accepted that email-validator refuses")


@given(st.builds("{}@{}".format, LOCAL, DOMAIN))
def test_parsing_twice_is_parsing_once(text: str) -> None:
    once = parse_email(text)
    if once.value is not None:
        again = parse_email(once.value)
        assert again.value == once.value
        assert again.code in {None, "email.domain-typo", "email.disposable", "email.unknown-ending", "email.non-ascii"}


SUGGESTED = [
    ("jean@@orange.fr", "jean@orange.fr"),
    ("jean.@gmail.com", "jean@gmail.com"),
    ("jean..dupont@gmail.com", "jean.dupont@gmail.com"),
    ("jean,dupont@orange.fr", "jean.dupont@orange.fr"),
    ("jean@orange,fr", "jean@orange.fr"),
    ("jean@orange..fr", "jean@orange.fr"),
    ("jean@#gmail.com", "jean@gmail.com"),
    ("jean@gmailcom", "jean@gmail.com"),
    ("jean@gmail", "jean@gmail.com"),
    ("jean@hotmail", None),
    ("jean@gmail .com", "jean@gmail.com"),
    ("jean. dupont@orange.fr", "jean.dupont@orange.fr"),
    ("jean.dupont.orange.fr", "jean.dupont@orange.fr"),
    ("jeanàwanadoo.fr", "jean@wanadoo.fr"),
    ("jean (at) laposte.net", "jean@laposte.net"),
    ("jean arobase laposte.net", "jean@laposte.net"),
    ("jean@villefr", "jean@ville.fr"),
    ("agent@nomatch", None),
    ("a@b@orange.fr", None),
    ("orange.fr", None),
    ("www.orange.fr", None),
    ("rue de la gare", None),
    ("hélène@ville.example", "helene@ville.example"),
    ("jean@orange.rf", "jean@orange.fr"),
]


@pytest.mark.parametrize(("text", "suggestion"), SUGGESTED)
def test_what_was_meant_is_suggested_where_one_reading_is_left(text: str, suggestion: str | None) -> None:
    found = parse_email(text)
    assert found.suggestion == suggestion
    if suggestion is not None:
        assert parse_email(suggestion).value == suggestion


def test_parts_tell_functions_throw_away_boxes_and_relays() -> None:
    assert parse_email("compta@ville.example").parts["role"] == "compta"
    assert parse_email("Contact.Lyon@ville.example").parts["role"] == "contact.lyon"
    assert parse_email("jean@ville.example").parts["role"] is None
    assert parse_email("jean@yopmail.com").parts["disposable"] == "yopmail.com"
    assert (
        parse_email("jean@duck.com").parts | {"relay": "duck.com", "disposable": None}
        == parse_email("jean@duck.com").parts
    )


HOSTS = st.from_regex(r"(?:[a-c1Z-]{1,5}\.){0,2}(?:[a-c1Z-]{1,4}|test|local|onion|xn--p1ai|fr)", fullmatch=True)


@given(HOSTS | st.builds("{}.fr".format, st.text("ab-.", min_size=60, max_size=260)))
def test_host_names_are_judged_as_the_library_judges_them(host: str) -> None:
    try:
        expected: str | None = validate_email(f"a@{host}", check_deliverability=False).domain
    except EmailNotValidError:
        expected = None
    assert host_name(host) == expected


def test_match_forms() -> None:
    emails = ["J.Du.pont+news@googlemail.com", "jdupont@gmail.com", "a.b+x@outlook.fr", "A.B+x@ville.example", None]
    expected = ["jdupont@gmail.com", "jdupont@gmail.com", "a.b@outlook.fr", "a.b+x@ville.example", None]
    assert match_forms(pl.Series(emails)).to_list() == expected
