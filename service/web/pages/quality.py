"""Qualité: how good is the file, is it getting better; of the base, and of one import as it came. And as a workbook."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import HTMLResponse, Response

from service.core.insight.costs import Prices
from service.errors import WrongState
from service.flows.import_rows import published_import
from service.flows.quality import base_quality, import_quality
from service.flows.quality_workbook import issue_rows, suggested_rows, workbook
from service.store import audit
from service.store.session import reading, unit_of_work
from service.web.quality_words import field_word, language_of, quality_shown
from service.web.visits import Anyone, Reports, Visit

router = APIRouter()
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]
Price = Annotated[float, Query(ge=0, le=1000)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/qualite")
def base_page(
    visit: Anyone,
    courrier: Price = Prices.letter,
    email: Price = Prices.email,
    fiche: Price = Prices.record_year,
) -> HTMLResponse:
    """The base as last counted."""
    prices = Prices(courrier, email, fiche)
    with reading(visit.database) as work:
        told = base_quality(work, prices)
    return _page(visit, told, prices, row=None)


@router.get("/imports/{import_id}/qualite")
def import_page(
    visit: Reports,
    import_id: Id,
    courrier: Price = Prices.letter,
    email: Price = Prices.email,
    fiche: Price = Prices.record_year,
) -> HTMLResponse:
    """An import as it came."""
    prices = Prices(courrier, email, fiche)
    with reading(visit.database) as work:
        row = published_import(work, import_id)
        told = import_quality(work, import_id, prices)
    return _page(visit, told, prices, row=row)


def _page(visit: Visit, told: dict[str, Any] | None, prices: Prices, *, row: Any) -> HTMLResponse:
    shown = None if told is None or not told["records"] else quality_shown(visit, told)
    return visit.page("quality.html", quality=shown, prices=prices, row=row, counted=told is not None)


@router.get("/qualite.xlsx")
def base_book(visit: Anyone) -> Response:
    """The figures of the base."""
    with reading(visit.database) as work:
        told = base_quality(work, Prices())
    if told is None:
        raise WrongState
    return _sent(workbook(told, language_of(visit), field_name=lambda name: field_word(visit, name)), "qualite")


@router.get("/imports/{import_id}/qualite.xlsx")
def import_book(visit: Reports, import_id: Id) -> Response:
    """The figures of an import; with the rows to decide on, for who sees customers."""
    sees = visit.may("crm", "dpo")
    with reading(visit.database) as work:
        told = import_quality(work, import_id, Prices())
        if told is None:
            raise WrongState
        content = workbook(
            told, language_of(visit), field_name=lambda name: field_word(visit, name),
            issues=issue_rows(work, import_id), to_decide=suggested_rows(work, import_id) if sees else None,
        )  # fmt: skip
    if sees and not visit.request.scope.get("limpide.head"):
        with unit_of_work(visit.database) as work:
            audit.note(
                work, "import.report.workbook", "import", import_id, {}, at_us=visit.now_us(), principal=visit.who.name
            )
    return _sent(content, f"import-{import_id}-qualite")


def _sent(content: bytes, name: str) -> Response:
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'}, media_type=XLSX)
