"""The consent state of contact points as of a moment, from their events.

Unknown is not yes: a refusal stands until a later, dated and proven grant; an undated yes is evidence and lifts
nothing. What a file says without a date counts for every moment asked, because nobody can say that it came later.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl

from service.core.govern.dates import day_column
from service.core.govern.vocabulary import CONSENTS

R223_1_ITEMS = ("caller", "choice", "period", "withdrawal", "copy")
"""The five items a phone consent must show (C. conso R.223-1), as they are named in the `items` of a proof."""

EVENT_COLUMNS = ("status", "occurred_us", "recorded_us", "evidence", "proof", "attested")
STATE_COLUMNS = ("consent", "granted_on", "complete_on", "latest_on")


def graded(events: pl.DataFrame) -> pl.DataFrame:
    """Events with `proven` and `complete` (bool).

    In      EVENT_COLUMNS: `proof` JSON or null, `attested` whether the basis of the event's list is attested for the
            event's channel.
    Out     proven: dated, and more than a bare import says so. complete: proven, with all R223_1_ITEMS (or attested).
    """
    dated = pl.col("occurred_us").is_not_null()
    backed = (pl.col("evidence") != "import") | pl.col("proof").is_not_null() | pl.col("attested")
    listed = pl.col("proof").str.json_path_match("$.items").fill_null("")
    whole = pl.all_horizontal([listed.str.contains(f'"{item}"', literal=True) for item in R223_1_ITEMS])
    return events.with_columns(
        proven=(dated & backed).fill_null(value=False),
        complete=(dated & backed & (whole | pl.col("attested"))).fill_null(value=False),
    )


def consent_state(
    events: pl.DataFrame, at_us: int, *, zone: ZoneInfo, by: tuple[str, ...] = ("contact_point_id",)
) -> pl.DataFrame:
    """One row per group of `by` that has an event at or before `at_us`, or an undated one; in no order.

    In      events of one channel, purpose and controller: EVENT_COLUMNS and `by`. `status` granted, refused, withdrawn.
    Out     `by`, consent none|granted|refused|withdrawn, granted_on (latest dated grant that stands, in `zone`),
            complete_on (latest such grant with complete proof), latest_on (latest dated grant at all: an act of the
            person, whatever came after).
    """
    moment = pl.coalesce("occurred_us", "recorded_us")
    against = pl.col("status").is_in(["refused", "withdrawn"])
    known = graded(events).filter((pl.col("occurred_us") <= at_us) | pl.col("occurred_us").is_null())
    known = known.with_columns(moment.alias("moment"), against.alias("against"))
    for_it = pl.col("status") == "granted"
    dated = for_it & pl.col("occurred_us").is_not_null()
    grouped = known.group_by(by).agg(
        refused_at=pl.col("moment").filter("against").max(),
        # a withdrawal names itself only when it is the latest refusal
        last_against=pl.col("status").filter("against").sort_by(pl.col("moment").filter("against")).last(),
        proven_at=pl.col("moment").filter(for_it & pl.col("proven")).max(),
        complete_at=pl.col("moment").filter(for_it & pl.col("complete")).max(),
        dated_at=pl.col("moment").filter(dated).max(),
        any_grant=for_it.any(),
    )
    return _stand(grouped, zone).select(*by, *STATE_COLUMNS)


def _stand(grouped: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """What stands after refusals and grants are laid in time."""
    barred = pl.col("refused_at").is_not_null() & (pl.col("proven_at") <= pl.col("refused_at")).fill_null(value=True)
    since = pl.col("refused_at").fill_null(-(2**62))
    later = {
        name: pl.when(~pl.col("barred") & (pl.col(at) > since)).then(pl.col(at))
        for name, at in (("granted_at", "dated_at"), ("whole_at", "complete_at"))
    }
    return (
        grouped.with_columns(barred=barred)
        .with_columns(**later)
        .with_columns(
            consent=pl.when("barred")
            .then("last_against")
            .when(pl.col("any_grant"))
            .then(pl.lit("granted"))
            .otherwise(pl.lit("none"))
            .cast(pl.Enum(CONSENTS)),
            granted_on=day_column(pl.col("granted_at"), zone),
            complete_on=day_column(pl.col("whole_at"), zone),
            latest_on=day_column(pl.col("dated_at"), zone),
        )
    )
