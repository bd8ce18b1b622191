"""The job behind the numbers that pages show of the whole base and of an import: who may be contacted, by channel, and
how good the data are (flows/quality.py).

It is put by whatever changes many customers at once (an import, a revert, a purge), and once a day, because a new day
changes what may be done. What a person changes by hand shows at the next count.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from service.flows.contactable import Asked, counts_among
from service.flows.context import JobContext
from service.flows.import_report import CHANNELS
from service.flows.purge import shipped_rules
from service.flows.quality import count_all_quality
from service.store.deliveries import controllers
from service.store.import_rows import members_of, together
from service.store.secrets import installation_secret
from service.store.session import reading
from service.store.tallies import BASE, Tally, asked_to_count, counted_for, put_tally, uncounted

PURPOSE = "marketing.own"


def run_tally(context: JobContext) -> None:
    """Count the base for each controller, and the imports that were not counted yet; safe to be called again.

    What was asked for before it looked is answered by this one count: a hundred small imports are counted once.
    """
    with reading(context.database) as work:
        asked = asked_to_count(work)
    count_all_quality(context)
    with reading(context.database) as work:
        named, waiting = controllers(work), uncounted(work)
        joined = {import_id: members_of(work, import_id) for import_id, _ in waiting}
    for controller_id, name in named.items():
        own = [import_id for import_id, owner in waiting if owner == controller_id]
        at_us = context.now_us()
        base, *others = _reach(context, name, [joined[i]["customer_id"].unique() for i in own], at_us)
        with context.effect("tally", {}) as work:
            put_tally(work, BASE, Tally(controller_id, base, None, at_us))
            for import_id, reach in zip(own, others, strict=True):
                put_tally(work, import_id, Tally(controller_id, reach, together(joined[import_id]), at_us))
    with context.effect("tally", {}) as work:
        counted_for(work, asked, now_us=context.now_us())


def _reach(context: JobContext, controller: str, parts: list[pl.Series], at_us: int) -> list[list[dict[str, Any]]]:
    """The counts by channel, of everybody and of each part."""
    rules, secret = shipped_rules(), installation_secret(context.data_dir / "keys")
    found: list[list[dict[str, Any]]] = [[] for _ in range(1 + len(parts))]
    for channel in CHANNELS:
        asked = Asked(None, channel, PURPOSE, at_us, (), controller)
        counted = counts_among(context.database, asked, parts, rules=rules, secret=secret)
        for told, counts in zip(found, counted, strict=True):
            told.append({"channel": channel, **counts})
    return found
