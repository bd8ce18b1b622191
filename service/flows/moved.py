"""Of a whole base's resolutions, only what is not as it was: few customers change when a base is matched again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import polars as pl

from service.flows.resolving import Resolution


def moved_only(whole: Resolution) -> Resolution | None:
    """Of whole customers those that are not made of the same parties as before; null when there is none."""
    both = whole.members.join(whole.before, on="party_id", how="full", suffix="_before", coalesce=True)
    now, then = pl.col("customer_id"), pl.col("customer_id_before")
    moved = both.filter(now.ne_missing(then))
    if moved.is_empty():
        return None
    touched = pl.concat([moved["customer_id"], moved["customer_id_before"]]).drop_nulls().unique().implode()
    concerned = both.filter(now.is_in(touched) | then.is_in(touched))["party_id"].implode()
    parties = pl.col("party_id").is_in(concerned)
    return Resolution(
        members=whole.members.filter(parties),
        before=whole.before.filter(parties),
        customers=whole.customers.filter(now.is_in(touched)),
        carried=whole.carried.filter(parties),
        everyone=whole.everyone.filter(parties),
    )


def together(several: Sequence[Resolution]) -> Resolution:
    """Resolutions of neighbourhoods without a party in common, as one."""
    whole = {f.name: pl.concat([getattr(each, f.name) for each in several]) for f in fields(Resolution)}
    return Resolution(
        **{n: frame.sort("customer_id" if n == "customers" else "party_id") for n, frame in whole.items()}
    )
