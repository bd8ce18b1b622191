"""Lists: where rows come from and on what terms."""

from __future__ import annotations

from starlette.responses import Response

from service.api.deps import Called, Id, Paged
from service.api.operations import Noun
from service.api.schemas.lists import ListChange, ListIn, ListOut, ListPage
from service.flows import lists
from service.flows.receive import Terms
from service.store.lists import page_of_lists

noun = Noun("lists", "Where rows come from and on what terms: owned, collected, purchased or rented.")


@noun.get("/v1/lists", "listsList", "Lists", roles={"crm", "marketing", "dpo", "admin"}, answers=ListPage)
def list_lists(call: Called, pager: Paged) -> Response:
    """In the order they were made."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = page_of_lists(work, after=after, limit=pager.wanted)
    body, headers = pager.page([ListOut.of(row).model_dump() for row in rows], [[row.id] for row in rows])
    return call.answer(body, headers=headers)


@noun.post("/v1/lists", "listsCreate", "A new list", roles={"crm", "admin"}, answers=ListOut, status=201)
def create_list(call: Called, asked: ListIn) -> Response:
    """Empty, with its terms. An import can also make its list."""
    basis = None if asked.basis is None else asked.basis.text()
    terms = Terms(asked.kind, asked.audience, basis, asked.controller)
    with call.effect("list.create", "list") as effect:
        row = lists.create_list(effect.work, asked.name, terms, now_us=effect.now_us)
        return effect.answer(ListOut.of(row), noun_id=row.id, etag=True, location=f"/v1/lists/{row.id}")


@noun.get(
    "/v1/lists/{list_id}", "listsGet", "One list", roles={"crm", "marketing", "dpo", "admin"}, answers=ListOut,
    errors=(404,),
)  # fmt: skip
def get_list(call: Called, list_id: Id) -> Response:
    """With its terms; its ETag is what a change names in If-Match."""
    with call.reading() as work:
        return call.answer(ListOut.of(lists.get_list(work, list_id)), etag=True)


@noun.patch(
    "/v1/lists/{list_id}", "listsChange", "Change the terms of a list", roles={"admin"}, answers=ListOut,
    errors=(404, 409),
)  # fmt: skip
def change_list(call: Called, list_id: Id, asked: ListChange) -> Response:
    """Absent fields stay; null removes the audience or the basis. Decisions follow the terms of today."""
    with call.effect("list.change", "list") as effect:
        call.refuse_stale(ListOut.of(lists.get_list(effect.work, list_id)))
        changes = asked.changes()
        row = lists.change_list(effect.work, list_id, changes, now_us=effect.now_us)
        return effect.answer(ListOut.of(row), noun_id=list_id, facts={"fields": sorted(changes)}, etag=True)
