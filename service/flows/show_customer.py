"""One customer as people see it: golden values, where each comes from, contact points, links; its rows; its history."""

from __future__ import annotations

from typing import Any

import polars as pl

from service.core.columns import GOLDEN_NAMES
from service.core.resolve.golden import lineage_of
from service.flows.kin_now import links_that_hold
from service.store import clusters, consents, corrections, history, lineage, reviews
from service.store.people import golden_of, parties_of, party_ids, present_id
from service.store.session import Work

MOST_LINKS = 100


def show_customer(work: Work, customer_id: int) -> dict[str, Any]:
    """The customer that answers for an id; `redirected_from` is the id asked when that was merged into it.

    Raises  NotFound.
    """
    row = golden_of(work, customer_id)
    present = row["id"]
    parties = party_ids(work, present)
    set_by = corrections.rows_of(work, parties)
    values = {name: row[name] for name in GOLDEN_NAMES}
    return {
        "customer_id": present,
        "redirected_from": None if present == customer_id else customer_id,
        **{k: row[k] for k in ("kind", "parties", "version", "updated_us", "first_seen_us", "last_act_on")},
        "employer_id": row["employer_id"],
        "values": values,
        "lineage": _lineage(work, str(row["lineage"]), values, set_by),
        "contact_points": [p for p in consents.points_in_force(work, parties) if not corrections.put_right(p, set_by)],
        "answers": _answers(work, present, parties),
        "links": links_that_hold(work, present, _links(work, present, parties)),
    }


def _links(work: Work, customer_id: int, parties: list[int]) -> list[dict[str, Any]]:
    """Those to other customers."""
    return [link for link in lineage.links_of(work, parties, most=MOST_LINKS) if link["customer_id"] != customer_id]


def _answers(work: Work, customer_id: int, parties: list[int]) -> list[dict[str, Any]]:
    """What people answered on this customer and what holds, the newest first; each can be taken back.

    Out     left_id, right_id, decision, principal, at_us, other_id: the other customer, null when both are of this one.
    """
    held = reviews.answers_on(work, parties)
    ids = pl.Series("party_id", [p for a in held for p in (a.left_id, a.right_id)], dtype=pl.Int64)
    homes = dict(clusters.customers_of(work, ids).iter_rows()) if held else {}
    told = []
    for answer in held:
        others = {c for c in (homes.get(answer.left_id), homes.get(answer.right_id)) if c not in (customer_id, None)}
        row = {k: getattr(answer, k) for k in ("left_id", "right_id", "decision", "principal", "at_us")}
        told.append(row | {"other_id": min(others, default=None)})
    return told


def _lineage(work: Work, text: str, values: dict[str, Any], set_by: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Field -> rule, record_id, import, list; a corrected field also tells who set it, when, and what it replaced."""
    told = lineage_of(text, [f for f, v in values.items() if v is not None])
    sources = lineage.sources_of(work, sorted({record for record, _ in told.values()}))
    found = {
        field: {"rule": rule, "record_id": record, **sources.get(record, {}), "correction": None}
        for field, (record, rule) in told.items()
    }
    for row in set_by:
        where = found.setdefault(row["field"], {"rule": "corrected", "record_id": None})
        if where["rule"] == "corrected":
            where["correction"] = {k: row[k] for k in ("id", "principal", "at_us", "replaced", "party_id")}
    return found


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
