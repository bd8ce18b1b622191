"""Where values come from: records with their import and list, for people."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl
from sqlalchemy import Integer, and_, bindparam, or_, select
from sqlmodel import SQLModel

from service.store.prepared import Prepared
from service.store.session import Work
from service.store.visible import NOW_FOR_FEW, live_records, published

_T = SQLModel.metadata.tables
_R, _I, _L, _M, _LINKS, _C = (_T[n].c for n in ("records", "imports", "lists", "memberships", "links", "customers"))

_SOURCES = Prepared(
    select(
        _R.id, _R.import_id, _R.row_id, _R.line, _I.kind.label("import_kind"), _I.filename, _I.published_us,
        _L.id.label("list_id"), _L.name.label("list_name"), _L.kind.label("list_kind"),
    )
    .join(_T["imports"], _I.id == _R.import_id)
    .join(_T["lists"], _L.id == _R.list_id)
    .where(_R.id.in_(bindparam("records", expanding=True)))
)  # fmt: skip
_LINKED = {
    direction: Prepared(
        select(_LINKS.kind, _M.customer_id, _C.first_name, _C.last_name, _C.company_name)
        .join(_T["memberships"], and_(_M.party_id == other, _M.until_us.is_(None)))
        .join(_T["customers"], and_(_C.id == _M.customer_id, published(_T["customers"], NOW_FOR_FEW)))
        .where(mine.in_(bindparam("parties", expanding=True)), published(_T["links"], NOW_FOR_FEW))
        .order_by(_M.customer_id)
        .limit(bindparam("most", type_=Integer))
    )
    for direction, mine, other in (
        ("to", _LINKS.from_party_id, _LINKS.to_party_id), ("from", _LINKS.to_party_id, _LINKS.from_party_id),
    )
}  # fmt: skip


def sources_of(work: Work, records: list[int]) -> dict[int, dict[str, Any]]:
    """Import and list of records: record_id -> import_id, row_id, line, filename, list_id, list_name, list_kind."""
    return {row.pop("id"): row for row in _SOURCES.rows(work, records=records)}


def records_of(work: Work, parties: pl.Series, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Source rows of parties by id, from behind `after`: every version, with its cells under the file's headings."""
    ids = parties.to_list()
    live = live_records().label("live")
    asked = (
        select(
            _R.id.label("record_id"), _R.import_id, _R.row_id, _R.line, _R.main_party_id, _R.contact_party_id,
            _R.supersedes, _R.cells, _R.extra, live, _I.kind.label("import_kind"), _I.filename, _I.plan,
            _I.published_us, _L.id.label("list_id"), _L.name.label("list_name"), _L.kind.label("list_kind"),
        )
        .join(_T["imports"], _I.id == _R.import_id)
        .join(_T["lists"], _L.id == _R.list_id)
        .where(or_(_R.main_party_id.in_(ids), _R.contact_party_id.in_(ids)), published(_T["records"]), _R.id > after)
    )  # fmt: skip
    found = work.connection.execute(asked.order_by(_R.id).limit(limit)).mappings()
    return [_told(dict(row), set(ids)) for row in found]


def _told(row: dict[str, Any], parties: set[int]) -> dict[str, Any]:
    """A record with its cells as [heading, cell]; cells beyond the headings have none."""
    plan = orjson.loads(row.pop("plan") or "{}")
    headings = [c["heading"] for c in plan.get("columns", [])]
    cells = orjson.loads(row.pop("cells"))
    extra = row.pop("extra")
    named = [{"heading": headings[n] if n < len(headings) else None, "cell": cell} for n, cell in enumerate(cells)]
    main, contact = row.pop("main_party_id"), row.pop("contact_party_id")
    role = "main" if main in parties else "contact"
    rest = {"role": role, "party_id": main if role == "main" else contact, "live": bool(row["live"])}
    return row | rest | {"cells": named, "extra": None if extra is None else orjson.loads(extra)}


def links_of(work: Work, parties: list[int], *, most: int) -> list[dict[str, Any]]:
    """Customers that these parties are linked to: kind, direction (to, from), customer_id and names; by customer."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    for direction, asked in _LINKED.items():
        for row in asked.rows(work, parties=parties, most=most):
            found[row["kind"], direction, row["customer_id"]] = {**row, "direction": direction}
    return list(found.values())
