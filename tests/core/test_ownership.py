"""Whose email and phone is it, on a line with a firm and its contact person."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.ownership import (
    ROLE_LOCALS,
    contact_owns_email,
    contact_owns_phone,
    mobile_number,
    role_email,
    role_email_one,
)


def one(text: str | None, what: pl.Expr) -> bool | None:
    return pl.DataFrame({"v": [text]}, schema={"v": pl.String}).select(what).item()  # type: ignore[no-any-return]  # a bool


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("contact@firme.example", True),
        ("CONTACT2@firme.example", True),
        ("contact.lyon@firme.example", True),
        ("service-client@firme.example", True),
        ("info+crm@firme.example", True),
        ("anne.roux@firme.example", False),
        ("informatique.roux@firme.example", False),
        ("infogreffe@firme.example", False),
        (None, None),
    ],
)
def test_a_role_is_known_by_its_local_part(email: str | None, expected: bool | None) -> None:
    assert one(email, role_email(pl.col("v"))) is expected


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+33639980001", True),
        ("+33199000001", False),
        ("+262692000001", True),
        ("+262262000001", False),
        ("+32470000001", True),
        (None, None),
    ],
)
def test_mobiles_are_known_by_the_numbering_plan(phone: str | None, expected: bool | None) -> None:
    assert one(phone, mobile_number(pl.col("v"))) is expected


def test_named_emails_and_mobiles_belong_to_the_contact() -> None:
    assert one("anne.roux@firme.example", contact_owns_email(pl.col("v"))) is True
    assert one("contact@firme.example", contact_owns_email(pl.col("v"))) is False
    assert one("+33199000001", contact_owns_phone(pl.col("v"), mobile_column=False)) is False
    assert one("+33199000001", contact_owns_phone(pl.col("v"), mobile_column=True)) is True
    assert one(None, contact_owns_phone(pl.col("v"), mobile_column=True)) is False


@given(
    st.sampled_from((*ROLE_LOCALS, "marie", "no", "")),
    st.text("abzAZ._-+019@", max_size=6),
    st.sampled_from(["", "@firme.example"]),
)
def test_a_column_of_addresses_is_read_as_one_is(role: str, rest: str, host: str) -> None:
    email = role + rest + host
    assert one(email, role_email(pl.col("v"))) is role_email_one(email)
