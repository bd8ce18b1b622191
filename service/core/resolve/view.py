"""Records to the members of customers: one row a party, with the golden columns that speak of this party.

The match frame (core/match/view.py) is the same idea for comparing; this one is for surviving. Which contact point
belongs to whom is ruled in core/ownership.py.
"""

from __future__ import annotations

import polars as pl

from service.core.columns import GOLDEN_NAMES, TYPED_COLUMNS, TYPED_SCHEMA
from service.core.ownership import contact_owns_email, contact_owns_phone

_PERSON = frozenset(c.name for c in TYPED_COLUMNS if c.subject == "person")
_OF_CONTACT = _PERSON | {"company_name", "customer_type", "relation", "email", "phone", "phone_mobile", "collected_on"}


def party_view(records: pl.DataFrame) -> pl.DataFrame:
    """One row a party: party_id, kind, record_id, recency (the import), employer_party_id and GOLDEN_NAMES.

    In      records with `main_party_id`, `main_kind`, `contact_party_id`, `contact_kind` and the typed columns.
    Out     a contact person has its names, its own contact points, its employer's name and party; behaviour and the
            postal address stay with the main party.
    """
    both = pl.col("contact_party_id").is_not_null()
    main = records.filter(pl.col("main_party_id").is_not_null()).select(
        *_identity("main"),
        pl.lit(None, dtype=pl.Int64).alias("employer_party_id"),
        *[_main_value(c, both) for c in GOLDEN_NAMES],
    )
    contact = records.filter(both).select(
        *_identity("contact"),
        pl.col("main_party_id").alias("employer_party_id"),
        *[_contact_value(c) for c in GOLDEN_NAMES],
    )
    return pl.concat([main, contact])


def _identity(side: str) -> list[pl.Expr]:
    return [
        pl.col(f"{side}_party_id").alias("party_id"),
        pl.col(f"{side}_kind").alias("kind"),
        pl.col("record_id"),
        pl.col("import_id").alias("recency"),
    ]


def _contact_owns(column: str) -> pl.Expr | None:
    if column == "email":
        return contact_owns_email(pl.col(column))
    if column in ("phone", "phone_mobile"):
        return contact_owns_phone(pl.col(column), mobile_column=column == "phone_mobile")
    return None


def _main_value(column: str, both: pl.Expr) -> pl.Expr:
    value = pl.col(column)
    owns = _contact_owns(column)
    if owns is not None:
        return pl.when(~(both & owns)).then(value).alias(column)
    return pl.when(~both).then(value).alias(column) if column in _PERSON else value


def _contact_value(column: str) -> pl.Expr:
    value = pl.col(column)
    if column not in _OF_CONTACT:
        return pl.lit(None, dtype=TYPED_SCHEMA[column]).alias(column)
    owns = _contact_owns(column)
    return value if owns is None else pl.when(owns).then(value).alias(column)
