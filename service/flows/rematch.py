"""The job that matches a whole base again: by the model of today, and by how frequent names are in it now.

    read      a snapshot is staged; all parties are read and compared, on disk (flows/everyone.py)
    match     pairs and keys are written; the pairs belong to the staged snapshot, which nobody sees
    resolve   what customers become, piece by piece
    publish   one transaction: the snapshot takes the place of all others, customers move, the feed is told
    clear     pairs of the snapshots before, and keys that nobody has by it, are deleted

While it reads, people may still enter and correct; if somebody did, it reads once more with the door closed. Answers of
reviewers, corrections and ids stay as they are: customers are resolved from them as ever. A killed job begins again
before `publish`, and goes on behind it. Given up, it leaves nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from service.core.match.counts import nothing_known
from service.core.resolve.pieces import pieces
from service.errors import Fact, WrongState
from service.flows import resolving
from service.flows.ahead import ahead
from service.flows.context import JobContext
from service.flows.everyone import Everyone
from service.flows.joining import pairs_as_corrected
from service.flows.moved import moved_only, together
from service.flows.neighbours import neighbourhood
from service.flows.resolving import Resolution, resolve
from service.flows.slices import Pace
from service.flows.weights import Weights, freeze, model_for_new, weights_in_force, weights_of
from service.store import everyone as base
from service.store import jobs
from service.store.files import DataDir
from service.store.leavings import delete_keys
from service.store.rows import Rows
from service.store.session import Work, reading
from service.store.snapshots import get_snapshot, give_up, is_staged, put_in_force, set_body
from service.store.tables.matching import MatchKey, Pair
from service.store.tables.parties import Link
from service.store.tallies import ask_to_count
from service.store.turns import LANE
from service.store.visible import View

KIND = "rematch"
PARTIES_AT_ONCE = 20_000
"""Parties resolved at once."""
CORRECTED_AT_ONCE = 200
"""Corrected parties compared at once; each may meet as many others as its blocks hold."""


class _GivenUp(Exception):
    """Somebody called the job off."""


def ask_to_rematch(work: Work, *, now_us: int) -> int:
    """Put the job into the queue, in the caller's transaction; its id. One that waits or runs is answered instead."""
    return jobs.put(work, KIND, KIND, {}, lane=LANE, now_us=now_us)


def call_off(work: Work) -> bool:
    """Give the re-match up, in the caller's transaction: nothing of it will show. Whether one was under way.

    Raises  WrongState: its customers are moved already, or it has just begun.
    """
    if jobs.withdraw(work, KIND) or give_up(work):
        return True
    if jobs.live_job(work, KIND) is not None:
        raise WrongState("This re-match cannot be called off now.")
    return False


def abandon_rematch(work: Work, payload: dict[str, Any], _problem: dict[str, Fact], now_us: int) -> None:
    """The job failed for good: its snapshot is given up, and another job deletes what it staged."""
    give_up(work)
    if not payload.get("clear"):
        jobs.put(work, KIND, f"{KIND}:clear", {"clear": True}, lane=LANE, now_us=now_us)


def run_rematch(context: JobContext) -> None:
    """Carry out the job; safe to be called again at any point of it.

    Raises  JobLost.
    """
    with DataDir(context.data_dir) as data:
        folder = data.workspace / f"{KIND}-{context.claim.job_id}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if not context.claim.payload.get("clear") and not context.claim.checkpoint.get("published"):
            try:
                _begun(context, folder).carry_out()
            except _GivenUp:
                shutil.rmtree(folder)
                folder.mkdir()
        _clear(context, folder)
        shutil.rmtree(folder)


@dataclass
class _Rematch:
    """One re-match under way, and the snapshot it stages."""

    context: JobContext
    everyone: Everyone
    snapshot: int
    again: bool

    @contextmanager
    def effect(self, step: str, **checkpoint: Any) -> Iterator[Work]:
        """One transaction of the job. Raises  _GivenUp, having written nothing."""
        with self.context.effect(step, {"snapshot": self.snapshot, **checkpoint}) as work:
            if not is_staged(work, self.snapshot):
                raise _GivenUp
            yield work

    def write(self, step: str, rows: Rows, pace: Pace) -> None:
        """Rows in short transactions."""
        for piece in ahead(self.context.writer.ready([rows.slice(*at)]) for at in _slices(rows.height, pace)):
            with reading(self.context.database) as work:
                if not is_staged(work, self.snapshot):
                    raise _GivenUp
            with pace.timed(piece.height):
                self.context.write(step, {"snapshot": self.snapshot}, piece)

    def carry_out(self) -> None:
        """Everything up to the publishing transaction. Raises  _GivenUp."""
        weights = self._read_alone() if self.again else self._read_among_others()
        left = True
        while left:
            with self.effect("match") as work:
                left = base.forget_pairs_of(work, self.snapshot)
        self._match(weights)
        self._publish(self._resolved())

    def _read_alone(self) -> Weights:
        """A worker died before: this time nobody comes between."""
        with self.effect("match"):
            pass
        self._freeze("match")
        return self._weights()

    def _read_among_others(self) -> Weights:
        with reading(self.context.database) as work:
            seen = base.mark_of(work)
        self._freeze("read")
        with self.effect("match") as work:  # from here on nobody else moves customers
            moved = base.mark_of(work) != seen
        if moved:
            self._freeze("match")
        return self._weights()

    def _freeze(self, step: str) -> None:
        """Read everyone; what their values give is frozen."""
        for path in self.everyone.folder.iterdir():
            path.unlink()
        known = self.everyone.read(self.context.database)
        with self.effect(step) as work:
            set_body(work, self.snapshot, dict(known))

    def _weights(self) -> Weights:
        with reading(self.context.database) as work:
            return weights_of(work, get_snapshot(work, self.snapshot))

    def _match(self, weights: Weights) -> None:
        """Write pairs, and keys that are not there yet."""
        database, pace = self.context.database, Pace()
        links = self.everyone.keyed(database, weights.known)
        for pairs in self.everyone.pairs(weights):
            self.write("match", self._stamped(pairs), pace)
        self.write("match", self._links(links), pace)
        for low, high, wanted in self.everyone.stored_keys():
            with reading(database) as work:
                held = base.keys_between(work, low, high)
            missing = wanted.join(held, on=["key", "party_id"], how="anti").sort("key", "party_id")
            self.write("match", Rows(MatchKey, missing, skip_existing=True), pace)
        with reading(database) as work:
            corrected = base.corrected_parties(work)
        for some in corrected.to_frame().iter_slices(CORRECTED_AT_ONCE):
            with reading(database) as work:
                pairs = pairs_as_corrected(work, some["party_id"], weights)
            self.write("match", self._stamped(pairs), pace)

    def _stamped(self, pairs: pl.DataFrame) -> Rows:
        own = pl.lit(self.snapshot, dtype=pl.Int64)
        stamped = pairs.with_columns((-own).alias("import_id"), own.alias("snapshot_id"))
        return Rows(Pair, stamped, skip_existing=True)

    def _links(self, links: pl.DataFrame) -> Rows:
        """Links of kin; they go with the import that brought the later of the two."""
        with reading(self.context.database) as work:
            parties = pl.concat([links["from_party_id"], links["to_party_id"]])
            came = base.first_imports(work, parties)
        both = [
            links.join(came, left_on=side, right_on="party_id", how="left", maintain_order="left")["import_id"]
            for side in ("from_party_id", "to_party_id")
        ]
        later = links.with_columns(pl.max_horizontal(*both).alias("import_id"))
        return Rows(Link, later, skip_existing=True)

    def _resolved(self) -> Resolution | None:
        """What changes, of all customers; null when nothing does."""
        with reading(self.context.database) as work:
            edges = base.what_holds(work, self.snapshot)
        moved: list[Resolution] = []
        for parties in pieces(edges, most=PARTIES_AT_ONCE):
            with reading(self.context.database) as work:
                area = neighbourhood(work, parties, View(snapshot=self.snapshot))
            if piece := moved_only(resolve(area)):
                moved.append(piece)
        if not moved:
            return None
        with reading(self.context.database) as work:
            return resolving.with_employers(work, together(moved))

    def _publish(self, rest: Resolution | None) -> None:
        """The one transaction after which the base is matched by the new snapshot."""
        now_us = self.context.now_us()
        with self.effect("publish", published=True) as work:
            put_in_force(work, self.snapshot)
            if rest is not None:
                resolving.write(work, rest, now_us=now_us, cause=KIND, cause_id=self.snapshot)
            ask_to_count(work, f"{KIND}:{self.snapshot}", now_us=now_us)


def _begun(context: JobContext, folder: Path) -> _Rematch:
    """The re-match that the job's checkpoint tells of, or a new one."""
    told = context.claim.checkpoint.get("snapshot")
    if told is not None:
        return _Rematch(context, Everyone(folder), int(told), again=True)
    with reading(context.database) as work:
        model = model_for_new(work)
    with context.effect("read", {}) as work:
        snapshot = freeze(work, model, nothing_known(), now_us=context.now_us(), state="staged")
        context.claim.step(work, "read", {"snapshot": snapshot}, done=0, total=0, now_us=context.now_us())
    return _Rematch(context, Everyone(folder), snapshot, again=False)


def _slices(height: int, pace: Pace) -> Iterator[tuple[int, int]]:
    low = 0
    while low < height:
        yield low, pace.rows
        low += pace.rows


def _clear(context: JobContext, folder: Path) -> None:
    """Delete pairs that nobody sees any more, and keys that nobody has by the snapshot in force."""
    kept = context.claim.checkpoint | {"published": True}
    after: int | None = int(kept.get("cleared", 0))
    while after is not None:
        with context.effect("clear", kept | {"cleared": after}) as work:
            after = base.delete_retired(work, after)
    with reading(context.database) as work:
        weights = weights_in_force(work)
    if weights is None:
        return
    everyone = Everyone(folder)
    if not any(folder.glob("keys-*")):
        everyone.read(context.database)
        everyone.keyed(context.database, weights.known)
    for low, high, wanted in everyone.stored_keys():
        with reading(context.database) as work:
            stale = base.keys_between(work, low, high).join(wanted, on=["key", "party_id"], how="anti")
        for some in stale.iter_slices(base.SLICE):
            with context.effect("clear", kept) as work:
                delete_keys(work, some)
