"""Indicators of the base: how good the data are."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.deps import Called, Id
from service.api.operations import Noun
from service.api.schemas.quality import BaseQualityOut, BookAsked, PricesIn
from service.api.v1.import_reading import SEES_VALUES
from service.api.v1.imports import SEEN_BY
from service.api.v1.imports import noun as imports_noun
from service.core.fields import FIELDS
from service.errors import WrongState
from service.flows.quality import base_quality, import_quality
from service.flows.quality_workbook import issue_rows, suggested_rows, workbook
from service.store import audit
from service.store.session import unit_of_work

noun = Noun("indicators", "Figures of the whole base: reachability and quality, as last counted.")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_YET = "The figures are not counted yet: ask again in a moment."
_EVERY = {"crm", "marketing", "dpo", "admin"}


@noun.get("/v1/indicators/quality", "indicatorsQuality", "Quality of the base", roles=_EVERY, answers=BaseQualityOut)
def get_quality(call: Called, asked: Annotated[PricesIn, Query()]) -> Response:
    """Reachability per channel first, then scores by dimension with their formulas. Counted after each import, revert
    and purge, and once a day.
    """
    with call.reading() as work:
        told = base_quality(work, asked.prices())
    return call.answer(BaseQualityOut.of(told))


@noun.get(
    "/v1/indicators/quality.xlsx", "indicatorsQualityBook", "Quality of the base as a workbook", roles=_EVERY,
    answers=None, produces=(XLSX,), errors=(409,),
)  # fmt: skip
def get_quality_book(call: Called, asked: Annotated[BookAsked, Query()]) -> Response:
    """The same figures. 409 `wrong-state`: ask again once the job has counted them."""
    with call.reading() as work:
        told = base_quality(work, asked.prices())
        if told is None:
            raise WrongState(_NOT_YET)
        content = workbook(told, asked.language, field_name=_field_name)
    return sent_book(content, "quality")


@imports_noun.get(
    "/v1/imports/{import_id}/report.xlsx", "importsReportBook", "Report of an import as a workbook", roles=SEEN_BY,
    answers=None, produces=(XLSX,), errors=(404, 409),
)  # fmt: skip
def get_report_book(call: Called, import_id: Id, asked: Annotated[BookAsked, Query()]) -> Response:
    """Quality, issues by field, and, for keys that see customers, the rows with a repair to decide on. Cells are typed:
    no value can run as a formula. A download with rows leaves an entry in the audit. 409 `wrong-state`: ask again once
    the job has counted.
    """
    with call.reading() as work:
        told = import_quality(work, import_id, asked.prices())
        if told is None:
            raise WrongState(_NOT_YET, import_id=import_id)
        rows = suggested_rows(work, import_id) if call.principal.roles & SEES_VALUES else None
        found = issue_rows(work, import_id)
        content = workbook(
            told, asked.language, field_name=_field_name, issues=found, to_decide=rows
        )  # fmt: skip
    if rows is not None and not call.request.scope.get("limpide.head"):
        with unit_of_work(call.house.database) as work:
            who = call.principal.name
            audit.note(work, "import.report.workbook", "import", import_id, {}, at_us=call.now_us, principal=who)
    return sent_book(content, f"import-{import_id}-quality")


def _field_name(column: str) -> str:
    """What the register says of a field; the API has no other words for it."""
    return FIELDS[column].says if column in FIELDS else column


def sent_book(content: bytes, name: str) -> Response:
    """A workbook to keep."""
    told = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, 200, told, XLSX)
