"""The parties of one record, in plain Python: what core/match/view.py does with columns (tests hold both together)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.core.match.view import MATCH_COLUMNS
from service.core.ownership import contact_owns_email_one, contact_owns_phone_one

Row = Mapping[str, Any]
_OF_PERSON = ("salutation", "first_name", "last_name", "birth_date")
_OF_CONTACT = frozenset({*_OF_PERSON, "company_name"})
_EMAILS = ("email", "email_secondary")
_PHONES = {"phone": False, "phone_mobile": True, "phone_secondary": False}


def sides_of_record(record: Row) -> dict[str, dict[str, Any]]:
    """The match rows of a record's parties, by side (main, contact): MATCH_SCHEMA as a mapping.

    In      `main_party_id`, `main_kind`, `contact_party_id`, `contact_kind`, `list_id`, `record_id` and the columns of
            MATCH_COLUMNS that are known.
    """
    both = record["contact_party_id"] is not None
    found = {}
    if record["main_party_id"] is not None:
        if both or record["main_kind"] != "person":
            values = {c: _main_value(record, c, both=both) for c in MATCH_COLUMNS}
        else:
            values = {c: record.get(c) for c in MATCH_COLUMNS}
        found["main"] = _identity(record, "main") | values
    if both:
        found["contact"] = _identity(record, "contact") | {c: _contact_value(record, c) for c in MATCH_COLUMNS}
    return found


def _identity(record: Row, side: str) -> dict[str, Any]:
    own = {"party_id": record[f"{side}_party_id"], "kind": record[f"{side}_kind"]}
    return own | {"list_id": record["list_id"], "record_id": record["record_id"]}


def _owned(column: str, value: str) -> bool | None:
    """Whether the contact person owns the contact point; None: it is none."""
    if column in _EMAILS:
        return contact_owns_email_one(value)
    if column in _PHONES:
        return contact_owns_phone_one(value, mobile_column=_PHONES[column])
    return None


def _main_value(record: Row, column: str, *, both: bool) -> Any:
    value = record.get(column)
    if value is None or (column in _OF_PERSON and record["main_kind"] != "person"):
        return None
    return None if both and _owned(column, value) else value


def _contact_value(record: Row, column: str) -> Any:
    value = record.get(column)
    if value is None:
        return None
    owned = _owned(column, value)
    if owned is not None:
        return value if owned else None
    return value if column in _OF_CONTACT else None
