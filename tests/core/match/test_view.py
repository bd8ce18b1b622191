"""Records to the match frame: each party gets what speaks of it, and nothing of the other's."""

from typing import Any

import polars as pl

from service.core.match.view import MATCH_SCHEMA, match_frame

BASE: dict[str, Any] = {
    "record_id": 1,
    "list_id": 7,
    "main_party_id": 10,
    "main_kind": "company",
    "contact_party_id": 11,
    "contact_kind": "person",
    "customer_code": "C1",
    "salutation": "MME",
    "first_name": "Anne",
    "last_name": "Roux",
    "company_name": "Garage Perrin",
    "siret": "73282932000074",
    "email": "anne.roux@perrin.example",
    "email_secondary": "contact@perrin.example",
    "phone": "+33199000001",
    "phone_mobile": "+33639980001",
    "address_line1": "3 rue des Lilas",
    "postal_code": "69003",
}


def rows(**changes: Any) -> list[dict[str, Any]]:
    return match_frame(pl.DataFrame([BASE | changes])).rows(named=True)


def test_a_line_with_a_firm_and_its_contact_gives_two_parties() -> None:
    firm, person = rows()
    assert (firm["party_id"], firm["kind"], person["party_id"], person["kind"]) == (10, "company", 11, "person")
    assert (firm["email"], firm["email_secondary"], firm["phone"], firm["phone_mobile"]) == (
        None, "contact@perrin.example", "+33199000001", None,
    )  # fmt: skip
    assert (person["email"], person["email_secondary"], person["phone"], person["phone_mobile"]) == (
        "anne.roux@perrin.example", None, None, "+33639980001",
    )  # fmt: skip
    assert (firm["first_name"], firm["salutation"], firm["siret"], firm["customer_code"]) == (
        None, None, "73282932000074", "C1",
    )  # fmt: skip
    assert (person["last_name"], person["company_name"], person["postal_code"], person["customer_code"]) == (
        "Roux", "Garage Perrin", None, None,
    )  # fmt: skip


def test_a_firm_alone_owns_everything_but_a_forename() -> None:
    (firm,) = rows(contact_party_id=None, contact_kind=None)
    assert (firm["email"], firm["phone_mobile"], firm["first_name"]) == (
        "anne.roux@perrin.example", "+33639980001", None,
    )  # fmt: skip


def test_a_person_alone_owns_everything() -> None:
    (person,) = rows(main_kind="person", contact_party_id=None, contact_kind=None, company_name=None)
    assert (person["first_name"], person["email_secondary"], person["postal_code"]) == (
        "Anne", "contact@perrin.example", "69003",
    )  # fmt: skip


def test_absent_columns_are_empty_and_the_shape_is_the_contract() -> None:
    frame = match_frame(pl.DataFrame([{k: BASE[k] for k in list(BASE)[:6]}]))
    assert dict(frame.schema) == MATCH_SCHEMA
    assert frame["email"].null_count() == 2
