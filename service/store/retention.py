"""What the purge reads and keeps: the clocks of every customer, and the reviews that rehearse and record it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import polars as pl
from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlmodel import SQLModel, col

from service.core.columns import TYPED_SCHEMA
from service.core.govern.clocks import RECORD_COLUMNS, clocks
from service.errors import NotFound
from service.store.bulk import read_frame
from service.store.ids import take_ids
from service.store.session import Work
from service.store.tables.consents import ConsentEvent, RetentionReview
from service.store.tables.customers import Membership
from service.store.tables.parties import Act, Party, Purchase
from service.store.tables.records import Record
from service.store.visible import current_memberships, live_acts, live_purchases, live_records, published

_TABLES = SQLModel.metadata.tables
_R, _P, _M = (_TABLES[t.__tablename__].c for t in (Record, Party, Membership))
_A, _B, _E = (_TABLES[t.__tablename__].c for t in (Act, Purchase, ConsentEvent))
_V = _TABLES[RetentionReview.__tablename__].c


@dataclass(frozen=True)
class Review:
    """A rehearsal of the purge. `customer_ids`: who is to go, ascending; `counts`: customers by verdict and reason."""

    id: int
    as_of: date
    ruleset: str
    state: str
    counts: dict[str, Any]
    customer_ids: list[int]
    certificate: dict[str, Any] | None
    created_us: int = 0
    applied_us: int | None = None
    done_us: int | None = None


def read_clocks(work: Work, *, as_of: date, zone: ZoneInfo) -> pl.DataFrame:
    """core/govern/clocks.py over the whole base: one row per customer."""
    return clocks(
        read_frame(work, _parties(), {"party_id": pl.Int64, "customer_id": pl.Int64, "relation": pl.String}),
        read_frame(work, _records(), {c: TYPED_SCHEMA.get(c, pl.Int64) for c in RECORD_COLUMNS}),
        read_frame(work, _acts(as_of), {"party_id": pl.Int64, "kind": pl.String, "on_date": pl.String}),
        read_frame(work, _purchases(), {"party_id": pl.Int64, "on_date": pl.String, "worth": pl.Int64}),
        read_frame(work, _grants(), {"party_id": pl.Int64, "occurred_us": pl.Int64}),
        as_of=as_of,
        zone=zone,
    )


def _parties() -> Select[Any]:
    joined = _TABLES[Membership.__tablename__].join(_TABLES[Party.__tablename__], _P.id == _M.party_id)
    return select(_M.party_id, _M.customer_id, _P.relation).select_from(joined).where(current_memberships())


def _records() -> Select[Any]:
    columns: list[ColumnElement[Any]] = [_R.id.label("record_id"), *[_R[c] for c in RECORD_COLUMNS[1:]]]
    return select(*columns).where(live_records())


def _acts(as_of: date) -> Select[Any]:
    theirs = (live_acts(), _A.side == "theirs", _A.on_date <= as_of.isoformat())
    return (
        select(_A.party_id, _A.kind, func.max(_A.on_date).label("on_date"))
        .where(*theirs)
        .group_by(_A.party_id, _A.kind)
    )


def _purchases() -> Select[Any]:
    worth = func.coalesce(_B.amount_minor, 0) + func.coalesce(_B.quantity, 0)
    return select(_B.party_id, _B.on_date, worth.label("worth")).where(live_purchases())


def _grants() -> Select[Any]:
    given = (published(ConsentEvent), _E.status == "granted", _E.occurred_us.is_not(None))
    return select(_E.party_id, func.max(_E.occurred_us).label("occurred_us")).where(*given).group_by(_E.party_id)


def add_review(work: Work, *, as_of: date, ruleset: str, counts: dict[str, Any], ids: list[int], now_us: int) -> Review:
    """A rehearsal, kept."""
    review_id = take_ids(work, "retention_reviews", 1)
    kept = orjson.dumps(counts | {"customer_ids": ids}, option=orjson.OPT_SORT_KEYS).decode()
    work.connection.execute(
        insert(RetentionReview).values(
            id=review_id, as_of=as_of.isoformat(), ruleset=ruleset, state="rehearsed", counts=kept, certificate=None,
            created_us=now_us, applied_us=None, done_us=None,
        )
    )  # fmt: skip
    return Review(review_id, as_of, ruleset, "rehearsed", counts, ids, None, now_us)


def get_review(work: Work, review_id: int) -> Review:
    """The review under this id.

    Raises  NotFound.
    """
    row = work.connection.execute(select(*_V).where(_V.id == review_id)).one_or_none()
    if row is None:
        raise NotFound("There is no retention review under this id.", review_id=review_id)
    return _review(row)


def page_of_reviews(work: Work, *, before: int | None, limit: int) -> list[Review]:
    """Reviews, newest first, those before an id."""
    asked = select(*_V).order_by(_V.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(_V.id < before)
    return [_review(row) for row in work.connection.execute(asked)]


def _review(row: Any) -> Review:
    counts = orjson.loads(row.counts)
    ids = counts.pop("customer_ids")
    certificate = None if row.certificate is None else orjson.loads(row.certificate)
    as_of = date.fromisoformat(row.as_of)
    return Review(
        row.id, as_of, row.ruleset, row.state, counts, ids, certificate, row.created_us, row.applied_us, row.done_us
    )


def reviews_in(work: Work, *states: str) -> list[int]:
    """Ids of the reviews in one of these states, oldest first."""
    return list(work.connection.execute(select(_V.id).where(_V.state.in_(states)).order_by(_V.id)).scalars())


def set_review(work: Work, review_id: int, **values: Any) -> None:
    """Set columns of a review; a certificate as a JSON object."""
    if values.get("certificate") is not None:
        values["certificate"] = orjson.dumps(values["certificate"], option=orjson.OPT_SORT_KEYS).decode()
    work.connection.execute(update(RetentionReview).where(col(RetentionReview.id) == review_id).values(**values))
