"""Finding people by what one knows of them, through stored keys: exact words of a name, a postcode, a contact point.

Keys may be of values that were corrected or superseded since, so what they find is looked at again: a customer is
shown only when its golden values, or its live contact points, hold what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import SQLModel

from service.core.folding import fold
from service.core.kinds.emails import match_forms
from service.core.match.search import point_keys, postcode_key, word_keys
from service.store.bulk import Schema
from service.store.known import read_by_ids
from service.store.session import Work
from service.store.tables.customers import Customer
from service.store.visible import current_memberships, live_contact_points, published

_T = SQLModel.metadata.tables
_C, _K, _M, _CP = (_T[n].c for n in ("customers", "match_keys", "memberships", "contact_points"))
COLUMNS = (
    "id", "kind", "salutation", "first_name", "last_name", "company_name", "job_title", "email", "phone",
    "phone_mobile", "postal_code", "city", "country_code", "relation", "parties", "updated_us", "version",
)  # fmt: skip
_ROUND = 200  # candidates read at once


@dataclass(frozen=True)
class Sought:
    """What is known of the one sought; everything given must hold. email and phone as cleaned, kind of KINDS."""

    name: str | None = None
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    postcode: str | None = None
    kind: str | None = None

    def keyed(self) -> list[list[int]]:
        """Sets of keys: a customer has a party with one of each set."""
        sets = [[k] for text in (self.name, self.company) for k in word_keys(text or "")]
        if self.postcode is not None:
            sets.append([postcode_key(self.postcode)])
        for kind, value in (("email", self.email), ("phone", self.phone)):
            if value is not None:
                sets.append(point_keys(kind, pl.Series([value])).to_list())
        return sets


def find(work: Work, sought: Sought, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Customers by id, from behind `after`, COLUMNS of each; at most `limit`."""
    found: list[dict[str, Any]] = []
    while len(found) < limit:
        rows = [dict(r) for r in work.connection.execute(_page(sought, after, max(limit, _ROUND))).mappings()]
        held = _holding(work, rows, sought)
        found += [row for row in rows if row["id"] in held]
        if len(rows) < max(limit, _ROUND):
            break
        after = rows[-1]["id"]
    return found[:limit]


def summary_of(work: Work, customer_id: int) -> dict[str, Any]:
    """COLUMNS of one customer that is there."""
    return dict(work.connection.execute(select(*[_C[n] for n in COLUMNS]).where(_C.id == customer_id)).mappings().one())


def how_many(work: Work) -> int:
    """The number of customers."""
    counted = select(func.count()).select_from(_T["customers"]).where(published(Customer))
    return int(work.connection.execute(counted).scalar_one())


def _page(sought: Sought, after: int, limit: int) -> Select[Any]:
    asked = select(*[_C[n] for n in COLUMNS]).where(_C.id > after, published(Customer)).order_by(_C.id).limit(limit)
    if sought.kind is not None:
        asked = asked.where(_C.kind == sought.kind)
    sets = sought.keyed()
    for n, keys in enumerate(_narrow(sets, sought)):
        key, member = _T["match_keys"].alias(f"k{n}").c, _T["memberships"].alias(f"m{n}").c
        ids = (
            select(member.customer_id)
            .select_from(key.key.table)
            .join(member.party_id.table, and_(member.party_id == key.party_id, member.until_us.is_(None)))
            .where(key.key.in_(keys))
        )
        asked = asked.where(_C.id.in_(ids))
    return asked


def _narrow(sets: list[list[int]], sought: Sought) -> list[list[int]]:
    """A name's words: only family names have keys, and any word may be one, so one of them must be found."""
    words = word_keys(sought.name or "")
    rest = [s for s in sets if not (len(s) == 1 and s[0] in words)]
    return [words, *rest] if words else rest


def _holding(work: Work, rows: list[dict[str, Any]], sought: Sought) -> set[int]:
    """Ids of those whose present values hold what was asked."""
    kept = {r["id"] for r in rows if _says(r, sought)}
    for kind, value in (("email", sought.email), ("phone", sought.phone)):
        if value is not None and kept:
            kept &= _reached(work, pl.Series("id", sorted(kept), dtype=pl.Int64), kind, value)
    return kept


def _says(row: dict[str, Any], sought: Sought) -> bool:
    name = f" {fold(' '.join(str(row[c] or '') for c in ('first_name', 'last_name', 'company_name')))} "
    firm = f" {fold(str(row['company_name'] or ''))} "
    words = all(f" {w} " in name for w in fold(sought.name or "").split())
    company = all(f" {w} " in firm for w in fold(sought.company or "").split())
    code = sought.postcode is None or (row["postal_code"] or "").replace(" ", "") == sought.postcode.replace(" ", "")
    return words and company and code


def _reached(work: Work, customers: pl.Series, kind: str, value: str) -> set[int]:
    """Which customers have a live contact point that reaches the same box or line, or have it as golden value."""
    schema: Schema = {"customer_id": pl.Int64, "value": pl.String}
    columns: list[ColumnElement[Any]] = [_M.customer_id, _CP.value]
    there = and_(_M.party_id == _CP.party_id, current_memberships(), live_contact_points(), _CP.kind == kind)
    points = read_by_ids(work, columns, schema, _M.customer_id, customers, there)
    forms, wanted = points["value"], value
    if kind == "email":
        forms, wanted = match_forms(forms), match_forms(pl.Series([value]))[0]
    return set(points.filter(forms == wanted)["customer_id"].to_list())


def parties_at(work: Work, kind: str, values: pl.Series, *, same_box: bool = False) -> pl.DataFrame:
    """Contact points, live or not, that have one of these values: contact_point_id, party_id, value.

    In      kind email, phone or postal; distinct values as stored; `same_box`: also other spellings of the address.
    """
    schema: Schema = {"contact_point_id": pl.Int64, "party_id": pl.Int64, "value": pl.String}
    keys = point_keys(kind, values) if kind != "postal" else _postal_keys(values)
    parties = read_by_ids(work, [_K.party_id], {"party_id": pl.Int64}, _K.key, keys)["party_id"]
    columns = [_CP.id.label("contact_point_id"), _CP.party_id, _CP.value]
    found = read_by_ids(work, columns, schema, _CP.party_id, parties, _CP.kind == kind, published(_T["contact_points"]))
    if same_box and kind == "email":
        return found.filter(match_forms(found["value"]).is_in(match_forms(values).implode()))
    return found.filter(pl.col("value").is_in(values.implode()))


def _postal_keys(values: pl.Series) -> pl.Series:
    """Keys of what may be the postcode in the lines of an address: the first word, or the first two, of a line."""
    heads = set()
    for value in values.to_list():
        for line in value.split("\n")[1:]:
            words = line.split(" ")
            heads |= {words[0], "".join(words[:2])}
    return pl.Series([postcode_key(h) for h in sorted(heads)], dtype=pl.Int64)
