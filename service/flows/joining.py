"""Parties that come, or change, outside an import of a file: their keys, and their pairs with whoever is alike.

The same keys, comparison and weights as an import, against the live parties of the base that share a key.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from service.core.match.crowding import overflowing, sharing, within_caps
from service.core.match.keys import CAPS, keys
from service.core.match.kin import kin_keys, kin_links
from service.core.match.prepare import prepare
from service.core.match.rarity import Frequencies
from service.core.match.search import search_keys
from service.core.match.single import Known
from service.core.match.view import match_frame
from service.core.match.weights import Model, Scale, load
from service.engines.match import key_parties, match_keyed, stored_keys
from service.flows.resolving import with_kinds
from service.reference.matching import match_model_text
from service.store import clusters as base
from service.store.bulk import insert_frame
from service.store.candidates import holders
from service.store.rows import Rows
from service.store.session import Work
from service.store.snapshots import add_snapshot, latest_id, latest_snapshot
from service.store.tables.matching import MatchKey, Pair
from service.store.tables.parties import Link
from service.store.writer import write_rows


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that Limpide ships."""
    return load(match_model_text())


@lru_cache(maxsize=4)
def scale_for(parties: int) -> Scale:
    """Its weights in a base of so many parties, for single pairs."""
    return Scale(shipped_model(), parties)


def known_names(work: Work) -> tuple[int, Frequencies] | None:
    """The frozen frequencies that pairs are weighed by, and the id of their snapshot; null in an empty base."""
    found = latest_snapshot(work, shipped_model().version)
    return None if found is None else (found[0], Frequencies(**found[1]))  # type: ignore[typeddict-item]  # stored by our own hand


def known_values(work: Work) -> Known | None:
    """The same, ready to be asked about single values; this process keeps it while the snapshot is the newest."""
    newest = latest_id(work, shipped_model().version)
    if newest is None:
        return None
    held = _KNOWN.get(newest)
    if held is None:
        found = known_names(work)
        if found is None:
            return None
        _KNOWN.clear()
        held = _KNOWN[found[0]] = Known.of(found[1])
    return held


_KNOWN: dict[int, Known] = {}
"""By id of their snapshot: what is frozen under an id never changes."""


def parties_frame(work: Work, ids: pl.Series) -> pl.DataFrame:
    """The match frame of live parties, each once: as its newest record speaks of it."""
    records = base.records_of_parties(work, ids)
    spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
    frame = match_frame(with_kinds(records, base.parties_by_id(work, spoken)))
    own = frame.filter(pl.col("party_id").is_in(ids.implode()))
    return own.sort("party_id", "record_id").unique("party_id", keep="last", maintain_order=True)


def fallen_pairs(work: Work, made: pl.DataFrame, held: pl.DataFrame, known: Frequencies | None) -> pl.DataFrame:
    """Pairs of the base that no key supports any more, because blocks grew beyond their caps: left_id, right_id.

    In      made: KEY_SCHEMA of new parties; held: key, party_id of those who have these keys already.
    """
    grown = held.filter(pl.col("key").is_in(overflowing(made, held).implode()))
    if grown.is_empty():
        return pl.DataFrame(schema={"left_id": pl.Int64, "right_id": pl.Int64})
    pairs = sharing(base.pairs_of(work, grown["party_id"].unique()), grown)
    parties = pl.concat([pairs["left_id"], pairs["right_id"]]).unique()
    own = keys(prepare(parties_frame(work, parties), known)) if parties.len() else made.clear()
    others = base.holders_of_keys(work, own["key"])
    gone = pl.concat([base.parties_of_old_keys(work), made["party_id"]]).unique()
    others = others.filter(~pl.col("party_id").is_in(gone.implode()))
    usable = within_caps(own, pl.concat([others, made.select("key", "party_id")]))
    supported = sharing(pairs, usable)
    return pairs.join(supported, on=["left_id", "right_id"], how="anti").select("left_id", "right_id")


def join_in(work: Work, frame: pl.DataFrame, *, import_id: int, now_us: int) -> pl.Series:
    """Write keys and pairs of parties, in the caller's transaction.

    In      their match frame; the import that pairs are of, 0 for none.
    Out     other parties that lost a pair because their block grew beyond its cap: to be resolved anew, too.
    """
    model, found = shipped_model(), known_names(work)
    known = None if found is None else found[1]
    made = keys(prepare(frame, known))
    held = _held(work, made, frame["party_id"])
    fallen = fallen_pairs(work, made, held, known)
    base.end_these_pairs(work, fallen, import_id)
    others = parties_frame(work, _near(made, held))
    keyed = key_parties(frame, against=others if others.height else None, known=known)
    result = match_keyed(keyed, model)
    snapshot = found[0] if found else add_snapshot(work, model.version, dict(result.known), now_us)
    kin, links = links_of_new(work, prepare(frame, known), known)
    if import_id:  # a correction may move somebody, and says nothing of who lives there
        write_rows(work, write_links(links, import_id))
    insert_frame(
        work, MatchKey, stored_keys(keyed, search_keys(frame, keyed.known["overshared"]), kin), skip_existing=True
    )
    pairs = result.pairs.join(
        base.pairs_of(work, frame["party_id"]), on=["left_id", "right_id"], how="anti", maintain_order="left"
    )
    stamped = pairs.with_columns(pl.lit(import_id).alias("import_id"), pl.lit(snapshot).alias("snapshot_id"))
    insert_frame(work, Pair, stamped, skip_existing=True)
    return pl.concat([fallen["left_id"], fallen["right_id"]]).unique()


def _held(work: Work, made: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """key, party_id of others who have the keys; of a key as many as tell that its block is beyond the cap."""
    caps = {key: CAPS[rule] + 1 for key, rule in made.select("key", "rule").iter_rows()}
    rows = [(key, party) for key, parties in holders(work, caps).items() for party in parties]
    held = pl.DataFrame(rows, schema={"key": pl.Int64, "party_id": pl.Int64}, orient="row")
    return held.filter(~pl.col("party_id").is_in(own.implode()))


def _near(made: pl.DataFrame, held: pl.DataFrame) -> pl.Series:
    """Parties that share a key which is no stop-value, the new parties counted."""
    return within_caps(made, pl.concat([held, made.select("key", "party_id")])).join(
        held, on="key", suffix="_held"
    )["party_id_held"].unique()  # fmt: skip


def links_of_new(work: Work, prepared: pl.DataFrame, known: Frequencies | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The keys of new parties by which kin are found (key, party_id), and the links that they bring."""
    new = kin_keys(prepared)
    held = base.holders_of_keys(work, new["key"])
    others = held["party_id"].unique()
    others = others.filter(~others.is_in(prepared["party_id"].implode()))
    old = kin_keys(prepare(parties_frame(work, others), known)) if others.len() else new.clear()
    return new.select("key", "party_id"), kin_links(new, old)


def write_links(links: pl.DataFrame, import_id: int) -> Rows:
    """Links to be written; those that are there stay."""
    return Rows(Link, links.with_columns(pl.lit(import_id).alias("import_id")), skip_existing=True)
