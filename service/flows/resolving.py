"""From parties and pairs to customers, in the base: what changes, computed first, then written in one transaction.

    Neighbourhood   the parties whose clusters may change, with all that decides about them (flows/neighbours.py)
    Resolution      the customers they make, and the moves from now to then
    write           applies a resolution: memberships, golden rows, redirects, carried ids, feed

Imports, reverts, purges and reviewers' answers all resolve through here, under the View they bring about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from service.core.columns import TYPED_NAMES
from service.core.hashing import hash_parts
from service.core.match.prepare import GUARDED, guards
from service.core.match.view import party_frame
from service.core.resolve.components import clusters
from service.core.resolve.corrected import with_corrections
from service.core.resolve.golden import golden
from service.core.resolve.ids import assign
from service.core.resolve.moves import moves
from service.core.resolve.view import party_view
from service.flows.neighbours import Neighbourhood, neighbourhood, no_heirs
from service.store import clusters as base
from service.store import customers
from service.store.session import Work
from service.store.writer import write_rows


@dataclass(frozen=True)
class Resolution:
    """What a neighbourhood becomes.

    members    party_id, customer_id after; `before` the same now
    customers  customer_id and VALUES of store/customers.py, but employer_party_id in the place of employer_id
    carried    party_id, carried_id
    everyone   party_id, customer_id of the whole neighbourhood, of which this may be a piece, by party_id
    heirs      party_id, carried_id to be written
    """

    members: pl.DataFrame
    before: pl.DataFrame
    customers: pl.DataFrame
    carried: pl.DataFrame
    everyone: pl.DataFrame
    heirs: pl.DataFrame = field(default_factory=no_heirs)

    def of_new_parties_only(self) -> tuple[Resolution, Resolution]:
        """The customers that nobody can know yet, and the rest, which touches customers that exist."""
        if self.before.is_empty():
            return self, self.without_members()
        touched = self.members.join(self.before, on="party_id", how="semi").select("customer_id").unique()
        known = self.members.join(touched, on="customer_id", how="semi")
        fresh = self.members.join(touched, on="customer_id", how="anti")
        new, old = (self.customers.join(touched, on="customer_id", how=how) for how in ("anti", "semi"))
        return (
            replace(self, members=fresh, before=self.before.clear(), customers=new),
            replace(self, members=known, customers=old),
        )

    def without_members(self) -> Resolution:
        """The same of no party."""
        return replace(self, members=self.members.clear(), before=self.before.clear(), customers=self.customers.clear())

    def with_piece(self, other: Resolution) -> Resolution:
        """Two pieces of one neighbourhood as one."""
        return replace(
            self,
            members=pl.concat([self.members, other.members]),
            customers=pl.concat([self.customers, other.customers]),
        )


def resolve(area: Neighbourhood) -> Resolution:
    """The customers of a neighbourhood."""
    (whole,) = resolve_in_pieces(area, most=max(area.carried.height, 1))
    return whole


def resolve_in_pieces(area: Neighbourhood, *, most: int) -> Iterator[Resolution]:
    """As `resolve`, about `most` parties at a time and at least once; a customer is in one piece."""
    placed = _customers(area)
    everyone = placed.select("party_id", "customer_id").sort("party_id")
    low = 0
    while True:
        piece = placed.slice(low, most)
        if piece.height == most:  # the customer at the end comes whole
            end = placed["customer_id"].search_sorted(piece["customer_id"][-1], side="right")
            piece = placed.slice(low, int(end) - low)
        yield _resolved(area, piece, everyone)
        low += piece.height
        if low >= placed.height:
            return


def _resolved(area: Neighbourhood, parties: pl.DataFrame, everyone: pl.DataFrame) -> Resolution:
    """The customers of some parties: all that these customers have."""
    members = _members(area, parties)
    rows = golden(with_corrections(members, area.corrections), area.policy)
    rows = rows.with_columns(pl.max_horizontal("last_order_date", "last_activity_on").alias("last_act_on"))
    rows = rows.with_columns(_employers(members, rows["customer_id"]))
    return Resolution(
        members.select("party_id", "customer_id").sort("party_id"),
        area.before,
        rows,
        area.carried,
        everyone,
        area.heirs,
    )


def _members(area: Neighbourhood, parties: pl.DataFrame) -> pl.DataFrame:
    """The members of customers (core/resolve/golden.py). In: party_id, record_id, customer_id."""
    views = party_view(area.records.filter(pl.col("record_id").is_in(parties["record_id"].implode())))
    rows = views.select("party_id", "record_id").with_row_index("row")
    placed = rows.join(parties, on=["party_id", "record_id"], maintain_order="left")
    if placed.height < views.height:
        views = views[placed["row"]]
    return views.with_columns(placed["customer_id"], pl.lit(value=False).alias("manual"))


def _newest(area: Neighbourhood) -> pl.DataFrame:
    """party_id, record_id: of each party the newest of its live records."""
    sides = [
        area.records.select(pl.col(f"{side}_party_id").alias("party_id"), "record_id") for side in ("main", "contact")
    ]
    wanted = area.carried["party_id"].implode()
    return pl.concat(sides).filter(pl.col("party_id").is_in(wanted)).group_by("party_id").agg(pl.max("record_id"))


def _customers(area: Neighbourhood) -> pl.DataFrame:
    """party_id, record_id, customer_id by customer. Most parties have no pair and no answer: they are their own
    cluster, without looking at them.
    """
    parties = _newest(area)
    ends = [f[side] for f in (area.pairs, area.decisions) for side in ("left_id", "right_id")]
    linked = parties.filter(pl.col("party_id").is_in(pl.concat(ends).unique().implode()))
    sides = [f"{side}_{what}" for side in ("main", "contact") for what in ("party_id", "kind")]
    few = area.records.select("record_id", "list_id", *sides, *GUARDED)
    records = few.filter(pl.col("record_id").is_in(linked["record_id"].implode()))
    looked_at = party_frame(records, GUARDED).join(linked, on=["party_id", "record_id"], how="semi")
    found = clusters(
        guards(looked_at), area.pairs, decisions=area.decisions, content=lambda p: _content(area, p, parties)
    )
    carried = area.carried.select("party_id", "carried_id")
    known = area.before["customer_id"].unique()
    assigned = assign(found, carried.join(found, on="party_id", how="semi"), known=known).members
    own = parties.join(carried, on="party_id", how="left")
    placed = own.join(assigned, on="party_id", how="left")
    customer = pl.coalesce("customer_id", "carried_id").alias("customer_id")
    return placed.select("party_id", "record_id", customer).sort("customer_id", "party_id")


def _content(area: Neighbourhood, wanted: pl.Series, newest: pl.DataFrame) -> pl.Series:
    """A number for what each party says, by its newest record: equal for two that say the same. In: ids, sorted."""
    asked = newest.join(wanted.to_frame("party_id"), on="party_id", how="semi")
    records = area.records.filter(pl.col("record_id").is_in(asked["record_id"].implode()))
    told = party_frame(records, TYPED_NAMES).join(asked, on=["party_id", "record_id"], how="semi")
    texts = told.sort("party_id").select("kind", *[pl.col(c).cast(pl.String) for c in TYPED_NAMES])
    return hash_parts(texts, texts.columns, seed="party")


def _employers(members: pl.DataFrame, customers: pl.Series) -> pl.Series:
    """employer_party_id of each customer: that of its newest record that names one. In: customer ids, sorted."""
    told = members.select("customer_id", "recency", "record_id", "employer_party_id")
    told = told.filter(pl.col("employer_party_id").is_not_null()).sort("recency", "record_id")
    newest = np.full(len(customers), -1, dtype=np.int64)
    newest[np.searchsorted(customers.to_numpy(), told["customer_id"].to_numpy())] = told["employer_party_id"].to_numpy()
    employers = pl.DataFrame({"employer_party_id": newest})
    return employers.select(pl.when(pl.all() >= 0).then(pl.all()))["employer_party_id"]


def with_employers(work: Work, resolution: Resolution) -> Resolution:
    """The resolution with `employer_id`: the customer of the employing party, after it."""
    rows = resolution.customers
    wanted = rows["employer_party_id"].drop_nulls().unique()
    places = resolution.everyone["party_id"].search_sorted(wanted)
    own = resolution.everyone[places.filter(places < resolution.everyone.height)].join(
        wanted.to_frame("party_id"), on="party_id", how="semi"
    )
    others = base.customers_of(work, wanted.filter(~wanted.is_in(own["party_id"].implode())))
    known = pl.concat([own, others]).rename({"party_id": "employer_party_id", "customer_id": "employer_id"})
    found = rows.select("employer_party_id").join(known, on="employer_party_id", how="left", maintain_order="left")
    told = rows.drop("employer_party_id").with_columns(found["employer_id"])
    return replace(resolution, customers=told)


def resolve_around(work: Work, seeds: pl.Series, *, now_us: int, cause: str, cause_id: int | None) -> Resolution:
    """Resolve the neighbourhood of some parties at once and write it, in the caller's transaction and turn."""
    resolution = with_employers(work, resolve(neighbourhood(work, seeds)))
    write(work, resolution, now_us=now_us, cause=cause, cause_id=cause_id)
    return resolution


def write(
    work: Work, resolution: Resolution, *, now_us: int, cause: str, cause_id: int | None, ended_by: int | None = None
) -> None:
    """Apply a resolution (with employers) in the caller's transaction.

    `ended_by` is the import whose publication ends the memberships that are left, null for other causes.
    """
    base.carry(work, resolution.heirs)
    change = moves(resolution.before, resolution.members, resolution.carried)
    base.end_memberships(work, change.left, at_us=now_us, ended_by=ended_by)
    write_rows(work, base.new_memberships(change.entered, since_us=now_us, import_id=None))
    base.delete_customers(work, change.gone["old_id"])
    base.remove_redirects(work, pl.concat([change.came, change.gone["old_id"]]))
    base.redirect(work, change.gone.filter(pl.col("customer_id").is_not_null()), at_us=now_us)
    updated = customers.replace(work, resolution.customers, now_us=now_us)
    customers.follow_employers(work, change.gone)
    told = pl.DataFrame({"customer_id": updated}).select(
        "customer_id", pl.lit("updated").alias("kind"), pl.lit(None, dtype=pl.Int64).alias("into_id")
    )
    base.tell(work, pl.concat([change.feed, told]), at_us=now_us, cause=cause, cause_id=cause_id)
    staff = base.employees_of(work, change.left)  # of a party that moved: they follow it, back as well
    staff = staff.filter(~staff.is_in(resolution.members["party_id"].implode()))
    if staff.len():
        resolve_around(work, staff, now_us=now_us, cause=cause, cause_id=cause_id)
