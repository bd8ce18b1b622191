"""The rows of a published import as they came, and what was wrong with them: for people, page by page."""

from __future__ import annotations

from typing import Any, Literal

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, func, literal, literal_column, or_, select, union_all
from sqlmodel import SQLModel

from service.core.columns import TYPED_SCHEMA
from service.store.bulk import Schema, read_frame
from service.store.session import Work
from service.store.tables.records import Issue, Record, Sighting
from service.store.visible import current_memberships

Outcome = Literal["accepted", "rejected", "quarantined"]

_T = SQLModel.metadata.tables
_R, _S, _I = (_T[t.__tablename__].c for t in (Record, Sighting, Issue))
_M, _CH = _T["memberships"].c, _T["changes"].c
_ROWS: Schema = {
    "row_id": pl.Int64, "line": pl.Int64, "outcome": pl.String, "code": pl.String, "cells": pl.String,
}  # fmt: skip
_ISSUES: Schema = {
    "row_id": pl.Int64, "n": pl.Int64, "line": pl.Int64, "column_index": pl.Int64, "field": pl.String,
    "code": pl.String, "before": pl.String, "after": pl.String,
}  # fmt: skip
# the words of the partial index records_not_accepted: without them SQLite would not use it
_NOT_ACCEPTED: ColumnElement[bool] = literal_column("outcome <> 'accepted'")


def rows_of(work: Work, import_id: int, outcome: Outcome, *, after: int, limit: int) -> pl.DataFrame:
    """row_id, line, outcome, code, cells (JSON array of the cells as they came) of rows after a row, by row_id.

    An unchanged row is stored once, under the import that brought it first: its cells come from there.
    """
    columns: list[ColumnElement[Any]] = [_R.row_id, _R.line, _R.outcome, _R.code, _R.cells]
    mine = and_(_R.import_id == import_id, _R.outcome == outcome, _R.row_id > after)
    if outcome != "accepted":
        mine = and_(mine, _NOT_ACCEPTED)
    own = read_frame(work, select(*columns).where(mine).order_by(_R.row_id).limit(limit), _ROWS)
    if outcome != "accepted":
        return own
    seen = select(_S.row_id, _S.line, literal("accepted").label("outcome"), _R.code, _R.cells)
    seen = seen.join(_T["records"], _R.id == _S.record_id).where(_S.import_id == import_id, _S.row_id > after)
    again = read_frame(work, seen.order_by(_S.row_id).limit(limit), _ROWS)
    return pl.concat([own, again]).sort("row_id").head(limit)


def issues_of(
    work: Work, import_id: int, *, field: str | None, code: str | None, after: tuple[int, int], limit: int
) -> pl.DataFrame:
    """row_id, n, line, column_index, field, code, before, after of issues behind one (row_id, n), in that order."""
    behind = or_(_I.row_id > after[0], and_(_I.row_id == after[0], _I.n > after[1]))
    columns: list[ColumnElement[Any]] = [
        _I.row_id, _I.n, _R.line, _I.column_index, _I.field, _I.code, _I.before, _I.after,
    ]  # fmt: skip
    asked = (
        select(*columns)
        .outerjoin(_T["records"], and_(_R.import_id == _I.import_id, _R.row_id == _I.row_id))
        .where(_I.import_id == import_id, _I.row_id >= after[0], behind)
    )
    if field is not None:
        asked = asked.where(_I.field == field)
    if code is not None:
        asked = asked.where(_I.code == code)
    return read_frame(work, asked.order_by(_I.row_id, _I.n).limit(limit), _ISSUES)


def issues_counted(work: Work, import_id: int) -> pl.DataFrame:
    """field, code, issues, rows: how often each code stands on each field, and on how many rows."""
    asked = (
        select(_I.field, _I.code, func.count().label("issues"), func.count(_I.row_id.distinct()).label("rows"))
        .where(_I.import_id == import_id)
        .group_by(_I.field, _I.code)
        .order_by(_I.field, _I.code)
    )
    return read_frame(work, asked, {"field": pl.String, "code": pl.String, "issues": pl.Int64, "rows": pl.Int64})


def rows_with_codes(work: Work, import_id: int, codes: list[str]) -> dict[str, int]:
    """Field to the number of its rows that bear one of these codes."""
    asked = (
        select(_I.field, func.count(_I.row_id.distinct()).label("rows"))
        .where(_I.import_id == import_id, _I.code.in_(codes))
        .group_by(_I.field)
    )
    return {row.field: int(row.rows) for row in work.connection.execute(asked)}


def filled(work: Work, import_id: int, columns: list[str]) -> dict[str, int]:
    """How many accepted rows of the import have a value in each of these typed columns."""
    wanted = [c for c in columns if c in TYPED_SCHEMA]
    if not wanted:
        return {}
    counts = [func.count(_R[c]).label(c) for c in wanted]
    own = select(*counts).where(_R.import_id == import_id, _R.outcome == "accepted")
    seen = select(*counts).join(_T["sightings"], _S.record_id == _R.id).where(_S.import_id == import_id)
    sums = dict.fromkeys(wanted, 0)
    for asked in (own, seen):
        for name, count in work.connection.execute(asked).mappings().one().items():
            sums[name] += int(count)
    return sums


def _sides(import_id: int) -> list[Select[Any]]:
    """Queries of the parties that the accepted rows of an import speak of: new rows and seen ones, main and contact."""
    sides = []
    for side in (_R.main_party_id, _R.contact_party_id):
        own = select(side).where(_R.import_id == import_id, _R.outcome == "accepted", side.is_not(None))
        seen = select(side).join(_T["sightings"], _S.record_id == _R.id)
        sides += [own, seen.where(_S.import_id == import_id, side.is_not(None))]
    return sides


def parties_of(import_id: int) -> Select[Any]:
    """A query of those parties."""
    united = union_all(*_sides(import_id)).subquery()
    return select(united.c[0])


def customers_of(import_id: int) -> Select[Any]:
    """A query of the customers that those parties belong to now."""
    return select(_M.customer_id).where(_M.party_id.in_(parties_of(import_id)), current_memberships())


def members_of(work: Work, import_id: int) -> pl.DataFrame:
    """party_id, customer_id of those parties, each once.

    Each side is joined by itself: PostgreSQL takes a union of a million parties for 200 and then looks each one up.
    """
    schema = {"party_id": pl.Int64, "customer_id": pl.Int64}
    parts = []
    for parties in _sides(import_id):
        side = parties.subquery()
        asked = select(_M.party_id, _M.customer_id).join(side, side.c[0] == _M.party_id).where(current_memberships())
        parts.append(read_frame(work, asked, schema))
    return pl.concat(parts).unique("party_id")


def together(members: pl.DataFrame) -> dict[str, int]:
    """How many parties the accepted rows speak of, how many customers these are, and how many of them have company.

    In      party_id, customer_id (`members_of`).
    """
    customers = members.group_by("customer_id").len()
    return {
        "parties": members.height,
        "customers": customers.height,
        "customers_of_several_rows": int((customers["len"] > 1).sum()),
    }


def all_together(work: Work) -> dict[str, int]:
    """As `together`, of the whole base: parties with a customer, and customers."""
    asked = select(func.count().label("parties"), func.count(_M.customer_id.distinct()).label("customers"))
    row = work.connection.execute(asked.where(current_memberships())).one()
    return {"parties": int(row.parties), "customers": int(row.customers)}


def changes_caused(work: Work, import_id: int) -> dict[str, int]:
    """What the import did to customers: created, updated, merged… and how many."""
    asked = (
        select(_CH.kind, func.count().label("n"))
        .where(_CH.cause == "import", _CH.cause_id == import_id)
        .group_by(_CH.kind)
        .order_by(_CH.kind)
    )
    return {row.kind: int(row.n) for row in work.connection.execute(asked)}
