"""The door to people: who fits a question and may be contacted. Every segment, preview, delivery and count goes here.

The decisions of core/govern stand between the base and whoever asks: unknown is left out like refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement

from service.core.columns import GOLDEN_NAMES
from service.core.deliver.manifest import Question, reason_text
from service.core.govern.assemble import CUSTOMER_COLUMNS, facts_of
from service.core.govern.decide import decide
from service.core.govern.objections import suppressed
from service.core.govern.rules import RuleSet
from service.core.ids import public_ids
from service.core.segment.conditions import Condition, fields_of, printed, without_values
from service.core.segment.members import Chosen, choose
from service.core.segment.where import parse_where
from service.errors import BadQuery
from service.store import deliveries, facts
from service.store.segments import compile_where
from service.store.session import Database, reading

POINT_COLUMN = {"email": "email", "sms": "phone", "phone": "phone", "autocall": "phone", "post": "address"}
"""The column of a delivery that carries the contact point the decision is about."""

_GOLDEN_POINTS = {"email": ("email",), "phone": ("phone", "phone_mobile"), "address": ("address_line1",)}
_CONTACT = frozenset({"email", "phone", "phone_mobile", "address_line1", "address_line2", "address_line3"})
COLUMNS = frozenset(GOLDEN_NAMES) - _CONTACT | {"customer_id", "contact_point_id", "kind", "expires_on"}
"""What a delivery may carry beside its contact point. Other contact points are not part of the decision, so never."""

DEFAULT_COLUMNS = ("salutation", "first_name", "last_name", "company_name", "postal_code", "city")


@dataclass(frozen=True)
class Asked:
    """A question. `columns`: of COLUMNS; `controller`: its name, null for the only one."""

    where: str | None
    channel: str
    purpose: str
    at_us: int
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    controller: str | None = None


@dataclass(frozen=True)
class Answer:
    """Who may be contacted, and what was asked.

    rows    one a customer, by customer id: customer_id (public), the contact point, the asked columns, expires_on
            (last day on which this answer holds, null for no end); values as they are in the base
    masked  the question as the base keeps it: values that may name a person would outlive an erasure
    """

    chosen: Chosen
    rows: pl.DataFrame
    question: Question
    masked: Question


def checked(asked: Asked) -> Condition | None:
    """The condition of a question that can be asked.

    Raises  BadQuery (condition, channel, columns), with `option`: which part of the question is wrong.
    """
    if strange := sorted(set(asked.columns) - COLUMNS):
        raise BadQuery("Some columns cannot be delivered.", option="columns", columns=strange, known=sorted(COLUMNS))
    if asked.channel not in POINT_COLUMN:
        raise BadQuery("unknown channel", option="channel", known=sorted(POINT_COLUMN))
    if asked.where is None:
        return None
    try:
        return parse_where(asked.where)
    except BadQuery as problem:
        problem.facts["option"] = "where"
        raise


def answer(
    database: Database, asked: Asked, *, rules: RuleSet, secret: bytes, among: ColumnElement[bool] | None = None
) -> Answer:
    """Everything read in one snapshot, decided in columns.

    In      `among`: a further condition over `customers`, for counts of a part of the base.
    Raises  BadQuery (condition, channel, purpose, columns, controller), NotFound (no list yet), Busy.
    """
    condition = checked(asked)
    narrowed = [] if condition is None else [compile_where(condition)]
    point = POINT_COLUMN[asked.channel]
    output = tuple(c for c in asked.columns if c in GOLDEN_NAMES or c == "kind")
    where = [*narrowed, *([] if among is None else [among])]
    people, decided, controller = _decided(database, asked, where, output, rules=rules, secret=secret)
    chosen = choose(people["customer_id"], decided)
    inner = tuple(c for c in asked.columns if c not in ("customer_id", "expires_on"))
    columns = ("customer_id", point, *inner, "expires_on")
    rows = _rows(chosen.members, people.select("customer_id", *output), point, columns)
    said, kept = (None, None) if condition is None else (printed(condition), printed(without_values(condition)))
    named = () if condition is None else tuple(sorted(fields_of(condition)))
    question = Question(said, asked.channel, asked.purpose, controller, asked.at_us, columns, named)
    return Answer(chosen, rows, question, replace(question, where=kept))


def counts_among(
    database: Database, asked: Asked, parts: Sequence[pl.Series], *, rules: RuleSet, secret: bytes
) -> list[dict[str, int]]:
    """Counts (core/segment/members.py) of all who may be asked about, then of each part: ids of customers.

    Raises  as `answer`; the question has no condition.
    """
    people, decided, _ = _decided(database, asked, [], (), rules=rules, secret=secret)
    everyone = people["customer_id"]
    told = [choose(everyone, decided).counts]
    for part in parts:
        here = part.filter(part.is_in(everyone.implode()))
        told.append(choose(here, decided.filter(pl.col("customer_id").is_in(here.implode()))).counts)
    return told


def _decided(
    database: Database,
    asked: Asked,
    where: list[ColumnElement[bool]],
    output: tuple[str, ...],
    *,
    rules: RuleSet,
    secret: bytes,
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Candidates with the columns of the output, decisions with `value` and `golden`, the controller's id."""
    point = POINT_COLUMN[asked.channel]
    read = dict.fromkeys([*CUSTOMER_COLUMNS[1:], *output, *_GOLDEN_POINTS[point]])
    with reading(database) as work:
        controller = deliveries.controller_id(work, asked.controller)
        lists = facts.lists_of(work, channel=asked.channel, controller_id=controller)
        people = facts.candidates(work, where, list(read))
        points = facts.points_of_channel(work, asked.channel)
        events = facts.events_of(work, channel=asked.channel, purpose=asked.purpose, controller_id=controller)
        barred = facts.suppressed_hashes(work, channel=asked.channel, purpose=asked.purpose, controller_id=controller)
    stated = facts_of(people, points, events, lists, at_us=asked.at_us, zone=rules.timezone)
    stated = _suppressed(stated, barred, facts.POINT_KINDS[asked.channel], secret)
    decided = decide(stated, rules, at_us=asked.at_us, channel=asked.channel, purpose=asked.purpose)
    golden = stated.select(_is_golden(point)).to_series()
    return people, decided.with_columns(stated["value"], golden), controller


def _suppressed(stated: pl.DataFrame, barred: pl.Series, kind: str, secret: bytes) -> pl.DataFrame:
    if barred.is_empty():
        return stated
    return stated.with_columns(suppressed(secret, kind, stated["value"], barred).alias("suppressed"))


def _is_golden(point: str) -> pl.Expr:
    same = [pl.col("value") == pl.col(c) for c in _GOLDEN_POINTS[point]]
    if point == "address":
        same = [pl.col("value").str.contains(pl.col("address_line1"), literal=True)]
    return pl.any_horizontal(same).fill_null(value=False).alias("golden")


def _rows(members: pl.DataFrame, people: pl.DataFrame, point: str, columns: tuple[str, ...]) -> pl.DataFrame:
    rows = members.join(people, on="customer_id", how="left", maintain_order="left").rename({"value": point})
    return rows.with_columns(public_ids("CUS", rows["customer_id"])).select(columns)


def exclusions_told(chosen: Chosen, rules: RuleSet) -> list[dict[str, Any]]:
    """Why customers were left out, the most frequent reason first: reason, customers, texts and remedies."""
    return [
        {"reason": code, "customers": count, **reason_text(code, rules)} for code, count in chosen.exclusions.items()
    ]
