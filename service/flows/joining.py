"""Parties that come, or change, outside an import of a file: their keys, and their pairs with whoever is alike.

The same keys, comparison and weights as an import, against the live parties of the base that share a key.
"""

from __future__ import annotations

import polars as pl

from service.core.match.crowding import overflowing, sharing, within_caps
from service.core.match.keys import CAPS, keys
from service.core.match.kin import kin_keys, kin_links
from service.core.match.prepare import PREPARED_SCHEMA, prepare
from service.core.match.rarity import Frequencies
from service.core.match.search import search_keys
from service.core.match.sides import sides_of_record
from service.core.match.single import Known, Row, prepare_one
from service.core.match.view import MATCH_SCHEMA, match_frame
from service.engines.match import key_parties, match_keyed, stored_keys
from service.flows.neighbours import with_kinds
from service.flows.weights import Weights, freeze, model_in_force, weights_in_force
from service.store import clusters as base
from service.store.bulk import insert_frame
from service.store.candidates import holders, records_speaking_of
from service.store.corrections import corrections_of
from service.store.rows import Rows
from service.store.session import Work
from service.store.tables.matching import MatchKey, Pair
from service.store.tables.parties import Link
from service.store.writer import write_rows


def parties_frame(work: Work, ids: pl.Series) -> pl.DataFrame:
    """The match frame of live parties, each once: as its newest record speaks of it."""
    records = base.records_of_parties(work, ids)
    spoken = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
    frame = match_frame(with_kinds(records, base.parties_by_id(work, spoken)))
    own = frame.filter(pl.col("party_id").is_in(ids.implode()))
    return own.sort("party_id", "record_id").unique("party_id", keep="last", maintain_order=True)


_KEYS_AT_ONCE = 400
"""Keys in one statement: SQLite takes 500 parts of a union."""


def corrected_frame(work: Work, ids: pl.Series) -> pl.DataFrame:
    """`parties_frame` of parties that people corrected, with the values they set."""
    frame = parties_frame(work, ids)
    told = corrections_of(work, ids).sort("at_us")
    for field in (f for f in told["field"].unique().sort() if f in MATCH_SCHEMA):
        said = told.filter(pl.col("field") == field).select("party_id", "value").unique("party_id", keep="last")
        placed = frame.select("party_id").join(
            said.with_columns(told=pl.lit(value=True)), on="party_id", how="left", maintain_order="left"
        )
        frame = frame.with_columns(
            pl.when(placed["told"].fill_null(value=False)).then(placed["value"]).otherwise(field).alias(field)
        )
    return frame


FEW = 400
"""Up to so many parties are prepared one by one: a column of them has a price of its own, whatever stands in it."""


def prepared_of(work: Work, ids: pl.Series, known: Frequencies | None) -> pl.DataFrame:
    """Live parties prepared (PREPARED_SCHEMA), each once: as its newest record speaks of it."""
    if known is None or ids.len() > FEW:
        return prepare(parties_frame(work, ids), known)
    ready, rows = Known.of(known), newest_sides(work, set(ids.to_list()))
    return pl.DataFrame([prepare_one(row, ready) for row in rows.values()], schema=PREPARED_SCHEMA)


def newest_sides(work: Work, parties: set[int]) -> dict[int, Row]:
    """The match row (core/match/sides.py) of each live party by its newest record: `parties_frame` for a few."""
    found: dict[int, Row] = {}
    for record in records_speaking_of(work, parties):  # by id: the newest comes last
        for row in sides_of_record(record).values():
            if row["party_id"] in parties:
                found[row["party_id"]] = row
    return found


def fallen_pairs(work: Work, made: pl.DataFrame, held: pl.DataFrame, known: Frequencies | None) -> pl.DataFrame:
    """Pairs of the base that no key supports any more, because blocks grew beyond their caps: left_id, right_id.

    In      made: KEY_SCHEMA of new parties; held: key, party_id of those who have these keys already.
    """
    grown = held.filter(pl.col("key").is_in(overflowing(made, held).implode()))
    if grown.is_empty():
        return pl.DataFrame(schema={"left_id": pl.Int64, "right_id": pl.Int64})
    pairs = sharing(base.pairs_among(work, grown["party_id"]), grown)
    parties = pl.concat([pairs["left_id"], pairs["right_id"]]).unique()
    own = keys(prepared_of(work, parties, known)) if parties.len() else made.clear()
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
    found, model = weights_in_force(work), model_in_force(work)
    known = None if found is None else found.known
    made = keys(prepare(frame, known))
    held = _held(work, made, frame["party_id"])
    fallen = fallen_pairs(work, made, held, known)
    base.end_these_pairs(work, fallen, import_id)
    others = parties_frame(work, _near(made, held))
    keyed = key_parties(frame, against=others if others.height else None, known=known)
    result = match_keyed(keyed, model)
    snapshot = found.snapshot if found else freeze(work, model, result.known, now_us=now_us)
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


def pairs_as_corrected(work: Work, ids: pl.Series, by: Weights) -> pl.DataFrame:
    """PAIR_SCHEMA of parties as people corrected them, with whoever shares a stored key; as `join_in` finds them."""
    frame = corrected_frame(work, ids)
    made = keys(prepare(frame, by.known))
    others = parties_frame(work, _near(made, _held(work, made, frame["party_id"])))
    keyed = key_parties(frame, against=others if others.height else None, known=by.known)
    return match_keyed(keyed, by.model).pairs


def _held(work: Work, made: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """key, party_id of others who have the keys; of a key as many as tell that its block is beyond the cap."""
    caps = {key: CAPS[rule] + 1 for key, rule in made.select("key", "rule").iter_rows()}
    asked = list(caps.items())
    some = (dict(asked[i : i + _KEYS_AT_ONCE]) for i in range(0, len(asked), _KEYS_AT_ONCE))
    rows = [(key, party) for piece in some for key, parties in holders(work, piece).items() for party in parties]
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
    old = kin_keys(prepared_of(work, others, known)) if others.len() else new.clear()
    return new.select("key", "party_id"), kin_links(new, old)


def write_links(links: pl.DataFrame, import_id: int) -> Rows:
    """Links to be written; those that are there stay."""
    return Rows(Link, links.with_columns(pl.lit(import_id).alias("import_id")), skip_existing=True)
