"""The purge: prospects past their date are rehearsed, then erased, down to the bytes (design, 4.12 and 5).

    rehearse    what is due on a day: a review is kept, nothing else changes
    applying    a job erases, in transactions of at most 250 ms; a kill leaves whole customers before or after
    erasing     the rows are gone; the base's files still have to forget them (readers may delay that)
    done        the certificate says what was done

Only who was rehearsed is erased, and only if still due: an act in between saves. Safe to ask for twice at once: the
second waits for the first.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.core.deliver.manifest import moment
from service.core.govern.objections import objections, suppressions_of, tombstones_of
from service.core.govern.retention import due, fingerprint
from service.core.govern.rules import RuleSet, parse_rules
from service.errors import Fact, WrongState
from service.flows.context import JobContext
from service.flows.deliver import forget_exports_of_erased
from service.flows.slices import Pace
from service.reference.rulesets import FR_MARKETING, ruleset_source
from service.store import clusters, erase, jobs
from service.store.audit import note
from service.store.bulk import insert_frame
from service.store.erase import Going, Walked
from service.store.erasure import erase_physically
from service.store.files import DataDir
from service.store.objections import consent_history
from service.store.retention import Review, add_review, get_review, read_clocks, reviews_in, set_review
from service.store.secrets import installation_secret
from service.store.session import Database, Work, reading, unit_of_work
from service.store.tables.consents import Suppression, Tombstone
from service.store.tallies import ask_to_count
from service.store.tombstones import append_new, sync_tombstones
from service.store.turns import LANE

PATIENCE_SECONDS = 30.0
_AGAIN_SECONDS = 0.2


@dataclass
class Tally:
    """What a purge has erased so far; `digest` chains the ids, in the order in which they went."""

    customers: int = 0
    parties: int = 0
    lines: int = 0
    lines_redacted: int = 0
    contact_points: int = 0
    tombstones: int = 0
    suppressions: int = 0
    digest: str = field(default="")

    def add(self, going: Going, tombstones: int, suppressions: int) -> Tally:
        """The tally after one slice."""
        told = f"{self.digest}:{','.join(str(c) for c in going.customers.to_list())}"
        return Tally(
            self.customers + going.customers.len(),
            self.parties + going.parties.height,
            self.lines + going.whole.height,
            self.lines_redacted + going.partly.height,
            self.contact_points + going.points.height,
            self.tombstones + tombstones,
            self.suppressions + suppressions,
            hashlib.sha256(told.encode()).hexdigest(),
        )


def shipped_rules() -> RuleSet:
    """The rule set that Limpide ships."""
    return parse_rules(ruleset_source(FR_MARKETING))


def rehearse(database: Database, rules: RuleSet, *, as_of: date, now_us: int) -> Review:
    """Find who is due on a day and keep it as a review: counts by verdict and reason, and the ids to go.

    Raises  RulesInvalid, Busy.
    """
    found = due_on(database, rules, as_of)
    with unit_of_work(database) as work:
        review = keep_review(work, found, rules, as_of=as_of, now_us=now_us)
        facts: dict[str, Fact] = {"erase": len(review.customer_ids)}
        note(work, "purge.rehearse", "retention_review", review.id, facts, at_us=now_us)
    return review


def keep_review(
    work: Work, found: pl.DataFrame, rules: RuleSet, *, as_of: date, now_us: int, key_id: int | None = None
) -> Review:
    """What `due_on` found, kept. `key_id`: whose rehearsal it is, null: Limpide's own."""
    verdicts = dict(found.group_by("verdict").len().sort("verdict").iter_rows())
    reasons = dict(found.explode("reasons", empty_as_null=False).group_by("reasons").len().sort("reasons").iter_rows())
    counts = {"customers": found.height, "verdicts": verdicts, "reasons": reasons}
    kept = counts | {"fingerprint": fingerprint(found), "rehearsed_by": key_id}
    ids = found.filter(pl.col("verdict") == "erase")["customer_id"].sort().to_list()
    return add_review(work, as_of=as_of, ruleset=rules.label, counts=kept, ids=ids, now_us=now_us)


def ask_to_purge(database: Database, review_id: int, *, now_us: int) -> int:
    """Put the purge that a review rehearsed into the queue; returns the job's id.

    Raises  NotFound; WrongState (already applied).
    """
    with unit_of_work(database) as work:
        review = get_review(work, review_id)
        if review.state in ("erasing", "done"):
            raise WrongState("This review was applied already.", review_id=review_id, state=review.state)
        if review.state == "rehearsed":
            set_review(work, review_id, state="applying", applied_us=now_us)
            note(work, "purge.apply", "retention_review", review_id, {}, at_us=now_us)
        return jobs.put(work, "purge", f"purge:{review_id}", {"review_id": review_id}, lane=LANE, now_us=now_us)


def run_purge(context: JobContext) -> None:
    """Carry out a purge job; safe to be called again at any point of it.

    Raises  WrongState (the rules changed since the rehearsal), JobLost.
    """
    rules = shipped_rules()
    with reading(context.database) as work:
        review = get_review(work, int(context.claim.payload["review_id"]))
    if review.state not in ("applying", "erasing"):
        return
    keys = context.data_dir / "keys"
    if review.state == "applying":
        if review.ruleset != rules.label:
            raise WrongState("The rules changed since the rehearsal: rehearse again.", review_id=review.id)
        tally = _Purge(context, review, keys, installation_secret(keys)).run(rules)
        with DataDir(context.data_dir) as data:
            forget_exports_of_erased(context.database, data, review.id)
        with context.effect("erasing", {}) as work:
            set_review(work, review.id, state="erasing", certificate=_certificate(review, tally))
    sync_tombstones(context.database, keys)
    finish(context.database, review.id, now_us=context.now_us())


def abandon_purge(work: Work, payload: dict[str, Any], _problem: dict[str, Fact], now_us: int) -> None:
    """A purge that failed for good may be asked for again: who is gone stays gone, and counted."""
    review_id = int(payload["review_id"])
    if get_review(work, review_id).state == "applying":
        set_review(work, review_id, state="rehearsed")
        note(work, "purge.failed", "retention_review", review_id, {}, at_us=now_us)


def finish(database: Database, review_id: int, *, now_us: int) -> bool:
    """Make the base's files forget what was erased; false when readers held them too long: call it again later.

    Raises  WrongState (PostgreSQL: the role may not).
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not erase_physically(database):
        if time.monotonic() > deadline:
            return False
        time.sleep(_AGAIN_SECONDS)
    with unit_of_work(database) as work:
        review = get_review(work, review_id)
        if review.state == "erasing" and review.certificate is not None:
            certificate = review.certificate | {"done": moment(now_us), "base": _promise(database)}
            set_review(work, review_id, state="done", done_us=now_us, certificate=certificate)
            note(work, "purge.done", "retention_review", review_id, {}, at_us=now_us)
            ask_to_count(work, f"purge:{review_id}", now_us=now_us)
    # the certificate itself went through the log, and holds nothing personal
    return True


def finish_all(database: Database, *, now_us: int) -> list[int]:
    """Take up again what earlier purges could not finish; returns the reviews that still wait for readers."""
    with reading(database) as work:
        waiting = reviews_in(work, "erasing")
    return [review_id for review_id in waiting if not finish(database, review_id, now_us=now_us)]


def review_of(database: Database, review_id: int) -> Review:
    """The review as it stands.

    Raises  NotFound.
    """
    with reading(database) as work:
        return get_review(work, review_id)


def _promise(database: Database) -> str:
    if database.dialect == "sqlite":
        return "sqlite: deleted pages overwritten, log cut"
    return "postgresql: tables written anew, log switched; archives of the log and replicas by tombstones only"


def due_on(database: Database, rules: RuleSet, as_of: date) -> pl.DataFrame:
    """What becomes of every customer on a day: core/govern/retention.py."""
    with reading(database) as work:
        facts = read_clocks(work, as_of=as_of, zone=rules.timezone)
    return due(facts, rules, as_of=as_of)


def _certificate(review: Review, tally: Tally) -> dict[str, Any]:
    return {"review": review.id, "as_of": review.as_of.isoformat(), "rules": review.ruleset, "erased": asdict(tally)}


def _counted(review: Review) -> Tally:
    """What was erased so far, by an attempt that was killed or failed."""
    return Tally() if review.certificate is None else Tally(**review.certificate["erased"])


@dataclass(frozen=True)
class _Purge:
    """One purge under way."""

    context: JobContext
    review: Review
    keys: Path
    secret: bytes

    def run(self, rules: RuleSet) -> Tally:
        """Erase who is still due, slice by slice; goes on from the checkpoint."""
        found = due_on(self.context.database, rules, self.review.as_of)
        due_now = (pl.col("verdict") == "erase") & pl.col("customer_id").is_in(self.review.customer_ids)
        still = found.filter(due_now)["customer_id"]
        with reading(self.context.database) as work:
            walked = erase.walk(work, still)
            together = _together(still, erase.lines_shared(work))
        tally = _counted(self.review)
        marks = sync_tombstones(self.context.database, self.keys)  # the file is there before the first erasure
        pace, total = Pace(rows=200), tally.customers + still.len()
        for ids in _slices(together, pace):
            with reading(self.context.database) as work:  # the lane is ours: nobody else moves these people meanwhile
                going = erase.going_with(work, ids)
                stones = self._stones(going, erase.values_of_others(work, going, walked))
            with pace.timed(ids.len()), self._effect(tally, total) as work:
                tally = self._slice(work, going, stones, walked, tally)
                # counted in the transaction that erases: the review is the checkpoint
                set_review(work, self.review.id, certificate=_certificate(self.review, tally))
            marks = append_new(self.context.database, self.keys, marks)
        return tally

    def _effect(self, tally: Tally, total: int) -> AbstractContextManager[Work]:
        return self.context.effect("erase", {}, done=tally.customers, total=total)

    def _stones(self, going: Going, others: pl.DataFrame) -> pl.DataFrame:
        stones = tombstones_of(self.secret, going.parties, going.whole, going.points, others)
        stamped = {"erased_us": self.context.now_us(), "reason": "retention", "review_id": self.review.id}
        return stones.with_columns(**{k: pl.lit(v) for k, v in stamped.items()})

    def _slice(self, work: Work, going: Going, stones: pl.DataFrame, walked: Walked, tally: Tally) -> Tally:
        now_us, ids = self.context.now_us(), going.customers
        # read here, in the transaction that erases: an objection may arrive at any time
        barred = suppressions_of(self.secret, objections(consent_history(work, going.parties["party_id"]), now_us))
        insert_frame(work, Tombstone, stones)
        insert_frame(work, Suppression, barred.with_columns(at_us=pl.lit(now_us), source=pl.lit("erasure")))
        erase.delete_all(work, going, walked, now_us=now_us)
        gone = pl.DataFrame({"customer_id": ids, "kind": "erased"}).with_columns(into_id=pl.lit(None, dtype=pl.Int64))
        clusters.tell(work, gone, at_us=now_us, cause="purge", cause_id=self.review.id)
        return tally.add(going, stones.height, barred.height)


def _together(customers: pl.Series, shared: pl.DataFrame) -> pl.DataFrame:
    """customer_id, group: customers that one line speaks of go in one transaction. By group, then id."""
    place = pl.DataFrame({"customer_id": customers.sort()}).with_row_index("place")
    sides = shared.join(place, left_on="left", right_on="customer_id").join(
        place, left_on="right", right_on="customer_id", suffix="_right"
    )
    edges = (sides["place"].to_numpy(), sides["place_right"].to_numpy())
    graph = coo_array((np.ones(sides.height, dtype=np.int8), edges), shape=(place.height, place.height))
    _, labels = connected_components(graph, directed=False)
    return place.select("customer_id", pl.Series("group", labels)).sort("group", "customer_id")


def _slices(together: pl.DataFrame, pace: Pace) -> Iterator[pl.Series]:
    """Ids in pieces of the present pace, never cutting a group."""
    ends = together["group"].rle_id()
    start = 0
    while start < together.height:
        last = min(start + pace.rows, together.height) - 1
        end = int(ends.search_sorted(ends[last], side="right"))
        yield together["customer_id"].slice(start, end - start)
        start = end
