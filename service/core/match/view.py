"""Records to the match frame: one row a party, with the columns that speak of this party.

A contact person carries its names, its named email, its mobile and the employer's name; a company carries no forename.
Which contact point belongs to whom is ruled in core/ownership.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from service.core.columns import TYPED_COLUMNS, TYPED_SCHEMA
from service.core.hashing import hash_parts
from service.core.ownership import contact_owns_email, contact_owns_phone

MATCH_COLUMNS: tuple[str, ...] = (
    "customer_code",
    "salutation",
    "first_name",
    "last_name",
    "birth_date",
    "company_name",
    "siren",
    "siret",
    "email",
    "email_secondary",
    "phone",
    "phone_mobile",
    "phone_secondary",
    "address_line1",
    "postal_code",
    "city",
    "country_code",
)
MATCH_SCHEMA: dict[str, type[pl.DataType]] = {
    "party_id": pl.Int64,
    "kind": pl.String,
    "list_id": pl.Int64,
    "record_id": pl.Int64,
    **dict.fromkeys(MATCH_COLUMNS, pl.String),
}

_EMAILS = ("email", "email_secondary")
_PHONES = {"phone": False, "phone_mobile": True, "phone_secondary": False}
_OF_PERSON = {c.name for c in TYPED_COLUMNS if c.subject == "person"}
# a contact person carries its employer's name, not the employer's numbers, address, code or purchases
_OF_CONTACT = _OF_PERSON | {"company_name", "customer_type", "relation", "collected_on"}
_MAIN_IS_PERSON = pl.col("main_kind") == "person"
_BOTH = pl.col("contact_party_id").is_not_null()


def match_frame(records: pl.DataFrame) -> pl.DataFrame:
    """The match frame of records: MATCH_SCHEMA, rows as in `party_frame`."""
    return party_frame(records, MATCH_COLUMNS)


def content_of(parties: pl.DataFrame) -> Callable[[pl.Series], pl.Series]:
    """What parties of a match frame tell, as a number for each party_id asked: what is put in order by it does not
    depend on the order of rows.
    """
    told = parties.select("party_id", pl.col("kind").cast(pl.String), *MATCH_COLUMNS)

    def of(asked: pl.Series) -> pl.Series:
        rows = asked.to_frame("party_id").join(told, on="party_id", how="left", maintain_order="left")
        return hash_parts(rows, ["kind", *MATCH_COLUMNS], seed="match.content")

    return of


def party_frame(
    records: pl.DataFrame,
    columns: Sequence[str],
    *,
    kept: Sequence[str] = ("list_id", "record_id"),
    main_is_person: pl.Expr = _MAIN_IS_PERSON,
) -> pl.DataFrame:
    """One row a party, main parties first, then contact persons, each in the order of the records.

    In      `main_party_id`, `main_kind`, `contact_party_id`, `contact_kind` (null: no such party), the `kept` columns
            (integers) and typed columns of core/columns.py; a typed column that is absent counts as empty.
            `main_is_person`: where the main party has the person's fields.
    Out     party_id, kind, `kept`, then `columns`, each with what speaks of this party.
    """
    absent = [pl.lit(None, dtype=TYPED_SCHEMA[c]).alias(c) for c in columns if c not in records.columns]
    rows = records.with_columns(absent)
    main = rows if not rows["main_party_id"].null_count() else rows.filter(pl.col("main_party_id").is_not_null())
    contact = rows.filter(_BOTH)
    return pl.concat(
        [
            main.select(*_identity("main", kept), *[_main_value(c, main_is_person) for c in columns]),
            contact.select(*_identity("contact", kept), *[_contact_value(c) for c in columns]),
        ]
    )


def _identity(side: str, kept: Sequence[str]) -> list[pl.Expr]:
    return [
        pl.col(f"{side}_party_id").cast(pl.Int64).alias("party_id"),
        pl.col(f"{side}_kind").cast(pl.String).alias("kind"),
        *[pl.col(c).cast(pl.Int64) for c in kept],
    ]


def _contact_owns(column: str, value: pl.Expr) -> pl.Expr | None:
    """True where the contact person owns the contact point in `column`; None: it is no email or phone."""
    if column in _EMAILS:
        return contact_owns_email(value)
    if column in _PHONES:
        return contact_owns_phone(value, mobile_column=_PHONES[column])
    return None


def _main_value(column: str, main_is_person: pl.Expr) -> pl.Expr:
    value = pl.col(column).cast(TYPED_SCHEMA[column])
    if column in _OF_PERSON:
        return pl.when(main_is_person).then(value).alias(column)
    owns = _contact_owns(column, pl.when(_BOTH).then(value))  # where there is nobody else, no pattern is tried
    return value if owns is None else pl.when(~owns).then(value).alias(column)


def _contact_value(column: str) -> pl.Expr:
    value = pl.col(column).cast(TYPED_SCHEMA[column])
    owns = _contact_owns(column, value)
    if owns is not None:
        return pl.when(owns).then(value).alias(column)
    return value if column in _OF_CONTACT else pl.lit(None, dtype=TYPED_SCHEMA[column]).alias(column)
