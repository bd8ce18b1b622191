"""The quality of an import and of the base: counted by the job `tally`, told from the counts at once.

Prices are handed in with the question, so that a firm sees what its own cost; figures are those of the last count.
"""

from __future__ import annotations

from typing import Any

from service.core.columns import TYPED_OF
from service.core.deliver.manifest import moment
from service.core.insight.costs import Prices
from service.core.insight.quality import quality_told, scores
from service.core.plan import Plan
from service.flows.context import JobContext
from service.flows.field_register import carried_fields, used_fields
from service.flows.moments import day_in_paris
from service.store import imports
from service.store.import_rows import all_together, members_of, together
from service.store.quality import Scope, count_quality, of_base, of_import
from service.store.quality_kept import BASE, counts_before, counts_of, put_counts, uncounted
from service.store.review_queue import how_many_wait
from service.store.session import Work, reading

TREND = 24
"""Imports of a list, or days of the base, that a trend goes back."""

PAIRS_COUNTED = 10_000
"""Doubtful pairs are counted up to so many."""

_NAMES = {"last_name", "company_name"}  # a whole name gives them, whatever its column is called


def count_all_quality(context: JobContext) -> None:
    """Count the base, and the imports that were not counted yet; each kept in a transaction of its own."""
    at_us = context.now_us()
    day = day_in_paris(at_us).isoformat()
    with reading(context.database) as work:
        waiting = uncounted(work)
    alone: dict[str, Any] | None = None  # of an import that is all of the base
    for import_id in [*waiting, BASE]:
        with reading(context.database) as work:
            counts = alone if import_id == BASE and alone else count_quality(work, _scope(import_id), today=day)
            if len(waiting) == 1 and import_id != BASE and not imports.others_published(work, import_id):
                alone = counts
            counts = _with_the_rest(work, import_id, counts)
        with context.effect("tally", {}) as work:
            put_counts(work, import_id, counts, day=day, at_us=at_us)


def _with_the_rest(work: Work, import_id: int, counts: dict[str, Any]) -> dict[str, Any]:
    """The counts of records with those of parties, pairs that wait, and fields that serve."""
    carried = carried_fields(work) if import_id == BASE else _carried_by(work, import_id)
    spoken = all_together(work) if import_id == BASE else together(members_of(work, import_id))
    held = {TYPED_OF.get(field, field) for field in carried}
    return counts | {
        "fields": [each for each in counts["fields"] if each["checked"] or each["field"] in held | _NAMES],
        "together": {name: spoken[name] for name in ("parties", "customers")},
        "doubtful_pairs": how_many_wait(work, most=PAIRS_COUNTED) if import_id == BASE else None,
        "used": {"carried": len(carried), "used": len(carried & used_fields(work).keys())},
    }


def _scope(import_id: int) -> Scope:
    return of_base() if import_id == BASE else of_import(import_id)


def _carried_by(work: Work, import_id: int) -> set[str]:
    text = imports.get_import(work, import_id).plan
    return set() if text is None else set(Plan.from_json(text).fields) - {"ignore"}


def import_quality(work: Work, import_id: int, prices: Prices) -> dict[str, Any] | None:
    """The quality of an import as it came, with the trend of its list; null: not counted yet.

    Raises  NotFound.
    """
    list_id = imports.get_import(work, import_id).list_id
    return _told(work, import_id, prices, list_id)


def base_quality(work: Work, prices: Prices) -> dict[str, Any] | None:
    """The quality of the base as last counted, with its trend; null: not counted yet."""
    return _told(work, BASE, prices, None)


def _told(work: Work, import_id: int, prices: Prices, list_id: int | None) -> dict[str, Any] | None:
    found = counts_of(work, import_id)
    if found is None:
        return None
    at_us, counts = found
    before = counts_before(work, list_id=list_id, most=TREND)
    trend = [
        {"import_id": one or None, "at": moment(at), "records": body["records"], **scores(body)}
        for one, at, body in before
        if at <= at_us
    ]
    return {"counted_at": moment(at_us), **quality_told(counts, prices), "trend": trend}
