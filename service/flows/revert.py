"""Undoing an import: what was before comes back, and nothing of it is left (design, 4.2 to 4.4).

The import's rows turn invisible, and what they superseded or ended turns live again, by one change of state. In the
same transaction customers are resolved anew: those that only its parties made are gone, those it had merged part,
and an id whose founder leaves passes to the oldest party that remains. Then the rows are deleted, slice by slice.

A later import of the same list that ties to this one's records (its unchanged rows are kept only there) must be
reverted first.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from service.core.govern.objections import objections, suppressions_of
from service.errors import WrongState
from service.flows import resolving
from service.flows.compared_again import Again, compared_again
from service.flows.context import JobContext
from service.flows.neighbours import neighbourhood, without
from service.flows.resolving import Resolution
from service.store import clusters as base
from service.store import customers, imports, jobs, leavings
from service.store.bulk import insert_frame
from service.store.files import DataDir
from service.store.objections import told_on_points_of, unknown_objections
from service.store.secrets import installation_secret
from service.store.session import Database, Work, reading, unit_of_work
from service.store.tables.consents import Suppression
from service.store.tables.lists import Import
from service.store.tallies import ask_to_count
from service.store.tombstones import append_new, sync_tombstones
from service.store.touched import parties_changed_by, parties_replaced_by
from service.store.turns import LANE
from service.store.visible import View


def ask_to_revert(database: Database, import_id: int, *, now_us: int) -> int:
    """Put a revert into the queue; returns the job's id.

    Raises  NotFound; WrongState (not published, or later imports lean on it: their ids are in the facts).
    """
    with unit_of_work(database) as work:
        return put_revert(work, import_id, now_us=now_us)


def put_revert(work: Work, import_id: int, *, now_us: int) -> int:
    """The same, in the caller's transaction. Rows that were cleaned again after answers (flows/clean_again.py) go
    first, each time by a job of its own; the answers stay, for the next file.
    """
    row, again = imports.get_import(work, import_id), imports.cleaned_again(work, import_id)
    leaning = sorted({other for one in (import_id, *again) for other in imports.leaning_on(work, one)} - {*again})
    _refuse_if_needed(row, leaning)
    for one in (*sorted(again, reverse=True), import_id):
        job_id = jobs.put(work, "revert", f"revert:{one}", {"import_id": one}, lane=LANE, now_us=now_us)
    return job_id


def run_revert(context: JobContext) -> None:
    """Carry out a revert job; safe to be called again at any point of it.

    Raises  WrongState, JobLost.
    """
    import_id = int(context.claim.payload["import_id"])
    with reading(context.database) as work:
        row = imports.get_import(work, import_id)
        leaning = imports.leaning_on(work, import_id)
    if row.state == "published":
        _refuse_if_needed(row, leaning)
        _turn_back(context, import_id)
    _delete_rows(context, import_id)


def _refuse_if_needed(row: Import, leaning: list[int]) -> None:
    if row.state != "published":
        raise WrongState("Only a published import can be reverted.", import_id=row.id, state=row.state)
    if leaning:
        raise WrongState(
            "Later imports of this list keep rows in this one: revert those first.", import_id=row.id, imports=leaning
        )


def _turn_back(context: JobContext, import_id: int) -> None:
    with reading(context.database) as work:
        leaving = base.parties_of_import(work, import_id)["party_id"]
    again = compared_again(context, import_id, leaving)
    resolution = _after(context, import_id, leaving, again)
    now_us = context.now_us()
    with context.effect("revert", {"step": "revert"}) as work:
        customers.adopt(work, resolution.members["customer_id"].unique(), import_id)
        imports.set_import(work, import_id, state="reverting", reverted_us=now_us)
        if again is not None:
            again.write(work)
        resolving.write(work, resolution, now_us=now_us, cause="revert", cause_id=import_id)
        ask_to_count(work, f"revert:{import_id}", now_us=now_us)


def _after(context: JobContext, import_id: int, leaving: pl.Series, again: Again | None) -> Resolution:
    """What customers become once the import is hidden; the ids of founders that leave pass on."""
    view = View(minus=import_id)
    with reading(context.database) as work:
        back = parties_replaced_by(work, import_id)
        touched = pl.concat([leaving, parties_changed_by(work, import_id), back]).unique()
        around = base.members_of(work, base.customers_of(work, touched)["customer_id"])
        staying = pl.concat([around["party_id"], back]).unique()
        staying = staying.filter(~staying.is_in(leaving.implode()))
        area = neighbourhood(work, staying, view, found=None if again is None else again.pairs)
        area = area if again is None else again.seen_in(area)
        before = pl.concat([area.before, around]).unique("party_id").sort("party_id")
        area = without(work, replace(area, before=before), leaving)
        return resolving.with_employers(work, resolving.resolve(area))


def _delete_rows(context: JobContext, import_id: int) -> None:
    """Delete what is hidden now; when nothing is left the import is reverted.

    What people themselves refused on its contact points outlives them, as objections (design, 4.6 and 4.12).
    """
    _remember_refusals(context, import_id)
    with reading(context.database) as work:
        keys = leavings.keys_of_parties(work, base.parties_of_import(work, import_id)["party_id"])
    for piece in keys.iter_slices(leavings.SLICE):
        with context.effect("delete", {"step": "delete"}) as work:
            leavings.delete_keys(work, piece)
    for deletion in leavings.of_import(import_id):
        left = True
        while left:
            with context.effect("delete", {"step": "delete"}) as work:
                left = deletion(work)
    with context.effect("reverted", {"step": "reverted"}) as work:
        imports.set_import(work, import_id, state="reverted")


def _remember_refusals(context: JobContext, import_id: int) -> None:
    with DataDir(context.data_dir) as data:
        secret, keys = installation_secret(data.keys), data.keys
        with reading(context.database) as work:
            refused = objections(told_on_points_of(work, import_id), context.now_us())
        if refused.is_empty():
            return
        marks = sync_tombstones(context.database, keys)
        kept = suppressions_of(secret, refused)
        with context.effect("objections", {"step": "objections"}) as work:
            new = unknown_objections(work, kept)
            stamped = new.with_columns(at_us=pl.lit(context.now_us()), source=pl.lit("api"))
            insert_frame(work, Suppression, stamped)
        append_new(context.database, keys, marks)
