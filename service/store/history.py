"""What happened with a customer: acts and purchases of its parties, consents, corrections, merges, deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import SQLModel

from service.store import consents, corrections
from service.store.bulk import Schema
from service.store.feed import changes_of
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.visible import live_acts, live_purchases

_T = SQLModel.metadata.tables
_A, _B, _DM, _D, _TO = (_T[n].c for n in ("acts", "purchases", "delivery_members", "deliveries", "customer_redirects"))
_ACTS: Schema = {
    "id": pl.Int64, "party_id": pl.Int64, "side": pl.String, "kind": pl.String, "on_date": pl.String,
    "evidence": pl.String,
}  # fmt: skip
_BOUGHT: Schema = {
    "id": pl.Int64, "party_id": pl.Int64, "kind": pl.String, "on_date": pl.String, "amount_minor": pl.Int64,
    "currency": pl.String, "quantity": pl.Int64, "evidence": pl.String,
}  # fmt: skip


def timeline(work: Work, customer_id: int, parties: pl.Series) -> list[dict[str, Any]]:
    """Everything, the latest first; what has no date comes last. `at`: RFC 3339 moment or ISO day, null: not known."""
    told = [
        *_acts(work, parties), *_purchases(work, parties), *_consents(work, customer_id), *_merges(work, customer_id),
        *_corrections(work, parties), *_deliveries(work, customer_id),
    ]  # fmt: skip
    dated = [t for t in told if t["at"] is not None]
    dated.sort(key=lambda t: (t["at"], t["what"], t["id"]), reverse=True)
    return dated + sorted((t for t in told if t["at"] is None), key=lambda t: (t["what"], t["id"]))


def _moment(us: int | None) -> str | None:
    if us is None:
        return None
    return datetime.fromtimestamp(us / 1_000_000, UTC).isoformat(timespec="auto").replace("+00:00", "Z")


def _acts(work: Work, parties: pl.Series) -> Iterator[dict[str, Any]]:
    rows = read_by_ids(work, [_A[n] for n in _ACTS], _ACTS, _A.party_id, parties, live_acts())
    for row in rows.iter_rows(named=True):
        what = "act" if row["side"] == "theirs" else "action"
        yield {"at": row["on_date"], "what": what, **{k: row[k] for k in ("id", "kind", "evidence", "party_id")}}


def _purchases(work: Work, parties: pl.Series) -> Iterator[dict[str, Any]]:
    rows = read_by_ids(work, [_B[n] for n in _BOUGHT], _BOUGHT, _B.party_id, parties, live_purchases())
    for row in _said_once(rows).iter_rows(named=True):
        at = row.pop("on_date")
        yield {"at": at, "what": "purchase", **row}


def _said_once(purchases: pl.DataFrame) -> pl.DataFrame:
    """A summary that several lines of a customer repeat is one."""
    told = ["kind", "on_date", "amount_minor", "currency", "quantity", "evidence"]
    repeated = (pl.col("kind") == "summary") & ~pl.struct(told).is_first_distinct()
    return purchases.sort("id").filter(~repeated)


def _consents(work: Work, customer_id: int) -> Iterator[dict[str, Any]]:
    points = consents.points_of_customers(work, pl.Series([customer_id], dtype=pl.Int64))
    names = consents.controller_names(work)
    for row in consents.events_of_points(work, points["contact_point_id"]).iter_rows(named=True):
        facts = {k: row[k] for k in ("id", "contact_point_id", "channel", "status", "evidence", "party_id")}
        more = {"purpose": row["purpose_id"], "controller": names[row["controller_id"]]}
        yield {"at": _moment(row["occurred_us"]), "what": "consent", **facts, **more, "kind": row["status"]}


def _merges(work: Work, customer_id: int) -> Iterator[dict[str, Any]]:
    absorbed = list(work.connection.execute(select(_TO.old_id).where(_TO.customer_id == customer_id)).scalars())
    for row in changes_of(work, [customer_id, *absorbed]):
        if row["customer_id"] != customer_id and row["kind"] != "merged":
            continue
        facts = {"kind": row["kind"], "customer_id": row["customer_id"], "into_id": row["into_id"]}
        yield {"at": _moment(row["at_us"]), "what": "customer", "id": row["seq"], "cause": row["cause"], **facts}


def _corrections(work: Work, parties: pl.Series) -> Iterator[dict[str, Any]]:
    for row in corrections.history_of(work, parties).iter_rows(named=True):
        facts = {"field": row["field"], "value": row["value"], "replaced": row["replaced"]}
        known = {"principal": row["principal"], "party_id": row["party_id"]}
        yield {
            "at": _moment(row["at_us"]),
            "what": "correction",
            "kind": "corrected",
            "id": row["id"],
            **facts,
            **known,
        }


def _deliveries(work: Work, customer_id: int) -> Iterator[dict[str, Any]]:
    asked = (
        select(_D.id, _D.channel, _D.purpose_id, _D.created_us, _DM.contact_point_id)
        .join(_T["delivery_members"], _DM.delivery_id == _D.id)
        .where(_DM.customer_id == customer_id)
    )
    for row in work.connection.execute(asked).mappings():
        facts = {"channel": row["channel"], "purpose": row["purpose_id"], "contact_point_id": row["contact_point_id"]}
        yield {"at": _moment(row["created_us"]), "what": "delivery", "kind": "delivered", "id": row["id"], **facts}
