"""Objection lists: an address or a number that must not be contacted, kept as a keyed hash and never in plain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from service.core.govern.identities import contact_identity, identity_hash
from service.errors import BadQuery, NotFound, ValueUnusable
from service.flows.consents import cleaned_points
from service.store import consents, suppressions
from service.store.deliveries import controller_id
from service.store.facts import POINT_KINDS
from service.store.session import Database, Work
from service.store.tombstones import append_new

_NO_TOMBSTONE = 2**62  # beyond every id: only objections are new


@dataclass(frozen=True)
class Objection:
    """On a contact point: its id, or kind (email, phone) and value. Null: every channel, purpose, controller."""

    kind: str | None = None
    value: str | None = None
    contact_point_id: int | None = None
    channel: str | None = None
    purpose: str | None = None
    controller: str | None = None


def append_objections(work: Work, told: Sequence[Objection], *, secret: bytes, now_us: int) -> list[int]:
    """Append objections in the caller's transaction; call `keep_outside` once it is committed.

    Raises  ValueUnusable (facts: places in the list), NotFound, BadQuery.
    """
    rows: list[dict[str, Any]] = []
    for objection, (kind, value) in zip(told, _placed(work, told, now_us), strict=True):
        if objection.channel is not None and POINT_KINDS.get(objection.channel) != kind:
            raise BadQuery("This channel does not use this contact point.", channel=objection.channel)
        controller = None if objection.controller is None else controller_id(work, objection.controller)
        rows.append(
            {
                "point_hash": _hash(secret, kind, value), "kind": kind, "channel": objection.channel,
                "purpose_id": objection.purpose, "controller_id": controller, "at_us": now_us, "source": "api",
            }
        )  # fmt: skip
    return suppressions.append(work, rows)


def _placed(work: Work, told: Sequence[Objection], now_us: int) -> list[tuple[str, str]]:
    """Kind and value of each, as contact points have them."""
    named = [n for n, o in enumerate(told) if o.contact_point_id is None]
    given = [(str(told[n].kind), str(told[n].value)) for n in named]
    if any(kind not in ("email", "phone") for kind, _ in given):
        raise BadQuery("Say which contact point.", needs=["contact_point_id", "kind", "value"])
    cleaned = dict(zip(named, cleaned_points(given, now_us), strict=True)) if given else {}
    if wrong := [n for n in named if cleaned[n] is None]:
        raise ValueUnusable(fields=[f"items/{n}/value" for n in wrong], codes=["value.unusable"] * len(wrong))
    ids = [o.contact_point_id for o in told if o.contact_point_id is not None]
    points = consents.points_by_id(work, pl.Series(ids, dtype=pl.Int64))
    there = {p["contact_point_id"]: (p["kind"], p["value"]) for p in points.iter_rows(named=True)}
    if missing := [i for i in ids if i not in there]:
        raise NotFound("There is no such contact point.", contact_points=missing)
    return [
        (str(o.kind), str(cleaned[n])) if o.contact_point_id is None else there[o.contact_point_id]
        for n, o in enumerate(told)
    ]


def _hash(secret: bytes, kind: str, value: str) -> str:
    return identity_hash(secret, contact_identity(kind, value))


def keep_outside(database: Database, keys: Path, before: int) -> None:
    """Append the objections behind id `before` to the file outside backups (store/tombstones.py)."""
    append_new(database, keys, (_NO_TOMBSTONE, before))


def objections_on(work: Work, kind: str, value: str, *, secret: bytes, now_us: int) -> list[dict[str, Any]]:
    """The objections on an address or number, the oldest first; none: nobody objected.

    Raises  ValueUnusable.
    """
    (cleaned,) = cleaned_points([(kind, value)], now_us)
    if cleaned is None:
        raise ValueUnusable(fields=["value"], codes=["value.unusable"])
    return suppressions.of_hash(work, _hash(secret, kind, cleaned))
