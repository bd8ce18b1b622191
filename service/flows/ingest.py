"""The import job: from a received file to published customers, in steps that a killed process can take up again.

    survey   the plan, kept on the import
    tie      rows to the list's records (when it has some)
    stage    records, parties and what hangs on them                     flows/staged.py, flows/stage_rows.py
    match    keys and pairs                                              flows/matching.py
    resolve  customers of new parties only, staged; the rest computed    flows/resolving.py
    publish  one transaction: the import turns visible, existing customers move, the feed is written
    clear    the upload is deleted

Rows that answers to suggestions concern come without a file: they are cleaned again and staged, and go on like others.

Until `publish` nothing that the job wrote is visible; after it everything is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial, reduce
from pathlib import Path
from typing import Any

import polars as pl

from service.core.columns import TYPED_NAMES
from service.core.match.view import MATCH_COLUMNS, match_frame
from service.core.plan import Plan
from service.core.versions import Versions, tie
from service.errors import Fact
from service.flows import resolving
from service.flows.ahead import Behind, ahead
from service.flows.clean_again import KIND as REPAIR
from service.flows.context import JobContext
from service.flows.discard import ask_to_discard
from service.flows.import_task import Task
from service.flows.joining import write_links
from service.flows.matching import match_import
from service.flows.neighbours import Neighbourhood, neighbourhood, with_kinds, without
from service.flows.opened import Opened, opened
from service.flows.resolving import Resolution, resolve_in_pieces
from service.flows.slices import Pace
from service.flows.stage_rows import file_identities
from service.flows.staged import stage_again, stage_file
from service.flows.surveying import is_unmapped, survey_import
from service.store import clusters as base
from service.store import customers, imports
from service.store.files import DataDir
from service.store.recipes import set_reading
from service.store.rows import Rows
from service.store.session import Work, reading
from service.store.statistics import RESOLVED, refresh_statistics
from service.store.tables.matching import MatchKey, Pair
from service.store.tallies import ask_to_count
from service.store.touched import parties_replaced_by
from service.store.visible import View

PARTIES_PER_PIECE = 100_000
"""Golden rows computed at once, while those of the piece before are written."""


def run_import(context: JobContext) -> None:
    """Carry out an import job; safe to be called again at any point of it.

    Raises  FileUnusable, StorageFull, JobLost; the import is failed by the worker then, or taken up again.
    """
    import_id = int(context.claim.payload["import_id"])
    with DataDir(context.data_dir) as data, Behind() as behind:
        with reading(context.database) as work:
            row = imports.get_import(work, import_id)
            terms = imports.list_by_id(work, row.list_id)
        task = Task(context, data, row, terms, behind)
        if row.state in ("received", "staging"):
            _carry_out(task)
        _clear(task)


def abandon_import(work: Work, payload: dict[str, Any], problem: dict[str, Fact], now_us: int) -> None:
    """The job failed for good: its import is failed, and what it staged stays invisible until a job has deleted it.

    An import that is published stays so: only its file was still to be cleared.
    """
    import_id = int(payload["import_id"])
    before = imports.get_import(work, import_id).state
    if before == "published":
        return
    imports.set_import(work, import_id, state="failed", error=str(problem.get("type", "")))
    mappable = before == "received" and is_unmapped(problem)  # nothing is staged
    ask_to_discard(work, import_id, now_us=now_us, patient=mappable)


def _carry_out(task: Task) -> None:
    spill = _stage(task)
    with task.step("match"):
        area = _matched(task, spill)
    with task.step("resolve"):
        rest = _resolved(task, area)
    with task.step("publish"):
        _publish(task, rest)


def _stage(task: Task) -> Path | None:
    """The rows of the file, or those that answers to suggestions concern."""
    if task.row.kind == REPAIR:
        with task.step("stage"):
            stage_again(task)
        return None
    with opened(task.data.upload(str(task.row.upload)), task.data.workspace) as file:
        with task.step("survey"):
            plan = _surveyed(task, file)
        with task.step("tie"):
            versions = _tied(task, file, plan)
        with task.step("stage"):
            return stage_file(task, file, plan, versions)


def _surveyed(task: Task, file: Opened) -> Plan:
    if task.row.plan is not None:
        return Plan.from_json(task.row.plan)
    found, how = survey_import(task.context.database, file, task.context.claim.payload)
    plan, mapped = found.plan.to_json(), found.plan.mapping_sha256
    with task.effect("survey") as work:
        imports.set_import(work, task.import_id, state="staging", plan=plan, mapping_sha256=mapped)
        set_reading(work, task.import_id, how)
    return found.plan


def _tied(task: Task, file: Opened, plan: Plan) -> Versions | None:
    """How the file's rows tie to the list's records; null when it has none."""
    with reading(task.context.database) as work:
        if not imports.has_records(work, task.terms.id):
            return None
        with ThreadPoolExecutor(max_workers=1) as beside:
            rows = beside.submit(file_identities, file, plan)
            existing = imports.versions(work, task.terms.id)
    return tie(rows.result(), existing)


def _records(task: Task, spill: Path | None, kinds: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Records of the import with main_kind and contact_kind, of the typed columns those asked for."""
    if spill is not None:
        records = pl.scan_ipc(spill / "records-*.arrow").select(*base.RECORD_IDS, *columns).collect()
    else:
        with reading(task.context.database) as work:
            records = base.records_of_import(work, task.import_id, columns=columns)
    return with_kinds(records, kinds)


def _parties(task: Task, spill: Path | None) -> pl.DataFrame:
    """party_id, kind, carried_id of every party that the records of the import speak of."""
    if spill is not None:
        return pl.scan_ipc(spill / "parties-*.arrow").collect()
    with reading(task.context.database) as work:
        records = base.records_of_import(work, task.import_id, columns=())
        spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls()
        return base.parties_by_id(work, spoken)


def _matched(task: Task, spill: Path | None) -> Neighbourhood:
    """Compare; returns the neighbourhood that resolving works on. Keys and pairs may still be being written then."""
    context, import_id = task.context, task.import_id
    parties = _parties(task, spill)
    with reading(context.database) as work:
        alone = not imports.others_published(work, import_id)
    _forget_earlier_attempt(task)
    kinds = parties.select("party_id", "kind")
    found, snapshot_id, fallen = match_import(
        context,
        match_frame(_records(task, spill, kinds, MATCH_COLUMNS)),  # given away, so that it can go when keys are made
        alone=alone,
        keep=partial(task.behind.do, _write_keys, task),
    )
    if alone:
        task.behind.do(_write_pairs, task, found.pairs, snapshot_id)
        records = _records(task, spill, kinds, TYPED_NAMES)
        return Neighbourhood.of_new_parties(records, found.pairs, parties.select("party_id", "carried_id"))
    with reading(context.database) as work:
        known = ~parties["party_id"].is_in(base.parties_of_import(work, import_id)["party_id"].implode())
        replaced, view = parties_replaced_by(work, import_id), View(plus=import_id)
        left = replaced.filter(~replaced.is_in(parties["party_id"].implode()))  # a line may name somebody no more
        changed = pl.concat([parties["party_id"].filter(known), left])
        around = pl.concat([parties["party_id"], left, *fallen.get_columns()]).unique()
        if changed.is_empty():  # which pairs come and which end is known: nothing need be read back
            task.behind.do(_end_pairs, task, changed, fallen)
            task.behind.do(_write_pairs, task, found.pairs, snapshot_id)
            area = neighbourhood(work, around, view, found=found.pairs)
            return replace(area, pairs=area.pairs.join(fallen, on=["left_id", "right_id"], how="anti"))
    task.behind.wait()
    _end_pairs(task, changed, fallen)
    _write_pairs(task, found.pairs, snapshot_id)
    with reading(context.database) as work:
        return without(work, neighbourhood(work, around, view), left)


def _end_pairs(task: Task, changed: pl.Series, fallen: pl.DataFrame) -> None:
    """Mark the pairs of parties that changed, and those that no block supports any more, as ended by this import."""
    if changed.is_empty() and fallen.is_empty():
        return
    with task.effect("match") as work:
        base.end_pairs(work, changed, task.import_id)
        base.end_these_pairs(work, fallen, task.import_id)


def _forget_earlier_attempt(task: Task) -> None:
    """Delete what an attempt that was killed between match and publish has staged, slice by slice."""
    left = True
    while left:
        with task.effect("match") as work:
            left = base.forget_staged(work, task.import_id)


def _write_keys(task: Task, keys: pl.DataFrame, links: pl.DataFrame) -> None:
    task.write("match", links, lambda piece: write_links(piece, task.import_id))
    task.write("match", keys, lambda piece: Rows(MatchKey, piece, skip_existing=True))


def _write_pairs(task: Task, pairs: pl.DataFrame, snapshot_id: int) -> None:
    stamped = pairs.with_columns(pl.lit(task.import_id).alias("import_id"), pl.lit(snapshot_id).alias("snapshot_id"))
    task.write("match", stamped, lambda piece: Rows(Pair, piece))


def _resolved(task: Task, area: Neighbourhood) -> Resolution:
    """Stage the customers that nobody can know yet; returns the rest, for the publishing transaction.

    One piece is computed while the one before it is written.
    """
    now_us, by = task.context.now_us(), task.import_id
    made = partial(customers.new_customers, now_us=now_us, import_id=by)
    joined = partial(base.new_memberships, since_us=now_us, import_id=by)
    rests: list[Resolution] = []
    of_customers, of_members = Pace(), Pace()
    for fresh, rest in ahead(_pieces(task, area)):
        task.behind.wait()
        task.write("resolve", fresh.customers, made, of_customers)
        task.write("resolve", fresh.members, joined, of_members)
        rests.append(rest)
    return reduce(Resolution.with_piece, rests)


def _pieces(task: Task, area: Neighbourhood) -> Iterator[tuple[Resolution, Resolution]]:
    """Of each piece what can be staged, and the rest."""
    for piece in resolve_in_pieces(area, most=PARTIES_PER_PIECE):
        with reading(task.context.database) as work:
            whole = resolving.with_employers(work, piece)
        yield whole.of_new_parties_only()


def _publish(task: Task, rest: Resolution) -> None:
    """The one transaction after which everything is visible."""
    now_us, import_id = task.context.now_us(), task.import_id
    with task.effect("publish") as work:
        base.tell_created(work, import_id, at_us=now_us)
        imports.set_import(work, import_id, state="published", published_us=now_us)
        resolving.write(work, rest, now_us=now_us, cause="import", cause_id=import_id, ended_by=import_id)
        ask_to_count(work, f"import:{import_id}", now_us=now_us)
        rows = imports.get_import(work, import_id).rows
    refresh_statistics(task.context.database, RESOLVED, rows=rows)


def _clear(task: Task) -> None:
    """Uploads are deleted at publication: the originals live row by row in the base (design, 4.12)."""
    if task.row.upload is None:
        return
    task.data.remove_upload(task.row.upload)
    with task.effect("clear") as work:
        imports.set_import(work, task.import_id, upload=None)
