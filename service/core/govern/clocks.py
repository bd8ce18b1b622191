"""The clocks of customers, from what the base holds of their parties: what `retention.due` reads.

A line speaks of all its parties: an order or a reply that it tells restarts the clock of the company and of its
contact person alike, and makes both of them customers. So no line is ever half past its date.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from service.core.govern.dates import day_column, last_day
from service.core.govern.vocabulary import RELATIONS

RECORD_COLUMNS = (
    "record_id", "main_party_id", "contact_party_id", "collected_on", "last_activity_on", "last_order_date",
    "order_count", "total_spent_minor", "relation",
)  # fmt: skip
# of several relations of one customer the first one here speaks: erasing needs that all of them are prospects
_FIRST = ("customer", "unknown", "supplier", "staff", "partner", "competitor", "prospect")
_DAYS = ("collected_on", "last_act_on", "last_purchase_on", "granted_on")


def clocks(
    parties: pl.DataFrame,
    records: pl.DataFrame,
    acts: pl.DataFrame,
    purchases: pl.DataFrame,
    grants: pl.DataFrame,
    *,
    as_of: date,
    zone: ZoneInfo,
) -> pl.DataFrame:
    """One row per customer, by id: customer_id, relation and the days of the clocks, none later than `as_of`.

    In      parties: party_id, customer_id, relation (at first sight: it counts where no live line speaks of the
            party); records: RECORD_COLUMNS of the live ones;
            acts (theirs): party_id, kind, on_date; purchases: party_id, on_date, worth (0: nothing was bought);
            grants (dated consents): party_id, occurred_us.
    """
    day = as_of.isoformat()
    by_party = _of_parties(acts, purchases, grants, day, zone)
    said = pl.col("relation").fill_null("unknown")
    sides = pl.concat(
        [
            records.select("record_id", pl.col(side).alias("party_id"), said)
            for side in ("main_party_id", "contact_party_id")
        ]
    ).drop_nulls("party_id")
    told = sides.join(by_party, on="party_id", how="inner").group_by("record_id").agg(_latest())
    own = records.select("record_id", **_of_record(day))
    by_record = pl.concat([own, told.select(own.columns)]).group_by("record_id").agg(_latest())
    placed = sides.join(parties.drop("relation"), on="party_id", how="inner").join(
        by_record, on="record_id", how="left"
    )
    # parties whose acts stand though no live line names them still count
    silent = parties.join(sides, on="party_id", how="anti").join(by_party, on="party_id", how="left")
    columns = ["customer_id", "relation", *_DAYS, "bought"]
    every = pl.concat([placed.select(columns), silent.select(columns)])
    return every.group_by("customer_id").agg(_relation(), *_latest()).sort("customer_id").drop("bought")


def _of_parties(
    acts: pl.DataFrame, purchases: pl.DataFrame, grants: pl.DataFrame, day: str, zone: ZoneInfo
) -> pl.DataFrame:
    collected = pl.col("kind") == "collection"
    acted = acts.filter(pl.col("on_date") <= day)
    parts = [
        _filled(acted.filter(collected).select("party_id", collected_on=last_day(pl.col("on_date")))),
        _filled(acted.filter(~collected).select("party_id", last_act_on=last_day(pl.col("on_date")))),
        _filled(
            purchases.select(
                "party_id",
                last_purchase_on=last_day(pl.when(pl.col("on_date") <= day).then(pl.col("on_date"))),
                bought=pl.col("on_date").is_not_null() | (pl.col("worth") != 0),
            )
        ),
        _filled(grants.select("party_id", granted_on=day_column(pl.col("occurred_us"), zone))),
    ]
    return pl.concat(parts).group_by("party_id").agg(_latest())


def _filled(part: pl.DataFrame) -> pl.DataFrame:
    """The part with every clock, in one order."""
    dtypes: dict[str, type[pl.DataType]] = {**dict.fromkeys(_DAYS, pl.Date), "bought": pl.Boolean}
    return part.select(
        "party_id", *[name if name in part.columns else pl.lit(None, dtype=t).alias(name) for name, t in dtypes.items()]
    )


def _of_record(day: str) -> dict[str, pl.Expr]:
    def known(name: str) -> pl.Expr:
        return last_day(pl.when(pl.col(name) <= day).then(pl.col(name)))

    bought = pl.any_horizontal(
        pl.col("last_order_date").is_not_null(),
        (pl.col("order_count") > 0).fill_null(value=False),
        (pl.col("total_spent_minor") != 0).fill_null(value=False),
    )
    return {
        "collected_on": known("collected_on"),
        "last_act_on": pl.max_horizontal(known("last_activity_on"), known("last_order_date")),
        "last_purchase_on": known("last_order_date"),
        "granted_on": pl.lit(None, dtype=pl.Date),
        "bought": bought,
    }


def _latest() -> list[pl.Expr]:
    return [*[pl.col(name).max() for name in _DAYS], pl.col("bought").any()]


def _relation() -> pl.Expr:
    rank = pl.col("relation").replace_strict({name: i for i, name in enumerate(_FIRST)}, return_dtype=pl.Int8)
    first = pl.when(pl.col("bought").any()).then(0).otherwise(rank.min())
    return (
        first.replace_strict(dict(enumerate(_FIRST)), return_dtype=pl.String).cast(pl.Enum(RELATIONS)).alias("relation")
    )
