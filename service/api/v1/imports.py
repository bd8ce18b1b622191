"""Imports: a file in, followed until it is published, undone when it should not have been."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.deps import MOST_ID, Call, Called, Id, Paged
from service.api.events import EVENT, Seen, follow
from service.api.events import MEDIA_TYPE as EVENTS
from service.api.handlers import place_of
from service.api.idempotency import payload_digest
from service.api.operations import Noun
from service.api.problems import Invalid
from service.api.schemas.import_reading import DryRunOut
from service.api.schemas.imports import ImportBrief, ImportOptions, ImportOut, ImportPage, ImportState, ImportTaken
from service.api.schemas.jobs import JobOut
from service.api.uploads import Came, file_body, receive_upload
from service.api.v1.jobs import ASK_AGAIN
from service.errors import AlreadyImported, BadQuery
from service.flows import receive
from service.flows.dry_run import dry_run
from service.flows.imports import job_of, view_import
from service.flows.purge import shipped_rules
from service.flows.receive import Offer
from service.flows.recipes import recipes_for
from service.flows.revert import put_revert
from service.store.imports import get_import, page_of_imports
from service.store.job_views import job_row
from service.store.session import Work

noun = Noun("imports", "Files coming in: one import a file, and all that came of it.")

SEEN_BY = {"crm", "dpo", "admin"}


@noun.post(
    "/v1/imports", "importsCreate", "Import a file", roles={"crm"}, answers=ImportTaken, status=202, upload=True,
    also={200: "The list has these bytes already: this is their first import. Or, of a dry run: what would come."},
    also_answers={200: ImportTaken | DryRunOut}, extra={"requestBody": file_body(ImportOptions)},
)  # fmt: skip
async def create_import(call: Called, given: Annotated[ImportOptions, Query()]) -> Response:
    """The file as the body, with the options in the address; or a form with the file in `file` and the options beside
    it. Both give the same.

    202: the file is stored and its job waits; follow `Location` or its `/events`. 200: the list has these bytes
    already, and the answer points to their first import. 409 `mapping-conflict`: it has them under another mapping;
    revert that import, then send the file again.

    `dry_run=true` stores nothing: 200 says what was detected, how each column would be mapped and how surely, ten
    values of each before and after, and the issues to expect; of a large file from its head, provisionally.
    `hold=true` keeps the file waiting until `PUT /mapping` begins the import, a day at most.

    A recipe is taken when it is named, or by itself when it has the file's headings; `mapping` beats it.
    """
    came = await receive_upload(call.request, call.house.data, durable=not given.dry_run)
    return await run_in_threadpool(_take_in, call, came, given)


def _take_in(call: Call, came: Came, given: ImportOptions) -> Response:
    """The import and its job, or the first import of the same bytes; an upload that is not taken does not stay."""
    data = call.house.data
    try:
        with receive.discarded_unless_taken(data, came.upload):
            return _taken_in(call, came, given)
    except AlreadyImported as problem:
        first = int(str(problem.facts["import_id"]))
    with call.reading() as work:
        shown, headers = _shown(work, first, repeated=True)
    return call.answer(shown, status=200, headers=headers)


def _taken_in(call: Call, came: Came, given: ImportOptions) -> Response:
    """Raises  Invalid, BadQuery, Replay, AlreadyImported, MappingConflict, WrongState, RulesInvalid."""
    if came.upload.size == 0:
        raise Invalid(errors=[{"in": "body", "pointer": "#", "code": "missing", "detail": "The file is empty."}])
    asked = _with_fields(given, came.fields)
    if asked.dry_run:
        return call.answer(_dry_run(call, came, asked), status=200)
    if asked.hold and (asked.mapping, asked.recipe) != (None, None):
        raise BadQuery("What a file on hold is read by is said when it is begun, by PUT /mapping.", option="hold")
    offer = Offer(
        came.upload, asked.list, asked.terms(), asked.filename or came.filename, asked.forced(), asked.recipe,
        asked.recipe_by_headings, asked.hold,
    )  # fmt: skip
    digest = payload_digest(call.request, f"{came.upload.sha256} {sorted(came.fields.items())}".encode())
    with call.reading() as work:
        if call.keyed is not None:
            call.keyed.replay_if_kept(work, now_us=call.now_us, payload=digest)
        receive.refuse_again(work, call.house.data, offer)
    with call.effect("import.create", "import", payload=digest) as effect:
        taken = receive.take_in(effect.work, call.house.data, offer, now_us=effect.now_us)
        shown, headers = _shown(effect.work, taken.import_id, repeated=False)
        facts = {"job_id": taken.job_id, "size": came.upload.size}
        return effect.answer(shown, noun_id=taken.import_id, facts=facts, headers=headers)


def _dry_run(call: Call, came: Came, asked: ImportOptions) -> DryRunOut:
    today = datetime.fromtimestamp(call.now_us / 1_000_000, shipped_rules().timezone).date()
    house = call.house
    with call.reading() as work:
        recipes = recipes_for(work, name=asked.recipe, by_itself=asked.recipe_by_headings)
    told = dry_run(
        house.database, house.data, came.upload, list_name=asked.list, mapping=asked.forced(), today=today,
        recipes=recipes,
    )  # fmt: skip
    return DryRunOut.model_validate(told)


def _with_fields(given: ImportOptions, fields: dict[str, str]) -> ImportOptions:
    """The options of the address and those of the form, which win."""
    try:
        return ImportOptions.model_validate(given.model_dump(exclude_unset=True) | fields)
    except ValidationError as wrong:
        raise Invalid(errors=[place_of(dict(error), "body") for error in wrong.errors()]) from None


def _shown(work: Work, import_id: int, *, repeated: bool) -> tuple[ImportTaken, dict[str, str]]:
    row, job = get_import(work, import_id), job_of(work, import_id)
    shown = ImportTaken.of(row, job, repeated=repeated)
    headers = {"Location": f"/v1/imports/{import_id}"}
    if job is not None and not job.ended:
        headers |= ASK_AGAIN | {"Link": f'</v1/jobs/{job.id}>; rel="monitor"'}
    return shown, headers


@noun.get("/v1/imports", "importsList", "Imports, newest first", roles=SEEN_BY, answers=ImportPage)
def list_imports(
    call: Called,
    pager: Paged,
    list_id: Annotated[int | None, Query(ge=1, le=MOST_ID, description="Only those of this list.")] = None,
    state: Annotated[ImportState | None, Query(description="Only those in this state.", examples=["published"])] = None,
) -> Response:
    """Of all lists, or of one; in all states, or in one."""
    before = pager.after[0] if pager.after else None
    with call.reading() as work:
        rows = page_of_imports(work, list_id=list_id, state=state, before=before, limit=pager.wanted)
    items = [ImportBrief.of(row, name).model_dump() for row, name in rows]
    body, headers = pager.page(items, [[row.id] for row, _ in rows])
    return call.answer(body, headers=headers)


@noun.get("/v1/imports/{import_id}", "importsGet", "One import", roles=SEEN_BY, answers=ImportOut, errors=(404,))
def get_one(call: Called, import_id: Id) -> Response:
    """What was detected, how it is mapped, counters and quality so far. While it is under way `Retry-After` says when
    to ask again.
    """
    with call.reading() as work:
        view = view_import(work, import_id)
    under_way = view.job is not None and not view.job.ended
    return call.answer(ImportOut.of(view), etag=True, headers=ASK_AGAIN if under_way else {})


@noun.get(
    "/v1/imports/{import_id}/events", "importsEvents", "Follow an import", roles=SEEN_BY, answers=None,
    produces=(EVENTS,), schemas={EVENTS: EVENT}, errors=(404,), also={204: "The end was told already: stop asking."},
)  # fmt: skip
async def follow_import(call: Called, import_id: Id) -> Response:
    """Server-sent events: `progress`, then `end`, and the stream closes. Each tells the import's state and its job.
    Ids grow; whoever comes back with Last-Event-ID gets what happened since.
    """

    def look() -> Seen:
        with call.reading() as work:
            row, job = get_import(work, import_id), job_of(work, import_id)
        told = {"import_id": import_id, "state": row.state, "job": None if job is None else JobOut.of(job).model_dump()}
        at_us = row.created_us if job is None else job.moved_us
        last = job is None or job.ended
        return Seen(at_us, told, "end" if last else "progress", last)

    return await follow(call, look)


@noun.post(
    "/v1/imports/{import_id}/revert", "importsRevert", "Undo an import", roles={"crm"}, answers=JobOut, status=202,
    errors=(404, 409),
)  # fmt: skip
def revert_import(call: Called, import_id: Id) -> Response:
    """What was before comes back. 409: it is not published, or later imports of its list lean on it."""
    with call.effect("import.revert", "import") as effect:
        job_id = put_revert(effect.work, import_id, now_us=effect.now_us)
        shown = JobOut.of(job_row(effect.work, job_id))
        return effect.answer(
            shown, noun_id=import_id, facts={"job_id": job_id}, location=f"/v1/jobs/{job_id}", headers=ASK_AGAIN
        )
