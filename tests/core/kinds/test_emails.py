from __future__ import annotations

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.emails import better_domain, host_name, match_forms, parse_email, parse_emails

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
        assert again.code in {None, "email.domain-typo", "email.disposable"}


def test_real_domains_are_not_slips() -> None:
    for real in ("me.com", "ymail.com", "mail.com", "gmx.fr", "live.fr", "neuf.fr", "laposte.fr", "gm.com", "att.net"):
        assert better_domain(real) is None
    assert better_domain("wanadoo.rf") == "wanadoo.fr"
    assert better_domain("ville.con") == "ville.com"


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
