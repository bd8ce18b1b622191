"""One customer as people see it: golden values, where each comes from, contact points, links; its rows; its history."""

from __future__ import annotations

from typing import Any

import polars as pl

from service.core.columns import GOLDEN_NAMES
from service.core.resolve.golden import lineage_of
from service.store import consents, corrections, history, lineage
from service.store.facts import POINT_KINDS, without_replaced
from service.store.people import golden_of, parties_of, present_id
from service.store.session import Work

MOST_LINKS = 100


def show_customer(work: Work, customer_id: int) -> dict[str, Any]:
    """The customer that answers for an id; `redirected_from` is the id asked when that was merged into it.

    Raises  NotFound.
    """
    present = present_id(work, customer_id)
    row = golden_of(work, present)
    parties = parties_of(work, present)
    values = {name: row[name] for name in GOLDEN_NAMES}
    return {
        "customer_id": present,
        "redirected_from": None if present == customer_id else customer_id,
        **{k: row[k] for k in ("kind", "parties", "version", "updated_us", "first_seen_us", "last_act_on")},
        "employer_id": row["employer_id"],
        "values": values,
        "lineage": _lineage(work, str(row["lineage"]), values, parties),
        "contact_points": _points(work, present),
        "links": lineage.links_of(work, parties, most=MOST_LINKS),
    }


def _lineage(work: Work, text: str, values: dict[str, Any], parties: pl.Series) -> dict[str, dict[str, Any]]:
    """Field -> rule, record_id, import, list; a corrected field also tells who set it, when, and what it replaced."""
    told = lineage_of(text, [f for f, v in values.items() if v is not None])
    sources = lineage.sources_of(work, sorted({record for record, _ in told.values()}))
    set_by: dict[str, dict[str, Any]] = {}
    for row in corrections.history_of(work, parties, live=True).iter_rows(named=True):
        set_by[row["field"]] = {k: row[k] for k in ("id", "principal", "at_us", "replaced", "party_id")}
    found = {
        field: {"rule": rule, "record_id": record, **sources.get(record, {}), "correction": None}
        for field, (record, rule) in told.items()
    }
    for field, correction in set_by.items():
        if field in found and found[field]["rule"] != "corrected":
            continue
        found.setdefault(field, {"rule": "corrected", "record_id": None})["correction"] = correction
    return found


def _points(work: Work, customer_id: int) -> list[dict[str, Any]]:
    """Contact points in force: not ended by their source, not put right by a person."""
    ids = pl.Series("customer_id", [customer_id], dtype=pl.Int64)
    points = consents.points_of_customers(work, ids)
    live: set[int] = set()
    for channel in ("email", "phone", "post"):
        of_kind = points.filter(pl.col("kind") == POINT_KINDS[channel])
        if of_kind.height:
            kept = without_replaced(work, of_kind, channel, ids).filter("live")
            live |= set(kept["contact_point_id"].to_list())
    shown = points.filter(pl.col("contact_point_id").is_in(sorted(live)))
    columns = ["contact_point_id", "kind", "subtype", "value", "party_id", "list_id", "record_id"]
    by_hand = pl.col("import_id") == corrections.BY_HAND
    return shown.select(*columns, by_hand.alias("by_hand")).to_dicts()


def records_of_customer(work: Work, customer_id: int, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Every source row of a customer, by record id from behind `after`: cells as they came, line, import, list.

    Raises  NotFound.
    """
    parties = parties_of(work, present_id(work, customer_id))
    return lineage.records_of(work, parties, after=after, limit=limit)


def timeline_of_customer(work: Work, customer_id: int) -> list[dict[str, Any]]:
    """What happened with a customer, the latest first (store/history.py).

    Out     each with `at` (a moment or a day), `what`, and facts of its own; `id` is unique within `what`.
    Raises  NotFound.
    """
    present = present_id(work, customer_id)
    return history.timeline(work, present, parties_of(work, present))
