"""One customer entered by a person or a program: an import of kind `manual` with one row, published in one call.

The same stages as a file: cleaned, split into parties, compared with the base, resolved. Somebody who is there already
is found: the new record then belongs to that customer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
import polars as pl
from sqlmodel import SQLModel

from service.core.clean.options import CleanOptions
from service.core.entry import Entered, enter, refused
from service.core.pipeline import Prepared
from service.errors import ErasedBefore, ValueUnusable
from service.flows.erased import without_erased
from service.flows.joining import join_in, parties_frame
from service.flows.moments import day_in_paris
from service.flows.resolving import resolve_around
from service.flows.staged import PURPOSE
from service.flows.staging import Ids, ImportFacts, Known, TableRows, assemble, wanted
from service.store import clusters, imports
from service.store.bulk import insert_frame
from service.store.deliveries import controllers
from service.store.ids import take_ids
from service.store.imports import ListTerms
from service.store.session import Work
from service.store.turns import take_turn

MANUAL_LIST = "manual"
"""The list that entered customers are kept in."""

_TABLES = SQLModel.metadata.tables
_ORDER = ("records", "parties", "contact_points", "links", "acts", "purchases", "consent_events")


@dataclass(frozen=True)
class Created:
    """customer_id: who answers now; contact_id: the contact person, when a firm and a person were entered at once.
    `existing`: the customer was there already and the new record joined it.
    """

    customer_id: int
    contact_id: int | None
    existing: bool
    record_id: int
    import_id: int


def create_customer(
    work: Work, given: Mapping[str, str | None], *, secret: bytes, now_us: int, came_back: bool = False
) -> Created:
    """Enter one customer in the caller's transaction.

    In      fields of core/entry.py; `came_back`: somebody erased before has come back by their own act.
    Raises  ValueUnusable (facts: fields, codes; row.no-party when nobody can be made of it), ErasedBefore, Busy.
    """
    take_turn(work, now_us=now_us)
    entered = enter([given], CleanOptions(today=day_in_paris(now_us)))
    if wrong := refused([given], entered):
        raise ValueUnusable(fields=[str(w["field"]) for w in wrong], codes=[str(w["code"]) for w in wrong])
    if entered.prepared.rows["outcome"][0] != "accepted":
        raise ValueUnusable("Nobody can be made of this.", fields=[], codes=["row.no-party"])
    terms = _manual_list(work, now_us)
    _refuse_erased(work, entered, terms, secret, came_back=came_back)
    tables, import_id = _written(work, entered, terms, given, now_us)
    parties = tables.inserts["parties"]["id"]
    frame = parties_frame(work, parties)
    apart = join_in(work, frame, import_id=import_id, now_us=now_us)
    resolve_around(work, pl.concat([parties, apart]), now_us=now_us, cause="import", cause_id=import_id)
    homes = dict(clusters.customers_of(work, parties).iter_rows())
    record = tables.inserts["records"].row(0, named=True)
    main, contact = homes[record["main_party_id"]], homes.get(record["contact_party_id"])
    # a party of its own carries its own number: any other customer was there before
    return Created(main, contact, main != record["main_party_id"], record["id"], import_id)


def _manual_list(work: Work, now_us: int) -> ListTerms:
    found = imports.list_named(work, MANUAL_LIST)
    if found is not None:
        return found
    names = list(controllers(work).values())
    controller = names[0] if len(names) == 1 else "default"
    terms = {"kind": "owned", "audience": None, "basis": None, "controller": controller}
    return imports.add_list(work, MANUAL_LIST, **terms, now_us=now_us)  # type: ignore[arg-type]  # the keys are those of the arguments


def _refuse_erased(work: Work, entered: Entered, terms: ListTerms, secret: bytes, *, came_back: bool) -> None:
    if came_back:
        return
    kept: Prepared = without_erased(work, entered.prepared, entered.identities, list_id=terms.id, secret=secret)
    if kept.rows["outcome"][0] != "accepted":
        raise ErasedBefore("Say that they came back by themselves to enter them anew.")


def _written(
    work: Work, entered: Entered, terms: ListTerms, given: Mapping[str, str | None], now_us: int
) -> tuple[TableRows, int]:
    """The import, its record and what hangs on it."""
    import_id = take_ids(work, "imports", 1)
    known = entered.identities.select("row_id", "source_key", "row_hash")
    rows = entered.prepared.rows.join(known, on="row_id", maintain_order="left")
    rows = rows.with_columns(pl.lit(None, dtype=pl.Int64).alias("supersedes"))
    frames = entered.prepared.frames
    ids = Ids(**{noun: take_ids(work, noun, n) for noun, n in wanted(rows, frames).items()})
    facts = ImportFacts(import_id, terms.id, terms.controller_id, PURPOSE, now_us)
    tables = assemble(rows, frames, Known(), ids, facts)
    body = orjson.dumps([import_id, dict(given)], option=orjson.OPT_SORT_KEYS)  # the same person twice is two records
    counted = dict.fromkeys(("lines", "row_lines", "rows", "accepted", "fresh"), 1)
    imports.add_import(
        work, import_id, terms.id, state="published", kind="manual", sha256=hashlib.sha256(body).hexdigest(),
        size=len(body), plan=entered.plan.to_json(), mapping_sha256=entered.plan.mapping_sha256, created_us=now_us,
        published_us=now_us, **counted,
    )  # fmt: skip
    for name in _ORDER:
        table, frame = _TABLES[name], tables.inserts[name]
        insert_frame(work, table, frame.select([c for c in frame.columns if c in table.columns]))
    return tables, import_id
