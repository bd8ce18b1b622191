"""What the firm noted of each line's dealings: creation, orders, turnover, last contact, opt-in. Dates are ISO text."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from demo.chance import Chance, Ints

AS_OF: Final = date(2026, 11, 2)
PROSPECT: Final = 0.22
CONTACTED: Final = 0.6


def behaviour(chance: Chance, n: int) -> pl.DataFrame:
    """Give `n` lines of created, last_order, orders, revenue (cents), contacted, optin; null where nothing is noted."""
    today = AS_OF.toordinal()
    created = today - 5 - (chance.uniform("line.created", n) ** 1.25 * 6500).astype(np.int64)
    prospect = chance.happens("line.prospect", n, PROSPECT)
    orders = 1 + (chance.uniform("line.orders", n) ** 3 * 24).astype(np.int64)
    ordered = _between(created, today, chance.uniform("line.ordered", n) ** 0.6)
    cents = orders * (900 + (chance.uniform("line.basket", n) ** 3 * 60_000).astype(np.int64))
    contacted = _between(created, today, chance.uniform("line.contact_at", n) ** 0.5)
    optin = pl.Series(["oui", "non", "O", "N", ""])[chance.choose("line.optin", n, [0.34, 0.13, 0.05, 0.02, 0.46])]
    known = {
        "created": ~chance.happens("line.no_created", n, 0.03),
        "last_order": ~prospect,
        "contacted": chance.happens("line.contacted", n, CONTACTED),
        "revenue": ~prospect,
    }
    frame = pl.DataFrame(
        {"created": _iso(created), "last_order": _iso(ordered), "contacted": _iso(contacted), "revenue": cents}
    )
    return frame.with_columns(
        **{c: pl.when(pl.Series(flag)).then(pl.col(c)) for c, flag in known.items()},
        orders=pl.Series(np.where(prospect, 0, orders)),
        optin=pl.select(pl.when(optin != "").then(optin)).to_series(),
    )


def _between(low: Ints, high: int, draws: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
    return low + np.floor(draws * (high - low)).astype(np.int64)


def _iso(ordinal: Ints) -> pl.Series:
    days = pl.Series(ordinal - date(1970, 1, 1).toordinal()).cast(pl.Int32).cast(pl.Date)
    return days.dt.strftime("%Y-%m-%d")
