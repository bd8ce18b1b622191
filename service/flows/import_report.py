"""The report of an import: what was read, repaired, refused, what belongs together, who can be reached.

Every number names the rows it counts (`outcome`, `field` and `code` are what rows and issues are asked for by).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlmodel import SQLModel

from service.core.columns import TYPED_NAMES, TYPED_OF
from service.core.deliver.manifest import moment
from service.core.govern.rules import RuleSet
from service.core.ids import public_id
from service.core.plan import Plan
from service.core.reasons import REASONS
from service.flows.contactable import Asked, answer, exclusions_told
from service.flows.inspect import columns_of, detected
from service.flows.preview import reason_told
from service.flows.report import COUNTERS, ROWS
from service.store import import_rows as store
from service.store import imports
from service.store.deliveries import controller_name
from service.store.edits import edits_since
from service.store.recipes import reading_of
from service.store.session import Database, Work, reading
from service.store.tables.customers import Customer
from service.store.tables.lists import Import

CHANNELS = ("email", "sms", "phone", "post")

EDITS_SHOWN = 200

_C = SQLModel.metadata.tables[Customer.__tablename__].c


def import_report(database: Database, import_id: int) -> dict[str, Any]:
    """What became of a file, in numbers; `rows`, `issues`, `fields` and `together` are null before it is published.

    Raises  NotFound.
    """
    with reading(database) as work:
        row = imports.get_import(work, import_id)
        plan, how = None if row.plan is None else Plan.from_json(row.plan), reading_of(work, import_id)
        done = row.state == "published"
        return {
            "import_id": row.id,
            "list_id": row.list_id,
            "state": row.state,
            "error": row.error,
            "detected": None if plan is None else detected(plan),
            "recipe": None if how.recipe is None else asdict(how.recipe),
            "revised": None if how.differences is None else [asdict(each) for each in how.differences],
            "columns": [] if plan is None else columns_of(plan),
            "counters": {name: getattr(row, name) for name in COUNTERS + ROWS},
            "sums_hold": _sums_hold(row),
            **(findings(work, import_id) if done else {"issues": None, "repairs": None}),
            "fields": _fields(work, row, plan) if done and plan is not None else None,
            "together": store.together(store.members_of(work, import_id))
            | {"changes": store.changes_caused(work, import_id)}
            if done
            else None,
            "edits": edits_told(work, row) if done else None,
        }


def edits_told(work: Work, row: Import) -> dict[str, Any]:
    """What people put right or answered since a published import, on what it brought or changed: how many of these
    `stay` when it is reverted, how many `go` with its lines, and the latest of them, EDITS_SHOWN at most.
    """
    found = edits_since(work, row.id, row.published_us or 0)
    items = [
        edit
        | {"at": moment(edit.pop("at_us")), "stays": bool(edit["stays"])}
        | {"customer_id": None if edit["customer_id"] is None else public_id("CUS", edit["customer_id"])}
        for edit in found.head(EDITS_SHOWN).iter_rows(named=True)
    ]
    stay = int(found["stays"].sum())
    return {"stay": stay, "go": found.height - stay, "items": items}


def reachability(
    database: Database, import_id: int, *, rules: RuleSet, secret: bytes, at_us: int
) -> list[dict[str, Any]]:
    """For each channel, how many customers of an import may be contacted at a moment, and why the others may not.

    Raises  NotFound, Busy.
    """
    with reading(database) as work:
        row = imports.get_import(work, import_id)
        controller = controller_name(work, imports.list_by_id(work, row.list_id).controller_id)
    of_import = _C.id.in_(store.customers_of(import_id))
    told = []
    for channel in CHANNELS:
        asked = Asked(None, channel, "marketing.own", at_us, (), controller)
        found = answer(database, asked, rules=rules, secret=secret, among=of_import)
        told.append(
            {
                "channel": channel,
                "decided_at": moment(at_us),
                **found.chosen.counts,
                "exclusions": exclusions_told(found.chosen, rules),
            }
        )
    return told


def _sums_hold(row: Import) -> bool:
    """Every physical line is told, and every row (design, 2)."""
    lines = row.header + row.preamble + row.footer + row.blank + row.row_lines
    return row.lines == lines and row.rows == row.accepted + row.rejected + row.quarantined


def findings(work: Work, import_id: int) -> dict[str, Any]:
    """issues: by field and code, the most frequent first; repairs: how many of them were applied (safe, changed),
    suggested (kept apart), left (untouched).
    """
    counted = store.issues_counted(work, import_id).sort("rows", "field", "code", descending=[True, False, False])
    issues = [issue | reason_told(str(issue["code"])) for issue in counted.iter_rows(named=True)]
    repairs = dict.fromkeys(("applied", "suggested", "left"), 0)
    for issue in issues:
        repairs[REASONS[issue["code"]].repair] += issue["issues"]
    return {"issues": issues, "repairs": repairs}


def _fields(work: Work, row: Import, plan: Plan) -> list[dict[str, Any]]:
    """For each mapped field that is kept typed: rows with a usable value, rows with a fault, and the score.

    score = rows whose value came without an error or a warning, of 100 rows that say anything; null where none does.
    """
    typed = {name: TYPED_OF.get(name, name) for name in plan.fields if TYPED_OF.get(name, name) in TYPED_NAMES}
    filled = store.filled(work, row.id, sorted(set(typed.values())))
    unusable = store.rows_with_codes(work, row.id, [c for c, r in REASONS.items() if r.severity == "error"])
    faulty = store.rows_with_codes(work, row.id, [c for c, r in REASONS.items() if r.severity != "info"])
    told = []
    for name, column in typed.items():
        said = filled[column] + unusable.get(name, 0)
        wrong = min(said, faulty.get(name, 0))
        told.append(
            {
                "field": name,
                "rows_filled": filled[column],
                "rows_unusable": unusable.get(name, 0),
                "rows_faulty": faulty.get(name, 0),
                "fill_rate": round(filled[column] / row.accepted, 4) if row.accepted else None,
                "score": round(100 * (said - wrong) / said, 1) if said else None,
            }
        )
    return told
