"""Imports: what came in, one file's report, its rows; bring a file, undo one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from service.errors import NotFound
from service.flows import import_pages
from service.flows.discard import is_on_hold
from service.flows.imports import job_of
from service.flows.receive import Offer, Received, Terms, discarded_unless_taken, refuse_again, take_in
from service.flows.revert import put_revert
from service.flows.sign_in import who_is
from service.store import audit, imports
from service.store.imports import page_of_imports
from service.store.session import reading, unit_of_work
from service.store.tallies import tallies_of
from service.web import guard
from service.web.pages.import_report import report_values
from service.web.problems import N_
from service.web.uploads import receive_upload
from service.web.visits import Crm, Reports, Visit, signed_in

router = APIRouter()
PAGE = 50
LIST = "clients"
STEPS = {
    "import": ("survey", "tie", "stage", "match", "resolve", "publish"),
    "revert": ("revert", "delete"),
}
_UNDER_WAY = {"received": "import", "staging": "import", "reverting": "revert"}
_LATER = {"count": "stage", "reverted": "delete"}  # steps too short to be told apart
Id = Annotated[int, Path(ge=1, le=2**53 - 1)]


@router.get("/imports")
def imports_page(visit: Reports, avant: int | None = None) -> HTMLResponse:
    """Drop zone and history."""
    with reading(visit.database) as work:
        found = page_of_imports(work, list_id=None, state=None, before=avant, limit=PAGE + 1)
        total = import_pages.how_many(work)
    rows = [row.model_dump() | {"list_name": name} for row, name in found[:PAGE]]
    return visit.page(
        "imports.html",
        rows=rows,
        total=total,
        list_name=rows[0]["list_name"] if rows else LIST,
        most=visit.house.upload_bytes,
        demonstration=visit.house.demonstration is not None,
        back="/imports" if avant is not None else None,
        on=f"/imports?avant={rows[-1]['id']}" if len(found) > PAGE else None,
    )


@router.post("/imports")
async def bring(request: Request, visit: Annotated[Visit, Depends(signed_in("crm"))]) -> Response:
    """Take a file in, as it arrives, and import it."""
    received = await _brought(request, visit, hold=False)
    return visit.see(f"/imports/{received.import_id}")


@router.post("/imports/verifier")
async def bring_and_look(request: Request, visit: Annotated[Visit, Depends(signed_in("crm"))]) -> Response:
    """Take a file in, and show what was understood of it before anything is imported."""
    received = await _brought(request, visit, hold=True)
    return visit.see(f"/imports/{received.import_id}/correspondance")


async def _brought(request: Request, visit: Visit, *, hold: bool) -> Received:
    fields: dict[str, str] = {}

    def check(given: dict[str, str]) -> None:
        guard.check_token(visit.token, given.get("csrf"))
        fields.update(given)

    most = visit.house.upload_bytes
    request.scope["limpide.body_bytes"] = most  # a file may weigh more than what the service takes else
    upload, filename = await receive_upload(request, visit.house.data, check, most=most)
    audience = fields.get("public") if fields.get("public") in ("b2c", "b2b") else None
    offer = Offer(
        upload, fields.get("liste", "").strip() or LIST, Terms(audience=audience), filename or None, hold=hold
    )  # fmt: skip
    return await run_in_threadpool(_take_in, visit, offer)


def _take_in(visit: Visit, offer: Offer) -> Received:
    data, now_us = visit.house.data, visit.now_us()
    with discarded_unless_taken(data, offer.upload):
        with reading(visit.database) as work:
            refuse_again(work, data, offer)
        with unit_of_work(visit.database) as work:
            received = take_in(work, data, offer, now_us=now_us)
            audit.note(
                work, "import.create", "import", received.import_id, {"size": offer.upload.size}, at_us=now_us,
                principal=visit.who.name,
            )  # fmt: skip
    return received


@router.post("/imports/demonstration")
def bring_demonstration(visit: Crm) -> Response:
    """Import the demonstration file as if it had been dropped."""
    path = visit.house.demonstration
    if path is None:
        raise NotFound
    with path.open("rb") as stream:
        upload = visit.house.data.receive(stream)
    received = _take_in(visit, Offer(upload, LIST, Terms(audience="b2c"), path.name))
    return visit.see(f"/imports/{received.import_id}")


@router.get("/imports/demonstration.csv")
def demonstration(visit: Reports) -> FileResponse:
    """The demonstration file itself."""
    path = visit.house.demonstration
    if path is None:
        raise NotFound
    return FileResponse(path, media_type="text/csv", filename=path.name)


@router.get("/imports/{import_id}")
def one_import(visit: Reports, import_id: Id) -> Response:
    """How far it is, or its report."""
    return _one_import(visit, import_id)


def _one_import(visit: Visit, import_id: int, *, typed_wrong: str | None = None) -> Response:
    with reading(visit.database) as work:
        row = imports.get_import(work, import_id)
        on_hold = is_on_hold(work, import_id)
    if on_hold:
        return visit.see(f"/imports/{import_id}/correspondance") if visit.may("crm") else visit.see("/imports")
    kind, told = _progress(visit, import_id)
    if kind in STEPS:
        return visit.page("import_running.html", row=row, kind=kind, steps=STEPS[kind], told=told)
    status = 422 if typed_wrong else 200
    return visit.page("import_report.html", status=status, typed_wrong=typed_wrong, **report_values(visit, row))


@router.post("/imports/{import_id}/annuler")
def undo(visit: Crm, import_id: Id) -> Response:
    """Revert, once the word is typed back."""
    if visit.one("mot").casefold() != visit.say(N_("annuler")).casefold():
        wrong = visit.say(N_("Tapez exactement le mot demandé : rien n'a été annulé."))
        return _one_import(visit, import_id, typed_wrong=wrong)
    now_us = visit.now_us()
    with unit_of_work(visit.database) as work:
        job_id = put_revert(work, import_id, now_us=now_us)
        audit.note(
            work, "import.revert", "import", import_id, {"job_id": job_id}, at_us=now_us, principal=visit.who.name
        )
    return visit.see(f"/imports/{import_id}")


def _progress(visit: Visit, import_id: int) -> tuple[str | None, dict[str, Any]]:
    """What is being done to the import (null: nothing any more; tally: its customers are being counted), and how far
    it is, in words.

    Out     stage, count, share of the whole (null: not known), index of the stage.
    Raises  NotFound.
    """
    with reading(visit.database) as work:
        state = imports.get_import(work, import_id).state
        view = job_of(work, import_id)
        counting = state == "published" and not tallies_of(work, import_id)
    kind = view.kind if view is not None and not view.ended and view.kind in STEPS else _UNDER_WAY.get(state)
    if kind is None:
        return ("tally", {}) if counting else (None, {})
    if view is None or view.state == "queued" or not view.step:
        return kind, {"stage": visit.say(N_("En attente de son tour")), "count": "", "share": None, "at": -1}
    step = _LATER.get(view.step, view.step)
    at = STEPS[kind].index(step) if step in STEPS[kind] else 0
    count = visit.say(N_("%(n)s lignes"), n=visit.speech.number(view.done)) if view.done else ""
    return kind, {"stage": visit.words.word(step), "count": count, "share": (at + 0.5) / len(STEPS[kind]), "at": at}


@router.get("/imports/{import_id}/suivi")
async def follow(visit: Annotated[Visit, Depends(signed_in("crm", "dpo", "admin"))], import_id: Id) -> Response:
    """How far it is, told as it goes: server-sent events `progress`, then `end`."""
    await run_in_threadpool(_progress, visit, import_id)  # there is such an import
    return StreamingResponse(_events(visit, import_id), media_type="text/event-stream")


async def _events(visit: Visit, import_id: int) -> AsyncIterator[bytes]:
    last = b""
    while not visit.house.leaving():
        kind, told = await run_in_threadpool(_progress, visit, import_id)
        if kind is None:
            yield b"event: end\ndata: {}\n\n"
            return
        data = orjson.dumps(told)
        yield b": still there\n\n" if data == last or not told else b"event: progress\ndata: " + data + b"\n\n"
        last = data
        await asyncio.sleep(1)
        if await run_in_threadpool(_signed_out, visit):
            return


def _signed_out(visit: Visit) -> bool:
    return who_is(visit.database, visit.token, now_us=visit.now_us()) is None
