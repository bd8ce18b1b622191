"""May we contact these customers, on this channel, for this purpose, at this moment: with every reason (design, 4.6).

The facts and rules are those of segments (flows/build_segment.py); here they are read for a few customers by index.
The answer of a customer is that of its best contact point: allowed if any is, else unknown if any is, else refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from service.core.govern.assemble import CUSTOMER_COLUMNS, facts_of
from service.core.govern.decide import decide
from service.core.govern.facts import completed
from service.core.govern.identities import identity_hashes
from service.core.govern.objections import spellings, suppressed
from service.core.govern.rules import RuleSet
from service.core.segment.members import NO_POINT
from service.errors import BadQuery
from service.flows.purge import shipped_rules
from service.store import consents, facts
from service.store.deliveries import controller_id
from service.store.finding import parties_at
from service.store.people import present_ids
from service.store.session import Work

MOST_CUSTOMERS = 1_000
_ORDER = ("allowed", "unknown", "refused")
_NO_POINT: dict[str, Any] = {
    "code": NO_POINT, "rule_id": None, "fr": "Aucune coordonnée en vigueur pour ce canal",
    "en": "No live contact point for this channel", "remedy_fr": "Demander une coordonnée à la personne",
    "remedy_en": "Ask the person for a contact point", "articles": [], "condition_fr": None, "condition_en": None,
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked; `controller`: a name, null for the only one."""

    channel: str
    purpose: str
    at_us: int
    controller: str | None = None


@lru_cache(maxsize=1)
def rules_in_force() -> RuleSet:
    """The shipped rule set, read once."""
    return shipped_rules()


def decide_customers(
    work: Work, customers: Sequence[int], asked: Question, *, rules: RuleSet, secret: bytes
) -> list[dict[str, Any]]:
    """One answer a customer, in the order asked; `found` false where there is none under the id.

    Raises  BadQuery (channel, purpose, controller), NotFound (no controller yet).
    """
    if asked.channel not in facts.POINT_KINDS:
        raise BadQuery("unknown channel", known=sorted(facts.POINT_KINDS))
    controller = controller_id(work, asked.controller)
    present = present_ids(work, customers)
    ids = pl.Series("customer_id", sorted(set(present.values())), dtype=pl.Int64)
    stated = _suppressed(work, _stated(work, ids, asked, controller, rules), asked, controller, secret)
    decided = decide(stated, rules, at_us=asked.at_us, channel=asked.channel, purpose=asked.purpose)
    by_customer: dict[int, list[dict[str, Any]]] = {}
    for row in decided.iter_rows(named=True):
        by_customer.setdefault(row["customer_id"], []).append(_point(row, rules))
    return [_answer(customer, present.get(customer), by_customer) for customer in customers]


def _stated(work: Work, ids: pl.Series, asked: Question, controller: int, rules: RuleSet) -> pl.DataFrame:
    """Facts of the customers' contact points, among everyone who shares one."""
    kind = facts.POINT_KINDS[asked.channel]
    people = facts.candidates(work, [facts.among(ids)], list(CUSTOMER_COLUMNS[1:]))
    own = consents.points_of_customers(work, ids).filter(pl.col("kind") == kind)
    sharing = parties_at(work, kind, own["value"].unique()) if own.height else own
    every = pl.concat([own, consents.points_by_id(work, sharing["contact_point_id"])]).unique("contact_point_id")
    events = consents.events_of_points(work, every["contact_point_id"])
    same = {"channel": asked.channel, "purpose_id": asked.purpose, "controller_id": controller}
    mine = events.filter(pl.all_horizontal(pl.col(k) == v for k, v in same.items()))
    points = facts.without_replaced(work, every.sort("contact_point_id"), asked.channel, ids)
    lists = facts.lists_of(work, controller_id=controller, channel=asked.channel)
    known = mine.select("contact_point_id", "status", "occurred_us", "recorded_us", "evidence", "proof")
    shown = points.select("contact_point_id", "customer_id", "list_id", "subtype", "value", "live")
    stated = facts_of(people, shown, known, lists, at_us=asked.at_us, zone=rules.timezone)
    return stated.sort("contact_point_id")


def _suppressed(work: Work, stated: pl.DataFrame, asked: Question, controller: int, secret: bytes) -> pl.DataFrame:
    """With `suppressed`: objected to, whoever it is of."""
    kind = facts.POINT_KINDS[asked.channel]
    hashes = pl.concat([identity_hashes(secret, form) for form in spellings(kind, stated["value"])]).drop_nulls()
    barred = facts.suppressed_among(
        work, hashes, channel=asked.channel, purpose=asked.purpose, controller_id=controller
    )
    return stated.with_columns(suppressed(secret, kind, stated["value"], barred).alias("suppressed"))


def _answer(customer: int, present: int | None, points: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """The answer of one customer from those of its contact points."""
    if present is None:
        return {
            "requested_id": customer,
            "customer_id": None,
            "found": False,
            "verdict": None,
            "reasons": [],
            "points": [],
        }
    own = sorted(points.get(present, []), key=lambda p: _ORDER.index(p["verdict"]))
    best = own[0] if own else {"verdict": "refused", "reasons": [_NO_POINT], "contact_point_id": None}
    told = {
        "verdict": best["verdict"], "contact_point_id": best["contact_point_id"], "reasons": best["reasons"],
        "expires_on": best.get("expires_on"),
    }  # fmt: skip
    return {"requested_id": customer, "customer_id": present, "found": True, **told, "points": own}


def _point(row: dict[str, Any], rules: RuleSet) -> dict[str, Any]:
    return {
        "contact_point_id": row["contact_point_id"], "verdict": row["verdict"],
        "reasons": reasons_told(row, rules), "expires_on": row["expires_on"],
    }  # fmt: skip


def reasons_told(row: dict[str, Any], rules: RuleSet) -> list[dict[str, Any]]:
    """Each reason with its rule, what it says, what would change it, its articles and its conditions."""
    by_id = {r.id: r for r in rules.rules}
    ids = row["rule_ids"] or [None] * len(row["reasons"])
    told = []
    for code, rule_id in zip(row["reasons"], ids, strict=True):
        text, rule = rules.reasons[code], by_id.get(rule_id)
        condition = (None, None) if rule is None or rule.conditions is None else rules.conditions[rule.conditions]
        told.append(
            {
                "code": code, "rule_id": rule_id, "fr": text.fr, "en": text.en, "remedy_fr": text.remedy_fr,
                "remedy_en": text.remedy_en, "articles": [] if rule is None else list(rule.articles),
                "condition_fr": condition[0], "condition_en": condition[1],
            }
        )  # fmt: skip
    return told


def simulate(
    given: Sequence[dict[str, Any]], *, channel: str, purpose: str, at_us: int, rules: RuleSet
) -> list[dict[str, Any]]:
    """Decisions from stated facts (core/govern/facts.py), without any base: what would be, if.

    Raises  BadQuery: channel, purpose, a word that is no fact's.
    """
    rows = [{"customer_id": 0, "contact_point_id": n, **row} for n, row in enumerate(given)]
    try:
        stated = completed(pl.DataFrame(rows, infer_schema_length=None))
    except (pl.exceptions.PolarsError, ValueError) as wrong:
        raise BadQuery("These facts cannot be understood.") from wrong
    decided = decide(stated, rules, at_us=at_us, channel=channel, purpose=purpose)
    return [
        {"verdict": row["verdict"], "reasons": reasons_told(row, rules), "expires_on": row["expires_on"]}
        for row in decided.iter_rows(named=True)
    ]
