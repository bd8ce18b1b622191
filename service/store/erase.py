"""Deleting people: everything that hangs on some customers, in the caller's transaction.

A record is deleted when all its parties go. Where one party of a line stays, the line keeps what speaks of that one:
the other's columns, the cells as they came and the issues are taken out. Superseded versions of a line go with it.
What is left of the erased are ids in ledgers and the feed, and keyed hashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl
from sqlalchemy import Select, and_, case, delete, func, select, update
from sqlmodel import SQLModel

from service.core.columns import TYPED_COLUMNS, TYPED_SCHEMA
from service.store.bulk import Schema, delete_frame, read_frame, read_frames, update_frame
from service.store.known import IDS_AT_ONCE, read_by_ids
from service.store.session import Work
from service.store.visible import current_memberships

_T = SQLModel.metadata.tables
_R, _M, _CP, _I = (_T[n].c for n in ("records", "memberships", "contact_points", "imports"))
_C, _S = _T["customers"].c, _T["sightings"].c
_POINT_FIELDS = ("email", "email_secondary", "phone", "phone_mobile", "phone_secondary")
# what a line loses when this side of it goes; its contact points besides
_SIDES = {
    "contact_party_id": ("person",),
    "main_party_id": ("company", "address", "behaviour"),
}
_RECORDS: Schema = {
    "record_id": pl.Int64, "import_id": pl.Int64, "row_id": pl.Int64, "list_id": pl.Int64, "source_key": pl.String,
    "main_party_id": pl.Int64, "contact_party_id": pl.Int64,
}  # fmt: skip
POINTS: Schema = {
    "contact_point_id": pl.Int64,
    "party_id": pl.Int64,
    "kind": pl.String,
    "value": pl.String,
    "key": pl.Int64,
}
# before contact points and parties, on which they lean
_BY_PARTY = (
    ("consent_events", "party_id"), ("contact_points", "party_id"), ("acts", "party_id"), ("purchases", "party_id"),
    ("links", "from_party_id"), ("links", "to_party_id"), ("corrections", "party_id"), ("pair_decisions", "left_id"),
    ("pair_decisions", "right_id"), ("pairs", "left_id"), ("pairs", "right_id"), ("memberships", "party_id"),
)  # fmt: skip


@dataclass(frozen=True)
class Walked:
    """Found once, by a walk through tables that have no index for it: of the whole purge, filtered slice by slice.

    keys: key, party_id; sightings: import_id, row_id, record_id; employed: customer_id, employer_id
    alike: contact_point_id, key of all contact points, whoever's, with the key of one that goes
    """

    keys: pl.DataFrame
    sightings: pl.DataFrame
    employed: pl.DataFrame
    alike: pl.DataFrame


@dataclass(frozen=True)
class Going:
    """What goes with some customers. parties: party_id, customer_id; whole, partly: records; points: POINTS."""

    customers: pl.Series
    parties: pl.DataFrame
    whole: pl.DataFrame = field(repr=False)
    partly: pl.DataFrame = field(repr=False)
    points: pl.DataFrame = field(repr=False)


def walk(work: Work, customers: pl.Series) -> Walked:
    """See Walked."""
    going = going_with(work, customers)
    parties, records = going.parties.select("party_id"), going.whole.select("record_id")
    keys, seen = _T["match_keys"].c, [_S.import_id, _S.row_id, _S.record_id]
    employed = select(_C.id.label("customer_id"), _C.employer_id).where(_C.employer_id.is_not(None))
    pair: Schema = {"key": pl.Int64, "party_id": pl.Int64}
    sighting: Schema = {"import_id": pl.Int64, "row_id": pl.Int64, "record_id": pl.Int64}
    people: Schema = {"customer_id": pl.Int64, "employer_id": pl.Int64}
    points: Schema = {"contact_point_id": pl.Int64, "key": pl.Int64}
    bosses = customers.rename("employer_id").to_frame()
    return Walked(
        _walked(work, select(keys.key, keys.party_id), pair, parties),
        _walked(work, select(*seen), sighting, records),
        _walked(work, employed, people, bosses),
        _walked(work, select(_CP.id.label("contact_point_id"), _CP.key), points, going.points.select("key").unique()),
    )


def _walked(work: Work, query: Select[Any], schema: Schema, among: pl.DataFrame) -> pl.DataFrame:
    found = [f.join(among, on=among.columns, how="semi") for f in read_frames(work, query, schema)]
    return pl.concat(found) if found else pl.DataFrame(schema=dict(schema))


def going_with(work: Work, customers: pl.Series) -> Going:
    """What goes when these customers go: their parties, and parties of their lines that belong to nobody any more."""
    people: Schema = {"party_id": pl.Int64, "customer_id": pl.Int64}
    present = read_by_ids(work, [_M.party_id, _M.customer_id], people, _M.customer_id, customers, current_memberships())
    records = _records_of(work, present["party_id"])
    beside = pl.concat([records["main_party_id"], records["contact_party_id"]]).drop_nulls().unique()
    beside = beside.filter(~beside.is_in(present["party_id"].implode()))
    placed = read_by_ids(work, [_M.party_id], {"party_id": pl.Int64}, _M.party_id, beside, current_memberships())
    orphans = beside.filter(~beside.is_in(placed["party_id"].implode()))
    if orphans.len():
        owner = pl.lit(customers.min(), dtype=pl.Int64)
        present = pl.concat([present, orphans.rename("party_id").to_frame().with_columns(customer_id=owner)])
        records = pl.concat([records, _records_of(work, orphans)]).unique("record_id")
    ids = present["party_id"].implode()
    goes = [pl.col(side).is_null() | pl.col(side).is_in(ids) for side in _SIDES]
    points = [_CP.id.label("contact_point_id"), *[_CP[c] for c in POINTS if c != "contact_point_id"]]
    return Going(
        customers,
        present,
        records.filter(pl.all_horizontal(goes)),
        records.filter(~pl.all_horizontal(goes)),
        read_by_ids(work, points, POINTS, _CP.party_id, present["party_id"]),
    )


def _records_of(work: Work, parties: pl.Series) -> pl.DataFrame:
    """All versions of the lines that name parties, published or not; `source_key` of an accepted line is its customer
    code where it has one (lines of invoices are known to the list by their content).
    """
    known = case((_R.source_key.is_not(None), func.coalesce(_R.customer_code, _R.source_key))).label("source_key")
    given = {"record_id": _R.id.label("record_id"), "source_key": known}
    columns = [given[c] if c in given else _R[c] for c in _RECORDS]
    sides = [read_by_ids(work, columns, _RECORDS, _R[side], parties) for side in _SIDES]
    return pl.concat(sides).unique("record_id", maintain_order=True)


def lines_shared(work: Work) -> pl.DataFrame:
    """Pairs of customers that one line speaks of: left, right."""
    other = _T["memberships"].alias("other").c
    asked = (
        select(_M.customer_id.label("left"), other.customer_id.label("right"))
        .select_from(_T["records"])
        .join(_T["memberships"], and_(_M.party_id == _R.main_party_id, _M.until_us.is_(None)))
        .join(other.party_id.table, and_(other.party_id == _R.contact_party_id, other.until_us.is_(None)))
        .where(_M.customer_id != other.customer_id)
    )
    return read_frame(work, asked, {"left": pl.Int64, "right": pl.Int64}).unique()


def values_of_others(work: Work, going: Going, walked: Walked) -> pl.DataFrame:
    """Which of the contact values that go are also somebody else's, who is still there: kind, value."""
    schema: Schema = {"kind": pl.String, "value": pl.String, "party_id": pl.Int64}
    alike = walked.alike.join(going.points, on="key", how="semi")["contact_point_id"]
    same = read_by_ids(work, [_CP.kind, _CP.value, _CP.party_id], schema, _CP.id, alike)
    return same.join(going.parties, on="party_id", how="anti").select("kind", "value").unique()


def delete_all(work: Work, going: Going, walked: Walked, *, now_us: int) -> None:
    """Delete it, count the lines on their imports, and let go of employers that are gone."""
    parties = going.parties["party_id"]
    _let_go(work, going.customers, walked.employed, now_us)
    delete_frame(work, _T["match_keys"], walked.keys.join(going.parties, on="party_id", how="semi"))
    for table, column in _BY_PARTY:
        _delete_among(work, table, column, parties)
    _delete_lines(work, going, walked.sightings)
    _redact(work, going)
    _delete_among(work, "parties", "id", parties)
    _delete_among(work, "customer_redirects", "customer_id", going.customers)
    _delete_among(work, "customers", "id", going.customers)


def _delete_among(work: Work, table: str, column: str, ids: pl.Series) -> None:
    wanted = ids.unique().sort().to_list()
    target = _T[table]
    for i in range(0, len(wanted), IDS_AT_ONCE):
        work.connection.execute(delete(target).where(target.c[column].in_(wanted[i : i + IDS_AT_ONCE])))


def _delete_lines(work: Work, going: Going, sightings: pl.DataFrame) -> None:
    seen = sightings.join(going.whole, on="record_id", how="semi").select("import_id", "row_id")
    lines = pl.concat([going.whole.select("import_id", "row_id"), seen])
    touched = pl.concat([lines, going.partly.select("import_id", "row_id")]).unique()
    delete_frame(work, _T["issues"], touched)
    delete_frame(work, _T["sightings"], seen)
    _delete_among(work, "records", "id", going.whole["record_id"])
    for import_id, n in lines.group_by("import_id").len().sort("import_id").iter_rows():
        counted = update(_T["imports"]).where(_I.id == import_id).values(erased=_I.erased + n)
        work.connection.execute(counted)


def _let_go(work: Work, customers: pl.Series, employed: pl.DataFrame, now_us: int) -> None:
    staff = employed.filter(
        pl.col("employer_id").is_in(customers.implode()) & ~pl.col("customer_id").is_in(customers.implode())
    )
    for some in staff["customer_id"].to_frame().iter_slices(IDS_AT_ONCE):
        freed = {"employer_id": None, "version": _C.version + 1, "updated_us": now_us}
        work.connection.execute(update(_T["customers"]).where(_C.id.in_(some["customer_id"].to_list())).values(freed))


def _redact(work: Work, going: Going) -> None:
    """Lines of which one party stays: what spoke of the other is taken out."""
    ids, values = going.parties["party_id"].implode(), going.points["value"].implode()
    names = [c.name for c in TYPED_COLUMNS]
    for side, subjects in _SIDES.items():
        lines = going.partly.filter(pl.col(side).is_in(ids))["record_id"]
        if lines.is_empty():
            continue
        schema: Schema = {"id": pl.Int64, **TYPED_SCHEMA}
        rows = read_by_ids(work, [_R.id, *[_R[n] for n in names]], schema, _R.id, lines)
        own = [c.name for c in TYPED_COLUMNS if c.subject in subjects]
        emptied = rows.with_columns(
            *[pl.lit(None, dtype=TYPED_SCHEMA[n]).alias(n) for n in own],
            *[pl.when(~pl.col(n).is_in(values)).then(pl.col(n)).alias(n) for n in _POINT_FIELDS],
            pl.lit("[]").alias("cells"),
            pl.lit(None, dtype=pl.String).alias("extra"),
            pl.lit(None, dtype=pl.Int64).alias(side),
        )
        update_frame(work, _T["records"], ["id"], emptied)
