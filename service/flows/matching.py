"""Matching an import's parties: against one another, and against the parties of the base that share a key with them.

The snapshot (name frequencies and model) is frozen by the first import that needs one; later imports weigh by the same,
so the order in which files arrive cannot change what a pair weighs. A job matches by a new one (flows/rematch.py).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from service.core.match.keys import crowded, keys
from service.core.match.kin import kin_keys, kin_links
from service.core.match.prepare import prepare
from service.core.match.rarity import Frequencies
from service.core.match.search import search_keys
from service.core.match.view import MATCH_COLUMNS, match_frame
from service.engines.match import MatchResult, keyed_parties, match_keyed, prepared_parties, stored_keys
from service.flows.context import JobContext
from service.flows.joining import fallen_pairs, links_of_new
from service.flows.neighbours import with_kinds
from service.flows.weights import freeze, model_in_force, weights_in_force
from service.store import clusters as base
from service.store.session import Work, reading, unit_of_work

EVERY_KEY = 400_000
"""From so many keys on, reading all keys of the base is cheaper than asking for them by name."""


def match_import(
    context: JobContext,
    new: pl.DataFrame,
    *,
    alone: bool,
    keep: Callable[[pl.DataFrame, pl.DataFrame], None],
) -> tuple[MatchResult, int, pl.DataFrame]:
    """Compare the parties of an import; returns the pairs, the id of the snapshot they lean on, and pairs of the base
    (left_id, right_id) that fall because blocks grew beyond their caps.

    In      `new`: the match frame of its parties; `alone`: the base has no others; `keep` is given the keys to store
            (key, party_id) and the links before the comparing begins. The first time, the frequencies of the parties
            at hand become the snapshot.
    """
    with reading(context.database) as work:
        weights, model = weights_in_force(work), model_in_force(work)
    known = None if weights is None else weights.known
    with ThreadPoolExecutor(max_workers=1) as beside:
        old, stop, fallen = None, None, _NONE
        if not alone:
            made = prepare(new, known)
            linked = beside.submit(_kin_of_base, context, made, known)
            old, stop, fallen = _candidates(context, new, made, known)
    prepared, frequent = prepared_parties(new, old, known)
    sought = search_keys(new, frequent["overshared"])
    keyed = keyed_parties(prepared, frequent, 0 if old is None else old.height)
    del new, old, prepared  # what was read of a million rows is needed no more
    kin, links = _kin_of_its_own(keyed.prepared) if alone else linked.result()
    keep(stored_keys(keyed, sought, kin), links)
    del sought, kin
    result = match_keyed(keyed, model, stop=stop)
    if weights is not None:
        return result, weights.snapshot, fallen
    with unit_of_work(context.database) as work:
        return result, freeze(work, model, result.known, now_us=context.now_us()), fallen


def _kin_of_its_own(prepared: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keys by which kin are found, and the links that the parties bring, where there are no others."""
    new = kin_keys(prepared)
    return new.select("key", "party_id"), kin_links(new, new.clear())


def _kin_of_base(
    context: JobContext, prepared: pl.DataFrame, known: Frequencies | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same, with kin in the base."""
    with reading(context.database) as work:
        return links_of_new(work, prepared, known)


_NONE = pl.DataFrame(schema={"left_id": pl.Int64, "right_id": pl.Int64})


def _candidates(
    context: JobContext, new: pl.DataFrame, prepared: pl.DataFrame, known: Frequencies | None
) -> tuple[pl.DataFrame | None, pl.Series, pl.DataFrame]:
    """The match frame of live parties of the base that share a key with the new ones, the keys that are stop-values
    (parties that share no other key are not read), and the pairs that fall.
    """
    made = keys(prepared)
    with reading(context.database) as work:
        held = _held(work, made["key"].unique())
        held = held.filter(~pl.col("party_id").is_in(new["party_id"].implode()))
        living = held.filter(~pl.col("party_id").is_in(base.parties_of_old_keys(work).implode()))
        stop, fallen = crowded(made, living), fallen_pairs(work, made, living, known)
        ids = held.filter(~pl.col("key").is_in(stop.implode()))["party_id"].unique()
        records = base.records_of_parties(work, ids, columns=MATCH_COLUMNS)
        spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
        kinds = base.parties_by_id(work, spoken)
    frame = match_frame(with_kinds(records, kinds))
    found = frame.filter(pl.col("party_id").is_in(ids.implode()))
    return found if found.height else None, stop, fallen


def _held(work: Work, wanted: pl.Series) -> pl.DataFrame:
    """key, party_id of everyone in the base who has one of these keys."""
    if wanted.len() < EVERY_KEY:
        return base.holders_of_keys(work, wanted)
    return base.every_key(work).join(pl.DataFrame({"key": wanted}), on="key", how="semi")
