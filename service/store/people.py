"""Customers as people look them up: which id answers, who its parties are, what they look like to matching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, bindparam, select
from sqlmodel import SQLModel

from service.core.match.view import party_frame
from service.errors import NotFound
from service.store.clusters import parties_by_id, records_of_parties
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.tables.customers import Customer
from service.store.visible import NOW_FOR_FEW, current_memberships, published

_T = SQLModel.metadata.tables
_C, _TO, _M = (_T[n].c for n in ("customers", "customer_redirects", "memberships"))

_ASKED = bindparam("customer_id", type_=BigInteger)
_PRESENCE = Prepared(select(_C.id).where(_C.id == _ASKED, published(Customer, NOW_FOR_FEW)))
_GOLDEN = Prepared(select(*_C).where(_C.id == _ASKED, published(Customer, NOW_FOR_FEW)))
_REDIRECT = Prepared(select(_TO.customer_id).where(_TO.old_id == _ASKED))
_PARTIES = Prepared(
    select(_M.party_id).where(_M.customer_id == _ASKED, current_memberships(NOW_FOR_FEW)).order_by(_M.party_id)
)


def present_id(work: Work, customer_id: int) -> int:
    """The id that answers for a customer now: its own, or that of the customer it was merged into.

    Raises  NotFound: never given, or erased.
    """
    if _PRESENCE.one(work, customer_id=customer_id) is not None:
        return customer_id
    survivor = _REDIRECT.one(work, customer_id=customer_id)
    if survivor is None or _PRESENCE.one(work, customer_id=survivor["customer_id"]) is None:
        raise NotFound("There is no customer under this id.")
    return int(survivor["customer_id"])


def present_ids(work: Work, customers: Sequence[int]) -> dict[int, int]:
    """The id that answers for each customer now; without those that nobody answers for."""
    wanted = sorted(set(customers))
    redirects = dict(work.connection.execute(select(_TO.old_id, _TO.customer_id).where(_TO.old_id.in_(wanted))).all())
    answering = {c: redirects.get(c, c) for c in wanted}
    asked = select(_C.id).where(_C.id.in_(sorted(set(answering.values()))), published(Customer))
    there = set(work.connection.execute(asked).scalars())
    return {c: a for c, a in answering.items() if a in there}


def party_ids(work: Work, customer_id: int) -> list[int]:
    """Ids of the parties of a customer, the oldest first."""
    return [row["party_id"] for row in _PARTIES.rows(work, customer_id=customer_id)]


def parties_of(work: Work, customer_id: int) -> pl.Series:
    """`party_ids` as a column `party_id`."""
    return pl.Series("party_id", party_ids(work, customer_id), dtype=pl.Int64)


def golden_of(work: Work, customer_id: int) -> dict[str, Any]:
    """The row of the customer that answers for an id: golden values, lineage, version; see `present_id`.

    Raises  NotFound.
    """
    found = _GOLDEN.one(work, customer_id=customer_id)
    return found or _GOLDEN.rows(work, customer_id=present_id(work, customer_id))[0]


def golden_rows(work: Work, customers: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of customers that are there, by id; see `golden_of`."""
    asked = select(*_C).where(_C.id.in_(sorted(set(customers))), published(Customer)).order_by(_C.id)
    return [dict(row) for row in work.connection.execute(asked).mappings()]


SIDE: tuple[str, ...] = (
    "customer_code", "salutation", "first_name", "last_name", "birth_date", "job_title", "company_name", "siren",
    "siret", "email", "email_secondary", "phone", "phone_mobile", "phone_secondary", "address_line1", "address_line2",
    "address_line3", "postal_code", "city", "country_code", "last_order_date", "total_spent_minor", "currency",
)  # fmt: skip
"""What a reviewer sees of a party."""


def sides_of(work: Work, parties: list[int]) -> dict[int, dict[str, object]]:
    """Parties as their newest live record speaks of them: kind, record and list, and the values of SIDE."""
    ids = pl.Series("party_id", parties, dtype=pl.Int64)
    records = records_of_parties(work, ids)
    spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
    kinds = parties_by_id(work, spoken)
    for side in ("main", "contact"):
        of_side = kinds.select(pl.col("party_id").alias(f"{side}_party_id"), pl.col("kind").alias(f"{side}_kind"))
        records = records.join(of_side, on=f"{side}_party_id", how="left", maintain_order="left")
    rows = party_frame(records, SIDE).filter(pl.col("party_id").is_in(ids.implode()))
    newest = rows.sort("party_id", "record_id").unique("party_id", keep="last", maintain_order=True)
    return {int(row.pop("party_id")): row for row in newest.iter_rows(named=True)}
