"""What people read of an import: its rows as they came, its issues, its report; and another mapping for it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query
from starlette.responses import Response

from service.api.deps import Called, Id, Paged
from service.api.files import FORMS, CsvProfile, Format, shape_asked, streamed
from service.api.schemas.import_reading import (
    IssueCode,
    IssueField,
    IssuePage,
    MappingIn,
    Outcome,
    ReportOut,
    RowPage,
)
from service.api.schemas.imports import ImportTaken
from service.api.schemas.quality import ReportAsked
from service.api.v1.imports import SEEN_BY, noun
from service.api.v1.jobs import ASK_AGAIN
from service.flows.import_report import import_report, reachability
from service.flows.import_rows import issue_page, row_file, row_page
from service.flows.imports import job_of
from service.flows.purge import shipped_rules
from service.flows.quality import import_quality
from service.flows.remap import remap_import
from service.store.imports import get_import

SEES_VALUES = {"crm", "dpo"}

__all__ = ["noun"]  # everything on an import: imports.py begins it


@noun.put(
    "/v1/imports/{import_id}/mapping", "importsMap", "Give an import another mapping", roles={"crm"},
    answers=ImportTaken, status=202, matched=False, errors=(404, 409), also={200: "It has this mapping already."},
)  # fmt: skip
def map_import(call: Called, import_id: Id, asked: MappingIn) -> Response:
    """202: it begins with the mapping: it was on hold or waited its turn, or failed because no column of customers, or
    not those of a recipe, were found (its file is kept for a day). An empty mapping begins it as it is understood.
    409 `mapping-conflict`: it is published with another one; revert it, then send the file again with this mapping.
    409 `wrong-state`: it is under way, undone, or its file is gone.
    """
    with call.effect("import.map", "import") as effect:
        job_id = remap_import(
            effect.work, import_id, asked.mapping, now_us=effect.now_us, recipe=asked.recipe,
            by_itself=asked.recipe_by_headings,
        )  # fmt: skip
        row, job = get_import(effect.work, import_id), job_of(effect.work, import_id)
        shown = ImportTaken.of(row, job, repeated=job_id is None)
        status, headers = (200, {}) if job_id is None else (202, ASK_AGAIN)
        facts: dict[str, Any] = {"columns": len(asked.mapping), "job_id": job_id}
        return effect.answer(shown, noun_id=import_id, status=status, facts=facts, headers=headers)


@noun.get(
    "/v1/imports/{import_id}/rows", "importsRows", "Rows as they came", roles=SEES_VALUES, answers=RowPage,
    produces=FORMS, errors=(404, 409),
)  # fmt: skip
def get_rows(
    call: Called,
    import_id: Id,
    pager: Paged,
    outcome: Annotated[Outcome, Query(description="Which of the three row files.", examples=["accepted"])],
    form: Annotated[Format, Query(alias="format")] = None,
    profile: CsvProfile = "machine",
) -> Response:
    """Original cells, line and code. The three files together are every row of the file, but those of people erased
    since. CSV has the original headings behind `limpide_…` columns: it can be mended and imported again.
    """
    shape = shape_asked(call.request, form, profile)
    if shape is not None:
        pieces = row_file(call.house.database, import_id, outcome, shape)
        return streamed(shape, pieces, f"import-{import_id}-{outcome}")
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = row_page(work, import_id, outcome, after=after, limit=pager.wanted)
    body, headers = pager.page(rows, [[row["row_id"]] for row in rows])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/imports/{import_id}/issues", "importsIssues", "Issues of an import", roles=SEEN_BY, answers=IssuePage,
    errors=(404, 409),
)  # fmt: skip
def get_issues(
    call: Called,
    import_id: Id,
    pager: Paged,
    field: Annotated[IssueField | None, Query(description="Only of this field; empty: of whole rows.")] = None,
    code: Annotated[IssueCode | None, Query(description="Only this code.", examples=["email.syntax"])] = None,
) -> Response:
    """By row. Values are told to keys that see customers, to others null."""
    after = (int(pager.after[0]), int(pager.after[1])) if pager.after else (0, -1)
    values = bool(call.principal.roles & SEES_VALUES)
    with call.reading() as work:
        issues = issue_page(work, import_id, field=field, code=code, after=after, limit=pager.wanted, values=values)
    body, headers = pager.page(issues, [[issue["row_id"], issue["n"]] for issue in issues])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/imports/{import_id}/report", "importsReport", "Report of an import", roles=SEEN_BY, answers=ReportOut,
    errors=(404,),
)  # fmt: skip
def get_report(
    call: Called,
    import_id: Id,
    asked: Annotated[ReportAsked, Query()],
) -> Response:
    """Counters, issues by field and code, scores, what belongs together, reachability by decisions of this moment; and
    where the rows behind the numbers are.
    """
    house = call.house
    told = import_report(house.database, import_id)
    place = f"/v1/imports/{import_id}"
    published = told["state"] == "published"
    told["rows"] = {o: f"{place}/rows?outcome={o}" for o in ("accepted", "rejected", "quarantined") if published}
    for issue in told["issues"] or []:
        issue["href"] = f"{place}/issues?" + urlencode({"field": issue["field"], "code": issue["code"]})
    with call.reading() as work:
        told["quality"] = import_quality(work, import_id, asked.prices()) if published else None
    told["reachability"] = None
    if published and asked.reach:
        told["reachability"] = reachability(
            house.database, import_id, rules=shipped_rules(), secret=house.secret, at_us=call.now_us
        )
    return call.answer(ReportOut.model_validate(told))
