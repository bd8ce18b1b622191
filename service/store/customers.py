"""The golden view in the base: writing it in bulk, reading it for people."""

from __future__ import annotations

import polars as pl
from sqlalchemy import select
from sqlmodel import SQLModel

from service.core.columns import GOLDEN_NAMES, TYPED_SCHEMA
from service.store.bulk import Schema, read_frame, update_frame
from service.store.known import read_by_ids
from service.store.rows import Rows
from service.store.session import Work
from service.store.tables.customers import Customer, Membership
from service.store.visible import current_memberships, published
from service.store.writer import write_rows

_C, _M = (SQLModel.metadata.tables[t.__tablename__].c for t in (Customer, Membership))

VALUES: Schema = {
    "kind": pl.String,
    "parties": pl.Int64,
    "last_act_on": pl.String,
    "employer_id": pl.Int64,
    "lineage": pl.String,
    **{name: TYPED_SCHEMA[name] for name in GOLDEN_NAMES},
}
"""What a resolution says of a customer."""


def new_customers(rows: pl.DataFrame, *, now_us: int, import_id: int | None) -> Rows:
    """New customers, to be written: customer_id and VALUES."""
    return Rows(
        Customer,
        rows.select(
            pl.col("customer_id").alias("id"),
            pl.lit(import_id, dtype=pl.Int64).alias("import_id"),
            pl.lit(1).alias("version"),
            pl.lit(now_us).alias("updated_us"),
            pl.lit(now_us).alias("first_seen_us"),
            *VALUES,
        ),
    )


def replace(work: Work, rows: pl.DataFrame, *, now_us: int) -> pl.Series:
    """Write customers as a resolution sees them: insert those that are not there, update those that differ.

    Out     ids of those updated (not of those inserted).
    """
    schema: Schema = {"customer_id": pl.Int64, "version": pl.Int64, "import_id": pl.Int64, **VALUES}
    columns = [_C.id.label("customer_id"), *[_C[n] for n in schema if n != "customer_id"]]
    there = read_by_ids(work, columns, schema, _C.id, rows["customer_id"], published(Customer))
    fresh = rows.join(there, on="customer_id", how="anti")
    write_rows(work, new_customers(fresh, now_us=now_us, import_id=None))
    _remember_first_seen(work, fresh["customer_id"])
    both = rows.join(there, on="customer_id", suffix="_old")
    differs = pl.any_horizontal(pl.col(n).ne_missing(pl.col(f"{n}_old")) for n in VALUES)
    changed = both.filter(differs).sort("customer_id")
    values = changed.select(
        pl.col("customer_id").alias("id"),
        pl.lit(None, dtype=pl.Int64).alias("import_id"),
        (pl.col("version") + 1).alias("version"),
        pl.lit(now_us).alias("updated_us"),
        *VALUES,
    )
    update_frame(work, Customer, ["id"], values)
    return changed["customer_id"]


def of_several_parties(work: Work, *, after: int, limit: int) -> pl.DataFrame:
    """party_id, customer_id of the members of customers of several parties, by customer, from behind `after`."""
    several = select(_C.id).where(_C.id > after, _C.parties > 1, published(Customer)).order_by(_C.id).limit(limit)
    ids = read_frame(work, several, {"id": pl.Int64})["id"]
    columns, schema = [_M.party_id, _M.customer_id], {"party_id": pl.Int64, "customer_id": pl.Int64}
    return read_by_ids(work, columns, schema, _M.customer_id, ids, current_memberships())


def _remember_first_seen(work: Work, ids: pl.Series) -> None:
    """Customers that were there before (a split brings them back) were first seen when their oldest member was."""
    members = read_by_ids(
        work, [_M.party_id, _M.customer_id], {"party_id": pl.Int64, "customer_id": pl.Int64}, _M.customer_id, ids,
        current_memberships(),
    )  # fmt: skip
    since: Schema = {"party_id": pl.Int64, "since_us": pl.Int64}
    moments = read_by_ids(
        work, [_M.party_id, _M.since_us], since, _M.party_id, members["party_id"], published(Membership)
    )
    oldest = members.join(moments, on="party_id").group_by("customer_id").agg(pl.col("since_us").min())
    update_frame(work, Customer, ["id"], oldest.select(id="customer_id", first_seen_us="since_us").sort("id"))


def adopt(work: Work, ids: pl.Series, import_id: int) -> None:
    """Of these customers, those that the import made outlive it: they are of no import from now on."""
    schema: Schema = {"id": pl.Int64, "import_id": pl.Int64}
    made = read_by_ids(work, [_C.id, _C.import_id], schema, _C.id, ids, _C.import_id == import_id)
    update_frame(work, Customer, ["id"], made.with_columns(pl.lit(None, dtype=pl.Int64).alias("import_id")))


def follow_employers(work: Work, gone: pl.DataFrame) -> None:
    """Employees of a customer that is gone now work for whoever answers for it: old_id, customer_id or null."""
    if gone.is_empty():
        return
    schema: Schema = {"id": pl.Int64, "employer_id": pl.Int64}
    staff = read_by_ids(work, [_C.id, _C.employer_id], schema, _C.employer_id, gone["old_id"])
    moved = staff.join(gone, left_on="employer_id", right_on="old_id")
    update_frame(work, Customer, ["id"], moved.select("id", pl.col("customer_id").alias("employer_id")))
