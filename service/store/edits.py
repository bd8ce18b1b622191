"""What people did since an import to the parties that it brought or changed: what a revert is weighed against."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, and_, case, exists, literal, null, or_, select, union_all
from sqlmodel import SQLModel

from service.store.bulk import Schema, read_frame
from service.store.session import Work
from service.store.visible import current_memberships

EDITS: Schema = {
    "what": pl.String, "detail": pl.String, "customer_id": pl.Int64, "at_us": pl.Int64, "principal": pl.String,
    "stays": pl.Int64,
}  # fmt: skip

_T = SQLModel.metadata.tables
_X, _D, _R, _M, _E = (_T[n].c for n in ("corrections", "pair_decisions", "records", "memberships", "consent_events"))


def edits_since(work: Work, import_id: int, since_us: int) -> pl.DataFrame:
    """EDITS, the latest first: corrections (`detail`: the field) and answers on duplicates (`detail`: the answer) that
    hold. `customer_id`: whose it is now; `stays` 0 where a party it hangs on came with the import, and goes with it.
    """
    one, left, right = (_T["parties"].alias(name) for name in ("one", "left_one", "right_one"))
    corrections = (
        select(*_told("correction", _X.field, _X, _came_with(one, import_id)))
        .join(one, one.c.id == _X.party_id)
        .outerjoin(_T["memberships"], and_(_M.party_id == one.c.id, current_memberships()))
        .where(_X.at_us >= since_us, _X.ended_us.is_(None), _touched(one, import_id))
    )
    answers = (
        select(*_told("duplicate", _D.decision, _D, or_(_came_with(left, import_id), _came_with(right, import_id))))
        .join(left, left.c.id == _D.left_id)
        .join(right, right.c.id == _D.right_id)
        .outerjoin(_T["memberships"], and_(_M.party_id == left.c.id, current_memberships()))
        .where(_D.at_us >= since_us, _D.ended_us.is_(None), or_(_touched(left, import_id), _touched(right, import_id)))
    )
    found = pl.concat([read_frame(work, asked, EDITS) for asked in (corrections, answers)])
    return found.sort("at_us", "what", "detail", "customer_id", descending=[True, False, False, False])


def _told(what: str, detail: Any, edit: Any, goes: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    return [
        literal(what).label("what"),
        detail.label("detail"),
        _M.customer_id,
        edit.at_us,
        edit.principal,
        case((goes, 0), else_=1).label("stays"),
    ]


def _came_with(party: Any, import_id: int) -> ColumnElement[bool]:
    came: ColumnElement[bool] = party.c.import_id == import_id
    return came


def _touched(party: Any, import_id: int) -> ColumnElement[bool]:
    """Whether a party came with the import, or the import has a new version of a line that speaks of it."""
    sides = or_(_R.main_party_id == party.c.id, _R.contact_party_id == party.c.id)
    return or_(
        _came_with(party, import_id),
        exists().where(_R.import_id == import_id, _R.supersedes.is_not(None), sides),
    )


def edits_on(work: Work, parties: list[int], since_us: int) -> list[dict[str, Any]]:
    """What people did to parties since a moment and what holds: what (correction, consent, duplicate), detail,
    party_id, customer_id now, at_us, principal (null where none is kept); the oldest first.
    """
    corrections = select(
        literal("correction").label("what"), _X.field.label("detail"), _X.party_id, _X.at_us, _X.principal
    ).where(_X.party_id.in_(parties), _X.at_us >= since_us, _X.ended_us.is_(None))
    consents = select(literal("consent"), _E.channel + " " + _E.status, _E.party_id, _E.recorded_us, null()).where(
        _E.party_id.in_(parties), _E.recorded_us >= since_us, _E.import_id.is_(None)
    )
    answers = select(literal("duplicate"), _D.decision, _D.left_id, _D.at_us, _D.principal).where(
        or_(_D.left_id.in_(parties), _D.right_id.in_(parties)), _D.at_us >= since_us, _D.ended_us.is_(None)
    )
    told = union_all(corrections, consents, answers).subquery()
    homes = (
        select(told, _M.customer_id)
        .select_from(told)
        .outerjoin(_T["memberships"], and_(_M.party_id == told.c.party_id, current_memberships()))
    )
    ordered = homes.order_by(told.c.at_us, told.c.what, told.c.detail, told.c.party_id)
    return [dict(row) for row in work.connection.execute(ordered).mappings()]
