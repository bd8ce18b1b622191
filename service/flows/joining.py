"""Parties that come, or change, outside an import of a file: their keys, and their pairs with whoever is alike.

The same keys, comparison and weights as an import, against the live parties of the base that share a key.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from service.core.match.keys import CAPS, keys
from service.core.match.prepare import prepare
from service.core.match.rarity import Frequencies
from service.core.match.single import Known
from service.core.match.view import match_frame
from service.core.match.weights import Model, load
from service.engines.match import key_parties, match_keyed, stored_keys
from service.flows.resolving import with_kinds
from service.reference.matching import match_model_text
from service.store import clusters as base
from service.store.bulk import insert_frame
from service.store.session import Work
from service.store.snapshots import add_snapshot, latest_id, latest_snapshot
from service.store.tables.matching import MatchKey, Pair


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that Limpide ships."""
    return load(match_model_text())


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


def alike(work: Work, frame: pl.DataFrame, known: Frequencies | None) -> pl.DataFrame:
    """The match frame of live parties, beside those of `frame`, that share a key with one of them."""
    wanted = keys(prepare(frame, known)).unique("key").select("key", cap=pl.col("rule").replace_strict(CAPS, default=1))
    ids = base.parties_sharing(work, wanted)
    ids = ids.filter(~ids.is_in(frame["party_id"].implode()))
    return parties_frame(work, ids)


def parties_frame(work: Work, ids: pl.Series) -> pl.DataFrame:
    """The match frame of live parties, each once: as its newest record speaks of it."""
    records = base.records_of_parties(work, ids)
    spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
    frame = match_frame(with_kinds(records, base.parties_by_id(work, spoken)))
    own = frame.filter(pl.col("party_id").is_in(ids.implode()))
    return own.sort("party_id", "record_id").unique("party_id", keep="last", maintain_order=True)


def join_in(work: Work, frame: pl.DataFrame, *, import_id: int, leave_alone: pl.Series, now_us: int) -> None:
    """Write keys and pairs of parties, in the caller's transaction.

    In      their match frame; the import that pairs are of, 0 for none; parties that they are not compared with.
    """
    model, found = shipped_model(), known_names(work)
    known = None if found is None else found[1]
    others = alike(work, frame, known)
    others = others.filter(~pl.col("party_id").is_in(leave_alone.implode()))
    keyed = key_parties(frame, against=others if others.height else None, known=known)
    result = match_keyed(keyed, model)
    snapshot = found[0] if found else add_snapshot(work, model.version, dict(result.known), now_us)
    insert_frame(work, MatchKey, stored_keys(frame, keyed), skip_existing=True)
    pairs = result.pairs.join(
        base.pairs_of(work, frame["party_id"]), on=["left_id", "right_id"], how="anti", maintain_order="left"
    )
    stamped = pairs.with_columns(pl.lit(import_id).alias("import_id"), pl.lit(snapshot).alias("snapshot_id"))
    insert_frame(work, Pair, stamped, skip_existing=True)
