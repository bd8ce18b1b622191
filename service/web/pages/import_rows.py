"""The rows behind a report's counts: accepted, rejected, to decide, and each kind of finding; and their files."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from starlette.responses import HTMLResponse, StreamingResponse

from service.core.deliver.shapes import SHAPES
from service.core.plan import Plan
from service.core.reasons import REASONS
from service.errors import NotFound
from service.flows import import_rows
from service.flows.import_pages import joined_customers
from service.store import audit
from service.store.session import reading, unit_of_work
from service.web.pages.customers import listed
from service.web.visits import Crm, People

router = APIRouter()
PAGE = 50
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]
Outcome = Literal["accepted", "rejected", "quarantined"]
After = Annotated[int, Query(ge=0, le=2**53 - 1)]


@router.get("/imports/{import_id}/lignes/{outcome}.csv")
def row_file(visit: Crm, import_id: Id, outcome: Outcome) -> StreamingResponse:
    """A row file for a spreadsheet: the original text, its line and the reason."""
    pieces = import_rows.row_file(visit.database, import_id, outcome, SHAPES["csv-spreadsheet"])
    if not visit.request.scope.get("limpide.head"):
        action, now_us, name = f"import.rows.{outcome}", visit.now_us(), visit.who.name
        with unit_of_work(visit.database) as work:
            audit.note(work, action, "import", import_id, {}, at_us=now_us, principal=name)
    headers = {"content-disposition": f'attachment; filename="import-{import_id}-{outcome}.csv"'}
    return StreamingResponse(pieces, media_type="text/csv", headers=headers)


@router.get("/imports/{import_id}/lignes/{outcome}")
def rows(visit: People, import_id: Id, outcome: Outcome, apres: After = 0) -> HTMLResponse:
    """A page of rows as they came."""
    with reading(visit.database) as work:
        row = import_rows.published_import(work, import_id)
        found = import_rows.row_page(work, import_id, outcome, after=apres, limit=PAGE + 1)
    headings = [] if row.plan is None else [column.heading for column in Plan.from_json(row.plan).columns]
    shown = found[:PAGE]
    here = f"/imports/{import_id}/lignes/{outcome}"
    on = f"{here}?apres={shown[-1]['row_id']}" if len(found) > PAGE else None
    return visit.page(
        "import_rows.html", row=row, outcome=outcome, rows=shown, headings=headings, total=getattr(row, outcome),
        on=on, back=here if apres else None,
    )  # fmt: skip


@router.get("/imports/{import_id}/anomalies/{code}")
def issues(
    visit: People,
    import_id: Id,
    code: str,
    champ: Annotated[str | None, Query(max_length=60)] = None,
    apres: Annotated[str, Query(pattern=r"^\d{1,15}\.\d{1,6}$")] = "0.0",
) -> HTMLResponse:
    """A page of the findings of one kind: what was written, and what Limpide made of it."""
    if code not in REASONS:
        raise NotFound
    row_id, n = (int(part) for part in apres.split("."))
    with reading(visit.database) as work:
        row = import_rows.published_import(work, import_id)
        found = import_rows.issue_page(
            work, import_id, field=champ, code=code, after=(row_id, n), limit=PAGE + 1, values=True
        )
    shown = found[:PAGE]
    here = f"/imports/{import_id}/anomalies/{code}?" + (f"champ={quote(champ)}&" if champ else "")
    on = f"{here}apres={shown[-1]['row_id']}.{shown[-1]['n']}" if len(found) > PAGE else None
    return visit.page(
        "import_issues.html", row=row, code=code, field=champ, rows=shown, on=on,
        back=here.rstrip("?&") if row_id else None,
    )  # fmt: skip


@router.get("/imports/{import_id}/reunis")
def joined(visit: People, import_id: Id, apres: After = 0) -> HTMLResponse:
    """The customers of an import that several rows speak of."""
    with reading(visit.database) as work:
        row = import_rows.published_import(work, import_id)
        found = joined_customers(work, import_id, after=apres, limit=PAGE + 1)
    here = f"/imports/{import_id}/reunis"
    on = f"{here}?apres={found[PAGE - 1]['id']}" if len(found) > PAGE else None
    return visit.page("import_joined.html", row=row, rows=listed(found[:PAGE]), on=on, back=here if apres else None)
