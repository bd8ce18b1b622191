"""From parties and pairs to customers, in the base: what changes, computed first, then written in one transaction.

    Neighbourhood   the parties whose clusters may change, with all their pairs, answers and present customers
    Resolution      the customers they make, and the moves from now to then
    write           applies a resolution: memberships, golden rows, redirects, carried ids, feed

Imports, reverts, purges and reviewers' answers all resolve through here, under the View they bring about.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from service.core.match.prepare import guards
from service.core.match.view import match_frame
from service.core.resolve.components import THRESHOLD, clusters
from service.core.resolve.corrected import no_corrections, with_corrections
from service.core.resolve.golden import golden
from service.core.resolve.ids import assign
from service.core.resolve.moves import moves
from service.core.resolve.view import party_view
from service.store import clusters as base
from service.store import customers
from service.store.corrections import corrections_of
from service.store.session import Work
from service.store.visible import NOW, View


@dataclass(frozen=True)
class Neighbourhood:
    """records  RECORD_SCHEMA plus main_kind, contact_kind, of every party in it
    pairs, decisions  among its parties
    carried  party_id, carried_id
    before   party_id, customer_id now; also of parties that leave and are in `records` no more
    corrections  of its parties, CORRECTION_SCHEMA (core/resolve/corrected.py)
    """

    records: pl.DataFrame
    pairs: pl.DataFrame
    decisions: pl.DataFrame
    carried: pl.DataFrame
    before: pl.DataFrame
    corrections: pl.DataFrame = field(default_factory=no_corrections)


@dataclass(frozen=True)
class Resolution:
    """What a neighbourhood becomes.

    members    party_id, customer_id after; `before` the same now
    customers  customer_id and VALUES of store/customers.py, but employer_party_id in the place of employer_id
    carried    party_id, carried_id
    """

    members: pl.DataFrame
    before: pl.DataFrame
    customers: pl.DataFrame
    carried: pl.DataFrame

    def of_new_parties_only(self) -> tuple[Resolution, Resolution]:
        """The customers that nobody can know yet, and the rest, which touches customers that exist."""
        touched = self.members.join(self.before, on="party_id", how="semi").select("customer_id").unique()
        known = self.members.join(touched, on="customer_id", how="semi")
        fresh = self.members.join(touched, on="customer_id", how="anti")
        return (
            Resolution(
                fresh, self.before.clear(), self.customers.join(touched, on="customer_id", how="anti"), self.carried
            ),
            Resolution(known, self.before, self.customers.join(touched, on="customer_id", how="semi"), self.carried),
        )


def with_kinds(records: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    """Records with main_kind and contact_kind, from party_id and kind."""
    for side in ("main", "contact"):
        of_side = kinds.select(pl.col("party_id").alias(f"{side}_party_id"), pl.col("kind").alias(f"{side}_kind"))
        records = records.join(of_side, on=f"{side}_party_id", how="left", maintain_order="left")
    return records


def widened(work: Work, seeds: pl.Series, view: View) -> pl.Series:
    """Every party whose cluster a change at `seeds` may touch: along believed pairs and present customers."""
    reached = frontier = seeds.unique()
    while frontier.len():
        edges = base.pairs_of(work, frontier, view, least=THRESHOLD)
        told = base.decisions_of(work, frontier).filter(pl.col("decision") == "same")
        held = base.members_of(work, base.customers_of(work, frontier)["customer_id"])["party_id"]
        sides = [f[side] for f in (edges, told) for side in ("left_id", "right_id")]
        found = pl.concat([held, *sides]).unique()
        frontier = found.filter(~found.is_in(reached.implode()))
        reached = pl.concat([reached, frontier])
    return reached.sort()


def neighbourhood(work: Work, seeds: pl.Series, view: View = NOW) -> Neighbourhood:
    """What resolving needs, all from the base: the live parties around `seeds` as `view` sees them."""
    around = widened(work, seeds, view)
    records = base.records_of_parties(work, around, view)
    parties = base.parties_by_id(work, _spoken_of(records))
    own = parties.filter(pl.col("party_id").is_in(around.implode()))
    return Neighbourhood(
        with_kinds(records, parties),
        base.pairs_of(work, own["party_id"], view),
        base.decisions_of(work, own["party_id"]),
        own.select("party_id", "carried_id"),
        base.customers_of(work, around),
        corrections_of(work, own["party_id"]),
    )


def _spoken_of(records: pl.DataFrame) -> pl.Series:
    return pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()


def resolve(area: Neighbourhood) -> Resolution:
    """The customers of a neighbourhood."""
    ours = area.carried["party_id"]
    latest = _latest(party_view(area.records), ours)
    looked_at = _latest(match_frame(area.records), ours)
    found = clusters(guards(looked_at), area.pairs, decisions=area.decisions)
    known = area.before["customer_id"].unique()
    assigned = assign(found, area.carried.join(found, on="party_id", how="semi"), known=known)
    customer = latest.select("party_id").join(assigned.members, on="party_id", how="left", maintain_order="left")
    members = latest.with_columns(customer["customer_id"], pl.lit(value=False).alias("manual"))
    employers = (
        members.filter(pl.col("employer_party_id").is_not_null())
        .sort("customer_id", "recency", "record_id")
        .group_by("customer_id", maintain_order=True)
        .agg(pl.col("employer_party_id").last())
    )
    voting = with_corrections(members, area.corrections)
    rows = golden(voting).with_columns(pl.max_horizontal("last_order_date", "last_activity_on").alias("last_act_on"))
    rows = rows.join(employers, on="customer_id", how="left", maintain_order="left")
    return Resolution(assigned.members, area.before, rows, area.carried)


def _latest(views: pl.DataFrame, parties: pl.Series) -> pl.DataFrame:
    """One row a party of those wanted: of its live records the newest. Frames that are so already are not copied."""
    wanted = views["party_id"].is_in(parties.implode())
    rows = views if wanted.all() else views.filter(wanted)
    if rows["party_id"].n_unique() == rows.height:
        return rows
    return rows.sort("party_id", "record_id").unique("party_id", keep="last", maintain_order=True)


def with_employers(work: Work, resolution: Resolution) -> Resolution:
    """The resolution with `employer_id`: the customer of the employing party, after it."""
    rows = resolution.customers
    wanted = rows["employer_party_id"].drop_nulls()
    own = resolution.members.rename({"party_id": "employer_party_id", "customer_id": "employer_id"})
    others = base.customers_of(work, wanted.filter(~wanted.is_in(own["employer_party_id"].implode())))
    known = pl.concat([own, others.rename({"party_id": "employer_party_id", "customer_id": "employer_id"})])
    joined = rows.join(known, on="employer_party_id", how="left", maintain_order="left")
    return Resolution(resolution.members, resolution.before, joined.drop("employer_party_id"), resolution.carried)


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
    change = moves(resolution.before, resolution.members, resolution.carried)
    base.end_memberships(work, change.left, at_us=now_us, ended_by=ended_by)
    base.write_memberships(work, change.entered, since_us=now_us, import_id=None)
    base.delete_customers(work, change.gone["old_id"])
    base.remove_redirects(work, pl.concat([change.came, change.gone["old_id"]]))
    base.redirect(work, change.gone.filter(pl.col("customer_id").is_not_null()), at_us=now_us)
    updated = customers.replace(work, resolution.customers, now_us=now_us)
    customers.follow_employers(work, change.gone)
    told = pl.DataFrame({"customer_id": updated}).select(
        "customer_id", pl.lit("updated").alias("kind"), pl.lit(None, dtype=pl.Int64).alias("into_id")
    )
    base.tell(work, pl.concat([change.feed, told]), at_us=now_us, cause=cause, cause_id=cause_id)
