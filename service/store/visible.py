"""Which rows readers see: those of published imports, and those no import made; and which of them are live.

Staged, failed and reverted imports keep their rows in the tables for a while; every query for people, for matching or
for delivery goes through these conditions. A mark that ends a row (`ended_by`, `superseded_by`) names the import that
set it, and counts only while that import is published: so publishing and reverting are one state change each.

A `View` asks "as if": a job that stages an import looks at the base as if it were published already, a revert as if it
were not. The hidden imports are few, so the list of their ids is what is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Table, and_, not_, or_, select
from sqlmodel import SQLModel, col

from service.store.tables.customers import Membership
from service.store.tables.lists import Import
from service.store.tables.matching import MatchSnapshot, Pair
from service.store.tables.parties import Act, ContactPoint, Purchase
from service.store.tables.records import Record

_IMPORTS = SQLModel.metadata.tables[Import.__tablename__].c
_LOOKED_UP = SQLModel.metadata.tables[Import.__tablename__].alias("looked_up")


@dataclass(frozen=True)
class View:
    """The base now, or as if one import were published (`plus`) or hidden (`minus`).

    `few`: for a query that sees a handful of rows; each row's import is looked up, and no list of the hidden is made.
    `snapshot`: pairs as if this match snapshot alone were used.
    """

    plus: int | None = None
    minus: int | None = None
    few: bool = False
    snapshot: int | None = None

    def hides(self, import_id: ColumnElement[Any]) -> ColumnElement[bool]:
        """The condition that the rows of this import do not count (false for no import, where `few`)."""
        if not self.few:
            return import_id.in_(self.hidden())
        asked = select(_LOOKED_UP.c.id).where(_LOOKED_UP.c.id == import_id, self._hidden(_LOOKED_UP.c))
        return asked.correlate_except(_LOOKED_UP).exists()

    def hidden(self) -> ScalarSelect[Any]:
        """The ids of the imports whose rows do not count."""
        return select(col(Import.id)).where(self._hidden(_IMPORTS)).scalar_subquery()

    def _hidden(self, of: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = of.state != "published"
        if self.plus is not None:
            condition = and_(condition, of.id != self.plus)
        if self.minus is not None:
            condition = or_(condition, of.id == self.minus)
        return condition


NOW = View()
NOW_FOR_FEW = View(few=True)


def published(table: Table | type[SQLModel], view: View = NOW) -> ColumnElement[bool]:
    """The condition that a row of a table with `import_id` is to be seen."""
    columns = table.c if isinstance(table, Table) else table.__table__.c  # type: ignore[attr-defined]  # SQLModel sets it
    owner: ColumnElement[int] = columns.import_id
    shown = not_(view.hides(owner))
    return or_(owner.is_(None), shown) if columns.import_id.nullable else shown


def not_ended(mark: Any, view: View = NOW) -> ColumnElement[bool]:
    """The condition that the import which ends a row, if any, is not published (yet, or any more)."""
    return or_(mark.is_(None), view.hides(mark))


def live_records(view: View = NOW) -> ColumnElement[bool]:
    """Records with a vote: published, accepted, superseded by no published import."""
    return and_(published(Record, view), col(Record.outcome) == "accepted", not_ended(col(Record.superseded_by), view))


def live_contact_points(view: View = NOW) -> ColumnElement[bool]:
    """Contact points that their source still has."""
    return and_(published(ContactPoint, view), not_ended(col(ContactPoint.ended_by), view))


def live_acts(view: View = NOW) -> ColumnElement[bool]:
    """Acts that their source still has."""
    return and_(published(Act, view), not_ended(col(Act.ended_by), view))


def live_purchases(view: View = NOW) -> ColumnElement[bool]:
    """Purchases that their source still has."""
    return and_(published(Purchase, view), not_ended(col(Purchase.ended_by), view))


def live_pairs(view: View = NOW) -> ColumnElement[bool]:
    """Comparisons of records that still speak for both parties, by a snapshot that is used."""
    unused = select(col(MatchSnapshot.id)).where(col(MatchSnapshot.state) != "used").scalar_subquery()
    snapshot = col(Pair.snapshot_id)
    used = snapshot.not_in(unused) if view.snapshot is None else snapshot == view.snapshot
    return and_(published(Pair, view), not_ended(col(Pair.ended_by), view), used)


def current_memberships(view: View = NOW) -> ColumnElement[bool]:
    """The customer each party belongs to now."""
    return and_(published(Membership, view), col(Membership.until_us).is_(None))
