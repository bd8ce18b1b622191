"""Counting what the quality of an import, or of the base, is told from (kept by store/quality_kept.py).

Everything is counted by the database, in a few walks over the records of a scope: an import's accepted rows (those it
brought, and those it saw again, which are stored once), or every live record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlmodel import SQLModel

from service.core.columns import TYPED_NAMES, TYPED_OF
from service.core.insight.consistency import CHECKS, judged
from service.core.insight.verdicts import CODES, HAZARDS, NOT_SENT
from service.core.reasons import REASONS
from service.store.bulk import Schema, read_frame
from service.store.session import Work
from service.store.tables.records import Issue, Record, Sighting
from service.store.visible import live_records

Scope = list[Callable[[Select[Any]], Select[Any]]]
"""How a query over records is narrowed; where there are several, their counts add up."""

_T = SQLModel.metadata.tables
_RECORDS = _T[Record.__tablename__]
_R, _I, _S = (_T[t.__tablename__].c for t in (Record, Issue, Sighting))
_DATES = ("last_order_date", "last_activity_on", "last_contacted_on", "collected_on")
_PREFIX = 6  # characters of a number that hold its country code

# fields without a typed column of their own, and the one that holds their values
_HELD_BY = {"phone_home": "phone", "address_full": "address_line1", **TYPED_OF}


def of_import(import_id: int) -> Scope:
    """The accepted rows of an import."""

    def own(asked: Select[Any]) -> Select[Any]:
        return asked.where(_R.import_id == import_id, _R.outcome == "accepted")

    def seen(asked: Select[Any]) -> Select[Any]:
        return asked.join(_T["sightings"], _S.record_id == _R.id).where(_S.import_id == import_id)

    return [own, seen]


def of_base() -> Scope:
    """Every live record."""
    return [lambda asked: asked.where(live_records())]


def count_quality(work: Work, scope: Scope, *, today: str) -> dict[str, Any]:
    """core/insight/dimensions.Counts of a scope, but for what spans records: together, doubtful_pairs, used.

    In      today: ISO date; ages are counted in months before it.
    """
    filled = _filled(work, scope)
    findings = _findings(work, scope)
    told, reach, age = _reach(work, scope, today)
    hazards, kinds = _by_code(work, scope)
    pairs = _pairs(work, scope, filled)
    return {
        "records": filled.pop("records"),
        "named": filled.pop("named"),
        "set": told,
        "reach": reach,
        "fields": _fields(filled, findings),
        "email_invalid": sum(n for (f, v, _), n in findings.items() if f == "email" and v == "invalid"),
        "pairs": pairs,
        "age": age,
        "hazards": hazards,
        "typology": kinds,
    }


def _read(work: Work, scope: Scope, asked: Any, schema: Schema) -> pl.DataFrame:
    """The rows of a query over records, in each part of the scope."""
    return pl.concat([read_frame(work, narrowed(asked), schema) for narrowed in scope])


def _filled(work: Work, scope: Scope) -> Counter[str]:
    """How many records have a value in each typed column; `records`, and `named`: a person's or a firm's name."""
    named = or_(_R.last_name.is_not(None), _R.company_name.is_not(None))
    columns = [func.count(_R[c]).label(c) for c in TYPED_NAMES]
    counts: list[ColumnElement[Any]] = [func.count().label("records"), func.count(case((named, 1))).label("named")]
    asked = select(*counts, *_pair_counts(), *columns)
    total: Counter[str] = Counter()
    for narrowed in scope:
        row = work.connection.execute(narrowed(asked.select_from(_RECORDS))).mappings().one()
        total.update({name: int(n) for name, n in row.items()})
    return total


def _flags() -> list[ColumnElement[Any]]:
    """1 or 0: what a record gives to be reached by."""
    street = or_(_R.address_line1.is_not(None), _R.address_line3.is_not(None))
    post = and_(street, _R.postal_code.is_not(None), _R.city.is_not(None))
    given = {"email": _R.email.is_not(None), "mobile": _R.phone_mobile.is_not(None),
             "phone": or_(_R.phone.is_not(None), _R.phone_mobile.is_not(None)), "post": post}  # fmt: skip
    return [case((condition, 1), else_=0).label(name) for name, condition in given.items()]


_CHANNELS = ("email", "mobile", "phone", "post")


def _reach(work: Work, scope: Scope, today: str) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Records with a contact point by channel, and those with a usable one (`any`: with one at all); and records by the
    months since the last date that they carry.
    """
    schema: Schema = {**dict.fromkeys(_CHANNELS, pl.Int64), "age": pl.String, "n": pl.Int64}
    flags, age = _flags(), _age(today)
    asked = select(*flags, age.label("age"), func.count().label("n")).select_from(_RECORDS).group_by(*flags, age)
    groups = _read(work, scope, asked, schema)
    told = {c: _total(groups[c] * groups["n"]) for c in _CHANNELS}
    bad = _not_sent(work, scope)
    unusable = bad.with_columns(*[pl.col(c) * (1 - pl.col(f"no_{c}")) for c in ("email", "post")])
    reach = {c: told[c] - (_total(bad[c]) - _total(unusable[c])) for c in _CHANNELS}
    some = pl.max_horizontal(_CHANNELS) > 0
    lost = bad.filter(some).height - unusable.filter(some).height
    ages = dict.fromkeys((*(name for _, name in _YEARS), "36+", "unknown"), 0)
    ages |= {str(name): int(n) for name, n in groups.group_by("age").agg(pl.col("n").sum()).iter_rows()}
    return told, reach | {"any": int(groups.filter(some)["n"].sum()) - lost}, ages


def _total(numbers: pl.Series) -> int:
    return int(numbers.sum())


def _not_sent(work: Work, scope: Scope) -> pl.DataFrame:
    """One row a record whose email or address would not receive what is sent: its flags, and no_email, no_post."""
    marks = [
        func.max(case((_I.code.in_(NOT_SENT[c]) if NOT_SENT[c] else literal(value=False), 1), else_=0)).label(f"no_{c}")
        for c in ("email", "post")
    ]
    flags = _flags()
    asked = select(_R.id.label("record_id"), *flags, *marks).select_from(_RECORDS)
    asked = asked.join(_T["issues"], and_(_I.import_id == _R.import_id, _I.row_id == _R.row_id))
    asked = asked.where(_I.code.in_([c for codes in NOT_SENT.values() for c in codes])).group_by(_R.id, *flags)
    names = ["record_id", *_CHANNELS, "no_email", "no_post"]
    return _read(work, scope, asked, dict.fromkeys(names, pl.Int64))


def _issues(*columns: ColumnElement[Any]) -> Select[Any]:
    """A query over the issues of records."""
    joined = and_(_I.import_id == _R.import_id, _I.row_id == _R.row_id)
    return select(*columns).select_from(_RECORDS).join(_T["issues"], joined)


def _findings(work: Work, scope: Scope) -> Counter[tuple[str, str, int]]:
    """(typed column, verdict, 1 where its value is gone) to the number of records."""
    verdict = case(*[(_I.code.in_(codes), v) for v, codes in CODES.items() if codes], else_="")
    names = {f: _HELD_BY.get(f, f) for f in _fields_with_column()}
    gone = case(
        *[(_I.field == f, case((_R[c].is_(None), 1), else_=0)) for f, c in names.items()], else_=0
    )  # fmt: skip
    keys = (_I.field, verdict.label("verdict"), gone.label("gone"))
    asked = _issues(*keys, func.count(_R.id.distinct()).label("n")).where(_I.field.in_(list(names))).group_by(*keys)
    schema: Schema = {"field": pl.String, "verdict": pl.String, "gone": pl.Int64, "n": pl.Int64}
    found: Counter[tuple[str, str, int]] = Counter()
    for field, said, lost, n in _read(work, scope, asked, schema).iter_rows():
        if said:
            found[names[field], said, lost] += n
    return found


def _fields_with_column() -> list[str]:
    held = {f for f, c in _HELD_BY.items() if c in TYPED_NAMES}
    return sorted({*TYPED_NAMES, *held})


_CHECKED = frozenset(
    {
        "email", "email_secondary", "phone", "phone_mobile", "phone_secondary", "siren", "siret", "vat_number",
        "naf_code", "postal_code", "city", "country_code", "birth_date", "last_order_date", "last_contacted_on",
        "last_activity_on", "collected_on", "total_spent_minor", "salutation", "first_name",
    }
)  # fmt: skip
"""Typed columns whose values a rule can find wrong; the others (a street, a trade) are told, and not scored."""


def _fields(filled: Counter[str], findings: Counter[tuple[str, str, int]]) -> list[dict[str, Any]]:
    told = []
    for column in TYPED_NAMES:
        by = {v: (findings[column, v, 0], findings[column, v, 1]) for v in CODES}
        said = filled[column] + sum(by[v][1] for v in ("placeholder", "invalid", "suspect", "to_decide"))
        if not said:
            continue
        wrong = sum(by[v][0] for v in ("placeholder", "invalid", "suspect", "to_decide"))
        told.append(
            {
                "field": column, "said": said, "valid": max(0, filled[column] - wrong), "checked": column in _CHECKED,
                "repaired": sum(by["repaired"]), "to_decide": sum(by["to_decide"]),
                "placeholder": sum(by["placeholder"]), "invalid": sum(by["invalid"]), "suspect": sum(by["suspect"]),
            }
        )  # fmt: skip
    return told


def _both() -> ColumnElement[bool]:
    return and_(_R.postal_code.is_not(None), _R.city.is_not(None), _R.country_code.in_(["FR", "MC"]))


def _firms() -> ColumnElement[bool]:
    """A French VAT number beside a SIREN; Monaco's have none in them (core/clean/consistency.vat_of_other_siren)."""
    french = and_(_R.vat_number.like("FR%"), _R.vat_number.not_like("FR__000%"))
    return and_(french, _R.siren.is_not(None))


def _pair_counts() -> list[ColumnElement[Any]]:
    """Records whose town, or VAT number, can be held against another field."""
    conditions = {"towns": _both(), "firms": _firms()}
    return [func.count(case((condition, 1))).label(name) for name, condition in conditions.items()]


def _pairs(work: Work, scope: Scope, filled: Counter[str]) -> dict[str, dict[str, int]]:
    """Pairs of fields that both have a value, and those of them that contradict each other, as cleaning said."""
    told = {
        "postcode_city": ("towns", "postcode.city-mismatch", _both()),
        "siren_vat": ("firms", "vat.other-siren", _firms()),
    }
    pairs = {
        name: judged(filled[held], min(filled[held], _with_issue(work, scope, code, both)))
        for name, (held, code, both) in told.items()
    }
    return pairs | {name: check(_distinct(work, scope, name)) for name, check in CHECKS.items()}


def _with_issue(work: Work, scope: Scope, code: str, both: ColumnElement[bool]) -> int:
    """Records of which cleaning said so, and that still have both values."""
    wrong = _issues(func.count(_R.id.distinct()).label("n")).where(_I.code == code, both)
    return int(_read(work, scope, wrong, {"n": pl.Int64})["n"].sum())


def _distinct(work: Work, scope: Scope, name: str) -> pl.DataFrame:
    """The distinct pairs that a check judges, with how many records have them (n)."""
    (one, left), (two, right) = _PAIR_COLUMNS[name]
    keys = (left.label(one), right.label(two))
    asked = select(*keys, func.count().label("n")).select_from(_RECORDS).group_by(left, right)
    asked = asked.where(left.is_not(None), right.is_not(None))
    return _read(work, scope, asked, {one: pl.String, two: pl.String, "n": pl.Int64})


_PAIR_COLUMNS: dict[str, tuple[tuple[str, ColumnElement[Any]], tuple[str, ColumnElement[Any]]]] = {
    "civility_first_name": (("salutation", _R.salutation), ("first_name", _R.first_name)),
    "country_phone": (("country_code", _R.country_code), ("prefix", func.substr(_R.phone, 1, _PREFIX))),
}


def _age(today: str) -> ColumnElement[Any]:
    """0-12, 12-24, 24-36 or 36+ months since the last date of a record, or unknown."""
    latest: ColumnElement[Any] = func.coalesce(_R[_DATES[0]], "")
    for name in _DATES[1:]:
        other = func.coalesce(_R[name], "")
        latest = case((latest >= other, latest), else_=other)
    bounds = [(f"{int(today[:4]) - years:04}{today[4:10]}", name) for years, name in _YEARS]
    return case((latest == "", "unknown"), *[(latest > since, name) for since, name in bounds], else_="36+")


_YEARS = ((1, "0-12"), (2, "12-24"), (3, "24-36"))


def _by_code(work: Work, scope: Scope) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """How many cells hold what a free text should not, by code; and issues by kind of error, as the trade has them."""
    asked = _issues(_I.code, func.count().label("n")).group_by(_I.code)
    found = _read(work, scope, asked, {"code": pl.String, "n": pl.Int64}).group_by("code").sum().sort("code")
    kinds = dict.fromkeys(("stale", "human", "duplicate", "non-standard"), 0)
    for code, n in found.iter_rows():
        kinds[REASONS[code].typology] += n
    return [{"code": code, "cells": int(n)} for code, n in found.iter_rows() if code in HAZARDS], kinds
