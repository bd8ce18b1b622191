"""Segments: saved questions over customers; what comes out of them has always passed the decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from service.api.deps import Call, Called, Id, Paged
from service.api.files import FORMS, CsvProfile, Format, announced, sent, shape_asked
from service.api.operations import Noun
from service.api.paging import Pager
from service.api.pointed import pointed
from service.api.schemas.common import Day, moment
from service.api.schemas.segments import (
    DeliveryId,
    DeliveryIn,
    DeliveryOut,
    DeliveryPage,
    FrozenFrom,
    MemberPage,
    PreviewOut,
    SegmentChange,
    SegmentIn,
    SegmentOut,
    SegmentPage,
    SegmentQuestion,
)
from service.flows import deliver, segments
from service.flows.contactable import Answer, Asked, answer, exclusions_told
from service.flows.moments import noon_us
from service.flows.purge import shipped_rules
from service.flows.segments import Viewer, as_wanted, visible_segment
from service.store.deliveries import DeliveryRow, deliveries_of, delivery_name
from service.store.saved_segments import SavedSegment
from service.store.session import Work

noun = Noun("segments", "Saved questions over customers, previews and deliveries of who may be contacted.")

_MINE, _SEEN_BY = {"marketing"}, {"marketing", "crm", "dpo"}
NamedDelivery = Annotated[
    DeliveryId | None, Query(description="A delivery made before; absent: a new one.", examples=["DEL-0000012"])
]
DeliveryPath = Annotated[DeliveryId, Path(description="DEL-…", examples=["DEL-0000012"])]


@noun.get("/v1/segments", "segmentsList", "Segments", roles=_SEEN_BY, answers=SegmentPage)
def list_segments(call: Called, pager: Paged) -> Response:
    """Those that are there for this key, oldest first: its own, those opened to it; crm and dpo see all."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = segments.visible_segments(work, _viewer(call), after=after, limit=pager.wanted)
        items = [_shown(work, row).model_dump() for row in rows]
    body, headers = pager.page(items, [[row.id] for row in rows])
    return call.answer(body, headers=headers)


@noun.post("/v1/segments", "segmentsCreate", "A new segment", roles=_MINE, answers=SegmentOut, status=201)
def create_segment(call: Called, asked: SegmentIn) -> Response:
    """Nobody is looked up yet. 422 points to the part that cannot be asked, and to the place in the condition."""
    with pointed(), call.effect("segment.create", "segment") as effect:
        row = segments.define_segment(effect.work, asked.wanted(), _viewer(call), now_us=effect.now_us)
        shown = _shown(effect.work, row)
        return effect.answer(shown, noun_id=row.id, etag=True, location=f"/v1/segments/{row.id}")


@noun.ask("/v1/segments/preview", "segmentsTry", "Preview a question", roles=_MINE, answers=PreviewOut)
def try_question(call: Called, asked: SegmentQuestion) -> Response:
    """Counts, and why customers are left out; nothing is saved, nothing delivered."""
    at_us = _moment_of(call, asked.at)
    columns = tuple(dict.fromkeys(asked.columns))
    question = Asked(asked.where, asked.channel, asked.purpose, at_us, columns, asked.controller)
    with pointed():
        return call.answer(_preview(call, question))


@noun.get("/v1/segments/{segment_id}", "segmentsGet", "One segment", roles=_SEEN_BY, answers=SegmentOut, errors=(404,))
def get_segment(call: Called, segment_id: Id) -> Response:
    """Its ETag is what a change names in If-Match."""
    with call.reading() as work:
        return call.answer(_shown(work, visible_segment(work, segment_id, _viewer(call))), etag=True)


@noun.patch(
    "/v1/segments/{segment_id}", "segmentsChange", "Change a segment", roles=_MINE, answers=SegmentOut,
    errors=(404, 409),
)  # fmt: skip
def change_segment(call: Called, segment_id: Id, asked: SegmentChange) -> Response:
    """Absent fields stay. Deliveries that were made stay as they were."""
    with pointed(), call.effect("segment.change", "segment") as effect:
        before = visible_segment(effect.work, segment_id, _viewer(call))
        call.refuse_stale(_shown(effect.work, before))
        changes = asked.changes()
        wanted = replace(as_wanted(effect.work, before), **changes)
        row = segments.change_segment(effect.work, segment_id, wanted, _viewer(call))
        facts = {"fields": sorted(changes)}
        return effect.answer(_shown(effect.work, row), noun_id=segment_id, facts=facts, etag=True)


@noun.delete(
    "/v1/segments/{segment_id}", "segmentsDelete", "Delete a segment", roles=_MINE, answers=None, errors=(404, 409)
)
def delete_segment(call: Called, segment_id: Id) -> Response:
    """The ledger of its deliveries stays."""
    with call.effect("segment.delete", "segment") as effect:
        call.refuse_stale(_shown(effect.work, visible_segment(effect.work, segment_id, _viewer(call))))
        segments.remove_segment(effect.work, segment_id, _viewer(call))
        return effect.answer(None, noun_id=segment_id)


@noun.get(
    "/v1/segments/{segment_id}/preview", "segmentsPreview", "Preview a segment", roles=_SEEN_BY, answers=PreviewOut,
    errors=(404,),
)  # fmt: skip
def preview_segment(
    call: Called,
    segment_id: Id,
    at: Annotated[Day | None, Query(description="The day asked about; absent: now.", examples=["2026-11-22"])] = None,
) -> Response:
    """Counts, and why customers are left out; nothing is delivered."""
    with call.reading() as work:
        segment = visible_segment(work, segment_id, _viewer(call))
    return call.answer(_preview(call, segments.question(segment, _moment_of(call, at))))


@noun.post(
    "/v1/segments/{segment_id}/deliveries", "segmentsDeliver", "Deliver a segment", roles=_MINE, answers=DeliveryOut,
    status=201, keyed="required", errors=(404,),
)  # fmt: skip
def deliver_segment(call: Called, segment_id: Id, asked: DeliveryIn) -> Response:
    """Decide and freeze the answer, which enters the ledger; pages and files of it are had by `/members?delivery=`."""
    with call.reading() as work:
        segment = visible_segment(work, segment_id, _viewer(call))
    return _frozen(call, segment, _moment_of(call, asked.at))[1]


@noun.get(
    "/v1/segments/{segment_id}/deliveries", "segmentsDeliveries", "Deliveries of a segment", roles=_SEEN_BY,
    answers=DeliveryPage, errors=(404,),
)  # fmt: skip
def list_deliveries(call: Called, segment_id: Id, pager: Paged) -> Response:
    """Newest first, with their manifests."""
    before = pager.after[0] if pager.after else None
    with call.reading() as work:
        visible_segment(work, segment_id, _viewer(call))
        rows = deliveries_of(work, segment_id, before=before, limit=pager.wanted)
    body, headers = pager.page([DeliveryOut.of(row).model_dump() for row in rows], [[row.id] for row in rows])
    return call.answer(body, headers=headers)


@noun.get(
    "/v1/segments/{segment_id}/deliveries/{delivery_id}", "segmentsDelivery", "One delivery", roles=_SEEN_BY,
    answers=DeliveryOut, errors=(404,),
)  # fmt: skip
def get_delivery(call: Called, segment_id: Id, delivery_id: DeliveryPath) -> Response:
    """Its manifest: what was asked, by which rules it was decided, who was left out and why, the file's digest."""
    with call.reading() as work:
        visible_segment(work, segment_id, _viewer(call))
        row = deliver.delivery_of(work, segment_id, delivery_id)
    return call.answer(DeliveryOut.of(row), etag=True)


@noun.get(
    "/v1/segments/{segment_id}/members", "segmentsMembers", "Members of a segment", roles=_MINE, answers=MemberPage,
    produces=FORMS, errors=(404, 410, 416), also={206: "The part of the file that was asked for."},
)  # fmt: skip
def get_members(
    call: Called,
    segment_id: Id,
    pager: Paged,
    delivery: Annotated[
        DeliveryId | None, Query(description="A delivery made before; absent: a new one.", examples=["DEL-0000012"])
    ] = None,
    form: Annotated[Format, Query(alias="format")] = None,
    profile: CsvProfile = "machine",
) -> Response:
    """Who may be contacted, frozen at the first page: the cursor and `Content-Location` carry the delivery, so that
    all pages and ranges are of one answer. JSON in pages; NDJSON and CSV whole, with `Repr-Digest`, and by `Range` when
    the delivery is named. HEAD freezes nothing.
    """
    shape = shape_asked(call.request, form, profile)
    with call.reading() as work:
        segment = visible_segment(work, segment_id, _viewer(call))
        row = _named(work, segment_id, delivery, pager)
    if row is None and call.request.scope.get("limpide.head"):
        return announced(shape)
    if row is None:
        row = _frozen(call, segment, call.now_us)[0]
    name = delivery_name(row.id)
    headers = {"Content-Location": f"/v1/segments/{segment_id}/members?delivery={name}"}
    if shape is None:
        return _page(call, row, pager, headers)
    return sent(call.request, deliver.file_in_shape(call.house.data, row, shape), shape, name, headers)


def _named(work: Work, segment_id: int, delivery: str | None, pager: Pager) -> DeliveryRow | None:
    if pager.after is not None:
        return deliver.delivery_of(work, segment_id, str(pager.after[0]))
    return None if delivery is None else deliver.delivery_of(work, segment_id, delivery)


def _page(call: Call, row: DeliveryRow, pager: Pager, headers: dict[str, str]) -> Response:
    name, start = delivery_name(row.id), 0 if pager.after is None else int(pager.after[1])
    rows = deliver.members(call.house.data, row, start=start, limit=pager.wanted)
    body, more = pager.page(rows, [[name, start + i + 1] for i in range(len(rows))])
    frozen = FrozenFrom(
        id=name, members=row.members, decided_at=str(moment(row.at_us)), rules=str(row.manifest["rules"])
    )
    return call.answer({"delivery": frozen.model_dump()} | body, headers=headers | more)


def _frozen(call: Call, segment: SavedSegment, at_us: int) -> tuple[DeliveryRow, Response]:
    """A new delivery in the ledger, and the answer that tells it."""
    house, now_us = call.house, call.now_us
    ready = deliver.prepare(house.database, house.data, segment, at_us=at_us, rules=shipped_rules(), now_us=now_us)
    with deliver.kept_or_gone(house.data, ready), call.effect("segment.deliver", "delivery") as effect:
        row = deliver.record(effect.work, ready, now_us=now_us)
        place = f"/v1/segments/{segment.id}/deliveries/{delivery_name(row.id)}"
        facts: dict[str, Any] = {"segment_id": segment.id, "members": row.members}
        return row, effect.answer(DeliveryOut.of(row), noun_id=row.id, facts=facts, etag=True, location=place)


def _preview(call: Call, asked: Asked) -> PreviewOut:
    rules = shipped_rules()
    found: Answer = answer(call.house.database, asked, rules=rules, secret=call.house.secret)
    told = {"decided_at": moment(asked.at_us), "rules": rules.label, "exclusions": exclusions_told(found.chosen, rules)}
    return PreviewOut.model_validate(told | found.chosen.counts)


def _moment_of(call: Call, day: str | None) -> int:
    return call.now_us if day is None else noon_us(date.fromisoformat(day), shipped_rules().timezone)


def _viewer(call: Call) -> Viewer:
    return Viewer(call.principal.id, call.principal.roles)


def _shown(work: Work, row: SavedSegment) -> SegmentOut:
    return SegmentOut.of(row, as_wanted(work, row))
