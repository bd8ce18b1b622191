"""What must always hold in a base, each as a query for the ids of the rows that break it. Nothing found, all is well.

The rules of docs/architecture.md and DESIGN.md 4 seen from the data, so they also catch what no test thought of.
Same words as the readers: visibility comes from store/visible.py.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Subquery, and_, case, exists, func, or_, select, union
from sqlmodel import SQLModel

from service.store.tables.customers import Customer
from service.store.visible import (
    NOW,
    current_memberships,
    live_contact_points,
    live_pairs,
    live_records,
    published,
)

Ids = Select[Any] | CompoundSelect[Any]

_T = SQLModel.metadata.tables
_I, _R, _S, _P = (_T[n].c for n in ("imports", "records", "sightings", "parties"))
_M, _C, _CP, _TO = (_T[n].c for n in ("memberships", "customers", "contact_points", "customer_redirects"))
_FEED, _KEYS, _PAIRS, _LINKS = (_T[n].c for n in ("changes", "match_keys", "pairs", "links"))
_READ = _I.state.in_(("published", "reverting", "reverted"))
_COMES, _GOES = ("created", "split"), ("merged", "erased")


def lines_do_not_sum() -> Ids:
    """Imports whose physical lines are not header + preamble + footer + blank + lines of rows."""
    parts = _I.header + _I.preamble + _I.footer + _I.blank + _I.row_lines
    return select(_I.id).where(_READ, _I.lines != parts)


def rows_do_not_sum() -> Ids:
    """Imports whose rows are not accepted + rejected + quarantined."""
    return select(_I.id).where(_READ, _I.rows != _I.accepted + _I.rejected + _I.quarantined)


def accepted_do_not_sum() -> Ids:
    """Imports whose accepted rows are not fresh + changed + unchanged."""
    return select(_I.id).where(_READ, _I.accepted != _I.fresh + _I.changed + _I.unchanged)


def stored_rows_differ() -> Ids:
    """Published imports whose counters are not what is stored: records, sightings and what was erased since."""
    kept = _counted(_R.import_id, None)
    seen = _counted(_S.import_id, None)
    parts = {n: _counted(_R.import_id, _R.outcome == n) for n in ("accepted", "rejected", "quarantined")}
    asked = select(_I.id).where(_I.state == "published")
    for counted in (kept, seen, *parts.values()):
        asked = asked.outerjoin(counted, counted.c.import_id == _I.id)
    whole = _I.rows != _n(kept) + _n(seen) + _I.erased
    in_parts = or_(
        _I.accepted != _n(parts["accepted"]) + _n(seen),
        _I.rejected != _n(parts["rejected"]),
        _I.quarantined != _n(parts["quarantined"]),
        _I.unchanged != _n(seen),
    )
    return asked.where(or_(whole, and_(_I.erased == 0, in_parts)))


def _counted(import_id: ColumnElement[Any], condition: ColumnElement[bool] | None) -> Subquery:
    counted = func.count() if condition is None else func.sum(case((condition, 1), else_=0))
    return select(import_id.label("import_id"), counted.label("n")).group_by(import_id).subquery()


def _n(counted: Subquery) -> ColumnElement[Any]:
    return func.coalesce(counted.c.n, 0)


def live_parties() -> Subquery:
    """Parties that a record with a vote speaks of."""
    sides = [select(side.label("party_id")).where(live_records(), side.is_not(None)) for side in _sides()]
    return union(*sides).subquery()


def _sides() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return _R.main_party_id, _R.contact_party_id


def _present() -> Subquery:
    return select(_M.party_id, _M.customer_id).where(current_memberships()).subquery()


def _visible_customers() -> Subquery:
    return select(_C.id, _C.parties).where(published(Customer)).subquery()


def parties_without_one_customer() -> Ids:
    """Live parties that are not in exactly one visible customer."""
    party, present, customer = live_parties(), _present(), _visible_customers()
    return (
        select(party.c.party_id)
        .outerjoin(present, present.c.party_id == party.c.party_id)
        .outerjoin(customer, customer.c.id == present.c.customer_id)
        .group_by(party.c.party_id)
        .having(func.count(customer.c.id) != 1)
    )


def customers_without_party() -> Ids:
    """Visible customers with no live party, or with another number of parties than they say."""
    party, present, customer = live_parties(), _present(), _visible_customers()
    return (
        select(customer.c.id)
        .outerjoin(present, present.c.customer_id == customer.c.id)
        .outerjoin(party, party.c.party_id == present.c.party_id)
        .group_by(customer.c.id, customer.c.parties)
        .having(or_(func.count(party.c.party_id) == 0, func.count(party.c.party_id) != customer.c.parties))
    )


def memberships_of_nobody() -> Ids:
    """Parties with a present membership though no live record speaks of them, or in a customer nobody can see."""
    party, present, customer = live_parties(), _present(), _visible_customers()
    return (
        select(present.c.party_id)
        .outerjoin(party, party.c.party_id == present.c.party_id)
        .outerjoin(customer, customer.c.id == present.c.customer_id)
        .where(or_(party.c.party_id.is_(None), customer.c.id.is_(None)))
    )


def customers_under_another_id() -> Ids:
    """Visible customers whose id is not the smallest that their parties carry."""
    present, customer = _present(), _visible_customers()
    return (
        select(customer.c.id)
        .join(present, present.c.customer_id == customer.c.id)
        .join(_T["parties"], _P.id == present.c.party_id)
        .group_by(customer.c.id)
        .having(func.min(_P.carried_id) != customer.c.id)
    )


def contact_points_without_party() -> Ids:
    """Contact points of no party, and live ones of a party no live record speaks of."""
    party = live_parties()
    stray = select(_CP.id).where(~exists().where(_P.id == _CP.party_id))
    idle = select(_CP.id).where(live_contact_points(), _CP.party_id.not_in(select(party.c.party_id)))
    return union(stray, idle)


def redirects_that_lead_nowhere() -> Ids:
    """Redirects to a redirect, to no visible customer, or from an id that is a customer itself."""
    onward = _T["customer_redirects"].alias()
    customer = _visible_customers()
    ids = select(customer.c.id)
    return select(_TO.old_id).where(
        or_(
            exists().where(onward.c.old_id == _TO.customer_id),
            _TO.customer_id.not_in(ids),
            _TO.old_id.in_(ids),
        )
    )


def feed_and_state_differ() -> Ids:
    """Customers that are there though the change feed does not say so, or the reverse."""
    told = select(_FEED.customer_id, func.max(_FEED.seq).label("seq")).where(_FEED.kind.in_(_COMES + _GOES))
    last = told.group_by(_FEED.customer_id).subquery()
    there = select(_FEED.customer_id).join(last, last.c.seq == _FEED.seq).where(_FEED.kind.in_(_COMES))
    said, customer = there.subquery(), _visible_customers()
    unsaid = (
        select(customer.c.id).outerjoin(said, said.c.customer_id == customer.c.id).where(said.c.customer_id.is_(None))
    )
    vanished = (
        select(said.c.customer_id)
        .outerjoin(customer, customer.c.id == said.c.customer_id)
        .where(customer.c.id.is_(None))
    )
    return union(unsaid, vanished)


def staged_rows_that_show() -> Ids:
    """Imports not published, of which readers see something all the same: in the feed, in pairs or in links."""
    hidden = NOW.hidden()
    early = and_(_I.state.in_(("received", "staging", "failed")), _FEED.cause == "import")
    told = select(_I.id).join(_T["changes"], _FEED.cause_id == _I.id).where(early)
    owner = select(_P.import_id).where(_P.import_id.in_(hidden))
    paired = owner.join(_T["pairs"], or_(_PAIRS.left_id == _P.id, _PAIRS.right_id == _P.id)).where(live_pairs())
    linked = owner.join(_T["links"], or_(_LINKS.from_party_id == _P.id, _LINKS.to_party_id == _P.id))
    return union(told, paired, linked.where(published(_T["links"])))


def rows_of_no_import() -> Ids:
    """Imports that rows name and that do not exist: such rows would show. (In pairs 0: by hand; below: a re-match.)"""
    known = select(_I.id)
    named = (table.c.import_id for name, table in _T.items() if "import_id" in table.c)
    return union(*(select(owner).where(owner > 0, owner.not_in(known)).distinct() for owner in named))


def imports_with_leavings() -> Ids:
    """Imports that failed or were reverted, whose rows are still there."""
    over = select(_I.id).where(_I.state.in_(("failed", "reverted")))
    return union(*[over.where(exists().where(_T[name].c.import_id == _I.id)) for name in ("records", "parties")])


def keys_of_nobody() -> Ids:
    """Parties that match keys speak of and that do not exist."""
    return select(_KEYS.party_id).where(~exists().where(_P.id == _KEYS.party_id)).distinct()
