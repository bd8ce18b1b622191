"""Another mapping for an import: begun with it where nothing is published, else told how to get there.

on hold         begun
queued          its job takes the mapping along
failed          for want of a column of customers or of a recipe, its file still here: begun again
published       the same mapping is no change; another one means revert, then the file again (design, 4.2)
"""

from __future__ import annotations

from collections.abc import Mapping

from service.core.plan import Plan
from service.core.recipes import forced_by, place
from service.errors import AlreadyImported, MappingConflict, WrongState
from service.flows.discard import KIND as DISCARD
from service.flows.receive import Reading
from service.flows.recipes import named_recipe
from service.store import imports, jobs
from service.store.session import Work
from service.store.tables.lists import Import
from service.store.turns import LANE


def remap_import(
    work: Work,
    import_id: int,
    mapping: Mapping[str, str | None],
    *,
    now_us: int,
    recipe: str | None = None,
    by_itself: bool = True,
) -> int | None:
    """Begin the import anew with a mapping; returns the job's id, null when it has this mapping already.

    In      column key (`heading`, `heading#2`, `@index`) to field, or to null for none; columns not named follow the
            recipe of this name, else the recipe that has the headings (unless `by_itself` is false), else are chosen.
    Raises  NotFound; BadQuery (no such recipe); MappingConflict (published with another one: revert, then import
            again), AlreadyImported (the same file came in meanwhile), WrongState (under way, reverted, its file is
            gone, or the recipe is retired); RecipeMismatch (published, and its file lacks columns of the recipe).
    """
    row, reading = imports.get_import(work, import_id), Reading(mapping, recipe, by_itself)
    if row.state == "published":
        if row.plan is not None and _says_so(work, Plan.from_json(row.plan), reading):
            return None
        raise MappingConflict(
            "Revert this import, then import the file again with this mapping.",
            import_id=import_id,
            state=row.state,
            steps=["revert", "import"],
        )
    if row.state == "failed":
        _take_up_again(work, row)
    elif row.state != "received" or not _out_of_the_queue(work, import_id):
        raise WrongState("This import is under way or undone: its mapping stays.", import_id=import_id, state=row.state)
    asked = reading.asked(work, import_id)
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


def _out_of_the_queue(work: Work, import_id: int) -> bool:
    """Whether the import was waiting, for its turn or for a person."""
    return jobs.withdraw(work, f"import:{import_id}") or jobs.withdraw(work, f"{DISCARD}:{import_id}")


def _says_so(work: Work, plan: Plan, reading: Reading) -> bool:
    """Whether the plan maps every column that is named, and those of a recipe that is named, as it is said.

    Raises  BadQuery, WrongState, RecipeMismatch.
    """
    wanted = dict(reading.mapping or {})
    if reading.recipe is not None:
        headings = list(plan.headings)
        wanted, _ = forced_by(place(named_recipe(work, reading.recipe), headings), headings, wanted)
    fields = {key: c.field for c in plan.columns for key in (c.key, f"@{c.index}")}
    return all(key in fields and fields[key] == name for key, name in wanted.items())
