"""Parties, pairs and memberships as resolving reads and writes them; every read takes the `View` it is asked under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, delete, insert, literal, select, text, update
from sqlmodel import SQLModel

from service.core.columns import TYPED_NAMES, TYPED_SCHEMA
from service.store.bulk import Schema, delete_where_limited, insert_frame, read_frame, update_frame
from service.store.known import one_of, read_by_ids
from service.store.rows import Rows
from service.store.session import Work
from service.store.tables.customers import Change, Customer, CustomerRedirect, Membership
from service.store.tables.matching import MatchKey, Pair, PairDecision
from service.store.tables.parties import Link, Party
from service.store.tables.records import Record
from service.store.visible import NOW, View, current_memberships, live_pairs, live_records, published

_TABLES = SQLModel.metadata.tables
_R, _P, _M = (_TABLES[t.__tablename__].c for t in (Record, Party, Membership))
_TOLD = _TABLES[PairDecision.__tablename__].c
_LINKS = _TABLES[Link.__tablename__].c
_PAIRS, _KEYS = _TABLES[Pair.__tablename__].c, _TABLES[MatchKey.__tablename__].c

RECORD_SCHEMA: Schema = {
    "record_id": pl.Int64,
    "list_id": pl.Int64,
    "import_id": pl.Int64,
    "main_party_id": pl.Int64,
    "contact_party_id": pl.Int64,
    **TYPED_SCHEMA,
}
"""A record as matching and resolving read it."""

_KEY_SCHEMA: Schema = {"key": pl.Int64, "party_id": pl.Int64}
MEMBER_SCHEMA: Schema = {"party_id": pl.Int64, "customer_id": pl.Int64}
PAIR_SCHEMA: Schema = {
    "left_id": pl.Int64,
    "right_id": pl.Int64,
    "levels": pl.Int64,
    "weight": pl.Int64,
    "probability": pl.Int64,
}


RECORD_IDS = ("record_id", "list_id", "import_id", "main_party_id", "contact_party_id")


def _record_columns(names: Iterable[str] = RECORD_SCHEMA) -> list[ColumnElement[Any]]:
    return [_R.id.label("record_id") if n == "record_id" else _R[n] for n in names]


def records_of_import(work: Work, import_id: int, *, columns: Sequence[str] = TYPED_NAMES) -> pl.DataFrame:
    """RECORD_SCHEMA, of the typed columns those asked for, of the accepted records of an import, staged or not."""
    mine = and_(_R.import_id == import_id, _R.outcome == "accepted")
    schema: Schema = {n: RECORD_SCHEMA[n] for n in (*RECORD_IDS, *columns)}
    return read_frame(work, select(*_record_columns(schema)).where(mine).order_by(_R.id), schema)


def records_of_parties(
    work: Work, parties: pl.Series, view: View = NOW, *, columns: Sequence[str] = TYPED_NAMES
) -> pl.DataFrame:
    """RECORD_SCHEMA, of the typed columns those asked for, of the live records that speak of parties; each once."""
    schema: Schema = {n: RECORD_SCHEMA[n] for n in (*RECORD_IDS, *columns)}
    sides = [
        read_by_ids(work, _record_columns(schema), schema, side, parties, live_records(view))
        for side in (_R.main_party_id, _R.contact_party_id)
    ]
    return pl.concat(sides).unique("record_id", maintain_order=True)


def parties_of_import(work: Work, import_id: int) -> pl.DataFrame:
    """party_id, kind, carried_id of the parties first seen by an import."""
    asked = select(_P.id.label("party_id"), _P.kind, _P.carried_id).where(_P.import_id == import_id)
    return read_frame(work, asked, PARTY_SCHEMA)


PARTY_SCHEMA: Schema = {"party_id": pl.Int64, "kind": pl.String, "carried_id": pl.Int64}


def parties_by_id(work: Work, parties: pl.Series) -> pl.DataFrame:
    """party_id, kind, carried_id."""
    return read_by_ids(work, [_P.id.label("party_id"), _P.kind, _P.carried_id], PARTY_SCHEMA, _P.id, parties)


def customers_of(work: Work, parties: pl.Series, view: View = NOW) -> pl.DataFrame:
    """party_id, customer_id of the present memberships of parties."""
    return read_by_ids(
        work, [_M.party_id, _M.customer_id], MEMBER_SCHEMA, _M.party_id, parties, current_memberships(view)
    )


def members_of(work: Work, customers: pl.Series, view: View = NOW) -> pl.DataFrame:
    """party_id, customer_id of the present members of customers."""
    columns = [_M.party_id, _M.customer_id]
    return read_by_ids(work, columns, MEMBER_SCHEMA, _M.customer_id, customers, current_memberships(view))


def pairs_of(work: Work, parties: pl.Series, view: View = NOW, *, least: int = 0) -> pl.DataFrame:
    """PAIR_SCHEMA of live pairs with a side among parties and a probability of at least `least` millionths."""
    where = (live_pairs(view), _PAIRS.probability >= least)
    columns = [_PAIRS[n] for n in PAIR_SCHEMA]
    sides = [
        read_by_ids(work, columns, PAIR_SCHEMA, side, parties, *where) for side in (_PAIRS.left_id, _PAIRS.right_id)
    ]
    return pl.concat(sides).unique(["left_id", "right_id"], maintain_order=True)


def pairs_among(work: Work, parties: pl.Series, view: View = NOW) -> pl.DataFrame:
    """PAIR_SCHEMA of live pairs with both sides among parties: a fraction of what touches them."""
    ids = parties.unique().sort()
    right: ColumnElement[int] = _PAIRS.right_id + 0  # by an index of both, every two parties would be looked up
    both = [one_of(work, right, ids.to_list())] if ids.len() <= SLICE else []
    columns = [_PAIRS[n] for n in PAIR_SCHEMA]
    found = read_by_ids(work, columns, PAIR_SCHEMA, _PAIRS.left_id, ids, live_pairs(view), *both)
    return found if both else found.filter(pl.col("right_id").is_in(ids.implode()))


def decisions_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """left_id, right_id, decision of reviewers' live answers with a side among parties."""
    schema: Schema = {"left_id": pl.Int64, "right_id": pl.Int64, "decision": pl.String}
    columns = [_TOLD.left_id, _TOLD.right_id, _TOLD.decision]
    live = _TOLD.ended_us.is_(None)
    if parties.len() <= SLICE:
        sides = [read_by_ids(work, columns, schema, s, parties, live) for s in (_TOLD.left_id, _TOLD.right_id)]
        return pl.concat(sides).unique(["left_id", "right_id"], maintain_order=True)
    every = read_frame(work, select(*columns).where(live), schema)
    wanted = parties.implode()
    return every.filter(pl.col("left_id").is_in(wanted) | pl.col("right_id").is_in(wanted))


def holders_of_keys(work: Work, keys: pl.Series) -> pl.DataFrame:
    """key, party_id of everyone who has one of the keys."""
    return read_by_ids(work, [_KEYS.key, _KEYS.party_id], _KEY_SCHEMA, _KEYS.key, keys)


def parties_of_old_keys(work: Work) -> pl.Series:
    """Parties that may hold keys which no live record gives them: of superseded records, of imports not published."""
    sides = (_R.main_party_id, _R.contact_party_id)
    schema: Schema = {side.name: pl.Int64 for side in sides}
    found = [  # one index each: joined by OR, the whole table is read
        read_frame(work, select(*sides).where(old), schema)
        for old in (_R.superseded_by.is_not(None), _R.import_id.in_(NOW.hidden()))
    ]
    return pl.concat([rows[side.name] for rows in found for side in sides]).drop_nulls().unique()


def employees_of(work: Work, firms: pl.Series) -> pl.Series:
    """Parties that work for one of these."""
    schema: Schema = {"from_party_id": pl.Int64}
    works = (_LINKS.kind == "works_for", published(Link))
    return read_by_ids(work, [_LINKS.from_party_id], schema, _LINKS.to_party_id, firms, *works)[
        "from_party_id"
    ].unique()


def every_key(work: Work) -> pl.DataFrame:
    """key, party_id of the whole base: for when most of it would be asked for anyway."""
    return read_frame(work, select(_KEYS.key, _KEYS.party_id), _KEY_SCHEMA)


def end_pairs(work: Work, parties: pl.Series, import_id: int) -> None:
    """Mark live pairs that touch parties as no longer true once the import is published."""
    wanted = parties.unique().sort().to_list()
    for i in range(0, len(wanted), 10_000):
        ids = wanted[i : i + 10_000]
        for side in (_PAIRS.left_id, _PAIRS.right_id):
            touched = and_(side.in_(ids), _PAIRS.import_id != import_id, live_pairs())
            work.connection.execute(update(Pair).where(touched).values(ended_by=import_id))


def end_these_pairs(work: Work, pairs: pl.DataFrame, import_id: int) -> None:
    """The same, of pairs by name: left_id, right_id. `import_id` 0: at once and for good."""
    named = ["left_id", "right_id", "import_id"]
    live = read_by_ids(
        work, [_PAIRS[name] for name in named], dict.fromkeys(named, pl.Int64), _PAIRS.left_id, pairs["left_id"],
        _PAIRS.import_id != import_id, live_pairs(),
    )  # fmt: skip
    ended = live.join(pairs, on=named[:2], how="semi").with_columns(ended_by=pl.lit(import_id))
    update_frame(work, Pair, named, ended)


def forget_staged(work: Work, import_id: int) -> bool:
    """Delete a slice of the pairs, memberships and customers an unpublished import staged; whether more are left."""
    for table in (Pair, Membership, Customer):
        mine = _TABLES[table.__tablename__].c.import_id == import_id
        if delete_where_limited(work, table, mine, SLICE):
            return True
    return False


SLICE = 10_000
"""Rows deleted in one transaction."""


def new_memberships(members: pl.DataFrame, *, since_us: int, import_id: int | None) -> Rows:
    """New memberships, to be written: party_id, customer_id."""
    rows = members.select(
        "party_id",
        pl.lit(since_us).alias("since_us"),
        "customer_id",
        pl.lit(import_id, dtype=pl.Int64).alias("import_id"),
    )
    return Rows(Membership, rows)


def end_memberships(work: Work, parties: pl.Series, *, at_us: int, ended_by: int | None) -> None:
    """Close the present memberships of parties."""
    wanted = parties.unique().sort().to_list()
    for i in range(0, len(wanted), 10_000):
        open_ones = and_(_M.party_id.in_(wanted[i : i + 10_000]), _M.until_us.is_(None))
        values = {"until_us": at_us, "ended_by": ended_by}
        work.connection.execute(update(Membership).where(open_ones).values(values))


def carry(work: Work, carried: pl.DataFrame) -> None:
    """Set the customer id that parties carry: party_id, carried_id."""
    update_frame(work, Party, ["id"], carried.select(pl.col("party_id").alias("id"), "carried_id"))


def redirect(work: Work, redirects: pl.DataFrame, *, at_us: int) -> None:
    """Point old ids at their customer, flatly: what pointed at an old id follows it. old_id, customer_id."""
    if redirects.is_empty():
        return
    table = _TABLES[CustomerRedirect.__tablename__].c
    stale = read_by_ids(
        work, [table.old_id, table.customer_id], {"old_id": pl.Int64, "customer_id": pl.Int64}, table.customer_id,
        redirects["old_id"],
    )  # fmt: skip
    followed = stale.join(redirects, left_on="customer_id", right_on="old_id", suffix="_new")
    moved = followed.select("old_id", pl.col("customer_id_new").alias("customer_id"))
    rows = pl.concat([redirects.select("old_id", "customer_id"), moved]).unique("old_id", keep="first")
    rows = rows.filter(pl.col("old_id") != pl.col("customer_id"))
    remove_redirects(work, rows["old_id"])
    insert_frame(work, CustomerRedirect, rows.with_columns(pl.lit(at_us).alias("at_us")))


def remove_redirects(work: Work, old_ids: pl.Series) -> None:
    """Ids that answer for themselves again."""
    _delete_by_id(work, CustomerRedirect, _TABLES[CustomerRedirect.__tablename__].c.old_id, old_ids)


def delete_customers(work: Work, ids: pl.Series) -> None:
    """Customers that no party belongs to any more."""
    _delete_by_id(work, Customer, _TABLES[Customer.__tablename__].c.id, ids)


def _delete_by_id(work: Work, table: type[SQLModel], column: ColumnElement[Any], ids: pl.Series) -> None:
    wanted = ids.unique().sort().to_list()
    for i in range(0, len(wanted), 10_000):
        work.connection.execute(delete(table).where(column.in_(wanted[i : i + 10_000])))


def tell(work: Work, changes: pl.DataFrame, *, at_us: int, cause: str, cause_id: int | None) -> None:
    """Entries of the change feed: customer_id, kind, into_id; in the order given."""
    _in_commit_order(work)
    stamped = changes.with_columns(
        pl.lit(at_us).alias("at_us"), pl.lit(cause).alias("cause"), pl.lit(cause_id, dtype=pl.Int64).alias("cause_id")
    )
    insert_frame(work, Change, stamped.select("customer_id", "kind", "into_id", "at_us", "cause", "cause_id"))


def tell_created(work: Work, import_id: int, *, at_us: int) -> None:
    """Entries for every customer that an import staged."""
    _in_commit_order(work)
    made = select(_TABLES["customers"].c.id, *[literal(v) for v in ("created", at_us, "import", import_id)]).where(
        _TABLES["customers"].c.import_id == import_id
    )
    columns = ["customer_id", "kind", "at_us", "cause", "cause_id"]
    work.connection.execute(insert(Change).from_select(columns, made.order_by(_TABLES["customers"].c.id)))


def _in_commit_order(work: Work) -> None:
    """Entries are numbered when written; PostgreSQL could commit a later number first, and a reader would miss one."""
    if work.dialect == "postgresql":
        work.connection.execute(text("SELECT pg_advisory_xact_lock(:feed)"), {"feed": _FEED})


_FEED = 0x6C696D70  # any number, as long as it is ours
