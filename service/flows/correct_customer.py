"""A person puts a customer right: the values hang on the party they replace, and win over every file from now on.

What is sent goes through the same cleaning as a file. A corrected email, number or address becomes a contact point of
that party, without any consent: consent never moves (design, 4.6). The place it replaces is no longer used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.core.clean.options import CleanOptions
from service.core.clean.parties import split
from service.core.columns import TYPED_COLUMNS, TYPED_NAMES
from service.core.entry import ENTRY_FIELDS, enter, refused
from service.core.match.view import MATCH_SCHEMA
from service.core.resolve.corrected import CORRECTABLE
from service.core.resolve.golden import lineage_of
from service.errors import ValueUnusable
from service.flows.joining import join_in, parties_frame
from service.flows.moments import day_in_paris
from service.flows.resolving import resolve_around
from service.store import clusters, corrections
from service.store.people import golden_of, parties_of, present_id
from service.store.session import Work
from service.store.turns import take_turn

ADDRESS = ("address_line1", "address_line2", "address_line3", "postal_code", "city", "country_code")
_KIND = {"email": "email", "phone": "phone", "phone_mobile": "phone"} | dict.fromkeys(ADDRESS, "postal")
_OF_PERSON = {c.name for c in TYPED_COLUMNS if c.subject == "person"} - {"language"}


@dataclass(frozen=True)
class Corrected:
    """The customer that answers now, and the fields that were changed."""

    customer_id: int
    fields: list[str]


@dataclass(frozen=True)
class _Place:
    """The party and record a value came from."""

    party_id: int
    record_id: int


def correctable(kind: str) -> tuple[str, ...]:
    """The fields of a customer of this kind that a person may correct."""
    return tuple(f for f in CORRECTABLE if kind == "person" or f not in _OF_PERSON)


def correct_customer(
    work: Work, customer_id: int, given: Mapping[str, str | None], *, principal: str, now_us: int
) -> Corrected:
    """Set fields of CORRECTABLE to values, or to nothing (null), in the caller's transaction.

    Raises  NotFound; ValueUnusable (facts: fields, codes); Busy.
    """
    take_turn(work, now_us=now_us)
    present = present_id(work, customer_id)
    golden = golden_of(work, present)
    values = _cleaned(golden, given, now_us)
    changed = {field: value for field, value in values.items() if golden[field] != value}
    if not changed:
        return Corrected(present, [])
    parties = parties_of(work, present)
    places = _places(work, golden, parties, list(changed))
    for field, value in changed.items():
        told: dict[str, Any] = {"field": field, "value": value, "replaced": golden[field]}
        place = places[field]
        last = corrections.correct(
            work, party_id=place.party_id, record_id=place.record_id, principal=principal, now_us=now_us, **told
        )
    _reach(work, golden | changed, {_KIND[f]: places[f] for f in changed if f in _KIND})
    touched = pl.Series("party_id", sorted({p.party_id for p in places.values()}), dtype=pl.Int64)
    frame = _as_corrected(parties_frame(work, touched), changed, places)
    apart = join_in(work, frame, import_id=corrections.BY_HAND, now_us=now_us)
    resolve_around(work, pl.concat([touched, apart]), now_us=now_us, cause="correction", cause_id=last)
    return Corrected(_customer_of(work, touched), sorted(changed))


def _cleaned(golden: Mapping[str, Any], given: Mapping[str, str | None], now_us: int) -> dict[str, str | None]:
    """The values as a file's would be stored, read beside what is known (a number's country, a postcode's town)."""
    if strange := sorted(set(given) - set(correctable(golden["kind"]))):
        raise ValueUnusable("These fields cannot be corrected here.", fields=strange, known=list(CORRECTABLE))
    known = {f: golden[f] for f in ENTRY_FIELDS if f in CORRECTABLE and golden[f] is not None}
    told = {f: v for f, v in given.items() if v is not None and v.strip()}
    silent = {f: None for f in given if f not in told}
    entered = enter([{**known, **silent, **told}], CleanOptions(today=day_in_paris(now_us)))
    if wrong := refused([told], entered):
        raise ValueUnusable(fields=[str(w["field"]) for w in wrong], codes=[str(w["code"]) for w in wrong])
    row = entered.prepared.rows.row(0, named=True)
    return {f: (row[f] if f in told else None) for f in given}


def _places(work: Work, golden: Mapping[str, Any], parties: pl.Series, fields: list[str]) -> dict[str, _Place]:
    """Where each field's present value comes from: a party of the customer; its oldest one when there is no value."""
    records = clusters.records_of_parties(work, parties).sort("record_id")
    inside = set(parties.to_list())
    by_record: dict[int, _Place] = {}
    by_party: dict[int, _Place] = {}
    for row in records.iter_rows(named=True):
        party = next(p for p in (row["main_party_id"], row["contact_party_id"]) if p in inside)
        by_record[row["record_id"]] = by_party[party] = _Place(party, row["record_id"])
    present = [f for f in (*fields, *ADDRESS) if golden[f] is not None]
    told = {f: by_record[r] for f, (r, _) in lineage_of(str(golden["lineage"]), present).items() if r in by_record}
    standing = corrections.history_of(work, parties, live=True)
    hand = {r["field"]: by_party[r["party_id"]] for r in standing.iter_rows(named=True) if r["party_id"] in by_party}
    oldest = by_party[min(by_party)]
    of_address = next((told[f] for f in ADDRESS if f in told), oldest)  # a line more of an address goes where it stands
    return {f: hand.get(f) or told.get(f) or (of_address if f in ADDRESS else oldest) for f in fields}


def _reach(work: Work, golden: Mapping[str, Any], kinds: Mapping[str, _Place]) -> None:
    """Give the corrected contact points to their parties."""
    for kind, place in kinds.items():
        fields = [f for f, k in _KIND.items() if k == kind]
        party = pl.Series("party_id", [place.party_id], dtype=pl.Int64)
        standing = corrections.history_of(work, party, live=True).filter(pl.col("field").is_in(fields))
        values = dict(standing.select("field", "value").iter_rows())
        if kind == "postal":
            values = {f: golden[f] for f in ADDRESS}
        points = _points(values).filter(pl.col("kind") == kind).select("kind", "subtype", "value", "key")
        corrections.set_points(work, place.party_id, place.record_id, kind, points)


def _points(values: Mapping[str, Any]) -> pl.DataFrame:
    """The contact points of one party with these values."""
    row = {"row_id": 1, "outcome": "accepted", **{n: values.get(n) for n in TYPED_NAMES}}
    schema = {"row_id": pl.Int64, "outcome": pl.String, **{c.name: c.dtype for c in TYPED_COLUMNS}}
    return split(pl.DataFrame([row], schema=schema)).contact_points


def _as_corrected(frame: pl.DataFrame, changed: Mapping[str, Any], places: Mapping[str, _Place]) -> pl.DataFrame:
    """The match frame of the touched parties, with their new values."""
    for field, value in changed.items():
        if field in MATCH_SCHEMA:
            here = pl.col("party_id") == places[field].party_id
            frame = frame.with_columns(pl.when(here).then(pl.lit(value, dtype=pl.String)).otherwise(field).alias(field))
    return frame


def _customer_of(work: Work, parties: pl.Series) -> int:
    return int(clusters.customers_of(work, parties)["customer_id"][0])
