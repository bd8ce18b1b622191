"""Next month's export of the same firm: some lines changed, some gone, some new, some elsewhere in the file."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from demo.chance import Chance, Flags
from demo.numbers import mobiles
from demo.places import addresses

NEW: Final = 0.015
GONE: Final = 0.01
MOVED_IN_FILE: Final = 0.05


def next_month(chance: Chance, this: pl.DataFrame, fresh: pl.DataFrame, changed: float) -> pl.DataFrame:
    """Make next month's lines of `this` month's (cells and truth, `row_id`) and the lines that are `fresh`.

    Gives the same columns, `row_id` counted anew, `previous_row_id` (null: new) and `change`: none, changed or new.
    A changed line differs in at least one cell: a new order, mobile, street or opt-out; at most one change a line.
    """
    kept = this.filter(~pl.Series(chance.happens("month.gone", this.height, GONE)))
    hit = chance.happens("month.changed", kept.height, changed)
    kept = kept.with_columns(
        previous_row_id=pl.col("row_id"),
        change=pl.when(pl.Series(hit)).then(pl.lit("changed")).otherwise(pl.lit("none")),
    )
    kept = _changed(chance, kept, hit)
    fresh = fresh.with_columns(previous_row_id=pl.lit(None, pl.Int64), change=pl.lit("new"))
    both = pl.concat([kept, fresh.select(kept.columns)])
    place = np.arange(both.height, dtype=np.float64)
    wander = chance.happens("month.wander", both.height, MOVED_IN_FILE)
    place = np.where(wander, chance.uniform("month.place", both.height) * both.height, place)
    both = both[np.argsort(place, kind="stable")]
    return both.with_columns(row_id=pl.int_range(1, both.height + 1, dtype=pl.Int64))


def _changed(chance: Chance, kept: pl.DataFrame, hit: Flags) -> pl.DataFrame:
    n = kept.height
    what = chance.choose("month.what", n, [0.55, 0.2, 0.15, 0.1])
    place = addresses(chance, "month.street", n)
    orders = kept["orders"].cast(pl.Int64)
    day = 3 + chance.below("month.day", n, 25)
    new = {
        0: {
            "orders": (orders + 1).cast(pl.String),
            "last_order": pl.Series(day).cast(pl.String).str.zfill(2) + "/11/2026",
        },
        1: {"mobile": mobiles(chance, "month", n)},
        2: {"street": place["street"], "postcode": place["postcode"], "city": place["city"]},
        3: {
            "optin": pl.select(pl.when(kept["optin"] == "non").then(pl.lit("oui")).otherwise(pl.lit("non"))).to_series()
        },
    }
    flag = pl.Series(hit)
    for number, columns in new.items():
        here = flag & pl.Series(what == number)
        kept = kept.with_columns(**{c: pl.when(here).then(v).otherwise(pl.col(c)) for c, v in columns.items()})
    return kept
