"""The neighbourhood of some parties: those whose customers may change with them, and all that decides about it.

Read from the base under a View, for imports, reverts, purges and reviewers' answers alike; flows/resolving.py makes
customers of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from service.core.resolve.components import DECISION_SCHEMA, THRESHOLD
from service.core.resolve.corrected import no_corrections
from service.core.resolve.moves import inherit
from service.core.resolve.survival import Policy
from service.store import clusters as base
from service.store.corrections import corrections_of
from service.store.session import Work
from service.store.survivals import policy_in_force
from service.store.visible import NOW, View


def no_heirs() -> pl.DataFrame:
    """party_id, carried_id of nobody."""
    return pl.DataFrame(schema={"party_id": pl.Int64, "carried_id": pl.Int64})


@dataclass(frozen=True)
class Neighbourhood:
    """records  RECORD_SCHEMA plus main_kind, contact_kind, of every party in it
    pairs, decisions  among its parties
    carried  party_id, carried_id
    before   party_id, customer_id now; also of parties that leave and are in `records` no more
    corrections  of its parties, CORRECTION_SCHEMA (core/resolve/corrected.py)
    policy  how values of lists survive beside others
    heirs   party_id, carried_id that pass with parties that leave
    """

    records: pl.DataFrame
    pairs: pl.DataFrame
    decisions: pl.DataFrame
    carried: pl.DataFrame
    before: pl.DataFrame
    corrections: pl.DataFrame = field(default_factory=no_corrections)
    policy: Policy = field(default_factory=dict)
    heirs: pl.DataFrame = field(default_factory=no_heirs)

    @staticmethod
    def of_new_parties(records: pl.DataFrame, pairs: pl.DataFrame, carried: pl.DataFrame) -> Neighbourhood:
        """That of parties on which nobody has decided yet and that are in no customer."""
        nothing = pl.DataFrame(schema=DECISION_SCHEMA), pl.DataFrame(schema=dict(base.MEMBER_SCHEMA))
        return Neighbourhood(records, pairs, nothing[0], carried, nothing[1])


def with_kinds(records: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    """Records with main_kind and contact_kind, from party_id and kind."""
    sides = []
    for side in ("main", "contact"):  # the ids alone are joined: a join copies every column it is given
        ids = records.select(pl.col(f"{side}_party_id").alias("party_id"))
        found = ids.join(kinds, on="party_id", how="left", maintain_order="left")
        sides.append(found["kind"].alias(f"{side}_kind"))
    return records.with_columns(sides)


def widened(work: Work, seeds: pl.Series, view: View, found: pl.DataFrame | None = None) -> pl.Series:
    """Every party whose cluster a change at `seeds` may touch: along believed pairs and present customers.

    In      `found`: pairs of the seeds that are not written yet.
    """
    reached = frontier = seeds.unique()
    if found is not None:
        believed = found.filter(pl.col("probability") >= THRESHOLD)
        reached = frontier = pl.concat([seeds, believed["left_id"], believed["right_id"]]).unique()
    while frontier.len():
        edges = base.pairs_of(work, frontier, view, least=THRESHOLD)
        told = base.decisions_of(work, frontier).filter(pl.col("decision") == "same")
        held = base.members_of(work, base.customers_of(work, frontier)["customer_id"])["party_id"]
        sides = [f[side] for f in (edges, told) for side in ("left_id", "right_id")]
        near = pl.concat([held, *sides]).unique()
        frontier = near.filter(~near.is_in(reached.implode()))
        reached = pl.concat([reached, frontier])
    return reached.sort()


def neighbourhood(
    work: Work, seeds: pl.Series, view: View = NOW, *, found: pl.DataFrame | None = None
) -> Neighbourhood:
    """What resolving needs, from the base: the live parties around `seeds` as `view` sees them.

    In      `found`: pairs of the seeds (PAIR_SCHEMA) that are not written yet.
    """
    around = widened(work, seeds, view, found)
    records = base.records_of_parties(work, around, view)
    spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
    parties = base.parties_by_id(work, spoken)
    own = parties.filter(pl.col("party_id").is_in(around.implode()))
    pairs = base.pairs_among(work, own["party_id"], view)
    if found is not None:
        pairs = pl.concat([found.select(pairs.columns), pairs]).unique(["left_id", "right_id"], keep="first")
    return Neighbourhood(
        with_kinds(records, parties),
        pairs,
        base.decisions_of(work, own["party_id"]),
        own.select("party_id", "carried_id"),
        base.customers_of(work, around),
        corrections_of(work, own["party_id"]),
        policy_in_force(work),
    )


def without(work: Work, area: Neighbourhood, leaving: pl.Series) -> Neighbourhood:
    """The neighbourhood once these parties have left it: the ids that they founded pass on (design, 4.4).

    A party that leaves takes the id of its heir in exchange, so that no id is carried twice when it comes back.
    """
    everyone = base.parties_by_id(work, area.before["party_id"]).select("party_id", "carried_id")
    heirs = inherit(area.before, leaving, everyone)
    old = heirs.join(everyone, on="party_id", suffix="_old")
    given = old.join(everyone.filter(pl.col("party_id").is_in(leaving.implode())), on="carried_id", suffix="_leaving")
    swapped = given.select(party_id="party_id_leaving", carried_id="carried_id_old")
    return replace(area, carried=area.carried.update(heirs, on="party_id"), heirs=pl.concat([heirs, swapped]))
