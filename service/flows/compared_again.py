"""Rows that come back to what they said: their pairs with whoever came, or was matched again, in between.

Undoing an import revives the pairs that it ended. Pairs that a later import or a re-match made with the version that
goes away speak of nobody any more: these parties are compared anew, as what they say from now on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from service.core.match.view import match_frame
from service.flows.context import JobContext
from service.flows.joining import pairs_as_corrected
from service.flows.matching import match_import
from service.flows.neighbours import Neighbourhood, with_kinds
from service.flows.weights import weights_in_force
from service.store import clusters as base
from service.store.bulk import delete_frame, insert_frame
from service.store.everyone import corrected_parties, pairs_since
from service.store.session import Work, reading
from service.store.tables.matching import MatchKey, Pair
from service.store.touched import parties_changed_by, parties_replaced_by
from service.store.visible import View


@dataclass(frozen=True)
class Again:
    """parties    that were compared anew
    stale      left_id, right_id, import_id of the pairs that go
    pairs      PAIR_SCHEMA of those that come, and by which snapshot
    keys       key, party_id to be stored
    """

    parties: pl.Series
    stale: pl.DataFrame
    pairs: pl.DataFrame
    snapshot: int
    keys: pl.DataFrame

    def seen_in(self, area: Neighbourhood) -> Neighbourhood:
        """The neighbourhood with these pairs in the place of all others of these parties."""
        mine = self.parties.implode()
        others = area.pairs.filter(~pl.col("left_id").is_in(mine) & ~pl.col("right_id").is_in(mine))
        return replace(area, pairs=pl.concat([others, self.pairs.select(others.columns)]))

    def write(self, work: Work) -> None:
        """In the caller's transaction, once the import is hidden."""
        delete_frame(work, Pair, self.stale)
        insert_frame(work, MatchKey, self.keys, skip_existing=True)
        live = base.pairs_of(work, self.parties)
        new = self.pairs.join(live, on=["left_id", "right_id"], how="anti", maintain_order="left")
        stamped = new.with_columns(
            pl.lit(0, dtype=pl.Int64).alias("import_id"), pl.lit(self.snapshot, dtype=pl.Int64).alias("snapshot_id")
        )
        insert_frame(work, Pair, stamped)


def compared_again(context: JobContext, import_id: int, leaving: pl.Series) -> Again | None:
    """What changes in pairs when an import is hidden; null where nothing was compared with its versions since.

    In      the parties that go away with it.
    """
    with reading(context.database) as work:
        changed = pl.concat([parties_changed_by(work, import_id), parties_replaced_by(work, import_id)]).unique()
        changed = changed.filter(~changed.is_in(leaving.implode()))
        stale = pairs_since(work, changed, import_id)
        if stale.is_empty():
            return None
        records = base.records_of_parties(work, changed, View(minus=import_id))
        spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
        records = with_kinds(records, base.parties_by_id(work, spoken))
    stored: list[pl.DataFrame] = []
    found, snapshot, _ = match_import(
        context, match_frame(records), alone=False, keep=lambda keys, _links: stored.append(keys)
    )
    gone = leaving.implode()
    with reading(context.database) as work:
        weights, corrected = weights_in_force(work), corrected_parties(work)
        corrected = corrected.filter(corrected.is_in(spoken.implode()))
        told = [] if weights is None or corrected.is_empty() else [pairs_as_corrected(work, corrected, weights)]
    every = pl.concat([found.pairs, *told]).unique(["left_id", "right_id"], keep="first", maintain_order=True)
    pairs = every.filter(~pl.col("left_id").is_in(gone) & ~pl.col("right_id").is_in(gone))
    return Again(spoken, stale, pairs, snapshot, pl.concat(stored))
