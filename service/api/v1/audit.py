"""The audit trail: who did what to which id, when; written in the transaction of what it tells."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.deps import MOST_ID, Called, Paged
from service.api.operations import Noun
from service.api.schemas.audit import AuditOut, AuditPage
from service.api.schemas.common import Since, microseconds
from service.store.audit import AuditFilter, page_of_audit

noun = Noun("audit", "Who did what to which id, when. Append-only; never a person's value.")

_WORD = r"^[a-z][a-z._-]*$"


@noun.get("/v1/audit", "auditList", "The audit trail, newest first", roles={"dpo", "admin"}, answers=AuditPage)
def list_audit(
    call: Called,
    pager: Paged,
    principal: Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")] = None,
    action: Annotated[str | None, Query(max_length=60, pattern=_WORD, examples=["key.create"])] = None,
    noun_: Annotated[str | None, Query(alias="noun", max_length=40, pattern=_WORD, examples=["key"])] = None,
    noun_id: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
    since: Since = None,
    until: Since = None,
) -> Response:
    """Of one key, action, thing or time (`since` included, `until` not), or of all."""
    asked = AuditFilter(principal, action, noun_, noun_id, microseconds(since), microseconds(until))
    before = pager.after[0] if pager.after else None
    with call.reading() as work:
        rows = page_of_audit(work, asked, before=before, limit=pager.wanted)
    body, headers = pager.page([AuditOut.of(row).model_dump() for row in rows], [[row.id] for row in rows])
    return call.answer(body, headers=headers)
