"""What people said of being contacted: acts appended with their proof, and what stands of them at a moment.

An act is on one contact point, channel, purpose and controller, and stays there. A yes needs its moment and its proof:
without them it would be a claim (design, 4.6). A no needs nothing: it refuses at once, for everyone who shares the
contact point it was said on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

import orjson
import polars as pl

from service.core.clean.options import CleanOptions
from service.core.entry import enter
from service.core.govern.basis import list_facts
from service.core.govern.consents import consent_state
from service.errors import BadQuery, NotFound, ValueUnusable
from service.flows.moments import day_in_paris
from service.store import consents
from service.store.deliveries import controller_id
from service.store.facts import POINT_KINDS, every_list
from service.store.finding import parties_at
from service.store.people import parties_of, present_id
from service.store.session import Work

Status = Literal["granted", "refused", "withdrawn"]
_BY = ("contact_point_id", "channel", "purpose_id", "controller_id")


@dataclass(frozen=True)
class Told:
    """One act. Where: `contact_point_id`, or `value` (an address, a number), with `customer_id` when a yes is told."""

    channel: str
    status: Status
    purpose: str = "marketing.own"
    controller: str | None = None
    contact_point_id: int | None = None
    customer_id: int | None = None
    value: str | None = None
    occurred_us: int | None = None
    evidence: str = "api"
    proof: dict[str, Any] | None = None


def append_consents(work: Work, told: Sequence[Told], *, now_us: int) -> list[list[int]]:
    """Append acts in the caller's transaction; the ids of the events of each (a value may be that of several people).

    Raises  NotFound (no such contact point), ValueUnusable (the value, a moment to come), BadQuery (a yes without
            moment or proof, or on several people; a channel that does not use this contact point; the controller).
    """
    rows, sizes = [], []
    for act in told:
        _refuse_claims(act, now_us)
        points = _points(work, act, now_us)
        controller = controller_id(work, act.controller)
        proof = None if act.proof is None else orjson.dumps(act.proof, option=orjson.OPT_SORT_KEYS).decode()
        shared = {
            "import_id": None, "channel": act.channel, "purpose_id": act.purpose, "controller_id": controller,
            "status": act.status, "occurred_us": act.occurred_us, "recorded_us": now_us, "evidence": act.evidence,
            "proof": proof,
        }  # fmt: skip
        rows += [shared | {"contact_point_id": p, "party_id": party} for p, party in points]
        sizes.append(len(points))
    ids = consents.append(work, rows)
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    return [ids[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _refuse_claims(act: Told, now_us: int) -> None:
    if act.channel == "autocall" or act.channel not in POINT_KINDS:
        raise BadQuery("unknown channel", known=sorted(set(POINT_KINDS) - {"autocall"}))
    if act.occurred_us is not None and act.occurred_us > now_us:
        raise ValueUnusable("An act cannot be of a moment to come.", fields=["occurred_at"], codes=["moment.future"])
    if act.status == "granted" and (act.occurred_us is None or not act.proof):
        raise BadQuery("A yes needs its moment and its proof.", needs=["occurred_at", "proof"])


def _points(work: Work, act: Told, now_us: int) -> list[tuple[int, int]]:
    """Contact point and party of the points an act is on."""
    kind = POINT_KINDS[act.channel]
    if act.contact_point_id is not None:
        found = consents.points_by_id(work, pl.Series([act.contact_point_id], dtype=pl.Int64))
    elif act.value is not None:
        value = cleaned_point(kind, act.value, now_us)
        at = parties_at(work, kind, pl.Series([value]), same_box=True)
        found = consents.points_by_id(work, at["contact_point_id"])
    else:
        raise BadQuery("Say on which contact point.", needs=["contact_point_id", "value"])
    if act.customer_id is not None:
        own = parties_of(work, present_id(work, act.customer_id))
        found = found.filter(pl.col("party_id").is_in(own.implode()))
    if found.is_empty():
        raise NotFound("There is no such contact point.")
    if found["kind"][0] != kind:
        raise BadQuery("This channel does not use this contact point.", channel=act.channel)
    if act.status == "granted" and found["customer_id"].n_unique() > 1:
        raise BadQuery("Several people have this contact point: say who said yes.", needs=["customer_id"])
    return list(found.select("contact_point_id", "party_id").iter_rows())


def cleaned_point(kind: str, value: str, now_us: int) -> str:
    """An address or number as contact points have it.

    Raises  ValueUnusable; BadQuery for a postal address, which has no one spelling.
    """
    if kind == "postal":
        raise BadQuery("Name a postal address by its contact point.", needs=["contact_point_id"])
    (found,) = cleaned_points([(kind, value)], now_us)
    if found is None:
        raise ValueUnusable(fields=["value"], codes=["value.unusable"])
    return found


def cleaned_points(given: Sequence[tuple[str, str]], now_us: int) -> list[str | None]:
    """Kind (email, phone) and value of contact points, cleaned; null where it is none."""
    entered = enter([{kind: value} for kind, value in given], CleanOptions(today=day_in_paris(now_us)))
    rows = entered.prepared.rows.iter_rows(named=True)
    return [row[kind] for (kind, _), row in zip(given, rows, strict=True)]


def consents_of(work: Work, customer_id: int, *, at_us: int, zone: ZoneInfo) -> dict[str, Any]:
    """What stands at a moment on every contact point of a customer, and every act behind it.

    Raises  NotFound.
    """
    present = present_id(work, customer_id)
    points = consents.points_of_customers(work, pl.Series([present], dtype=pl.Int64))
    events = consents.events_of_points(work, points["contact_point_id"])
    names = consents.controller_names(work)
    told = _with_attested(work, events, points)
    state = consent_state(told, at_us, zone=zone, by=_BY) if told.height else told.clear()
    place = {p["contact_point_id"]: p for p in points.iter_rows(named=True)}
    stands = [
        {
            **{k: row[k] for k in _BY if k != "controller_id"}, "controller": names[row["controller_id"]],
            "kind": place[row["contact_point_id"]]["kind"], "value": place[row["contact_point_id"]]["value"],
            "live": place[row["contact_point_id"]]["live"], "state": row["consent"], "granted_on": row["granted_on"],
            "complete_on": row["complete_on"],
        }
        for row in (state.sort(_BY).iter_rows(named=True) if told.height else ())
    ]  # fmt: skip
    acts = [
        {**{k: v for k, v in row.items() if k != "controller_id"}, "controller": names[row["controller_id"]],
         "proof": None if row["proof"] is None else orjson.loads(row["proof"])}
        for row in events.iter_rows(named=True)
    ]  # fmt: skip
    return {"customer_id": present, "state": stands, "events": acts}


def events_page(work: Work, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Every act by id, from behind `after`: EVENTS of store/consents.py, customer_id, controller; proof as JSON."""
    rows = consents.page_of_events(work, after=after, limit=limit)
    return [row | {"proof": None if row["proof"] is None else orjson.loads(row["proof"])} for row in rows]


def _with_attested(work: Work, events: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Events with whether the basis of their list vouches for their channel."""
    lists = every_list(work)
    vouched = [
        list_facts(lists, channel).select("list_id", "attested", pl.lit(channel).alias("channel"))
        for channel in events["channel"].unique().sort()
    ]
    placed = events.join(points.select("contact_point_id", "list_id"), on="contact_point_id", how="left")
    if not vouched:
        return placed.with_columns(attested=pl.lit(value=False))
    known = placed.join(pl.concat(vouched), on=["list_id", "channel"], how="left")
    return known.with_columns(pl.col("attested").fill_null(value=False))
