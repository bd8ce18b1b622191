"""Links of kin that still hold: a link is found when rows come, and what customers say may have changed since.

Somebody moves, a correction changes a name, two customers merge: a household, or an establishment of a firm, is one
while both customers say so now. The rule is that by which the link was found (core/match/kin.py), on golden values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from service.core.match.counts import nothing_known
from service.core.match.kin import ESTABLISHMENT, HOUSEHOLD, kin_keys
from service.core.match.prepare import prepare
from service.core.match.view import MATCH_SCHEMA
from service.store.people import golden_rows
from service.store.session import Work


def links_that_hold(work: Work, customer_id: int, links: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The links of a customer without those of kin that its golden values, or the other's, contradict by now.

    In      kind, customer_id (the other's) and more.
    """
    kin = sorted({link["customer_id"] for link in links if link["kind"] in (HOUSEHOLD, ESTABLISHMENT)})
    if not kin:
        return list(links)
    rows = golden_rows(work, [customer_id, *kin])
    made = kin_keys(prepare(_as_parties(rows), nothing_known()))
    own = made.filter(pl.col("party_id") == customer_id)
    both = own.join(made, on=["key", "kind"], suffix="_other").filter(
        (pl.col("forename") != pl.col("forename_other")) | (pl.col("siret") != pl.col("siret_other"))
    )
    held = set(both.select("party_id_other", "kind").iter_rows())
    others = (HOUSEHOLD, ESTABLISHMENT)
    return [link for link in links if link["kind"] not in others or (link["customer_id"], link["kind"]) in held]


def _as_parties(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """MATCH_SCHEMA of customers by their golden values; each stands as the party of its number."""
    ids = {"list_id": 0, "record_id": 0}
    parties = [{"party_id": row["id"], **ids} | {c: row[c] for c in MATCH_SCHEMA if c in row} for row in rows]
    absent = {c: None for c in MATCH_SCHEMA if c not in parties[0]}
    return pl.DataFrame([party | absent for party in parties], schema=MATCH_SCHEMA)
