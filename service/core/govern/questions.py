"""What each test of a rule asks of the facts: one expression a test, answering the code of a key of OUTCOMES.

Codes count from 1 in the order of `vocabulary.OUTCOMES[test]`; 0 means that the rule does not apply to this row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from service.core.govern.dates import last_day, latest_by, over_on
from service.core.govern.rules import Rule
from service.core.govern.vocabulary import OUTCOMES


@dataclass(frozen=True)
class Asked:
    """What is asked: on which civil day (in the rule set's zone) and for which channel."""

    on: date
    channel: str


def answer(rule: Rule, asked: Asked) -> pl.Expr:
    """The code that a rule gives each row (u8); 0 outside its scope."""
    inside = pl.lit(value=True)
    if rule.audiences is not None:
        inside &= pl.col("audience").is_in(sorted(rule.audiences))
    if rule.relations is not None:
        inside &= pl.col("relation").is_in(sorted(rule.relations))
    return pl.when(inside).then(_ASK[rule.test](rule, asked)).otherwise(pl.lit(0)).cast(pl.UInt8)


def code_of(test: str, key: str) -> int:
    """The code of one key of a test."""
    return list(OUTCOMES[test]).index(key) + 1


def lasts_until(rule: Rule, asked: Asked) -> pl.Expr | None:
    """The last day on which a rule's present answer holds, null for no end; None when the rule has no clock."""
    if rule.duration is None:
        return pl.lit(rule.effective_to, dtype=pl.Date) if rule.effective_to else None
    if rule.test == "retention":
        start = latest_by(rule.clocks, asked.on)
    elif rule.test == "consent":
        start = pl.col("complete_on" if rule.proof == "complete" else "granted_on")
    else:
        start = pl.col("bloctel_checked_on")
    end = over_on(start, rule.duration).dt.offset_by("-1d")
    return pl.min_horizontal(end, pl.lit(rule.effective_to, dtype=pl.Date)) if rule.effective_to else end


def _first(test: str, **conditions: pl.Expr) -> pl.Expr:
    """The code of the first condition that holds, else 0."""
    found: pl.Expr = pl.lit(0)
    for key, holds in reversed(conditions.items()):
        found = pl.when(holds).then(pl.lit(code_of(test, key))).otherwise(found)
    return found


def _objection(rule: Rule, _asked: Asked) -> pl.Expr:
    return _first(
        rule.test,
        suppressed=pl.col("suppressed"),
        refused=pl.col("consent") == "refused",
        withdrawn=pl.col("consent") == "withdrawn",
        shared=pl.col("shared_refusal"),
    )


def _flag(rule: Rule, _asked: Asked) -> pl.Expr:
    return _first(rule.test, set=pl.col(str(rule.fact)))


def _source(rule: Rule, _asked: Asked) -> pl.Expr:
    kind = pl.col("list_kind")
    vouched = pl.col("attested") | pl.col("informed").fill_null(value=False)
    private = (pl.col("kind") == "person") & pl.col("audience").is_in(["b2c", "unknown"])
    return _first(
        rule.test,
        rented=kind == "rented",
        unknown=kind == "unknown",
        unattested=(kind == "purchased") & ~vouched,
        collected_person=(kind == "collected") & private,
    )


def _relation(rule: Rule, _asked: Asked) -> pl.Expr:
    return _first(rule.test, **{key: pl.col("relation") == key for key in OUTCOMES[rule.test]})


def _age(rule: Rule, asked: Asked) -> pl.Expr:
    of_age = over_on(last_day(pl.col("birth_date")), f"{rule.years}y")
    under = (of_age > asked.on).fill_null(value=False)
    early = ((pl.col("consent") == "granted") & (pl.col("granted_on") < of_age)).fill_null(value=False)
    return _first(rule.test, under_age=under, consent_under_age=early)


def _fit(rule: Rule, asked: Asked) -> pl.Expr:
    subtype = pl.col("subtype")
    return _first(
        rule.test,
        no_text_line=(subtype == "fixed") & (asked.channel == "sms"),
        special_line=(subtype == "special") & (asked.channel in {"sms", "phone", "autocall"}),
    )


def _retention(rule: Rule, asked: Asked) -> pl.Expr:
    start = latest_by(rule.clocks, asked.on)
    # a legal person's generic address has no clock to prove; what is proven to be old is old
    unknown = start.is_null() & (pl.col("audience") != "b2b_generic")
    over = (over_on(start, str(rule.duration)) <= asked.on).fill_null(value=False)
    return _first(rule.test, over=over, clock_unknown=unknown)


def _consent(rule: Rule, asked: Asked) -> pl.Expr:
    given = pl.col("consent") == "granted"
    dated = pl.col("granted_on").is_not_null()
    return _first(
        rule.test,
        valid=given & _fresh(pl.col("complete_on" if rule.proof == "complete" else "granted_on"), rule, asked),
        attested=given & pl.col("attested") & pl.lit(rule.duration is None),
        undated=given & ~dated,
        unproven=given & _fresh(pl.col("granted_on"), rule, asked),
        expired=given,
        missing=pl.col("consent") == "none",
    )


def _fresh(start: pl.Expr, rule: Rule, asked: Asked) -> pl.Expr:
    if rule.duration is None:
        return start.is_not_null()
    return (over_on(start, rule.duration) > asked.on).fill_null(value=False)


def _soft_optin(rule: Rule, asked: Asked) -> pl.Expr:
    offered, similar = pl.col("refusal_offered"), pl.col("similar_products")
    sold = (pl.col("last_purchase_on") <= asked.on).fill_null(value=False)
    both = (offered & similar).fill_null(value=False)
    silent = pl.col("consent").is_in(["none", "granted"])
    return _first(
        rule.test,
        not_met=silent & ((~offered).fill_null(value=False) | (~similar).fill_null(value=False)),
        met=silent & both & sold,
        unproven=silent,
    )


def _informed() -> tuple[pl.Expr, pl.Expr]:
    """Whether the person was informed: certainly not, and nothing proves it. Our own lists inform at collection."""
    told = pl.col("informed")
    return (~told).fill_null(value=False), told.is_null() & (pl.col("list_kind") != "owned")


def _interest(rule: Rule, _asked: Asked) -> pl.Expr:
    never, unproven = _informed()
    return _first(rule.test, not_informed=never, unknown=unproven, free=pl.lit(value=True))


def _professional_line(rule: Rule, _asked: Asked) -> pl.Expr:
    never, unproven = _informed()
    private = (pl.col("subtype") == "mobile") & ~pl.col("professional_lines").fill_null(value=False)
    return _first(rule.test, not_informed=never, maybe_private=private, unknown=unproven, free=pl.lit(value=True))


def _scrubbed(rule: Rule, asked: Asked) -> pl.Expr:
    never, unproven = _informed()
    checked = pl.col("bloctel_checked_on")
    recent = ((checked <= asked.on) & (over_on(checked, str(rule.duration)) > asked.on)).fill_null(value=False)
    return _first(rule.test, not_informed=never, not_scrubbed=~recent, unknown=unproven, clear=pl.lit(value=True))


def _contract(rule: Rule, _asked: Asked) -> pl.Expr:
    return _first(rule.test, related=pl.col("contract") == "related", unrelated=pl.col("contract") == "unrelated")


def _always(rule: Rule, _asked: Asked) -> pl.Expr:
    return pl.lit(code_of(rule.test, next(iter(OUTCOMES[rule.test]))))


_ASK: dict[str, Callable[[Rule, Asked], pl.Expr]] = {
    "objection": _objection,
    "flag": _flag,
    "source": _source,
    "relation": _relation,
    "age": _age,
    "fit": _fit,
    "retention": _retention,
    "consent": _consent,
    "soft_optin": _soft_optin,
    "interest": _interest,
    "professional_line": _professional_line,
    "scrubbed": _scrubbed,
    "contract": _contract,
    "free": _always,
    "grey": _always,
}
