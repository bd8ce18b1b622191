"""The golden view: of each field the value that survives, the record it came from and the rule that chose it.

A value survives by: a correction by a person, then what the firm says of its list (core/resolve/survival.py: never,
only where others are silent), then a usable value (a forename more than an initial; of relations the one that is in
front in `_RELATIONS`), then the more trusted list, then the most recent import, then the most complete (longest) text,
then what most records say, then the smallest text. Fields that only mean something together (an address; order count,
revenue and currency) come from one record. Dates of behaviour take the latest, `collected_on` the earliest. The order
of rows never matters.

Lineage is a JSON object, field -> [record id, rule]; rules are RULES. A customer of one party has {"*": [record id,
"only"]}: every field it has comes from there (`lineage_of` writes it out).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import polars as pl

from service.core.columns import GOLDEN_NAMES, TYPED_SCHEMA
from service.core.resolve.scores import (
    FREE_BIT,
    LENGTH_BITS,
    MANUAL_BIT,
    TRUST_BIT,
    USABLE_BIT,
    Flags,
    Places,
    Rows,
    lists_of,
    score_of,
)
from service.core.resolve.survival import Policy

RULES: tuple[str, ...] = (
    "only", "corrected", "agreed", "usable", "recent", "complete", "majority", "latest", "earliest", "yielded",
    "trusted",
)  # fmt: skip
(
    _ONLY, _CORRECTED, _AGREED, _USABLE, _RECENT, _COMPLETE, _MAJORITY, _LATEST, _EARLIEST, _YIELDED, _TRUSTED,
) = range(len(RULES))  # fmt: skip

# fields of one record; the first one must be there for the record to be of use
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("postal_code", "address_line1", "address_line2", "address_line3", "city", "country_code"),
    ("total_spent_minor", "order_count", "currency"),
)
EXTREMES: dict[str, int] = {
    "last_order_date": _LATEST,
    "last_contacted_on": _LATEST,
    "last_activity_on": _LATEST,
    "collected_on": _EARLIEST,
    "relation": _USABLE,
}
# who is a customer beside something else is a customer; a supplier does not turn into a prospect by a later file
_RELATIONS = {"customer": 6, "supplier": 5, "staff": 4, "partner": 3, "competitor": 2, "prospect": 1}
MEMBER_NAMES: tuple[str, ...] = ("party_id", "customer_id", "kind", "record_id", "recency", "manual")


def golden(members: pl.DataFrame, policy: Policy | None = None) -> pl.DataFrame:
    """One row a customer, by customer id.

    In      MEMBER_NAMES (`recency` i64: the later import is greater; `manual` bool: a correction, a row of its party
            that has values in the corrected fields only) and the columns of GOLDEN_NAMES that speak of the party;
            those that are absent are empty. `policy`: then `list_id` is needed, too (null: a correction).
    Out     customer_id, kind, parties, GOLDEN_NAMES, lineage.
    """
    customer = members["customer_id"]
    shared = customer.is_duplicated()
    alone = (~shared).arg_true().to_numpy().astype(np.int64)
    several = _several(members, shared.arg_true(), policy or {})
    every = pl.concat([customer.gather(alone), several.customer])
    order = every.arg_sort()
    by_customer = order.to_numpy()

    def taken(column: str, rows: Places) -> pl.Series:  # a golden column: of each customer the row that it is from
        return _taken(members[column], np.concatenate([alone, rows])[by_customer])

    parties = np.concatenate([np.ones(len(alone), dtype=np.int64), several.parties])[by_customer]
    lineage = pl.concat([_only(members["record_id"].gather(alone)), several.lineage]).gather(order)
    return pl.DataFrame(
        [every.gather(order), taken("kind", several.first), pl.Series("parties", parties)]
        + [taken(field, rows) for field, rows in several.rows.items()]
        + [lineage]
    ).select(
        "customer_id",
        "kind",
        "parties",
        *[c if c in several.rows else pl.lit(None, dtype=TYPED_SCHEMA[c]).alias(c) for c in GOLDEN_NAMES],
        "lineage",
    )


def _only(record: pl.Series) -> pl.Series:
    """The lineage of customers of one row, by its record."""
    text = pl.concat_str(pl.lit('{"*":['), pl.col("record"), pl.lit(',"only"]}')).alias("lineage")
    return pl.DataFrame({"record": record}).select(text)["lineage"]


def lineage_of(text: str, present: list[str]) -> dict[str, tuple[int, str]]:
    """Lineage as (record id, rule) a field. `present`: the golden fields that the customer has."""
    told = json.loads(text)
    if "*" in told:
        record, rule = told["*"]
        return dict.fromkeys(present, (record, rule))
    return {field: (record, rule) for field, (record, rule) in told.items()}


@dataclass(frozen=True)
class _Choice:
    """Of each customer the chosen row (-1: none has a value) and the number of the rule."""

    row: Places
    rule: Places


@dataclass(frozen=True)
class _Several:
    """Customers of several rows, by id: `rows` gives for each field the row of `members` that was chosen (-1: none)."""

    customer: pl.Series
    first: Places  # their first row in `members`
    parties: Places
    rows: dict[str, Places]
    lineage: pl.Series


def _several(members: pl.DataFrame, shared: pl.Series, policy: Policy) -> _Several:
    """In: `shared`, row numbers of the members of customers of several rows."""
    keys = members.select("customer_id", "record_id", "party_id", "manual")[shared].with_columns(shared.alias("row"))
    row = keys.sort("customer_id", "record_id", "party_id", "manual")["row"].cast(pl.Int64)
    whole = [c for group in TOGETHER for c in group if c not in members.columns]
    frame = members[row].with_columns(pl.lit(None, dtype=TYPED_SCHEMA[c]).alias(c) for c in whole)
    customer = frame["customer_id"].to_numpy()
    starts = np.flatnonzero(np.diff(customer, prepend=customer[:1] - 1) != 0)
    label = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(customer)))
    age = frame["recency"].rank("dense").cast(pl.Int64).to_numpy()
    lists, foreign = lists_of(frame, starts, label, policy)
    rows = Rows(frame, starts, label, frame["manual"].to_numpy(), age, policy, lists, foreign)
    choices = _choices(rows)
    place = row.to_numpy()
    return _Several(
        frame["customer_id"].gather(starts),
        place[starts],
        _parties(frame),
        {f: np.where(c.row < 0, -1, place[c.row]) for f, c in choices.items() if f in members.columns},
        _lineage(rows, choices),
    )


def _parties(frame: pl.DataFrame) -> Places:
    """How many parties each customer has. In: rows by customer."""
    counted = frame.group_by("customer_id", maintain_order=True).agg(pl.col("party_id").n_unique())["party_id"]
    return counted.cast(pl.Int64).to_numpy()


def _choices(rows: Rows) -> dict[str, _Choice]:
    """The choice for each golden field that the frame has."""
    choices: dict[str, _Choice] = {}
    for group in TOGETHER:
        choices |= _choose_group(rows, group)
    for field in (c for c in GOLDEN_NAMES if c in rows.frame.columns):
        if field in EXTREMES:
            choices[field] = _choose_extreme(rows, field, EXTREMES[field])
        elif field not in choices:
            values = rows.frame[field]
            known = values.is_not_null().to_numpy()
            score = score_of(rows, field, _usable(field, values), _length(values), known)
            choices[field] = _choose(rows, values, score)
    return choices


def _usable(field: str, values: pl.Series) -> Flags:
    """A forename of one letter is of less use than a whole one."""
    if field != "first_name":
        return np.ones(len(values), dtype=np.bool_)
    return (values.str.strip_chars(".").str.len_chars() > 1).fill_null(value=False).to_numpy()


def _length(values: pl.Series) -> Places:
    return values.cast(pl.String).str.len_bytes().fill_null(0).cast(pl.Int64).to_numpy()


def _choose(rows: Rows, values: pl.Series, score: Places) -> _Choice:
    best = np.maximum.reduceat(score, rows.starts)
    top = np.flatnonzero((score == best[rows.label]) & (score >= 0))
    row = np.full(len(rows.starts), -1, dtype=np.int64)
    row[rows.label[top[::-1]]] = top[::-1]
    differs = (values.gather(top) != values.gather(row[rows.label[top]])).to_numpy()
    tied = np.unique(rows.label[top[differs]])
    if len(tied):
        row[tied] = _most_said(rows, values, score >= 0, top, tied)
    return _Choice(row, _rule(rows, values, score, row, best))


def _most_said(rows: Rows, values: pl.Series, known: Flags, top: Places, tied: Places) -> Places:
    """Of customers whose best rows differ: the row of the value that most rows have, then of the smallest value."""
    places = np.flatnonzero(known & np.isin(rows.label, tied))
    said = pl.DataFrame({"label": rows.label[places], "value": values.gather(places), "row": places})
    counted = said.with_columns(pl.len().over("label", "value").alias("n")).filter(
        pl.col("row").is_in(pl.Series(top).implode())
    )
    ordered = counted.sort("label", "n", "value", "row", descending=[False, True, False, False])
    return ordered.unique("label", keep="first", maintain_order=True).sort("label")["row"].to_numpy()


def _rule(rows: Rows, values: pl.Series, score: Places, row: Places, best: Places) -> Places:
    """What decided: the first criterion on which the records of the customer differ."""
    known = score >= 0
    least = np.minimum.reduceat(np.where(known, score, np.iinfo(np.int64).max), rows.starts)
    chosen = values.gather(np.maximum(row, 0)[rows.label])
    agrees = (values == chosen).fill_null(value=True).to_numpy() | ~known
    agreed = np.logical_and.reduceat(agrees, rows.starts)
    count = np.add.reduceat(known.astype(np.int64), rows.starts)
    return np.select(
        [
            best >> MANUAL_BIT == 1,
            count == 1,
            agreed,
            best >> FREE_BIT != least >> FREE_BIT,
            best >> USABLE_BIT != least >> USABLE_BIT,
            best >> TRUST_BIT != least >> TRUST_BIT,
            best >> LENGTH_BITS != least >> LENGTH_BITS,
            best != least,
        ],
        [_CORRECTED, _ONLY, _AGREED, _YIELDED, _USABLE, _TRUSTED, _RECENT, _COMPLETE],
        default=_MAJORITY,
    )


def _choose_group(rows: Rows, group: tuple[str, ...]) -> dict[str, _Choice]:
    """Fields of one record; then a correction of a single field lies over it."""
    frame = rows.frame
    length = np.sum([_length(frame[field]) for field in group], axis=0)
    usable = frame[group[0]].is_not_null().to_numpy()
    score = score_of(rows, group[0], usable, length, (length > 0) & ~rows.manual)
    whole = frame.select(
        pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in group], separator="\n")
    ).to_series()
    base = _choose(rows, whole, score)
    return {field: _overlaid(rows, field, base) for field in group}


def _overlaid(rows: Rows, field: str, base: _Choice) -> _Choice:
    values = rows.frame[field]
    known = values.is_not_null().to_numpy()
    empty = base.row < 0
    empty |= ~known[np.maximum(base.row, 0)]
    row = np.where(empty, -1, base.row)
    if not (corrected := known & rows.manual).any():
        return _Choice(row, base.rule)
    over = _choose(rows, values, score_of(rows, field, known, _length(values), corrected))
    return _Choice(np.where(over.row >= 0, over.row, row), np.where(over.row >= 0, _CORRECTED, base.rule))


def _choose_extreme(rows: Rows, field: str, rule: int) -> _Choice:
    values = rows.frame[field]
    known = values.is_not_null().to_numpy()
    place = values.replace_strict(_RELATIONS, default=0, return_dtype=pl.Int64) if field == "relation" else values
    rank = place.rank("dense", descending=rule == _EARLIEST).fill_null(0).cast(pl.Int64).to_numpy()
    score = np.where(known, (rows.manual.astype(np.int64) << MANUAL_BIT) + rank, -1)
    found = _choose(rows, values, score)
    kept = np.isin(found.rule, (_ONLY, _CORRECTED, _AGREED))
    return _Choice(found.row, np.where(kept, found.rule, rule))


def _taken(values: pl.Series, row: Places) -> pl.Series:
    places = pl.Series(row)
    return values.gather(places.set(places < 0, None))


def _lineage(rows: Rows, choices: dict[str, _Choice]) -> pl.Series:
    record = rows.frame["record_id"].cast(pl.String)
    ends = pl.Series([f',"{rule}"]' for rule in RULES])
    parts: dict[str, pl.Series] = {}
    for field, choice in choices.items():
        parts[f"{field} record"] = _taken(record, choice.row)
        parts[f"{field} rule"] = ends.gather(choice.rule)
    each = [  # null without a record
        pl.concat_str(pl.lit(f'"{field}":['), f"{field} record", f"{field} rule") for field in sorted(choices)
    ]
    told = pl.concat_str(pl.lit("{"), pl.concat_str(each, separator=",", ignore_nulls=True), pl.lit("}"))
    return pl.DataFrame(parts).select(told.alias("lineage"))["lineage"]
