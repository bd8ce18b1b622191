"""Another mapping for an import: begun again with it where nothing is published, else told how to get there.

queued          its job takes the mapping along
failed          for want of a column of customers, its file still here: begun again
published       the same mapping is no change; another one means revert, then the file again (design, 4.2)
"""

from __future__ import annotations

from collections.abc import Mapping

from service.core.plan import Plan
from service.errors import AlreadyImported, MappingConflict, WrongState
from service.flows.discard import KIND as DISCARD
from service.store import imports, jobs
from service.store.session import Work
from service.store.tables.lists import Import
from service.store.turns import LANE


def remap_import(work: Work, import_id: int, mapping: Mapping[str, str | None], *, now_us: int) -> int | None:
    """Begin the import anew with a mapping; returns the job's id, null when it has this mapping already.

    In      column key (`heading`, `heading#2`, `@index`) to field, or to null for none; columns not named are chosen.
    Raises  NotFound; MappingConflict (published with another one: revert, then import again), AlreadyImported (the
            same file came in meanwhile), WrongState (under way, reverted, or its file is gone).
    """
    row = imports.get_import(work, import_id)
    if row.state == "published":
        if row.plan is not None and _says_so(Plan.from_json(row.plan), mapping):
            return None
        raise MappingConflict(
            "Revert this import, then import the file again with this mapping.",
            import_id=import_id,
            state=row.state,
            steps=["revert", "import"],
        )
    if row.state == "failed":
        _take_up_again(work, row)
    elif row.state != "received" or not jobs.withdraw(work, f"import:{import_id}"):
        raise WrongState("This import is under way or undone: its mapping stays.", import_id=import_id, state=row.state)
    asked = {"import_id": import_id, "mapping": dict(mapping)}
    return jobs.put(work, "import", f"import:{import_id}", asked, lane=LANE, now_us=now_us)


def _take_up_again(work: Work, row: Import) -> None:
    first = imports.import_of_content(work, row.list_id, row.sha256)
    if first is not None:
        raise AlreadyImported("The same bytes are in the list already.", import_id=first.id, state=first.state)
    if row.upload is None or not jobs.withdraw(work, f"{DISCARD}:{row.id}"):
        raise WrongState(
            "The file is no longer here: send it again with this mapping.", import_id=row.id, state=row.state
        )
    imports.set_import(work, row.id, state="received", error=None)


def _says_so(plan: Plan, mapping: Mapping[str, str | None]) -> bool:
    """Whether the plan maps every column that is named as it is named."""
    fields = {key: c.field for c in plan.columns for key in (c.key, f"@{c.index}")}
    return all(key in fields and fields[key] == name for key, name in mapping.items())
