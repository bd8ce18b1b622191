"""The job behind changed rules of survival: every customer of several records is resolved anew, slice by slice.

Golden values are recomputed, never edited in place; memberships stay as they are, for the same pairs hold.
"""

from __future__ import annotations

import polars as pl

from service.flows.context import JobContext
from service.flows.resolving import resolve_around
from service.store import jobs
from service.store.customers import of_several_parties
from service.store.session import Work, reading
from service.store.turns import LANE

KIND = "recompute"
SLICE = 200
"""Customers resolved in one transaction."""


def ask_to_recompute(work: Work, list_id: int, *, now_us: int) -> int:
    """Put the job into the queue, in the transaction that changes the rules; its id."""
    return jobs.put(work, KIND, f"{KIND}:{list_id}:{now_us}", {"list_id": list_id}, lane=LANE, now_us=now_us)


def run_recompute(context: JobContext) -> None:
    """Carry out the job; a killed one goes on behind the last slice.

    Raises  JobLost.
    """
    list_id = int(context.claim.payload["list_id"])
    after = int(context.claim.checkpoint.get("after", 0))
    while True:
        with reading(context.database) as work:
            members = of_several_parties(work, after=after, limit=SLICE)
        if members.is_empty():
            return
        after = int(members["customer_id"].max())  # type: ignore[arg-type]  # ids
        with context.effect("recompute", {"after": after}) as work:
            seeds: pl.Series = members["party_id"]
            resolve_around(work, seeds, now_us=context.now_us(), cause="rules", cause_id=list_id)
